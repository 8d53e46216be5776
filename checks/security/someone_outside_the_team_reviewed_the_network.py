"""SEC-12: when somebody from outside last looked at the controls network.

Question: did somebody outside the team review the controls network in the last two years?
Yes: within 24 months, and its findings are tracked. Warn: within 60 months, or nobody tracks the
findings. No: longer ago, or three roles say never. Not applicable: never.

Example: IT, OT and the floor each say that nobody ever looked: fail.
"""

from __future__ import annotations

from datetime import date

from audit.records import Why
from checks.ground import Ground, answer, ground, listed, unknown
from checks.records import (
    Answer,
    Asked,
    Check,
    GateRule,
    Outcome,
    Severity,
    Theme,
    Threshold,
)
from checks.remembered import same_on_every_line
from checks.replied import Rows, day_in
from checks.replies import matching, replies, says_no, says_none, says_yes, unsure
from checks.switches import months

DAY_ID, TRACKED_ID = "last_external_review", "review_findings_tracked"


@same_on_every_line
def judge(asked: Asked) -> Answer:
    """Take the day that was answered; `never` counts when three roles say it."""
    expected = "A review of the controls network from outside the team within 24 months expected"
    rows = replies(asked.facts, DAY_ID)
    if not rows:
        return unknown(Why.NOT_ASKED, DAY_ID, f"{expected}; nobody was asked")
    days = {day for row in rows if (day := day_in(row.record.answer)) is not None}
    never = tuple(row for row in rows if _never(row.record.answer))
    if len(days) > 1 or (days and never):
        said = listed(f'{r.record.side or "someone"} says "{r.record.answer}"' for r in rows)
        return unknown(Why.CONFLICT, DAY_ID, f"{expected}; {said}", ground(rows))
    if days:
        return _dated(asked, f"{expected}; the last one", next(iter(days)), rows)
    roles = {(row.record.side, row.record.role.casefold()) for row in never}
    if len(roles) >= asked.limits["roles"]:
        text = f"{expected}; {len(roles)} roles say that there never was one"
        return answer(Outcome.FAIL, text, matching(rows), measured="never")
    if never:
        text = f"{expected}; {len(roles)} of the {asked.limits['roles']:g} roles needed say never"
    elif all(unsure(row.record.answer) for row in rows):
        text = f"{expected}; nobody who was asked can say when"
    else:
        text = f'{expected}; "{rows[0].record.answer}" is no day'
        return unknown(Why.CONFLICT, DAY_ID, text, ground(rows))
    return unknown(Why.DONT_KNOW, DAY_ID, text, ground(rows))


def _never(text: str) -> bool:
    never = text.strip().casefold().startswith(("never", "nie"))
    return not unsure(text) and (never or says_no(text) or says_none(text))


def _dated(asked: Asked, text: str, day: date, rows: Rows) -> Answer:
    age, on = months(day, asked.facts.case.as_of), matching(rows)
    proof = next((row.record.document for row in rows if row.record.document), "")
    text = f"{text} was {age:.0f} months ago ({', '.join(p for p in (str(day), proof) if p)})"
    measured = f"{age:.0f} months"
    if age > asked.limits["warn_months"]:
        return answer(Outcome.FAIL, text, on, measured=measured, value=-age)
    if age > asked.limits["pass_months"]:
        return answer(Outcome.WARN, text, on, measured=measured, value=-age)
    return _tracked(asked, text, on, measured, age)


def _tracked(asked: Asked, text: str, on: Ground, measured: str, age: float) -> Answer:
    rows = replies(asked.facts, TRACKED_ID)
    known = tuple(row for row in rows if not unsure(row.record.answer))
    on = on + matching(rows)
    if any(says_no(row.record.answer) for row in known):
        text = f"{text}; nobody tracks its findings"
        return answer(Outcome.WARN, text, on, measured=measured, value=-age)
    if known and all(says_yes(row.record.answer) for row in known):
        text = f"{text}; its findings are tracked"
        return answer(Outcome.PASS, text, on, measured=measured, value=-age)
    why = Why.DONT_KNOW if rows else Why.NOT_ASKED
    text = f"{text}; whether its findings are tracked is not known"
    return unknown(why, TRACKED_ID, text, on, measured=measured)


CHECK = Check(
    check_id="SEC-12",
    theme=Theme.SECURITY,
    title="Someone outside the team reviewed the controls network in the last two years",
    question="Did somebody outside the team review the controls network in the last two years?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=5,
    work_packages=("WP-40",),
    max_age_days=730,
    thresholds=(
        Threshold("pass_months", 24, "months", "the last review: pass up to", "D"),
        Threshold("warn_months", 60, "months", "the last review: warn up to", "D"),
        Threshold("roles", 3, "roles", "that say `never` make it a fact", "D"),
    ),
    basis="IEC 62443-2-1, review of the programme (recalled, verify)",
    so_what="Who built the network no longer sees what is odd about it; the first stranger who"
    " looks may be the attacker.",
    remedy="Have somebody from another plant or a reviewer from outside walk the network once, and"
    " give each finding an owner.",
    closes_unknown="The report of the last review with its date, or the same question to one person"
    " each of IT, OT and the floor",
    closes_minutes=10,
    closes_who="programme lead",
    judge=judge,
    scope="plant",
)
