"""What neighbour tables really look like: vendors' odd ids, phones, switches that pass LLDP on."""

from __future__ import annotations

from audit.facts.model import Link
from audit.payloads import FdbEntry, Identity, Interface, Neighbour, StpState
from tests.audit.facts.evidence import Evidence

A, B, C = "00:1b:1b:00:0a:00", "00:1b:1b:00:0b:00", "00:1b:1b:00:0c:00"
PHONE = "00:04:f2:00:00:01"


def plant(*names: str, ports: tuple[str, ...] = ("1", "2", "3")) -> Evidence:
    evidence = Evidence()
    for name, mac in zip(names, (A, B, C), strict=False):
        evidence.say(
            f"snmp {name}",
            Identity(name, macs=(mac,)),
            *(Interface(port, number) for number, port in enumerate(ports, 1)),
        )
    return evidence


def lldp(port: str, name: str = "", far: str = "", chassis: str = "", *can: str) -> Neighbour:
    return Neighbour("lldp", port, name, chassis, far, capabilities=can)


def ends(link: Link) -> str:
    return f"{link.a_device} {link.a_port} - {link.b_device} {link.b_port}".rstrip()


def links(evidence: Evidence) -> list[str]:
    return [ends(link) for link in evidence.facts().links]


def test_several_neighbours_on_one_port_are_a_cloud() -> None:
    """An unmanaged switch passes LLDP on: everybody behind it hears everybody."""
    evidence = plant("sw-a", "sw-b", "sw-c")
    for one, port in (("sw-a", "1"), ("sw-b", "2"), ("sw-c", "3")):
        for other, far in (("sw-a", "1"), ("sw-b", "2"), ("sw-c", "3")):
            if one != other:
                evidence.say(f"snmp {one}", lldp(port, other, far))
    assert links(evidence) == [
        "sw-a 1 - ?segment of sw-a 1",
        "sw-b 2 - ?segment of sw-a 1",
        "sw-c 3 - ?segment of sw-a 1",
    ]


def test_routeros_paths_and_units_name_the_physical_port() -> None:
    evidence = plant("gw-a", "gw-b", ports=("ether1", "ether2", "sfp2"))
    evidence.say("snmp gw-a", lldp("sfp2", "gw-b", "bridge1/ether2"))
    evidence.say("snmp gw-a", lldp("sfp2.665", "gw-b", "bridge1/ether2"))
    evidence.say("snmp gw-b", lldp("ether2", "gw-a", "sfp2.665"))
    assert links(evidence) == ["gw-a sfp2 - gw-b ether2"]


def test_a_path_fits_the_other_sides_own_word_where_no_ports_were_read() -> None:
    evidence = plant("gw-a", "gw-b", ports=())
    evidence.say("snmp gw-a", lldp("sfp2", "gw-b", "bridge1/ether2"))
    evidence.say("snmp gw-b", lldp("ether2", "gw-a", "sfp2"))
    (link,) = evidence.facts().links
    assert (ends(link), link.confidence) == ("gw-a sfp2 - gw-b ether2", 1.0)


def test_the_description_tells_a_port_where_the_id_is_only_a_number() -> None:
    evidence = plant("sw-a", "sw-b", ports=("Gi1/0/1", "Gi1/0/2", "Gi1/0/3"))
    row = Neighbour("lldp", "1", "sw-b", "", "3", remote_port_description="GigabitEthernet1/0/2")
    evidence.say("snmp sw-a", row)
    assert links(evidence) == ["sw-a Gi1/0/1 - sw-b Gi1/0/2"]


def test_cdp_that_crossed_a_bridge_is_no_cable() -> None:
    evidence = plant("sw-a", "sw-b", "sw-c")
    evidence.say("snmp sw-a", lldp("1", "sw-b", "1", "", "bridge"))
    evidence.say("snmp sw-a", Neighbour("cdp", "1", "sw-c", "", "3"))
    evidence.say("snmp sw-b", lldp("1", "sw-a", "1", "", "bridge"), lldp("2", "sw-c", "3"))
    evidence.say("snmp sw-c", lldp("3", "sw-b", "2", "", "bridge"))
    evidence.say("snmp sw-c", Neighbour("cdp", "3", "sw-a", "", "1"))
    assert links(evidence) == ["sw-a 1 - sw-b 1", "sw-b 2 - sw-c 3"]


def test_lldp_and_cdp_of_one_phone_are_one_endpoint() -> None:
    evidence = plant("sw-a")
    name = "SEP0004F2000001"
    evidence.say("snmp sw-a", Neighbour("lldp", "1", name, "10.0.0.9", PHONE))
    evidence.say("snmp sw-a", Neighbour("cdp", "1", name, "", "Port 1"))
    (link,) = evidence.facts().links
    assert (link.b_device, link.kind) == (f"?{name}", "lldp")


def test_the_pc_behind_a_phone_hangs_on_the_phone() -> None:
    evidence = plant("sw-a")
    evidence.say("snmp sw-a", lldp("1", "phone-7", PHONE, "10.0.0.9", "bridge", "phone"))
    evidence.say("snmp sw-a", lldp("1", "pc-7", "eth0", "00:1b:21:00:00:09", "station"))
    found = set(links(evidence))
    assert found == {f"sw-a 1 - ?phone-7 {PHONE}", "?pc-7 eth0 - ?phone-7"}


def test_a_phone_does_not_make_its_port_an_uplink() -> None:
    evidence = plant("sw-a")
    evidence.say("snmp sw-a", lldp("1", "phone-7", "", "10.0.0.9", "bridge", "phone"))
    stations = [f"00:1b:21:00:00:{n:02x}" for n in range(1, 5)]
    evidence.say("snmp sw-a", *(FdbEntry(mac, "1", 5, "learned") for mac in stations))
    assert {place.kind for place in evidence.facts().placements} == {"edge"}


def test_a_station_takes_the_name_under_which_its_switch_hears_it() -> None:
    evidence = plant("sw-a")
    evidence.say("snmp sw-a", lldp("2", "drive-3", "port-001", "00:1b:21:00:00:09", "station"))
    evidence.say("snmp sw-a", FdbEntry("00:1b:21:00:00:09", "2", 5, "learned"))
    assert evidence.device("drive-3").macs == ("00:1b:21:00:00:09",)
    assert links(evidence) == ["drive-3 port-001 - sw-a 2"]


def test_switches_of_one_enclosure_stay_two() -> None:
    evidence = plant("sw-a")
    evidence.say(
        "snmp sw-a", lldp("1", "bay-1", "X1", "ENC:77"), lldp("2", "bay-2", "X1", "ENC:77")
    )
    assert links(evidence) == ["sw-a 1 - ?bay-1 X1", "sw-a 2 - ?bay-2 X1"]


def test_an_unknown_end_that_two_switches_hear_is_one() -> None:
    evidence = plant("sw-a", "sw-b")
    evidence.say("snmp sw-a", lldp("1", "core", "T1", "00:aa:00:00:00:01"))
    evidence.say("snmp sw-b", lldp("1", "", "T2", "00:aa:00:00:00:01"))
    assert links(evidence) == ["sw-a 1 - ?core T1", "sw-b 1 - ?core T2"]


def test_the_members_of_an_aggregate_take_its_mac_rows() -> None:
    """LLDP speaks on the members, the MAC table names the aggregate: two cables, no third link."""
    evidence = Evidence()
    for name, mac, other in (("sw-a", A, B), ("sw-b", B, A)):
        members = [Interface(f"Gi0/{n}", n, channel="Po1") for n in (1, 2)]
        evidence.say(f"snmp {name}", Identity(name, macs=(mac,)), *members, Interface("Po1", 99))
        evidence.say(f"snmp {name}", FdbEntry(other, "Po1", 1, "learned"))
    for n in (1, 2):
        evidence.say("snmp sw-a", lldp(f"Gi0/{n}", "sw-b", f"Gi0/{n}"))
    evidence.say("snmp sw-b", FdbEntry("00:1b:21:00:00:09", "Po1", 1, "learned"))
    assert links(evidence) == ["sw-a Gi0/1 - sw-b Gi0/1", "sw-a Gi0/2 - sw-b Gi0/2"]
    places = {place.mac: place.kind for place in evidence.facts().placements}
    assert places["00:1b:21:00:00:09"] == "beyond"


def test_spanning_tree_raises_or_lowers_what_mac_tables_say() -> None:
    for root_port, confidence in (("1", 0.6), ("2", 0.2), ("", 0.4)):
        evidence = plant("sw-a", "sw-b")
        evidence.say("snmp sw-a", FdbEntry(B, "1", 1, "learned"))
        evidence.say("snmp sw-b", FdbEntry(A, "1", 1, "learned"))
        evidence.say("snmp sw-a", StpState(root=A, bridge=A))
        evidence.say("snmp sw-b", StpState(root=A, bridge=B, root_port=root_port))
        (link,) = evidence.facts().links
        assert link.confidence == confidence, root_port


def test_a_ring_with_a_blocked_port_gives_the_cables_that_forward() -> None:
    """a-b-c-a with c-a blocked: the tables show a chain, and no third cable is made up."""
    evidence = plant("sw-a", "sw-b", "sw-c")
    evidence.say("snmp sw-a", FdbEntry(B, "1", 1), FdbEntry(C, "1", 1))
    evidence.say("snmp sw-b", FdbEntry(A, "1", 1), FdbEntry(C, "2", 1))
    evidence.say("snmp sw-c", FdbEntry(A, "1", 1), FdbEntry(B, "1", 1))
    evidence.say("snmp sw-c", StpState(root=A, blocked_ports=("2",)))
    assert links(evidence) == ["sw-a 1 - sw-b 1", "sw-b 2 - sw-c 1"]


def test_a_router_on_a_trunk_is_linked_by_its_sub_interfaces() -> None:
    router, port = "00:1b:54:00:00:02", "ge-0/0/2"
    evidence = plant("sw-a")
    names = (port, f"{port}.100", f"{port}.950")
    interfaces = [Interface(name, n, mac=router) for n, name in enumerate(names, 1)]
    evidence.say("snmp r1", Identity("r1", macs=("00:1b:54:00:00:80",)), *interfaces)
    rows = [FdbEntry(router, "3", vlan, "learned") for vlan in (100, 950)]
    evidence.say("snmp sw-a", *rows)
    assert links(evidence) == [f"r1 {port}.{vlan} - sw-a 3" for vlan in (100, 950)]
