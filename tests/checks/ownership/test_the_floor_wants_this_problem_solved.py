"""OWN-07 over what the floor and the project team answered."""

from __future__ import annotations

import pytest

from audit.inventory.tables.people import Side
from checks.ownership.the_floor_wants_this_problem_solved import (
    CHAMPION_ID,
    CHECK,
    CHOICES,
    RANK_ID,
)
from checks.records import Outcome
from tests.checks.data_path.given import said
from tests.checks.plants import Case, Edit, ask, cases, expect, plant


def voice(text: str, side: Side = Side.FLOOR) -> Edit:
    return said(CHAMPION_ID, text, side=side)


def rank(text: str, side: Side = Side.FLOOR) -> Edit:
    return said(RANK_ID, text, side=side)


EVERY, SOME, NOBODY = (voice(choice) for choice in CHOICES)

CASES: list[Case] = [
    ("every shift, second", [EVERY, rank("2")], Outcome.PASS, "",
     ["speaks for it: on every shift", "place 2"]),
    ("every shift, third", [EVERY, rank("3")], Outcome.PASS, "", []),
    ("some shifts", [SOME, rank("1")], Outcome.WARN, "", ["on some shifts"]),
    ("every shift, fourth", [EVERY, rank("4")], Outcome.WARN, "", ["place 4"]),
    ("every shift, eleventh", [EVERY, rank("11")], Outcome.FAIL, "", ["place 11"]),
    ("on no place", [EVERY, rank("0")], Outcome.FAIL, "", []),
    ("nobody was asked", [NOBODY, rank("1")], Outcome.FAIL, "", ["nobody was asked"]),
    ("nobody was asked, the place is open", [NOBODY], Outcome.FAIL, "", []),
    ("nobody answered", [], Outcome.UNKNOWN, "not_asked", ["nobody was asked"]),
    ("the place is open", [EVERY], Outcome.UNKNOWN, "not_asked", ["nobody was asked"]),
    ("who speaks is open", [rank("1")], Outcome.UNKNOWN, "not_asked", []),
    ("the project team only", [voice("on every shift", Side.OT), rank("1", Side.OT)],
     Outcome.UNKNOWN, "not_asked", ["answered by the project team only"]),
    ("the project team says that nobody was asked", [voice("nobody was asked", Side.IT), rank("1")],
     Outcome.UNKNOWN, "not_asked", []),
    ("the floor outweighs the project team", [voice("on every shift", Side.OT), SOME, rank("1")],
     Outcome.WARN, "", []),
    ("the floor does not know", [voice("don't know"), rank("don't know")], Outcome.UNKNOWN,
     "dont_know", []),
    ("said not to apply", [voice("n/a: no shifts"), rank("1")], Outcome.UNKNOWN,
     "conflict", ["applies to every line"]),
    ("no such choice", [voice("the red one"), rank("1")], Outcome.UNKNOWN, "conflict", []),
    ("no number", [EVERY, rank("quite high")], Outcome.UNKNOWN, "conflict", []),
]  # fmt: skip


@cases(*CASES)
def test_the_floor(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


@pytest.mark.parametrize("line", ["L1", "L2"])
def test_the_floor_of_one_line_does_not_speak_for_another(line: str) -> None:
    got = ask(CHECK, plant(EVERY, rank("1")), line)
    assert (got.outcome is Outcome.PASS) == (line == "L1")
