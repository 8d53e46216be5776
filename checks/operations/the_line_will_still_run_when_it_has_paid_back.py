"""OPS-14: when the line ends, against when the money is back.

Question: will the line still run when the investment has paid back?
Yes: for 24 months or longer after it, or no end is planned. No: it ends before. Not applicable:
never.

Example: paid back after 7.5 years in July 2034, the line is to be rebuilt at the end of 2034: warn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from audit.inventory.tables import LineRow
from audit.records import Why
from checks.ground import Ground, answer, counted, ground, naming, unknown
from checks.payback import NEVER, case_of, finance_row, payback
from checks.planned import plan_start
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Theme
from checks.records import Threshold as Limit
from checks.remembered import rows_where
from checks.replied import Rows, by_reply, day_in
from checks.replies import replies, says_none

QUESTION_ID = "line_ends_on"
EXPECTED = "The line expected to run on after the investment has paid back"
_MONTH_DAYS = 365.25 / 12


@dataclass(frozen=True, slots=True)
class _End:
    """When a line ends; `day` None: no end is planned."""

    day: date | None
    on: Ground


def judge(asked: Asked) -> Answer:
    """Hold the end of the line against the late end of the payback."""
    end = _end(asked)
    if isinstance(end, Answer):
        return end
    row = finance_row(asked.facts, asked.line, asked.use_case)
    case = case_of(row.record) if row else None
    if row is None or case is None:
        text = f"{asked.line}: {EXPECTED}; {_when(end)}, but cost or benefit is missing"
        return unknown(Why.NOT_ASKED, "cost and benefit are missing", text, end.on)
    return _judged(asked, end, payback(case).high, ground([row]))


def _end(asked: Asked) -> _End | Answer:
    """Return the end of the line: the inventory's, and the answer where both agree."""
    rows = rows_where(asked.facts, LineRow, "line", asked.line)
    dated = [r for r in rows if r.record.end_of_life is not None]
    written = _End(dated[0].record.end_of_life, ground(dated)) if dated else None
    if written and not replies(asked.facts, QUESTION_ID, asked.line):
        return written
    ends: list[_End] = []

    def decide(said: Rows, on: Ground) -> Answer:
        text = said[0].record.answer
        day = day_in(text)
        if day is not None or says_none(text):
            ends.append(_End(day, on))
        return unknown(Why.CONFLICT, QUESTION_ID, f'{EXPECTED}; "{text}" is no day', on)

    got = by_reply(asked, QUESTION_ID, EXPECTED, decide)
    if written is None:
        return ends[0] if ends else got
    if not ends or ends[0].day == written.day:
        return _End(written.day, naming(written.on, Ground(got.evidence)))
    text = f"{EXPECTED}; the list of lines says that {_when(written)}, somebody that"
    return unknown(
        Why.CONFLICT, "end of the line", f"{text} {_when(ends[0])}", written.on + ends[0].on
    )


def _judged(asked: Asked, end: _End, years: float, on: Ground) -> Answer:
    on = end.on + on
    line, spare = asked.line, asked.limits["spare_months"]
    expected = f"{line}: {spare:g} months after the payback or longer expected"
    if years == NEVER:
        text = f"{expected}; {_when(end)}, and the money never comes back"
        return answer(Outcome.FAIL, text, on, measured="never paid back")
    if end.day is None:
        text = f"{expected}; {_when(end)}"
        return answer(Outcome.PASS, text, on, measured="no end planned")
    months = (end.day - plan_start(asked)).days / _MONTH_DAYS - 12 * years
    after = (
        f"{counted(round(abs(months)), 'month')} {'after' if months >= 0 else 'before'} the payback"
    )
    text = f"{expected}; {_when(end)}, {after} of {years:.1f} years from {plan_start(asked)}"
    outcome = Outcome.PASS if months >= spare else Outcome.WARN if months >= 0 else Outcome.FAIL
    return answer(outcome, text, on, measured=after, value=months)


def _when(end: _End) -> str:
    return f"it ends on {end.day}" if end.day else "no end is planned"


CHECK = Check(
    check_id="OPS-14",
    theme=Theme.OPERATIONS,
    title="The line will still run when the investment has paid back",
    question="Is the line retired, moved or rebuilt, or does its product end, before the money is"
    " back?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=7,
    work_packages=("WP-35",),
    max_age_days=365,
    thresholds=(
        Limit("spare_months", 24, "months", "from the payback to the end of the line: pass from"),
    ),
    basis="project default",
    so_what="The sensors and the wiring go to scrap with the line before they have earned their"
    " price.",
    remedy="Leave the line out, or buy only what moves on to its successor.",
    closes_unknown="The day on which the line is retired, moved or rebuilt or its product ends",
    closes_minutes=5,
    closes_who="operations manager",
    judge=judge,
)
