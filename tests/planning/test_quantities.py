"""What a unit effort counts: the stated number, else the inventory, else one and that is said."""

from __future__ import annotations

import pytest

from audit.inventory.tables import FlowRow, QuantityRow, Row, ZoneRow
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
