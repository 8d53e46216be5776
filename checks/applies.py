"""Checks that apply to every line: an answer of `not applicable` leaves them open."""

from __future__ import annotations

from dataclasses import replace

from audit.records import Unknown, Why
from checks.records import Answer, Outcome


def applies(answer: Answer) -> Answer:
    """Return the answer; where somebody says that the question does not apply, UNKNOWN."""
    if answer.outcome is not Outcome.NA:
        return answer
    why = Unknown(Why.CONFLICT, "said to be not applicable; it applies to every line")
    sentence = f"{answer.sentence}; but this applies to every line"
    return replace(answer, outcome=Outcome.UNKNOWN, sentence=sentence, why=why)
