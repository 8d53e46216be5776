"""Shares: which known devices and which required flows the captures show."""

from __future__ import annotations

from typing import Any

from audit.facts.heard import Share, devices_heard, flows_heard, listed_macs, talkers
from audit.facts.model import Device, PlantFacts
from audit.inventory.tables import FlowRow
from audit.payloads import Conversation, FdbEntry
from tests.checks.plants import device, plant, rows, seen

MAC = "00:1b:1b:00:00:0{}"


def share(facts: PlantFacts, *devices: Device) -> Share:
    return devices_heard(devices or facts.devices, listed_macs(facts), talkers(facts))


def known(device_id: str, number: int, **more: Any) -> Any:
    return device(device_id, macs=(MAC.format(number),), ips=(f"10.0.0.{number}",), **more)


def talk(src: int, dst: int, protocol: str = "modbus", port: int | None = 502) -> Any:
    one, two = f"10.0.0.{src}", f"10.0.0.{dst}"
    return seen("", Conversation(src_ip=one, dst_ip=two, protocol=protocol, server_port=port))


def test_either_end_of_a_conversation_was_heard_but_not_whom_arp_only_asks_for() -> None:
    facts = plant(known("A", 1), known("B", 2), known("C", 3), talk(1, 2), talk(1, 3, "arp", None))
    assert share(facts) == Share(("A", "B", "C"), ("A", "B"))
    assert share(facts).missing == ("C",)
    assert share(facts).most


def test_known_is_what_is_documented_in_use_or_listed_by_a_switch() -> None:
    facts = plant(
        known("planned", 1, status="planned"),
        known("stray", 2, documented=False),
        known("learned", 3, documented=False),
        device("no address"),
        known("in use", 4, status="active"),
        seen("SW-1", FdbEntry(MAC.format(3), "p1", 1)),
    )
    assert share(facts) == Share(("in use", "learned"), ())
    assert not share(facts).most


def test_nothing_known_takes_nothing_from_a_capture() -> None:
    assert share(plant(talk(1, 2))) == Share()
    assert Share().most


def flow(flow_id: str, **more: Any) -> FlowRow:
    given: dict[str, Any] = {"flow_id": flow_id, "source": "PLC", "required": True, **more}
    return FlowRow(**given)


def test_a_required_flow_is_heard_between_its_ends_and_on_its_port() -> None:
    facts = plant(
        known("PLC", 1),
        known("MES", 2),
        known("HUB", 3),
        rows(
            flow("F1", dest="MES", port=502),
            flow("F2", dest="MES", port=4840),
            flow("F3", dest_ip="10.0.0.2"),
            flow("F4", dest_ip="10.0.0.9", code_host="HUB", port=8883),
            flow("F5", dest="MES", required=False),
            flow("F6", dest="nobody knows where"),
        ),
        talk(2, 1),
        talk(3, 1, "s7comm", 102),
    )
    assert flows_heard(facts) == Share(("F1", "F2", "F3", "F4"), ("F1", "F3", "F4"))
