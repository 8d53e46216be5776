"""SEC-13: who may cut the line off in an incident, where, and whether it was ever tried.

Question: is it agreed who may isolate the line in an incident, and how?
Yes: IT and OT name the same role, the place to cut is marked, and it was rehearsed within 24
months. Warn: named, but not marked or not rehearsed. No: nobody, or each side names another.
Not applicable: never.

Example: IT names the security officer, OT the shift lead: fail, quoting both.
"""

from __future__ import annotations

from audit.facts.model import Stated
from audit.inventory.tables import OwnerRow
from audit.inventory.tables.people import Side
from audit.records import Why
from checks.ground import Ground, answer, ground, listed, unknown
from checks.needed import folded
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
from checks.remembered import rows_where
from checks.replied import Rows, day_in
from checks.replies import (
    matching,
    of_side,
    plain,
    replies,
    says_no,
    says_none,
    says_yes,
    unsure,
)
from checks.switches import months

ROLE_ID, POINT_ID, REHEARSED_ID = (
    "incident_isolation_role",
    "incident_isolation_point",
    "incident_rehearsed_on",
)
_LAYERS = {"incident", "incidentresponse", "isolation"}


def judge(asked: Asked) -> Answer:
    """Compare the written role with both sides' answers, then the place and the rehearsal."""
    expected = f"{asked.line}: one agreed role that may isolate the line expected"
    written = [
        row
        for row in rows_where(asked.facts, OwnerRow, "line", asked.line, "")
        if folded(row.record.layer) in _LAYERS and row.record.accountable
    ]
    said = replies(asked.facts, ROLE_ID, asked.line)
    it, ot = of_side(said, Side.IT), of_side(said, Side.OT)
    on = ground(written) + matching(said)
    if not written and not (it and ot):
        return _one_side(expected, it + ot, on)
    known = [row for row in said if not unsure(row.record.answer)]
    names = {plain(row.record.answer): row.record.answer for row in known}
    names |= {plain(row.record.accountable): row.record.accountable for row in written}
    quoted = _quoted(written, said)
    if all(says_none(name) for name in names.values()):
        text = f"{expected}; nobody is named: {quoted}"
        return answer(Outcome.FAIL, text, on, measured="nobody")
    if len(names) > 1:
        text = f"{expected}; they do not agree: {quoted}"
        return answer(Outcome.FAIL, text, on, measured="two names")
    if len(known) < len(said) and not written:
        text = f"{expected}; one side does not know: {quoted}"
        return unknown(Why.DONT_KNOW, ROLE_ID, text, on)
    return _prepared(asked, f"{expected}; {next(iter(names.values()))} is named", on)


def _quoted(written: list[Stated[OwnerRow]], said: Rows) -> str:
    parts = [f'the list of owners says "{row.record.accountable}"' for row in written]
    parts += [f'{r.record.side or "someone"} says "{r.record.answer}"' for r in said]
    return listed(parts)


def _one_side(expected: str, given: Rows, on: Ground) -> Answer:
    if not given:
        return unknown(Why.NOT_ASKED, ROLE_ID, f"{expected}; nobody was asked")
    text = f"{expected}; only one side was asked: {_quoted([], given)}"
    return unknown(Why.NOT_ASKED, "only one side asked", text, on)


def _prepared(asked: Asked, text: str, on: Ground) -> Answer:
    point = replies(asked.facts, POINT_ID, asked.line)
    tried = replies(asked.facts, REHEARSED_ID, asked.line)
    on = on + matching(point) + matching(tried)
    lacks: list[str] = []
    open_ones: list[tuple[str, Rows]] = []
    if any(says_no(row.record.answer) for row in point):
        lacks.append("the place to cut is not marked")
    elif not any(says_yes(row.record.answer) for row in point):
        open_ones.append((POINT_ID, point))
    days = [day for row in tried if (day := day_in(row.record.answer)) is not None]
    if days:
        age = months(max(days), asked.facts.case.as_of)
        text = f"{text}, rehearsed {age:.0f} months ago"
        if age > asked.limits["rehearsed_months"]:
            lacks.append("that is too long ago")
    elif any(_never(row.record.answer) for row in tried):
        lacks.append("it was never rehearsed")
    else:
        open_ones.append((REHEARSED_ID, tried))
    if lacks:
        text = f"{text}; but {' and '.join(lacks)}"
        return answer(Outcome.WARN, text, on, measured="named")
    if open_ones:
        question, rows = open_ones[0]
        what = "marked" if question == POINT_ID else "rehearsed"
        why = Why.DONT_KNOW if rows else Why.NOT_ASKED
        return unknown(why, question, f"{text}; whether it is {what} is not known", on)
    return answer(Outcome.PASS, text, on, measured="named, marked, rehearsed", value=1.0)


def _never(text: str) -> bool:
    return says_no(text) or says_none(text) or text.strip().casefold().startswith(("never", "nie"))


CHECK = Check(
    check_id="SEC-13",
    theme=Theme.SECURITY,
    title="It is agreed who may isolate the line in an incident, and how",
    question="Is it agreed who may isolate the line in an incident, and how?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=5,
    work_packages=("WP-40",),
    max_age_days=730,
    thresholds=(
        Threshold("rehearsed_months", 24, "months", "the last rehearsal is at most this old", "D"),
    ),
    basis="IEC 62443-2-1; NIST CSF 2.0 RS.MA (recalled, verify)",
    so_what="While two people argue on the phone whether the plug may be pulled, the malware"
    " reaches the next line.",
    remedy="Write one role and one marked plug or port on the cabinet door, and pull it once in a"
    " planned stop.",
    closes_unknown="The same question to IT and to OT, asked apart: who may cut this line off,"
    " where, and when was it last tried?",
    closes_minutes=10,
    closes_who="programme lead",
    judge=judge,
)
