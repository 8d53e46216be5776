"""OWN-08 over answers about support and training."""

from __future__ import annotations

from audit.inventory.tables import LineRow
from checks.ownership.support_covers_every_shift import (
    CHECK,
    SUPPORT,
    SUPPORT_ID,
    TRAINED,
    TRAINED_ID,
)
from checks.records import Outcome
from tests.checks.data_path.given import open_answers, said
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows

ALL_DAY, DAY, NOBODY = (said(SUPPORT_ID, choice) for choice in SUPPORT)
EVERY, SOME, NONE = (said(TRAINED_ID, choice) for choice in TRAINED)

CASES: list[Case] = [
    ("every shift, all trained", [ALL_DAY, EVERY], Outcome.PASS, "",
     ["support for every shift; people trained on every shift"]),
    ("day shift only", [DAY, EVERY], Outcome.WARN, "", ["support for the day shift only"]),
    ("some are trained", [ALL_DAY, SOME], Outcome.WARN, "", ["people trained on some shifts"]),
    ("no support", [NOBODY, EVERY], Outcome.FAIL, "", ["support nobody is named"]),
    ("nobody is trained", [ALL_DAY, NONE], Outcome.FAIL, "", ["people trained on none"]),
    ("no support, training is open", [NOBODY], Outcome.FAIL, "", []),
    ("training is open", [ALL_DAY], Outcome.UNKNOWN, "not_asked", ["Training; nobody was asked"]),
    ("support is open", [EVERY], Outcome.UNKNOWN, "not_asked", []),
    ("said not to apply", [said(SUPPORT_ID, "n/a: bought"), EVERY], Outcome.UNKNOWN, "conflict",
     ["applies to every line"]),
    *open_answers(SUPPORT_ID, EVERY),
    *open_answers(TRAINED_ID, ALL_DAY),
]  # fmt: skip


@cases(*CASES)
def test_support(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_a_line_of_one_shift_is_covered_by_the_day_shift() -> None:
    parts = [said(SUPPORT_ID, "for the day shift only", line="L9"),
             said(TRAINED_ID, "on some shifts", line="L9")]  # fmt: skip
    for shifts, outcome in ((1, Outcome.PASS), (3, Outcome.WARN)):
        facts = plant(*parts, rows(LineRow(line="L9", shifts=shifts)))
        expect(ask(CHECK, facts, "L9"), outcome, f"({shifts} a day)")
