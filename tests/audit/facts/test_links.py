"""Cables out of neighbour tables, MAC tables and drawings."""

from __future__ import annotations

import pytest

from audit.facts.model import Link
from audit.facts.names import port_key
from audit.payloads import FdbEntry, Identity, Interface, Neighbour
from tests.audit.facts.evidence import Evidence

A, B, C = "00:1b:1b:00:00:0a", "00:1b:1b:00:00:0b", "00:1b:1b:00:00:0c"


def lldp(port: str, remote: str = "", remote_port: str = "", chassis: str = "") -> Neighbour:
    return Neighbour(
        "lldp", port, remote_name=remote, remote_port=remote_port, remote_chassis=chassis
    )


def switches() -> Evidence:
    evidence = Evidence()
    for name, mac, ip in (("sw-a", A, "10.0.0.1"), ("sw-b", B, "10.0.0.2")):
        ports = [
            Interface(f"GigabitEthernet0/{n}", n, alias=f"to {n}", mac=f"{mac[:-2]}{n:02x}")
            for n in range(1, 5)
        ]
        if name == "sw-b":
            ports = [Interface(p.name, p.if_index, p.alias, f"00:2b:{p.mac[6:]}") for p in ports]
        evidence.say(f"snmp {ip}", Identity(name, macs=(mac,), ips=(ip,)), *ports)
    return evidence


def ends(link: Link) -> tuple[str, str, str, str]:
    return link.a_device, link.a_port, link.b_device, link.b_port


def test_both_directions_of_a_cable_are_one_link() -> None:
    evidence = switches()
    evidence.say("snmp 10.0.0.1", lldp("Gi0/1", "sw-b", "Gi0/2"))
    evidence.say("snmp 10.0.0.2", lldp("Gi0/2", "sw-a", "Gi0/1"))
    (link,) = evidence.facts().links
    assert ends(link) == ("sw-a", "GigabitEthernet0/1", "sw-b", "GigabitEthernet0/2")
    assert (link.kind, link.state, link.confidence) == ("lldp", "undocumented", 1.0)
    assert len(link.evidence) == 2


def test_parallel_trunks_stay_apart() -> None:
    evidence = switches()
    for port in (1, 2, 3):
        evidence.say("snmp 10.0.0.1", lldp(f"Gi0/{port}", "sw-b", f"Gi0/{port}"))
        evidence.say("snmp 10.0.0.2", lldp(f"Gi0/{port}", "sw-a", f"Gi0/{port}"))
    assert [ends(link)[1::2] for link in evidence.facts().links] == [
        (f"GigabitEthernet0/{n}", f"GigabitEthernet0/{n}") for n in (1, 2, 3)
    ]


def test_lldp_and_cdp_of_one_cable_are_one_link() -> None:
    evidence = switches()
    evidence.say("snmp 10.0.0.1", lldp("Gi0/1", "sw-b", "Gi0/2"))
    cdp = Neighbour("cdp", "Gig 0/1", remote_name="sw-b.plant", remote_port="GigabitEthernet0/2")
    evidence.say("snmp 10.0.0.1", cdp)
    (link,) = evidence.facts().links
    assert link.kind == "lldp"


@pytest.mark.parametrize(
    "row",
    [
        Neighbour("lldp", "Gi0/1", remote_chassis=B, remote_port="Gi0/2"),
        Neighbour("lldp", "Gi0/1", remote_name="SW-B.plant.example", remote_port="2"),
        Neighbour("lldp", "Gi0/1", remote_ip="10.0.0.2", remote_port="to 2"),
        Neighbour("lldp", "1", remote_chassis="10.0.0.2", remote_port="00:2b:1b:00:00:02"),
        Neighbour("lldp", "Gi0/1", remote_name="other", remote_chassis=B, remote_port="gi0/2"),
    ],
    ids=["chassis MAC", "name and index", "address and alias", "port MAC", "MAC before name"],
)
def test_the_remote_end_is_found_by_what_the_row_says(row: Neighbour) -> None:
    (link,) = switches().say("snmp 10.0.0.1", row).facts().links
    assert ends(link) == ("sw-a", "GigabitEthernet0/1", "sw-b", "GigabitEthernet0/2")
    assert link.confidence == 0.9


@pytest.mark.parametrize(
    ("row", "cloud"),
    [
        (lldp("Gi0/4", "core-1", "Te1/1"), "?core-1"),
        (lldp("Gi0/4", chassis=C), f"?{C}"),
        (lldp("Gi0/4"), "?behind sw-a GigabitEthernet0/4"),
    ],
)
def test_an_end_that_nobody_knows_is_a_cloud(row: Neighbour, cloud: str) -> None:
    (link,) = switches().say("snmp 10.0.0.1", row).facts().links
    assert link.b_device == cloud
    assert link.confidence < 0.9


def test_a_stack_that_sees_itself_gives_no_link() -> None:
    assert not switches().say("snmp 10.0.0.1", lldp("Gi0/1", "sw-a", "Gi0/2")).facts().links


def seen_pair() -> Evidence:
    return switches().say("snmp 10.0.0.1", lldp("Gi0/1", "sw-b", "Gi0/2"))


def test_switches_that_see_each_others_addresses_give_a_weak_link() -> None:
    evidence = switches()
    evidence.say("snmp 10.0.0.1", FdbEntry(B, "Gi0/3", 1, "learned"))
    evidence.say("snmp 10.0.0.2", FdbEntry(A, "Gi0/4", 1, "learned"))
    (link,) = evidence.facts().links
    assert (ends(link)[1::2], link.kind, link.confidence) == (
        ("GigabitEthernet0/3", "GigabitEthernet0/4"),
        "fdb",
        0.4,
    )


def test_where_lldp_speaks_mac_tables_add_no_link() -> None:
    evidence = seen_pair()
    evidence.say("snmp 10.0.0.1", FdbEntry(B, "Gi0/3", 1, "learned"))
    assert [link.kind for link in evidence.facts().links] == ["lldp"]


def test_a_switch_between_two_others_keeps_them_apart() -> None:
    """sw-a and sw-c see each other through sw-b: only the two real cables come out."""
    evidence = switches()
    evidence.say("snmp 10.0.0.3", Identity("sw-c", macs=(C,), ips=("10.0.0.3",)))
    tables = {"10.0.0.1": ((B, "3"), (C, "3")), "10.0.0.3": ((A, "1"), (B, "1"))}
    tables["10.0.0.2"] = ((A, "1"), (C, "2"))
    for ip, rows in tables.items():
        evidence.say(f"snmp {ip}", *(FdbEntry(mac, port, 1, "learned") for mac, port in rows))
    assert [ends(link)[::2] for link in evidence.facts().links] == [
        ("sw-a", "sw-b"),
        ("sw-b", "sw-c"),
    ]


def test_switches_behind_one_port_of_a_third_share_a_segment() -> None:
    evidence = switches()
    evidence.say("snmp 10.0.0.3", Identity("sw-c", macs=(C,), ips=("10.0.0.3",)))
    evidence.say("snmp 10.0.0.1", *(FdbEntry(mac, "2", 1, "learned") for mac in (B, C)))
    evidence.say("snmp 10.0.0.2", FdbEntry(A, "3", 1, "learned"))
    evidence.say("snmp 10.0.0.3", FdbEntry(A, "9", 1, "learned"))
    found = [(ends(link), link.confidence) for link in evidence.facts().links]
    assert found == [
        (("sw-a", "2", "?segment of sw-a 2", ""), 0.3),
        (("sw-b", "3", "?segment of sw-a 2", ""), 0.3),
        (("sw-c", "9", "?segment of sw-a 2", ""), 0.3),
    ]


def test_a_row_without_its_own_port_takes_it_from_the_other_side() -> None:
    evidence = switches().say("snmp 10.0.0.1", lldp("", "sw-b", "Gi0/2"))
    evidence.say("snmp 10.0.0.2", lldp("Gi0/2", "sw-a", "Gi0/1"))
    (link,) = evidence.facts().links
    assert ends(link) == ("sw-a", "GigabitEthernet0/1", "sw-b", "GigabitEthernet0/2")


def test_a_mac_table_row_without_a_port_is_kept() -> None:
    facts = Evidence().say("snmp sw", Identity("sw"), FdbEntry(A, "", 7, "learned")).facts()
    assert [row.value.port for row in facts.fdb] == [""]
    assert not facts.problems


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GigabitEthernet1/0/1", "Gi1/0/1"),
        ("gig 1/0/1", "Gi1/0/1"),
        ("TenGigabitEthernet1/1", "Te1/1"),
        ("FastEthernet0/3", "Fa0/3"),
        ("Port 3", "3"),
        ("P3", "port-003"),
        ("Port-channel5", "Po5"),
        ("Ethernet1/1", "Eth1/1"),
    ],
)
def test_port_spellings_that_mean_one_port(one: str, other: str) -> None:
    assert port_key(one) == port_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Gi0/1", "Fa0/1"), ("Po1", "Port 1"), ("Gi1/0/1", "Gi1/0/11"), ("Te1/1", "1/1")],
)
def test_port_names_that_stay_apart(one: str, other: str) -> None:
    assert port_key(one) != port_key(other)
