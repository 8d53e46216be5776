"""What a walk along a line is for: only what is unknown there and what eyes can close."""

from __future__ import annotations

import csv

import pytest

from checks.engine import judge
from checks.records import GateRule, Outcome
from checks.walk import LOOKS, walks
from tests.checks.made import answers, check
from tests.checks.plants import plant
from tests.checks.test_checks_follow_the_catalogue import CATALOGUE

NAMES = [(f"L{n}", f"Line {n}") for n in range(1, 5)]
UNKNOWN, PASS = answers(Outcome.UNKNOWN), answers(Outcome.PASS)


def test_only_lines_with_something_to_see_are_walked() -> None:
    known = {f"L{n}": UNKNOWN if n == 2 else PASS for n in range(1, 5)}
    (walk,) = walks(judge(plant(), [check("NET-07", known), check("OPS-14", UNKNOWN)]), NAMES)
    assert (walk.line, walk.line_name) == ("L2", "Line 2")
    (stop,) = walk.stops
    assert (stop.look.place, stop.checks, stop.gate) == ("control cabinet", ("NET-07",), True)


def test_a_stop_says_whether_it_decides_the_verdict() -> None:
    judgement = judge(plant(), [check("NET-17", UNKNOWN, gate=GateRule.NEVER)])
    assert [s.gate for walk in walks(judgement, NAMES) for s in walk.stops] == [False] * 4


def test_lines_may_be_chosen() -> None:
    judgement = judge(plant(), [check("NET-17", UNKNOWN)])
    assert [walk.line for walk in walks(judgement, NAMES, frozenset({"L4", "L1"}))] == ["L1", "L4"]


def test_every_look_closes_a_check_of_the_catalogue() -> None:
    if not CATALOGUE.exists():
        pytest.skip("the catalogue is not beside the repository")
    with CATALOGUE.open(encoding="utf-8") as file:
        ids = {row["id"] for row in csv.DictReader(file)}
    assert {name for look in LOOKS for name in look.checks} <= ids
    assert all(look.what and look.note and look.goes_to for look in LOOKS)
