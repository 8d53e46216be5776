"""OWN-02: who IT and OT say owns the border between them.

Question: who decides when a project breaks across the border between IT and OT?
Yes: both sides name the same person, and the rights are written down. No: nobody, or each side
names another. Not applicable: one organisation runs both.

Example: IT names the head of IT infrastructure, OT the automation lead: fail, quoting both.
"""

from __future__ import annotations

from audit.facts.model import Stated
from audit.inventory.tables import AnswerRow
from audit.inventory.tables.people import Side
from audit.records import Grade, Why
from checks.ground import answer, ground, listed, unknown
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Theme
from checks.replies import (
    matching,
    of_side,
    one_organisation,
    plain,
    replies,
    says_no,
    says_none,
    says_yes,
    unsure,
)

OWNER_ID = "boundary_owner"
RIGHTS_ID = "boundary_rights_written"
Rows = tuple[Stated[AnswerRow], ...]


def judge(asked: Asked) -> Answer:
    """Compare the two sides' answers, then ask whether the rights are written."""
    united = one_organisation(asked.facts)
    if united:
        text = "One organisation runs IT and OT, as both sides state"
        return answer(Outcome.NA, text, matching(united))
    said = replies(asked.facts, OWNER_ID, asked.line)
    it, ot = of_side(said, Side.IT), of_side(said, Side.OT)
    if not it or not ot:
        return _one_side(it, ot)
    return _compared(asked, it, ot)


def _one_side(it: Rows, ot: Rows) -> Answer:
    given = it + ot
    if not given:
        text = "Nobody was asked who owns the border between IT and OT"
        return unknown(Why.NOT_ASKED, "neither side asked", text)
    side, other = (Side.IT, Side.OT) if it else (Side.OT, Side.IT)
    text = (
        f"{side} names {_quoted(given)} as owner of the border between IT and OT; {other} was not"
        " asked"
    )
    return unknown(Why.NOT_ASKED, "only one side asked", text, ground(given))


def _quoted(rows: Rows) -> str:
    return listed(f'"{row.record.answer}"' for row in rows)


def _compared(asked: Asked, it: Rows, ot: Rows) -> Answer:
    both = it + ot
    on = ground(both)
    texts = [row.record.answer for row in both]
    said = f"IT says {_quoted(it)}, OT says {_quoted(ot)}"
    expected = "One owner of the border between IT and OT expected, named by both sides"
    if all(unsure(text) or says_none(text) for text in texts):
        text = f"{expected}; neither side can name one: {said}"
        return answer(Outcome.FAIL, text, on, measured="nobody")
    if any(unsure(text) for text in texts):
        text = f"{expected}; one side does not know: {said}"
        return unknown(Why.DONT_KNOW, "one side does not know", text, on)
    if len({plain(text) for text in texts}) > 1:
        text = f"{expected}; each side names another: {said}"
        return answer(Outcome.FAIL, text, on, measured="two names")
    return _written(asked, both, f"{expected}; both name {_quoted(it)}")


def _written(asked: Asked, both: Rows, said: str) -> Answer:
    rights = replies(asked.facts, RIGHTS_ID, asked.line)
    on = matching(both)
    refused = tuple(row for row in rights if says_no(row.record.answer))
    agreed = tuple(row for row in rights if says_yes(row.record.answer))
    if refused:
        text = f"{said}, but the decision rights are not written down"
        return answer(Outcome.WARN, text, on + ground(refused), measured="named, not written")
    proven = [row for row in agreed if row.record.document]
    if proven or len({row.record.side for row in agreed}) > 1:
        text = f"{said}, with written decision rights"
        if proven:
            text += f" ({proven[0].record.document})"
        return answer(
            Outcome.PASS, text, on + matching(agreed), measured="named and written", value=1.0
        )
    text = f"{said}; whether the decision rights are written down is not confirmed by both sides"
    return unknown(
        Why.NOT_ASKED, "written decision rights", text, on + ground(rights), measured="named"
    )


CHECK = Check(
    check_id="OWN-02",
    theme=Theme.OWNERSHIP,
    title="The border between IT and OT has an owner who can decide when a project breaks across"
    " it",
    question="Who decides when a project breaks across the border between IT and OT?",
    severity=Severity.BLOCKER,
    gate=GateRule.ALWAYS,
    stage=8,
    work_packages=("WP-20",),
    max_age_days=365,
    thresholds=(),
    basis="project method: two independent answers to the same question",
    so_what="A firewall rule or an outage at the border waits for weeks, because each side believes"
    " that the other decides.",
    remedy="The plant manager names one person, writes half a page on what that person may decide,"
    " and both chiefs sign it.",
    closes_unknown="One question to the head of IT and one to the head of OT, asked apart: who owns"
    " the border, and where is it written?",
    closes_minutes=10,
    closes_who="programme lead",
    judge=judge,
    min_grade=Grade.C,
    scope="plant",
    not_applicable_when="one organisation runs both",
)
