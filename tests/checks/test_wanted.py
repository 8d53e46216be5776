"""What people type into a questionnaire, and what the checks get to read."""

from __future__ import annotations

import pytest

from checks.question import Asks, Question, Who
from checks.replied import number_in
from checks.wanted import Accepted, Refused, accepted, offered


def of(asks: Asks, *, choices: tuple[str, ...] = (), unit: str = "", text: str = "?") -> Question:
    return Question("q", text, ("A",), (Who.IT,), asks, choices, unit)


YES_NO = of(Asks.YES_NO)
CHOICE = of(Asks.CHOICE, choices=("written, agreed", "by word", "none"))
PERCENT = of(Asks.NUMBER, unit="%")
HOURS = of(Asks.NUMBER, unit="h")
DAY = of(Asks.DAY)


@pytest.mark.parametrize(
    ("question", "typed", "read"),
    [
        (YES_NO, "Ja", "yes"),
        (YES_NO, "nein", "no"),
        (YES_NO, "Yes, since 2020", "yes, since 2020"),
        (YES_NO, "teilweise", "partly"),
        (YES_NO, "weiß nicht", "don't know"),
        (YES_NO, "Don’t know yet", "don't know"),
        (CHOICE, "Written, agreed ", "written, agreed"),
        (PERCENT, "12,5", "12.5 %"),
        (PERCENT, "12.5 %", "12.5 %"),
        (PERCENT, "ca. 80 Prozent", "80 %"),
        (HOURS, "1.234,5", "1234.5 h"),
        (HOURS, "1,234.5", "1234.5 h"),
        (HOURS, "1 234,5 Stunden", "1234.5 h"),
        (HOURS, "1.234.567", "1234567 h"),
        (HOURS, "0,125", "0.125 h"),
        (HOURS, "-3", "-3 h"),
        (of(Asks.NUMBER, text="How many (or: none)?"), "keine", "none"),
        (DAY, "31.03.2027", "2027-03-31"),
        (DAY, "2027-03-31", "2027-03-31"),
        (of(Asks.TEXT), "=HYPERLINK(1)", "=HYPERLINK(1)"),
        (YES_NO, "not applicable: no Wi-Fi here", "not applicable: no Wi-Fi here"),
        (YES_NO, "entfällt, kein WLAN", "not applicable: kein WLAN"),
    ],
)
def test_an_answer_is_read_as_it_was_meant(question: Question, typed: str, read: str) -> None:
    assert accepted(question, typed) == Accepted(read)


@pytest.mark.parametrize(
    ("question", "typed", "what"),
    [
        (YES_NO, "maybe", "neither yes, partly nor no"),
        (CHOICE, "written", "none of the choices"),
        (PERCENT, "many", "no number"),
        (PERCENT, "3 h", "a number in h"),
        (HOURS, "1.234", "in two ways"),
        (HOURS, "1,2,3", "in two ways"),
        (HOURS, "none", "no number"),
        (DAY, "31.02.2027", "no day"),
        (DAY, "03/31/2027", "no day"),
        (DAY, "next spring", "no day"),
        (YES_NO, "not applicable", "without a reason"),
        (YES_NO, "not applicable: why", "without a reason"),
    ],
)
def test_what_nobody_can_use_is_refused_with_a_remedy(
    question: Question, typed: str, what: str
) -> None:
    result = accepted(question, typed)
    assert isinstance(result, Refused)
    assert what in result.what
    assert result.remedy


def test_the_reason_may_stand_in_the_next_column() -> None:
    result = accepted(YES_NO, "not applicable: why", "no Wi-Fi on this line")
    assert result == Accepted("not applicable: no Wi-Fi on this line")


def test_a_number_shown_as_a_percentage_is_one() -> None:
    assert accepted(PERCENT, "0.125", percent=True) == Accepted("12.5 %")
    assert accepted(HOURS, "0.125", percent=True) == Accepted("0.125 h")


def test_the_checks_read_the_number_that_was_typed() -> None:
    for typed, value in (("1.234,5", 1234.5), ("12,5", 12.5), ("-3", -3.0)):
        result = accepted(HOURS, typed)
        assert isinstance(result, Accepted)
        assert number_in(result.text) == value


@pytest.mark.parametrize("question", [YES_NO, CHOICE, PERCENT, DAY, of(Asks.TEXT)])
def test_everything_a_drop_down_offers_is_accepted(question: Question) -> None:
    for choice in offered(question):
        assert isinstance(accepted(question, choice, "because"), Accepted), choice
    assert offered(question)[-2:] == ("don't know", "not applicable: why")
