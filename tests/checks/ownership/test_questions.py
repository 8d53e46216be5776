"""The questions about ownership are those that the checks read."""

from __future__ import annotations

from checks import ALL
from checks.ownership.questions import QUESTIONS
from checks.question import Asks
from checks.records import Theme

IDS = {check.check_id for check in ALL if check.theme is Theme.OWNERSHIP}


def test_every_question_belongs_to_an_ownership_check() -> None:
    assert {check_id for q in QUESTIONS for check_id in q.checks} <= IDS
    names = [q.question_id for q in QUESTIONS]
    assert len(names) == len(set(names))


def test_a_question_of_a_line_names_it_and_a_choice_offers_some() -> None:
    for question in QUESTIONS:
        assert question.per_line == ("{line}" in question.text), question.question_id
        assert bool(question.choices) == (question.asks is Asks.CHOICE), question.question_id
        assert "?" in question.text
