"""Headroom with one line, two and all: figures from the pilot's rates, and what stays unknown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.facts.model import PlantFacts
from audit.inventory.tables import AnswerRow, ControllerRow, FlowRow, LineRow, LoadRow
from audit.inventory.tables.data import Via
from audit.payloads import Interface
from checks import ALL
from checks.headroom import Room, rollout, rooms
from checks.limits import limits_of
from checks.records import Outcome
from tests.checks.plants import CASE, Edit, device, plant, rows, seen

PASS, WARN, FAIL, UNKNOWN = Outcome.PASS, Outcome.WARN, Outcome.FAIL, Outcome.UNKNOWN


def room(name: str, *parts: Edit) -> Room:
    facts = plant(*parts)
    found = rooms(facts, limits_of(facts, ALL).values)
    return next(one for one in found if name in one.resource)


def used(one: Room) -> list[float | None]:
    return [step.use.used for step in one.steps]


def outcomes(one: Room) -> list[Outcome]:
    return [step.use.outcome for step in one.steps]


def flow(name: str, kbps: float | None, via: Via = Via.DIRECT, source: str = "PLC-3") -> FlowRow:
    return FlowRow(
        flow_id=name, use_case="pdm", line="L3", source=source, dest="MES", via=via, required=True,
        exists=True, rate_kbps=kbps,
    )  # fmt: skip


def load(line: str, percent: float, added: float | None = None) -> LoadRow:
    name = f"SW-{line or 'CORE'}"
    return LoadRow(device=name, port="Gi0/1", line=line, p95_percent=percent, added_percent=added)


def switch(line: str) -> Edit:
    name = f"SW-{line or 'CORE'}"

    def add(facts: PlantFacts) -> PlantFacts:
        facts = device(name, line, "switch")(facts)
        return seen(name, Interface("GigabitEthernet0/1", 1, speed_mbps=100))(facts)

    return add


RATES = rows(flow("F1", 4000), flow("F2", 6000))
"""10 Mbit/s on the pilot: 10 % of a link of 100 Mbit/s."""


def test_every_resource_has_a_row_for_one_two_and_all_lines() -> None:
    facts = plant()
    found = rooms(facts, limits_of(facts, ALL).values)
    assert {one.check_id for one in found} == {"NET-13", "NET-16", "DAT-13", "PLC-05"}
    assert len(found) == 6
    assert all([step.lines for step in one.steps] == [1, 2, 4] for one in found)
    assert all(one.basis for one in found)


def test_lines_follow_in_the_order_of_the_rollout() -> None:
    order = {"L1": 3, "L2": None, "L3": None, "L4": 1}
    table = rows(*(LineRow(line=line, rollout_order=n) for line, n in order.items()))
    facts = table(replace(plant(), rows={}))
    assert rollout(facts) == ("L3", "L4", "L1", "L2")
    assert rollout(replace(facts, case=replace(CASE, pilot_line=""))) == ()


def test_the_pilots_rates_are_added_to_the_lines_to_come() -> None:
    loads = rows(load("L3", 5), load("L1", 8), load("L2", 3), load("L4", 12))
    one = room("own uplink", loads, RATES, switch("L1"), switch("L2"), switch("L4"))
    assert used(one) == [5, 18, 22]
    assert outcomes(one) == [PASS, PASS, WARN]
    assert one.steps[-1].use.where == "SW-L4 Gi0/1"
    assert "rates of the pilot's flows" in one.basis


def test_without_a_speed_what_the_table_says_is_added() -> None:
    loads = rows(load("L3", 5), load("L1", 8, 1.5), load("L2", 60, 1), load("L4", 12))
    one = room("own uplink", loads, RATES)
    assert used(one) == [5, 9.5, 61]
    assert outcomes(one) == [PASS, PASS, FAIL]
    assert "what the table of loads says is added" in one.basis


def test_a_line_that_nobody_measured_leaves_the_others_open() -> None:
    one = room("own uplink", rows(load("L3", 5), load("L1", 8, 1.5)))
    assert outcomes(one) == [PASS, PASS, UNKNOWN]
    assert used(one)[-1] == 9.5
    assert "no load was measured on L2" in one.basis


def test_a_shared_link_carries_the_pilots_rate_once_a_line() -> None:
    one = room("all lines share", rows(load("", 14)), RATES, switch(""))
    assert used(one) == [14, 24, 44]
    assert outcomes(one) == [PASS, WARN, WARN]


def test_without_a_shared_link_the_traffic_of_all_lines_is_named() -> None:
    one = room("all lines share", RATES)
    assert outcomes(one) == [UNKNOWN] * 3
    assert "40.0 Mbit/s with all lines" in one.basis
    silent = room("all lines share", rows(flow("F1", 4000), flow("F2", None)))
    assert "40.0" not in silent.basis


def test_the_layers_load_grows_with_each_line() -> None:
    said = AnswerRow(question_id="layer_load_percent", answer="20")
    one = room("shared data layer", rows(flow("F1", 10, Via.LAYER)), rows(said))
    assert used(one) == [20, 40, 80]
    assert outcomes(one) == [PASS, PASS, WARN]
    none = room("shared data layer", rows(flow("F1", 10)))
    assert outcomes(none) == [Outcome.NA] * 3


def test_the_controller_with_the_fewest_free_connections_counts() -> None:
    parts: list[Edit] = []
    for line, most in (("L1", 8), ("L2", 2), ("L3", 8), ("L4", 3)):
        name = f"PLC-{line}"
        stations = [
            FlowRow(flow_id=f"{line}-{n}", use_case="pdm", line=line, source=name, dest=f"HOST-{n}",
                    required=True, exists=line == "L3")
            for n in range(2)
        ]  # fmt: skip
        row = ControllerRow(asset_id=name, needed=True, connections_max=most)
        parts += [device(name, line), rows(row, *stations)]
    one = room("connections", *parts)
    assert used(one) == [2, 2, 2]
    assert [step.use.of for step in one.steps] == [8, 8, 2]
    assert outcomes(one) == [PASS, PASS, FAIL]
    assert "L2" in one.steps[-1].use.where


@pytest.mark.parametrize(("free", "outcome"), [("1", FAIL), ("2", WARN), ("3", PASS)])
def test_ports_are_taken_as_on_the_pilot(free: str, outcome: Outcome) -> None:
    answers = [AnswerRow(question_id="ports_free", line=f"L{n}", answer=free) for n in (1, 2, 4)]
    sensors = rows(
        flow("F1", 1, source="CAM-3"), flow("F2", 1, source="VIB-3"), flow("F3", 1, source="PLC-3")
    )
    one = room("switch ports", device("PLC-3", "L3"), sensors, rows(*answers))
    assert used(one) == [0, 2, 2]
    assert outcomes(one) == [PASS, outcome, outcome]
    assert "CAM-3, VIB-3, taken as on the pilot" in one.basis


def test_power_that_people_stated_counts_before_the_pilots() -> None:
    answers = [
        AnswerRow(question_id=f"poe_watts_{what}", line=line, answer=number)
        for line, what, number in (
            ("L3", "needed", "30"), ("L2", "needed", "70"),
            *((line, "free", "60") for line in ("L1", "L2", "L4")),
        )
    ]  # fmt: skip
    one = room("PoE", rows(*answers))
    assert used(one) == [0, 30, 70]
    assert outcomes(one) == [PASS, PASS, FAIL]
