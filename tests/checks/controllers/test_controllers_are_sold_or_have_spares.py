"""PLC-04 over the plant's own tables, the shipped one and answers; today is 16 November 2026."""

from __future__ import annotations

import re
from datetime import date

import pytest

from audit.inventory.tables import ControllerRow, LifecycleRow
from checks.controllers.controllers_are_sold_or_have_spares import CHECK, CHOICES
from checks.lifecycles import shipped
from checks.records import Outcome
from tests.checks.data_path.given import said
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows

ACME = device("PLC-L1", vendor="Acme", model="A-9")


def plc(lifecycle: str = "", family: str = "", asset_id: str = "PLC-L1", **more: object) -> Edit:
    fields: dict[str, object] = {"asset_id": asset_id, "lifecycle": lifecycle, "family": family}
    return rows(ControllerRow.model_validate({**fields, **more}))


def ends(sale: date | None, support: date | None) -> Edit:
    return rows(LifecycleRow(vendor="Acme", model_pattern="^A-9$", end_of_sale=sale,
                             end_of_support=support, source="vendor letter"))  # fmt: skip


def model(name: str) -> list[Edit]:
    return [device("PLC-L1", model=name)]


LASTING, TESTED, UNTESTED, NONE = (said("controller_spares", choice) for choice in CHOICES)
OLD = [ACME, plc("obsolete")]
PAST, FUTURE = date(2024, 1, 1), date(2030, 1, 1)

CASES: list[Case] = [
    ("active", [ACME, plc("active")], Outcome.PASS, "", ["1 of 1 controller"]),
    ("announced, spares for years", [ACME, plc("announced"), LASTING], Outcome.PASS, "", []),
    ("announced, a spare", [ACME, plc("Active Mature"), TESTED], Outcome.WARN, "",
     ["PLC-L1 (A-9) is announced"]),
    ("announced, no spare", [ACME, plc("announced"), NONE], Outcome.WARN, "", []),
    ("spares only, an untested one", [ACME, plc("spares only"), UNTESTED], Outcome.WARN, "", []),
    ("obsolete, spares for years", [*OLD, LASTING], Outcome.PASS, "", []),
    ("obsolete, a tested spare", [*OLD, TESTED], Outcome.WARN, "", ["a tested spare"]),
    ("obsolete, an untested spare", [*OLD, UNTESTED], Outcome.FAIL, "", ["nobody tested"]),
    ("obsolete, no spare", [*OLD, NONE], Outcome.FAIL, "", ["is obsolete", "no spare"]),
    ("obsolete, spares are open", OLD, Outcome.UNKNOWN, "not_asked", ["nobody was asked"]),
    ("obsolete, spares are not known", [*OLD, said("controller_spares", "don't know")],
     Outcome.UNKNOWN, "dont_know", []),
    ("obsolete, spares of no known kind", [*OLD, said("controller_spares", "on the shelf")],
     Outcome.UNKNOWN, "conflict", []),
    ("obsolete, spares said not to matter", [*OLD, said("controller_spares", "n/a: rented")],
     Outcome.UNKNOWN, "conflict", ["applies to every line"]),
    ("support ended, as the plant filed", [ACME, ends(PAST, PAST), NONE], Outcome.FAIL, "",
     ["is obsolete (vendor letter)"]),
    ("sale ended", [ACME, ends(PAST, FUTURE), NONE], Outcome.WARN, "", ["is spares only"]),
    ("sale will end", [ACME, ends(FUTURE, None), NONE], Outcome.WARN, "", ["is announced"]),
    ("a row without days", [ACME, ends(None, None)], Outcome.UNKNOWN, "not_in_lifecycle_table",
     []),
    ("the shipped table", [*model("SLC 5/03"), NONE], Outcome.FAIL, "",
     ["is obsolete", "verify with Rockwell Automation), checked on 2026-11-21"]),
    ("the plant's own word wins", [*model("S7-300"), plc("active")], Outcome.PASS, "", []),
    ("in no table", [ACME], Outcome.UNKNOWN, "not_in_lifecycle_table", ["in no lifecycle table"]),
    ("a word that says nothing", [ACME, plc("fine")], Outcome.UNKNOWN, "not_in_lifecycle_table",
     ['"fine" is no known state']),
    ("its model is not known", [device("PLC-L1")], Outcome.UNKNOWN, "blocked_by:PLC-01", []),
    ("no controller is known", [], Outcome.UNKNOWN, "blocked_by:PLC-01", []),
    ("one fails, one is in no table", [*OLD, NONE, device("PLC-2", model="X")], Outcome.FAIL, "",
     []),
    ("one is active, one is in no table", [ACME, plc("active"), device("PLC-2", model="X")],
     Outcome.UNKNOWN, "not_in_lifecycle_table", ["PLC-2 (X)"]),
]  # fmt: skip


@cases(*CASES)
def test_spares(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("S7-300", "Siemens SIMATIC S7-300"),
        ("CPU 315-2 PN/DP 6ES7 315-2EH14-0AB0", "Siemens SIMATIC S7-300"),
        ("6ES7 214-1AG40-0XB0", "Siemens SIMATIC S7-1200 of the first generation"),
        ("6ES7 214-2AD23-0XB8", "Siemens SIMATIC S7-200"),
        ("S7-200 SMART", ""),
        ("S7-1200 G2", ""),
        ("S7-1500", ""),
        ("6ES7 515-2AM01-0AB0", ""),
        ("1747-L542", "Allen-Bradley SLC 500"),
        ("PLC-5/40", "Allen-Bradley PLC-5"),
        ("PLC-L5-1", ""),
    ],
)
def test_the_shipped_table_knows_a_type_by_its_names(name: str, entry: str) -> None:
    found = next((row.name for row in shipped() if re.search(row.pattern, name, re.I)), "")
    assert found == entry


def test_every_shipped_row_has_a_source_and_the_day_it_was_looked_up() -> None:
    for row in shipped():
        assert row.source
        assert row.since < row.checked_on


def test_the_age_is_that_of_the_lookup() -> None:
    got = ask(CHECK, plant(ACME, plc("active", lifecycle_checked_on="2025-03-01")))
    assert got.oldest == date(2025, 3, 1)
