"""Checks that an answer decides: the rows of a question in, an answer with its reason out.

An answer that nobody gave is `not_asked`, `don't know` is `dont_know`, two sides that say different
things are a `conflict`; `not applicable: …` needs its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from audit.facts.model import Stated
from audit.inventory.tables import AnswerRow
from audit.inventory.tables.people import Side
from audit.records import Why
from checks.ground import Ground, answer, listed, unknown
from checks.records import Answer, Asked, Outcome
from checks.replies import matching, of_side, plain, replies, says_no, says_yes, unsure

Rows = tuple[Stated[AnswerRow], ...]
Decide = Callable[[Rows, Ground], Answer]

_NOT_APPLICABLE = re.compile(
    r"^\s*(not applicable|n/?a|entf[aä]llt)\b\s*[:,;-]?\s*(.*)$", re.I | re.S
)
_DAYS = (
    (r"(\d{4})-(\d{2})-(\d{2})", (1, 2, 3)),
    (r"(\d{1,2})\.(\d{1,2})\.(\d{4})", (3, 2, 1)),
)
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


def by_reply(
    asked: Asked, question_id: str, expected: str, decide: Decide, *, side: Side | None = None
) -> Answer:
    """Let `decide` judge the answers to a question, once they are there, agree and are known.

    Parameters
    ----------
    expected
        The pass state as the beginning of the sentence: `A rollback plan is expected`.
    side
        Whose answer counts; None: everybody's.
    """
    rows = replies(asked.facts, question_id, asked.line)
    rows = rows if side is None else of_side(rows, side)
    on = matching(rows)
    if not rows:
        return unknown(Why.NOT_ASKED, question_id, f"{expected}; nobody was asked")
    if all(unsure(row.record.answer) for row in rows):
        return unknown(Why.DONT_KNOW, question_id, f"{expected}; who was asked does not know", on)
    known = tuple(row for row in rows if not unsure(row.record.answer))
    reasons = [_NOT_APPLICABLE.match(row.record.answer) for row in known]
    if all(reasons):
        said = [m.group(2).strip() for m in reasons if m and m.group(2).strip()]
        if said:
            return answer(Outcome.NA, f"{expected}; not applicable: {listed(said)}", on)
        text = f"{expected}; said to be not applicable without a reason"
        return unknown(Why.DONT_KNOW, question_id, text, on)
    if len({_meaning(row.record.answer) for row in known}) > 1:
        said = [f'{row.record.side or "someone"} says "{row.record.answer}"' for row in known]
        return unknown(Why.CONFLICT, question_id, f"{expected}; {listed(said)}", on)
    return decide(known, on)


def _meaning(text: str) -> str:
    if says_yes(text):
        return "yes"
    return "no" if says_no(text) else plain(text)


def yes_no(
    asked: Asked, question_id: str, expected: str, *, no: Outcome = Outcome.FAIL,
    said_yes: str = "", said_no: str = "",
) -> Answer:  # fmt: skip
    """Judge a question of yes (pass), partly (warn) or no (`no`)."""

    def decide(rows: Rows, on: Ground) -> Answer:
        text = rows[0].record.answer
        proof = next((row.record.document for row in rows if row.record.document), "")
        shown = f" ({proof})" if proof else ""
        if says_yes(text):
            return answer(Outcome.PASS, f"{expected}; {said_yes or 'yes'}{shown}", on,
                          measured="yes", value=1.0)  # fmt: skip
        if says_no(text):
            return answer(no, f"{expected}; {said_no or 'no'}", on, measured="no", value=0.0)
        if plain(text).startswith(("partly", "partial", "some", "teilweise")):
            return answer(Outcome.WARN, f"{expected}; only partly: {text}", on,
                          measured="partly", value=0.5)  # fmt: skip
        return unknown(Why.CONFLICT, question_id, f'{expected}; "{text}" is neither yes nor no', on)

    return by_reply(asked, question_id, expected, decide)


def chosen(
    asked: Asked, question_id: str, expected: str, outcomes: Mapping[str, Outcome], *,
    side: Side | None = None,
) -> Answer:  # fmt: skip
    """Judge a choice; the keys are the choices as they are offered, best first."""
    rank = {plain(word): len(outcomes) - place for place, word in enumerate(outcomes)}
    by_word = {plain(word): outcome for word, outcome in outcomes.items()}

    def decide(rows: Rows, on: Ground) -> Answer:
        text = rows[0].record.answer
        outcome = by_word.get(plain(text))
        if outcome is None:
            said = f'{expected}; "{text}" is none of {listed(outcomes)}'
            return unknown(Why.CONFLICT, question_id, said, on)
        value = float(rank[plain(text)])
        return answer(outcome, f"{expected}; {text}", on, measured=text, value=value)

    return by_reply(asked, question_id, expected, decide, side=side)


def measured(
    asked: Asked, question_id: str, expected: str, judge: Callable[[float], Outcome], *,
    unit: str = "", larger_is_better: bool = True, side: Side | None = None,
) -> Answer:  # fmt: skip
    """Judge a number; decimal commas are read."""

    def decide(rows: Rows, on: Ground) -> Answer:
        number = number_in(rows[0].record.answer)
        if number is None:
            text = f'{expected}; "{rows[0].record.answer}" is no number'
            return unknown(Why.CONFLICT, question_id, text, on)
        words = f"{number:g} {unit}".strip()
        value = number if larger_is_better else -number
        return answer(judge(number), f"{expected}; {words}", on, measured=words, value=value)

    return by_reply(asked, question_id, expected, decide, side=side)


def number_in(text: str) -> float | None:
    """The first number of a text; None without one."""
    found = _NUMBER.search(text)
    return float(found.group().replace(",", ".")) if found else None


def day_in(text: str) -> date | None:
    """A day as 2027-03-31 or 31.03.2027; None for anything else."""
    for pattern, order in _DAYS:
        if found := re.search(pattern, text):
            try:
                return date(*(int(found.group(place)) for place in order))
            except ValueError:
                return None
    return None
