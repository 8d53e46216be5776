"""What a unit effort counts: the stated number, else the inventory, else one and that is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.facts.model import Device
from audit.inventory.tables import (
    AssetRow,
    ControllerRow,
    FlowRow,
    QuantityRow,
    Row,
    SwitchRow,
    ZoneRow,
)
from checks.records import Outcome
from planning.problem import build_problem
from planning.quantities import Count, count
from tests.planning import build


@pytest.mark.parametrize(
    ("unit", "line", "expected"),
    [
        ("switch", "L1", Count(1, "inventory")),
        ("switch", "", Count(4, "inventory")),
        ("cabinet", "L2", Count(1, "inventory")),
        ("PLC", "L2", Count(1, "inventory")),
        ("line", "", Count(4, "inventory")),
        ("AP", "L1", Count(1, "assumed")),
        ("host", "L1", Count(1, "assumed")),
        ("-", "L1", Count(0, "not counted")),
    ],
)
def test_units_are_counted_in_the_inventory(unit: str, line: str, expected: Count) -> None:
    assert count(build.plant().facts(), unit, line) == expected


@pytest.mark.parametrize(
    ("row", "unit", "number"),
    [
        (QuantityRow(line="L1", unit="AP", count=3), "AP", 3),
        (ZoneRow(zone="Z", line="L1", area_m2=5_001), "5 000 m2", 2),
        (FlowRow(flow_id="F", line="L1", source="PLC-L1"), "endpoint", 1),
    ],
)
def test_other_tables_give_the_number(row: Row, unit: str, number: int) -> None:
    plant = build.plant()
    plant.others.append(row)
    assert count(plant.facts(), unit, "L1").number == number


def test_a_stated_number_of_one_line_says_nothing_of_another() -> None:
    plant = build.plant()
    plant.others.append(QuantityRow(line="L1", unit="switch", count=9))
    assert count(plant.facts(), "switch", "L4").number == 1
    assert count(plant.facts(), "switch", "L1") == Count(9, "quantities table")


def test_the_plants_number_adds_what_lines_state_and_what_the_others_have() -> None:
    plant = build.plant()
    plant.others.append(QuantityRow(line="L1", unit="switch", count=9))
    assert count(plant.facts(), "switch", "") == Count(9 + 3, "quantities table")
    plant.others.append(QuantityRow(line="", unit="switch", count=20))
    assert count(plant.facts(), "switch", "") == Count(20, "quantities table")


def test_a_switch_that_only_the_network_shows_needs_work_too() -> None:
    facts = build.plant().facts()
    found = tuple(Device(f"SW-{n}", line="L1", role="switch") for n in range(3))
    assert count(replace(facts, devices=found), "switch", "L1") == Count(3, "inventory")


def test_effort_follows_the_counts_of_switches_zones_and_controllers() -> None:
    found = {(c, "L1"): build.FAIL for c in ("NET-08", "WLS-01", "PLC-02", "NET-09")}
    plant = build.plant()
    few = _efforts(plant, found)
    plant.others += [SwitchRow(switch=f"SW-{n}", line=("L1",)) for n in range(5)]
    plant.others.append(ZoneRow(zone="hall", line="L1", area_m2=19_000, required=True))
    for n in range(2):
        plant.others.append(AssetRow(asset_id=f"P{n}", line="L1"))
        plant.others.append(ControllerRow(asset_id=f"P{n}", needed=True, interface="serial",
                                          gateway_route=True))  # fmt: skip
    many = _efforts(plant, found)
    assert many["WP-01@L1"] - few["WP-01@L1"] == pytest.approx(5 * 0.375)
    assert many["WP-10@L1"] - few["WP-10@L1"] == pytest.approx(3 * 2.0)
    assert many["WP-29@L1"] - few["WP-29@L1"] == pytest.approx(2 * 3.5)


def _efforts(plant: build.Plant, found: dict[tuple[str, str], Outcome]) -> dict[str, float]:
    """Return the effort of each package with its standstill steps."""
    efforts: dict[str, float] = {}
    for task in build_problem(build.judgement(found, ()), plant.facts()).tasks:
        name = "@".join((task.work_package, task.line))
        efforts[name] = efforts.get(name, 0.0) + task.effort_pd
    return efforts
