"""OPS-06 over loss trees and answers."""

from __future__ import annotations

from datetime import date

from audit.inventory.tables import AnswerRow, LineRow, LossRow
from checks.operations.losses_and_the_cost_of_waiting_are_calculated import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows


def loss(name: str = "stops", line: str = "L1", **more: object) -> Edit:
    fields: dict[str, object] = {
        "loss": name, "line": line, "amount_low": 120, "amount_high": 160, "unit": "hours",
        "rate": 2400, "addressable_percent": 55, "basis": "records",
    }  # fmt: skip
    return rows(LossRow.model_validate({**fields, **more}))


def said(text: str, side: str = "OT") -> Edit:
    fields = {"question_id": "losses_calculated", "line": "L1", "answer": text, "side": side}
    return rows(AnswerRow.model_validate(fields))


RATE = rows(LineRow(line="L1", downtime_cost_per_h=2_400))

CASES: list[Case] = [
    ("from records", [loss()], Outcome.PASS, "", ["costs 3 046 to 4 062 EUR"]),
    ("with the line's own rate", [RATE, loss(rate=None)], Outcome.PASS, "", ["3 046 to 4 062"]),
    ("two losses add up", [loss(), loss("scrap", amount_low=1000, amount_high=1000, rate=52,
     unit="pieces", addressable_percent=10)], Outcome.PASS, "", ["2 losses", "3 146 to 4 162"]),
    ("one of two estimated", [loss(), loss("scrap", basis="estimate")], Outcome.WARN, "",
     ["estimated: scrap"]),
    ("one guess", [loss(basis="estimate", amount_high=None)], Outcome.FAIL, "",
     ["one guess without a range: stops"]),
    ("a range of nothing", [loss(basis="estimate", amount_high=120)], Outcome.FAIL, "", []),
    ("against the pilot", [loss(), loss(line="L3", rate=1200)], Outcome.PASS, "",
     ["(pilot each week of waiting costs 1 523 to 2 031 EUR)"]),
    ("no rate", [loss(rate=None)], Outcome.UNKNOWN, "not_asked", ["missing: rate of stops"]),
    ("the line's rate prices hours, not pieces", [RATE, loss(rate=None, unit="pieces")],
     Outcome.UNKNOWN, "not_asked", ["rate of stops"]),
    ("no amount", [loss(amount_low=None, amount_high=None)], Outcome.UNKNOWN, "not_asked",
     ["amount of stops"]),
    ("no share", [loss(addressable_percent=None)], Outcome.UNKNOWN, "not_asked",
     ["addressable share of stops"]),
    ("records or estimate", [loss(basis="")], Outcome.UNKNOWN, "not_asked", ["basis of stops"]),
    ("another use case's loss", [loss(use_case="defect")], Outcome.UNKNOWN, "not_asked", []),
    ("not asked", [], Outcome.UNKNOWN, "not_asked", ["nobody was asked"]),
    ("said to be from records", [said("from records")], Outcome.PASS, "", []),
    ("said to be estimated", [said("estimated with a range")], Outcome.WARN, "", []),
    ("said not to be", [said("not calculated")], Outcome.FAIL, "", []),
    ("the tree counts more than what was told", [loss(basis="estimate", amount_high=None),
     said("from records")], Outcome.FAIL, "", []),
    ("nobody knows", [said("don't know")], Outcome.UNKNOWN, "dont_know", []),
    ("something else was said", [said("nearly")], Outcome.UNKNOWN, "conflict", ["is none of"]),
    ("two people differ", [said("not calculated"), said("from records", "IT")],
     Outcome.UNKNOWN, "conflict", []),
]  # fmt: skip


@cases(*CASES)
def test_losses(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_a_loss_is_as_old_as_its_measurement() -> None:
    got = ask(CHECK, plant(loss(measured_on="2025-12-01")))
    assert got.oldest == date(2025, 12, 1)


def test_the_pilots_losses_are_named_and_make_the_answer_no_older() -> None:
    old = loss(line="L3", measured_on="2024-01-01")
    got = ask(CHECK, plant(loss(measured_on="2026-10-01"), old))
    assert len(got.evidence) == 2
    assert got.oldest == date(2026, 10, 1)
