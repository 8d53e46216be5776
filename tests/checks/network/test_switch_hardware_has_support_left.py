"""NET-10 over models and the lifecycle table."""

from __future__ import annotations

from datetime import date
from typing import Any

from audit.inventory.tables import LifecycleRow, SwitchRow
from checks.network.switch_hardware_has_support_left import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows


def switch(model: str = "C9300-24T", **more: Any) -> Edit:
    given: dict[str, Any] = {"line": ("L1",), "vendor": "Cisco", "model": model, **more}
    return rows(SwitchRow(switch="SW-1", **given))


def until(end: date | None, pattern: str = "^C9300") -> Edit:
    return rows(LifecycleRow(vendor="Cisco", model_pattern=pattern, end_of_support=end))


CASES: list[Case] = [
    ("three years", [switch(), until(date(2029, 11, 16))], Outcome.PASS, "", ["1 of 1 switches"]),
    (
        "a year",
        [switch(), until(date(2027, 11, 16))],
        Outcome.WARN,
        "",
        ["C9300-24T is supported until 2027-11-16 (12 months)"],
    ),
    ("ends today", [switch(), until(date(2026, 11, 16))], Outcome.WARN, "", []),
    (
        "ended",
        [switch(), until(date(2026, 11, 15))],
        Outcome.FAIL,
        "",
        ["SW-1: C9300-24T passed its last date of support on 2026-11-15"],
    ),
    (
        "the model that was read",
        [switch(""), device("SW-1", role="switch", model="C9300-48P"), until(date(2029, 11, 16))],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "in no table",
        [switch("IE-1000"), until(date(2029, 11, 16))],
        Outcome.UNKNOWN,
        "not_in_lifecycle_table",
        ["IE-1000 is in no lifecycle table"],
    ),
    ("no day given", [switch(), until(None)], Outcome.UNKNOWN, "not_in_lifecycle_table", []),
    (
        "a pattern that is no pattern matches nothing",
        [switch(), until(date(2029, 11, 16), "C9300[")],
        Outcome.UNKNOWN,
        "not_in_lifecycle_table",
        [],
    ),
    ("model not known", [switch("")], Outcome.UNKNOWN, "no_evidence", ["the model is not known"]),
    (
        "model not known, nobody can log in",
        [switch("", credential_status="unknown")],
        Outcome.UNKNOWN,
        "blocked_by:NET-08",
        [],
    ),
    ("no switch", [], Outcome.UNKNOWN, "no_evidence", []),
]


@cases(*CASES)
def test_hardware(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_the_lifecycle_row_is_part_of_the_evidence() -> None:
    facts = plant(switch(), until(date(2029, 11, 16)))
    evidence = {row.evidence for table in facts.rows.values() for row in table[-1:]}
    assert set(ask(CHECK, facts).targets[0].evidence) <= evidence
