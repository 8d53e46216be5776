"""OPS-01 over baselines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.inventory.tables import ConditionRow
from checks.operations.the_pilots_conditions_are_written_down import CHECK, judge_conditions
from checks.records import Bearing, Condition, Outcome
from tests.checks.plants import CASE, ask, expect, plant, rows

GOOD = Condition(
    "C01",
    "pdm",
    "technical",
    "The line has its own segment",
    "NET-03",
    Bearing.LOAD_BEARING,
    "VLAN 30",
    "own segment",
    "",
    Outcome.PASS,
    verified=True,
)
TEN = tuple(replace(GOOD, condition_id=f"C{n:02}") for n in range(1, 11))
FAILING = replace(GOOD, condition_id="C99", pilot_outcome=Outcome.FAIL)
TOLD = replace(GOOD, condition_id="C99", verified=False)
UNSEEN = replace(GOOD, condition_id="C99", pilot_outcome=Outcome.UNKNOWN, verified=False)
OPEN = replace(GOOD, condition_id="C99", unanswered=True)

CASES: list[tuple[str, tuple[Condition, ...], str, Outcome, str, list[str]]] = [
    ("ten, verified", TEN, "lead", Outcome.PASS, "", ["10 classified and 10 of 10", "lead"]),
    ("nine", TEN[:9], "lead", Outcome.WARN, "", ["seen 9 classified"]),
    ("ten, one not answered", (*TEN[:9], OPEN), "lead", Outcome.WARN, "", ["seen 9 classified"]),
    ("one only told", (*TEN, TOLD), "lead", Outcome.WARN, "", ["only told, not shown: C99"]),
    (
        "one not known on the pilot",
        (*TEN, UNSEEN),
        "lead",
        Outcome.UNKNOWN,
        "no_evidence",
        ["not known there: C99 (The line has its own segment, NET-03)"],
    ),
    (
        "one fails on the pilot",
        (*TEN, FAILING),
        "lead",
        Outcome.FAIL,
        "",
        ["failing there: C99 (The line has its own segment, NET-03)", "help"],
    ),
    ("one fails, and nobody signed", (*TEN, FAILING), "", Outcome.FAIL, "", ["C99"]),
    (
        "what nothing rests on may fail",
        (*TEN, replace(FAILING, bearing=Bearing.INCIDENTAL)),
        "lead",
        Outcome.PASS,
        "",
        [],
    ),
    ("not signed", TEN, "", Outcome.UNKNOWN, "not_asked", ["10 conditions) is not signed"]),
    ("signed and empty", (), "lead", Outcome.FAIL, "", ["list of conditions is empty"]),
    ("empty and not signed", (), "", Outcome.UNKNOWN, "not_asked", ["0 conditions"]),
]


@pytest.mark.parametrize(
    ("conditions", "signed_by", "outcome", "code", "words"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_baselines(
    conditions: tuple[Condition, ...],
    signed_by: str,
    outcome: Outcome,
    code: str,
    words: list[str],
) -> None:
    expect(judge_conditions(conditions, signed_by), outcome, *words, code=code)


ROW = rows(ConditionRow(condition_id="C01", check_id="NET-03"))


def test_rows_alone_are_never_a_pass() -> None:
    expect(ask(CHECK, plant(ROW)), Outcome.UNKNOWN, "1 condition listed", code="no_evidence")


def test_rows_without_a_signature_say_so() -> None:
    facts = plant(ROW, case=replace(CASE, baseline_signed_by=""))
    expect(ask(CHECK, facts), Outcome.UNKNOWN, "not signed", code="not_asked")


def test_a_signed_case_without_rows_fails() -> None:
    expect(ask(CHECK, plant()), Outcome.FAIL, "empty")


def test_another_use_cases_conditions_do_not_count() -> None:
    other = rows(ConditionRow(condition_id="C02", use_case="defect"))
    expect(ask(CHECK, plant(other)), Outcome.FAIL, "empty")


def test_each_condition_has_its_own_result() -> None:
    incidental = replace(FAILING, condition_id="C11", bearing=Bearing.INCIDENTAL)
    told, failing = replace(TOLD, condition_id="C12"), replace(FAILING, condition_id="C13")
    got = judge_conditions((GOOD, incidental, told, failing), "lead")
    assert {target.name: target.outcome for target in got.targets} == {
        "C01": Outcome.PASS,
        "C11": Outcome.NA,
        "C12": Outcome.WARN,
        "C13": Outcome.FAIL,
    }
