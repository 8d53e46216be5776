"""Which ports really share a broadcast domain."""

from __future__ import annotations

from typing import Any

import pytest

from audit.facts.model import Segment
from audit.payloads import FdbEntry, Identity, Interface, Neighbour
from tests.audit.facts.evidence import Evidence

S1, S2 = "00:1b:1b:00:00:01", "00:1b:1b:00:00:02"
M1, M2 = "00:1b:1b:00:00:a1", "00:1b:1b:00:00:a2"
ACCESS_10: dict[str, Any] = {"mode": "access", "access_vlan": 10}
ACCESS_20: dict[str, Any] = {"mode": "access", "access_vlan": 20}


def trunk(native: int | None, *tagged: int) -> dict[str, Any]:
    return {"mode": "trunk", "native_vlan": native, "tagged_vlans": tagged}


def segments(
    a: dict[str, Any], b: dict[str, Any], vlans: tuple[int, int] = (10, 20), *extra: Interface
) -> list[Segment]:
    """Two switches with one station each, joined by a cable between ports set so."""
    evidence = Evidence()
    for number, (mac, station, port, vlan) in enumerate(
        ((S1, M1, a, vlans[0]), (S2, M2, b, vlans[1])), 1
    ):
        evidence.say(
            f"snmp 10.0.0.{number}",
            Identity(f"sw-{number}", macs=(mac,), ips=(f"10.0.0.{number}",)),
            Interface("Gi0/24", 24, **port),
            Interface("Gi0/1", 1, mode="access", access_vlan=vlan),
            FdbEntry(station, "Gi0/1", vlan, "learned"),
            *extra,
        )
    row = Neighbour("lldp", "Gi0/24", remote_chassis=S2, remote_port="Gi0/24")
    return list(evidence.say("snmp 10.0.0.1", row).facts().segments)


def together(found: list[Segment]) -> bool:
    return any({f"mac {M1}", f"mac {M2}"} <= set(s.device_ids) for s in found)


@pytest.mark.parametrize(
    ("a", "b", "vlans", "one"),
    [
        (ACCESS_10, ACCESS_20, (10, 20), True),
        (ACCESS_10, trunk(20, 10), (10, 20), True),
        (ACCESS_10, trunk(20, 10), (10, 10), False),
        (trunk(1, 10, 20), trunk(1, 10, 20), (10, 20), False),
        (trunk(1, 10), trunk(1, 10), (10, 10), True),
        (trunk(1, 10), trunk(1, 20), (10, 10), False),
        (trunk(10), trunk(20), (10, 20), False),
        ({"mode": "routed"}, trunk(1, 10), (10, 10), False),
        ({}, {}, (10, 10), True),
    ],
    ids=[
        "access ports of two VLANs",
        "access to another native VLAN",
        "access drops tags",
        "tagged",
        "tagged on both",
        "tagged on one",
        "two native VLANs",
        "routed",
        "nothing known of the ports",
    ],
)
def test_what_a_cable_joins(
    a: dict[str, Any], b: dict[str, Any], vlans: tuple[int, int], one: bool
) -> None:
    assert together(segments(a, b, vlans)) is one


def test_joined_vlans_are_one_segment_with_both_ids() -> None:
    (found,) = [s for s in segments(ACCESS_10, ACCESS_20) if f"mac {M1}" in s.device_ids]
    assert found.vlan_ids == (10, 20)


def test_a_member_of_an_aggregate_carries_what_the_aggregate_does() -> None:
    member: dict[str, Any] = {"channel": "Po1"}
    bundle = Interface("Port-channel1", 100, mode="trunk", native_vlan=1, tagged_vlans=(10,))
    assert together(segments(member, member, (10, 10), bundle))
    assert not together(segments(member, member, (20, 20), bundle))


def test_the_same_vlan_on_two_islands_is_two_segments() -> None:
    evidence = Evidence()
    for number, station in ((1, M1), (2, M2)):
        port = Interface("1", 1, mode="access", access_vlan=10)
        entry = FdbEntry(station, "1", 10, "learned")
        evidence.say(f"snmp 10.0.0.{number}", Identity(f"sw-{number}"), port, entry)
    ten = [s.device_ids for s in evidence.facts().segments if s.vlan_id == 10]
    assert ten == [(f"mac {M1}",), (f"mac {M2}",)]
