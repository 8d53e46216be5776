"""DAT-11 over answers."""

from __future__ import annotations

from checks.data_path.data_survives_an_outage import CHECK
from checks.records import Outcome
from tests.checks.data_path.given import open_answers, said
from tests.checks.plants import Case, Edit, ask, cases, expect, plant


def kept(text: str) -> Edit:
    return said("buffer_hours", text)


CASES: list[Case] = [
    ("a day", [kept("24 h")], Outcome.PASS, "", ["24 h"]),
    ("an hour", [kept("1")], Outcome.WARN, "", []),
    ("less than an hour", [kept("0,5")], Outcome.FAIL, "", ["0.5 h"]),
    ("nothing", [kept("none")], Outcome.FAIL, "", ["nothing is kept"]),
    ("as long as needed", [kept("4"), said("buffer_needed_hours", "4")], Outcome.PASS, "", []),
    ("not as long as needed", [kept("30"), said("buffer_needed_hours", "72")], Outcome.WARN, "",
     ["kept for 72 h"]),
    ("the need is not known", [kept("30"), said("buffer_needed_hours", "don't know")],
     Outcome.PASS, "", ["kept for 24 h"]),
    ("gaps are borne", [said("gaps_acceptable", "yes")], Outcome.NA, "", ["bears gaps"]),
    ("gaps are not borne", [said("gaps_acceptable", "no")], Outcome.UNKNOWN, "not_asked", []),
    *open_answers("buffer_hours", said("gaps_acceptable", "no")),
]  # fmt: skip


@cases(*CASES)
def test_the_buffer(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_the_stated_need_is_evidence() -> None:
    got = ask(CHECK, plant(kept("30"), said("buffer_needed_hours", "72")))
    assert len(got.evidence) == 2
