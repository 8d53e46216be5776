"""What is kept with the facts is what reading them again would say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.facts.model import PlantFacts
from audit.inventory.tables import FlowRow, SwitchRow
from audit.payloads import Service
from checks.records import Answer, Asked, Outcome
from checks.remembered import (
    devices_by_ip,
    devices_by_mac,
    once,
    reads_of,
    rows_where,
    same_on_every_line,
)
from tests.checks.plants import device, plant, rows, seen

FLOWS = rows(
    FlowRow(flow_id="F1", line="L2"),
    FlowRow(flow_id="F2", line="L1"),
    FlowRow(flow_id="F3"),
    FlowRow(flow_id="F4", line="L2"),
)


@pytest.mark.parametrize(
    ("lines", "flows"),
    [
        (("L1",), ["F2"]),
        (("L2",), ["F1", "F4"]),
        (("",), ["F3"]),
        (("L9",), []),
        (("", "L2"), ["F1", "F3", "F4"]),
        (("L2", "L2"), ["F1", "F4"]),
        ((), []),
    ],
)
def test_rows_come_by_a_cell_in_the_order_stated(lines: tuple[str, ...], flows: list[str]) -> None:
    found = rows_where(plant(FLOWS), FlowRow, "line", *lines)
    assert [row.record.flow_id for row in found] == flows


def test_a_row_that_lists_several_lines_is_found_by_each() -> None:
    facts = plant(rows(SwitchRow(switch="SW", line=("L1", "L2")), SwitchRow(switch="SW-X")))
    names = {line: [r.record.switch for r in rows_where(facts, SwitchRow, "line", line)]
             for line in ("L1", "L2", "L3", "")}  # fmt: skip
    assert names == {"L1": ["SW"], "L2": ["SW"], "L3": [], "": ["SW-X"]}


def test_readings_come_by_device_in_their_order() -> None:
    services = [Service("127.0.0.1", port) for port in (1, 2, 3)]
    facts = plant(seen("B", services[0]), seen("A", services[1]), seen("B", services[2]))
    ports = [s.value.port for s in reads_of(facts, facts.services, ["A", "B", "B"])]
    assert ports == [1, 2, 3]
    assert [s.value.port for s in reads_of(facts, facts.services, ["B", "C"])] == [1, 3]
    assert reads_of(facts, facts.logins, ["A"]) == ()


def test_devices_come_by_address_and_all_that_share_one() -> None:
    facts = plant(device("A", ips=("10.0.0.1",), macs=("00:00:00:00:00:01",)),
                  device("B", ips=("10.0.0.1", "10.0.0.2")))  # fmt: skip
    assert [d.device_id for d in devices_by_ip(facts)["10.0.0.1"]] == ["A", "B"]
    assert [d.device_id for d in devices_by_mac(facts)["00:00:00:00:00:01"]] == ["A"]


def test_other_facts_are_read_again() -> None:
    calls: list[str] = []

    @once
    def count(facts: PlantFacts, line: str, *, more: int = 0) -> int:
        calls.append(line)
        return len(facts.devices) + more

    facts = plant(device("A"))
    assert [count(facts, "L1"), count(facts, "L1"), count(facts, "L2")] == [1, 1, 1]
    assert count(facts, "L1", more=1) == 2
    changed = replace(facts, devices=())
    assert count(changed, "L1") == 0
    assert calls == ["L1", "L2", "L1", "L1"]
    assert facts == plant(device("A")), "what is kept has no part in comparing"


def test_a_check_of_the_whole_plant_answers_once_for_each_limit() -> None:
    asked: list[str] = []

    @same_on_every_line
    def judge(what: Asked) -> Answer:
        asked.append(what.line)
        return Answer(Outcome.PASS, f"up to {what.limits['limit']:g}")

    facts = plant(device("A"))
    said = [judge(Asked(facts, line, "pdm", {"limit": n})).sentence
            for line, n in (("L1", 1.0), ("L2", 1.0), ("L2", 2.0))]  # fmt: skip
    assert said == ["up to 1", "up to 1", "up to 2"]
    assert asked == ["L1", "L2"]
    assert judge(Asked(plant(), "L1", "pdm", {"limit": 1.0})).sentence == "up to 1"
    assert asked == ["L1", "L2", "L1"]
