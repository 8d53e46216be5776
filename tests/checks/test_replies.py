"""What the words of an answer come to."""

from __future__ import annotations

import pytest

from audit.inventory.tables import AnswerRow
from checks.replies import plain, replies, says_no, says_none, says_yes, unsure
from tests.checks.plants import plant, rows


@pytest.mark.parametrize(
    "text", ["don't know", "Don\u2019t know yet", "UNKNOWN", "no idea", "?", "weiß nicht"]
)
def test_not_knowing_is_neither_no_nor_none(text: str) -> None:
    assert unsure(text)
    assert not says_no(text)
    assert not says_none(text)


@pytest.mark.parametrize("text", ["yes", "Yes, in the charter", "JA", "y"])
def test_a_yes_may_carry_words(text: str) -> None:
    assert says_yes(text)
    assert not says_no(text)


@pytest.mark.parametrize("text", ["no", "No, not yet", "nein"])
def test_a_no_may_carry_words(text: str) -> None:
    assert says_no(text)
    assert not says_yes(text)


@pytest.mark.parametrize("text", ["none", "nobody", "No scripts at all", "there are none", "-"])
def test_none_has_many_words(text: str) -> None:
    assert says_none(text)


@pytest.mark.parametrize("text", ["nobody's favourite script", "northern team", "yes"])
def test_a_name_is_not_none(text: str) -> None:
    assert not says_none(text)


def test_signs_case_and_articles_do_not_count() -> None:
    assert plain("The  Head of IT. ") == plain("head of it")
    assert plain("head of IT") != plain("head of OT")


def test_the_lines_own_answer_comes_before_the_plants() -> None:
    facts = plant(
        rows(
            AnswerRow(question_id="q", answer="plant"),
            AnswerRow(question_id="Q", line="L1", answer="line"),
            AnswerRow(question_id="q", line="L2", answer=""),
        )
    )
    given = {line: [r.record.answer for r in replies(facts, "q", line)] for line in ("L1", "L2")}
    assert given == {"L1": ["line"], "L2": ["plant"]}
