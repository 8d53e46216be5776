"""Answers people gave: which rows answer a question for a line, and what their words come to."""

from __future__ import annotations

import re
from functools import lru_cache

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import AnswerRow
from audit.inventory.tables.people import Side
from audit.records import Grade
from checks.ground import Ground, ground
from checks.remembered import once

_UNSURE = {
    "don't know",
    "dont know",
    "do not know",
    "i don't know",
    "not known",
    "unknown",
    "unsure",
    "not sure",
    "no idea",
    "weiss nicht",
    "weiß nicht",
    "?",
}
_YES = {"yes", "y", "true", "1", "ja", "oui", "si", "sí"}
_NO = {"no", "n", "false", "0", "nein", "non"}
_NONE = _NO | {
    "none",
    "nobody",
    "no one",
    "noone",
    "nothing",
    "not any",
    "there are none",
    "there is none",
    "niemand",
    "keine",
    "keiner",
    "kein",
    "-",
}
_NOISE = {"the", "a", "an", "our", "mr", "mrs", "ms", "dr", "herr", "frau", "der", "die", "das"}


def replies(facts: PlantFacts, question_id: str, line: str = "") -> tuple[Stated[AnswerRow], ...]:
    """Return the filled-in answers to a question: those of the line, else those for the plant."""
    given = _given(facts)
    own = given.get((question_id, line), ()) if line else ()
    return own or given.get((question_id, ""), ())


@once
def _given(facts: PlantFacts) -> dict[tuple[str, str], tuple[Stated[AnswerRow], ...]]:
    """Return the filled-in answers by question and line."""
    found: dict[tuple[str, str], list[Stated[AnswerRow]]] = {}
    for row in facts.table(AnswerRow):
        if row.record.answer:
            key = (row.record.question_id.casefold(), row.record.line)
            found.setdefault(key, []).append(row)
    return {key: tuple(rows) for key, rows in found.items()}


def of_side(rows: tuple[Stated[AnswerRow], ...], side: Side) -> tuple[Stated[AnswerRow], ...]:
    """Return the answers of one side."""
    return tuple(row for row in rows if row.record.side is side)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return the words that count, so that `The head of IT` and `head of IT.` are one answer."""
    folded = re.sub(r"[^\w\s'?/&+-]", " ", text.casefold().replace("\u2019", "'"))
    words = [word for word in folded.split() if word not in _NOISE]
    return " ".join(words)


def unsure(text: str) -> bool:
    """Whether the answer says that the person does not know."""
    said = plain(text)
    return said in _UNSURE or said.startswith(("don't know", "dont know", "do not know", "no idea"))


def says_yes(text: str) -> bool:
    """Whether the answer is a yes, alone or with words after it."""
    return _first_word(text) in _YES


def says_no(text: str) -> bool:
    """Whether the answer is a no, alone or with words after it."""
    return not unsure(text) and _first_word(text) in _NO


def says_none(text: str) -> bool:
    """Whether the answer is that there is nobody, or nothing, of the kind."""
    said = plain(text)
    if unsure(text):
        return False
    return said in _NONE or said.startswith(("no ", "none ", "nobody ", "keine ", "there are no "))


def _first_word(text: str) -> str:
    words = re.split(r"[\s,;.:]+", text.strip().casefold())
    return words[0] if words else ""


def one_organisation(facts: PlantFacts) -> tuple[Stated[AnswerRow], ...]:
    """Return both sides' statements that one organisation runs IT and OT; empty when a side is
    missing or says no.
    """
    rows = replies(facts, "one_organisation")
    both = [of_side(rows, side) for side in (Side.IT, Side.OT)]
    if not all(both) or not all(says_yes(row.record.answer) for side in both for row in side):
        return ()
    return tuple(row for side in both for row in side)


def matching(rows: tuple[Stated[AnswerRow], ...]) -> Ground:
    """Return the ground of independent statements that say the same: two D make a D+."""
    on = ground(rows)
    sides = {row.record.side for row in rows}
    if on.grade is Grade.D and len(sides) > 1:
        return Ground(on.evidence, Grade.D_PLUS, on.oldest)
    return on
