"""SEC-03 over facts that were merged from evidence: what discovery from two places, a capture and
the inventory say together.
"""

from __future__ import annotations

from audit.inventory.tables import AssetRow, HostRow, LineRow
from audit.inventory.tables.plant import Role
from audit.payloads import ArpEntry, Identity
from checks.records import Outcome
from checks.security.no_computer_bridges_two_zones import CHECK
from tests.audit.facts.evidence import Evidence
from tests.checks.plants import ask, expect

HERE, THERE = "10.0.1.31", "192.168.1.31"
MAC, NEXT, FAR = "00:1b:1b:00:00:10", "00:1b:1b:00:00:11", "00:1b:1b:40:00:00"


def listed(ip: str = HERE) -> Evidence:
    """An HMI with one network card, as two lists say; nothing was seen of it."""
    asset = AssetRow(asset_id="HMI-1", line="L1", role=Role.HMI, ip=ip, mac=MAC)
    return Evidence().state(LineRow(line="L1"), asset, HostRow(asset_id="HMI-1", nics=(ip,)))


def found(evidence: Evidence, mac: str, ip: str, name: str = "", hours: float = 0) -> Evidence:
    """What discovery or a capture of one place says of a station."""
    said = Identity(name, macs=(mac,), ips=(ip,))
    return evidence.say(f"pcap {mac}", said, origin=f"seen of {ip} at {hours}", hours=hours)


def test_what_two_lists_say_is_enough_where_nothing_speaks_against_it() -> None:
    expect(ask(CHECK, listed().facts()), Outcome.PASS)
    expect(ask(CHECK, found(listed(), MAC, HERE, "HMI-1").facts()), Outcome.PASS)


def test_one_network_card_seen_in_two_places_stands_in_two_networks() -> None:
    evidence = found(found(listed(), MAC, HERE), MAC, THERE, hours=3)
    expect(ask(CHECK, evidence.facts()), Outcome.FAIL, "10.0.1.0/24 and 192.168.1.0/24")


def test_a_second_card_beside_the_first_that_says_the_same_name_is_the_same_computer() -> None:
    evidence = found(found(listed(), MAC, HERE, "HMI-1"), NEXT, THERE, "HMI-1", hours=3)
    expect(ask(CHECK, evidence.facts()), Outcome.FAIL)


def test_the_same_name_on_a_card_of_another_kind_may_be_another_computer() -> None:
    evidence = found(found(listed(), MAC, HERE, "HMI-1"), FAR, THERE, "HMI-1", hours=3)
    expect(ask(CHECK, evidence.facts()), Outcome.UNKNOWN, code="conflict")


def test_a_computer_that_is_seen_elsewhere_than_listed_has_one_address_that_is_old() -> None:
    evidence = found(listed(), MAC, THERE)
    expect(ask(CHECK, evidence.facts()), Outcome.UNKNOWN, "or one is old", code="conflict")


def test_a_computer_that_moved_in_between_is_no_bridge_and_no_pass() -> None:
    evidence = found(found(listed(), MAC, HERE), MAC, THERE, hours=100)
    expect(ask(CHECK, evidence.facts()), Outcome.UNKNOWN, "or it moved", code="conflict")


def test_a_routers_table_shows_where_a_station_stands() -> None:
    evidence = found(listed(), MAC, HERE)
    evidence.say("snmp r", Identity("R-1", role="router"), ArpEntry(THERE, MAC, "Vlan7"), hours=1)
    expect(ask(CHECK, evidence.facts()), Outcome.FAIL)
