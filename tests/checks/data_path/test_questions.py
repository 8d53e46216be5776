"""The questions about data path and controllers."""

from __future__ import annotations

import pytest

from checks import ALL
from checks.controllers.questions import QUESTIONS as CONTROLLERS
from checks.data_path.questions import QUESTIONS as DATA_PATH
from checks.question import Asks, Question
from checks.questions import question

EVERY = pytest.mark.parametrize("one", (*DATA_PATH, *CONTROLLERS), ids=lambda one: one.question_id)


@EVERY
def test_a_question_is_known_by_its_id_and_decides_a_check(one: Question) -> None:
    assert question(one.question_id) is one
    assert set(one.checks) <= {check.check_id for check in ALL}


@EVERY
def test_a_question_is_one_plain_sentence(one: Question) -> None:
    assert one.text.count("?") == 1
    assert one.text.endswith("?")
    assert len(one.text) <= 160
    assert ("{line}" in one.text) == one.per_line


@EVERY
def test_a_choice_offers_something_and_a_number_has_a_unit(one: Question) -> None:
    assert bool(one.choices) == (one.asks is Asks.CHOICE)
    assert bool(one.unit) == (one.asks is Asks.NUMBER)
