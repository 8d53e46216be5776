"""OWN-05 over answers and the knowledge sheet; today is 16 November 2026."""

from __future__ import annotations

from audit.inventory.tables import KnowledgeRow
from checks.ownership.the_pilot_can_be_set_up_by_somebody_else import CHECK, CHOICES, DAY_ID
from checks.records import Outcome
from tests.checks.data_path.given import open_answers, said
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows

BEST, WRITTEN, ALONE = (said("pilot_setup", choice, line="") for choice in CHOICES)


def on(day: str) -> Edit:
    return said(DAY_ID, day, line="")


def knows(person: str, line: str = "L3", *, written: bool = False) -> Edit:
    return rows(KnowledgeRow(system="defect script", line=line, person=person, level=3,
                             written=written))  # fmt: skip


CASES: list[Case] = [
    ("set up anew this year", [BEST, on("2026-06-01")], Outcome.PASS, "", ["done on 2026-06-01"]),
    ("the day in German", [BEST, on("01.06.2026")], Outcome.PASS, "", []),
    ("set up anew long ago", [BEST, on("2025-06-01")], Outcome.WARN, "", ["2025-06-01"]),
    ("written, never tried", [WRITTEN], Outcome.WARN, "", ["nobody else has tried"]),
    ("only the builder", [ALONE], Outcome.FAIL, "", ["only who built it"]),
    ("the day was not asked", [BEST], Outcome.UNKNOWN, "not_asked", ["nobody was asked"]),
    ("the day is not known", [BEST, on("don't know")], Outcome.UNKNOWN, "dont_know", []),
    ("no day", [BEST, on("last spring")], Outcome.UNKNOWN, "conflict", ["last spring"]),
    ("a day to come", [BEST, on("2027-01-01")], Outcome.UNKNOWN, "conflict", ["no day until"]),
    ("one head, nothing written", [BEST, on("2026-06-01"), knows("pilot engineer")],
     Outcome.UNKNOWN, "conflict", ["one person and nothing written for defect script"]),
    ("one head, but written", [BEST, on("2026-06-01"), knows("pilot engineer", written=True)],
     Outcome.PASS, "", []),
    ("two heads", [BEST, on("2026-06-01"), knows("pilot engineer"), knows("electrician")],
     Outcome.PASS, "", []),
    ("one head on another line", [BEST, on("2026-06-01"), knows("electrician", "L2")],
     Outcome.PASS, "", []),
    ("said not to apply", [said("pilot_setup", "not applicable: bought", line="")], Outcome.UNKNOWN,
     "conflict", ["applies to every line"]),
    ("the day said not to apply", [BEST, on("n/a: long ago")], Outcome.UNKNOWN, "conflict", []),
    *open_answers("pilot_setup", line=""),
]  # fmt: skip


@cases(*CASES)
def test_the_pilots_set_up(
    parts: list[Edit], outcome: Outcome, code: str, words: list[str]
) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_every_line_gets_the_same_answer() -> None:
    facts = plant(ALONE)
    assert ask(CHECK, facts, "L1") == ask(CHECK, facts, "L3")


def test_the_day_it_was_set_up_is_the_age_of_the_evidence() -> None:
    got = ask(CHECK, plant(BEST, on("2026-01-05")))
    assert str(got.oldest) == "2026-01-05"
    assert len(got.evidence) == 2
