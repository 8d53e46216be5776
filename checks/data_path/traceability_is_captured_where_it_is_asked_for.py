"""DAT-14: whether the line captures what a law or a customer wants to trace.

Question: does the line capture every material and unit identifier that somebody may ask for?
Yes: all required points are captured. Warn: points are missing, and the deadline is at least 12
months away. No: points are missing and it is nearer. Not applicable: there is no such duty, and
legal or quality says so.

Example: 2 points are missing, the duty begins in 3 months: fail.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from audit.facts.model import Stated
from audit.inventory.tables import AnswerRow, UseCaseRow
from audit.records import Why
from checks.ground import Ground, answer, counted, ground, unknown
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Theme
from checks.records import Threshold as Limit
from checks.replied import by_reply, day_in, number_in
from checks.replies import matching, replies, says_no, says_none, says_yes

DUTY_ID = "traceability_duty"
GAPS_ID = "traceability_gaps"
DEADLINE_ID = "traceability_deadline"
PLAN_ID = "traceability_plan"
_SIGNS = re.compile(r"legal|quality|complian|regulat|recht|qualit", re.I)
_TRACES = re.compile(r"trac|genealog|passport|rückverfolg|serial", re.I)
Rows = tuple[Stated[AnswerRow], ...]


def judge(asked: Asked) -> Answer:
    """Ask for the duty, then for the gaps, then for the deadline."""
    expected = f"{asked.line}: every point that must be traced expected to be captured"
    cases = [r for r in asked.facts.table(UseCaseRow) if r.record.use_case == asked.use_case]
    duty = [row for row in cases if _TRACES.search(row.record.duty)]

    def decide(rows: Rows, on: Ground) -> Answer:
        text = rows[0].record.answer
        if says_yes(text):
            return _gaps(asked, expected, on)
        if not (says_no(text) or says_none(text)):
            said = f'{expected}; "{text}" is neither yes nor no'
            return unknown(Why.CONFLICT, DUTY_ID, said, on)
        if duty:
            said = f'{expected}; said to be no duty, but the use case names "{duty[0].record.duty}"'
            return unknown(Why.CONFLICT, DUTY_ID, said, on + ground(duty))
        return _no_duty(rows, on, expected)

    if duty and not replies(asked.facts, DUTY_ID, asked.line):
        return _gaps(asked, expected, ground(duty))
    return by_reply(asked, DUTY_ID, expected, decide)


def _no_duty(rows: Rows, on: Ground, expected: str) -> Answer:
    said = [row.record for row in rows]
    signed = next(
        (r for r in said if r.document or _SIGNS.search(f"{r.role} {r.answered_by}")), None
    )
    if signed is None:
        text = f"{expected}; said to be no duty, and neither legal nor quality confirmed it"
        return unknown(Why.NOT_ASKED, "legal or quality", text, on)
    who = signed.answered_by or signed.role or signed.document
    return answer(Outcome.NA, f"{expected}; no duty, as {who} states", on)


def _gaps(asked: Asked, expected: str, duty: Ground) -> Answer:
    def decide(rows: Rows, on: Ground) -> Answer:
        text = rows[0].record.answer
        missing = 0.0 if says_none(text) else number_in(text)
        if missing is None:
            return unknown(Why.CONFLICT, GAPS_ID, f'{expected}; "{text}" is no number', on)
        if missing <= 0:
            return answer(Outcome.PASS, f"{expected}; all are", on + duty, measured="no gap",
                          value=0.0)  # fmt: skip
        said = f"{expected}; {counted(round(missing), 'point')} not captured"
        return _deadline(asked, said, missing, on + duty)

    return by_reply(asked, GAPS_ID, expected, decide)


def _deadline(asked: Asked, text: str, missing: float, on: Ground) -> Answer:
    def decide(rows: Rows, own: Ground) -> Answer:
        day = day_in(rows[0].record.answer)
        if day is None:
            said = f'{text}; "{rows[0].record.answer}" is no day'
            return unknown(Why.CONFLICT, DEADLINE_ID, said, on + own)
        return _in_time(asked, text, missing, day, on + own)

    got = by_reply(asked, DEADLINE_ID, text, decide)
    return replace(got, outcome=Outcome.WARN) if got.outcome is Outcome.NA else got


def _in_time(asked: Asked, text: str, missing: float, day: date, on: Ground) -> Answer:
    months = (day - asked.facts.case.as_of).days / 30.44
    words = counted(round(missing), "gap")
    if months < asked.limits["months"]:
        when = f"in {months:.0f} months" if months >= 0 else "already over"
        said = f"{text}; the deadline {day} is {when}"
        return answer(Outcome.FAIL, said, on, measured=words, value=-missing)
    plan = replies(asked.facts, PLAN_ID, asked.line)
    planned = bool(plan) and all(says_yes(row.record.answer) for row in plan)
    said = f"{text}; {'a plan' if planned else 'no plan'} closes them before {day}"
    on = on + matching(plan) if plan else on
    return answer(Outcome.WARN, said, on, measured=words, value=-missing)


CHECK = Check(
    check_id="DAT-14",
    theme=Theme.DATA_PATH,
    title="Material and unit traceability is captured where the market or law asks for it",
    question="Does the line capture every identifier that the market or the law wants to trace?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=6,
    work_packages=("WP-39",),
    max_age_days=365,
    thresholds=(
        Limit("months", 12, "months", "to the deadline while points are missing: warn from"),
    ),
    basis="Regulation (EU) 2023/1542 art. 77: battery passport from 18 February 2027, where in"
    " scope (recalled, verify); customers' requirements",
    so_what="From the deadline on the line's product may not be sold in that market, or a recall"
    " covers a year instead of a shift.",
    remedy="Capture the missing identifiers at the stations named in the gap list, those with the"
    " nearest deadline first.",
    closes_unknown="One sentence of legal or quality on the duty, and the list of points that must"
    " be captured",
    closes_minutes=30,
    closes_who="quality manager",
    judge=judge,
    scope="line",
    not_applicable_when="no traceability duty (legal/quality signs)",
)
