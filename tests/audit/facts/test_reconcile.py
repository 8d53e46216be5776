"""Drawn cables against seen ones: confirmed, different, missing, unknown, never guessed."""

from __future__ import annotations

import pytest

from audit.facts.model import Link
from audit.inventory.tables import AssetRow, LinkRow, SwitchRow
from audit.payloads import FdbEntry, Identity, TableRead, TableState
from tests.audit.facts.evidence import Evidence
from tests.audit.facts.test_links import lldp, seen_pair, switches

COMPLETE = TableRead("neighbours", TableState.COMPLETE)
PARTIAL = TableRead("neighbours", TableState.PARTIAL, "timeout after 12 rows")
SWITCHES = (SwitchRow(switch="SW-A", ip="10.0.0.1"), SwitchRow(switch="SW-B", ip="10.0.0.2"))
PLC_MAC = "00:1b:1b:00:00:77"


def drawn(a_device: str, a_port: str, b_device: str, b_port: str = "") -> LinkRow:
    return LinkRow(a_device=a_device, a_port=a_port, b_device=b_device, b_port=b_port)


def compared(evidence: Evidence, *rows: LinkRow) -> list[Link]:
    return list(evidence.state(*SWITCHES).state(*rows).facts().links)


def states(links: list[Link]) -> list[tuple[str, str, str]]:
    return [(link.a_port, link.kind, link.state) for link in links]


def only(links: list[Link], kind: str = "documented") -> Link:
    (found,) = [link for link in links if link.kind == kind]
    return found


def read_completely(evidence: Evidence) -> Evidence:
    for ip in ("10.0.0.1", "10.0.0.2"):
        evidence.say(f"snmp {ip}", COMPLETE)
    return evidence


def test_a_drawn_cable_with_other_spelling_is_confirmed() -> None:
    row = drawn("SW-B.plant.example", "Gig 0/2", "sw-a", "GigabitEthernet0/1")
    (link,) = compared(seen_pair(), row)
    assert (link.kind, link.state, link.note) == ("lldp", "confirmed", "")
    assert len(link.evidence) == 2, "the row and the neighbour table"


def test_a_drawn_cable_whose_port_leads_elsewhere_is_different() -> None:
    links = compared(seen_pair(), drawn("SW-A", "Gi0/1", "SW-C", "Gi0/9"))
    assert states(links) == [
        ("GigabitEthernet0/1", "lldp", "undocumented"),
        ("GigabitEthernet0/1", "documented", "different"),
    ]
    link = only(links)
    assert "seen: SW-A GigabitEthernet0/1 to SW-B GigabitEthernet0/2 (LLDP)" in link.note
    assert "Which one is wrong" in link.note
    assert len(link.evidence) == 2, "of both sides"
    assert "drawn: SW-A GigabitEthernet0/1 to SW-C Gi0/9. Which" in links[0].note


def test_the_same_two_switches_joined_on_other_ports_are_different() -> None:
    links = compared(seen_pair(), drawn("SW-A", "Gi0/3", "SW-B", "Gi0/4"))
    assert only(links).state == "different"
    assert "was the cable moved?" in only(links).note


def test_one_seen_cable_explains_one_drawn_cable_only() -> None:
    rows = [drawn("SW-A", f"Gi0/{n}", "SW-B", f"Gi0/{n}") for n in (3, 4)]
    links = compared(read_completely(seen_pair()), *rows)
    assert [link.state for link in links] == ["undocumented", "different", "missing"]


def confirmed_pair() -> tuple[Evidence, LinkRow]:
    return seen_pair(), drawn("SW-A", "Gi0/1", "SW-B", "Gi0/2")


@pytest.mark.parametrize(
    ("second", "state", "words"),
    [
        (COMPLETE, "missing", "is the cable pulled"),
        (PARTIAL, "unknown", "the neighbour table of SW-B was read in part only"),
        (None, "unknown", "the neighbour table of SW-B was not read"),
    ],
)
def test_a_drawn_cable_is_missing_only_when_both_ends_were_read_completely(
    second: TableRead | None, state: str, words: str
) -> None:
    evidence, good = confirmed_pair()
    evidence.say("snmp 10.0.0.1", COMPLETE)
    if second is not None:
        evidence.say("snmp 10.0.0.2", second)
    link = only(compared(evidence, good, drawn("SW-A", "Gi0/3", "SW-B", "Gi0/4")))
    assert (link.state, words in link.note) == (state, True), link.note


def test_two_switches_that_speak_no_neighbour_protocol_prove_no_missing_cable() -> None:
    links = compared(read_completely(switches()), drawn("SW-A", "Gi0/3", "SW-B", "Gi0/4"))
    assert only(links).state == "unknown"
    assert "LLDP and CDP may be off" in only(links).note


def test_a_device_that_nobody_knows_is_not_missing() -> None:
    links = compared(read_completely(seen_pair()), drawn("SW-A", "Gi0/3", "SW-X", "1"))
    assert only(links).state == "unknown"
    assert "nothing that was read is called SW-X" in only(links).note


def test_a_name_of_two_devices_is_listed_and_not_guessed() -> None:
    evidence = read_completely(seen_pair())
    for number in (1, 2):
        mac = f"00:1b:1b:00:01:0{number}"
        evidence.say(
            f"snmp 10.0.9.{number}", Identity("hall-7", macs=(mac,), serial=f"SN999{number}")
        )
    link = only(compared(evidence, drawn("SW-A", "Gi0/3", "HALL-7", "1")))
    assert link.state == "unknown"
    assert "several devices could be HALL-7: " in link.note


def test_one_drawn_cable_without_ports_confirms_one_of_two() -> None:
    evidence = seen_pair().say("snmp 10.0.0.1", lldp("Gi0/3", "sw-b", "Gi0/3"))
    links = compared(evidence, drawn("SW-A", "", "SW-B"))
    assert sorted(link.state for link in links) == ["confirmed", "undocumented"]


def test_the_same_missing_cable_in_two_lists_is_one() -> None:
    evidence, good = confirmed_pair()
    row = drawn("SW-A", "Gi0/3", "SW-B", "Gi0/4")
    evidence.state(drawn("SW-B", "Gig0/4", "SW-A", "Gi0/3"), origin="drawing.drawio")
    link = only(compared(read_completely(evidence), good, row))
    assert link.state == "missing"
    assert len(link.evidence) == 2


def test_two_documents_that_fill_one_port_twice_are_named() -> None:
    evidence = seen_pair()
    evidence.state(drawn("SW-A", "Gi0/3", "PLC-9"), origin="drawing.drawio")
    links = compared(evidence, drawn("SW-A", "Gi0/3", "PLC-8"))
    notes = [link.note for link in links if link.kind == "documented"]
    assert len(notes) == 2
    assert all("another document draws" in note for note in notes)


def test_without_a_drawing_nobody_asks_what_it_misses() -> None:
    (link,) = compared(seen_pair())
    assert (link.state, link.note) == ("undocumented", "")
    drawn_elsewhere = compared(seen_pair(), drawn("SW-A", "Gi0/4", "PLC-1"))
    assert "does the document miss a cable" in only(drawn_elsewhere, "lldp").note


def station(port: str, crowd: int = 0) -> Evidence:
    evidence = switches().state(AssetRow(asset_id="PLC-7", mac=PLC_MAC))
    evidence.say("snmp 10.0.0.1", FdbEntry(PLC_MAC, port, 10, "learned"))
    for number in range(crowd):
        evidence.say("snmp 10.0.0.1", FdbEntry(f"00:1b:1b:00:02:{number:02x}", port, 10, "learned"))
    return evidence


def test_the_mac_table_confirms_a_cable_to_a_station_that_speaks_no_lldp() -> None:
    (link,) = compared(station("Gi0/3"), drawn("SW-A", "Gi0/3", "PLC-7"))
    assert (link.kind, link.state, link.confidence) == ("fdb", "confirmed", 0.8)
    assert len(link.evidence) == 2


def test_a_crowd_behind_the_port_says_that_something_sits_in_between() -> None:
    (link,) = compared(station("Gi0/3", crowd=4), drawn("SW-A", "Gi0/3", "PLC-7"))
    assert link.state == "confirmed"
    assert "4 other stations" in link.note
    assert "unmanaged" in link.note
    assert link.confidence == 0.5


def test_a_station_that_its_switch_learns_elsewhere_is_different() -> None:
    (link,) = compared(station("Gi0/2"), drawn("PLC-7", "X1", "SW-A", "Gi0/3"))
    assert link.state == "different"
    assert "SW-A learned PLC-7 on Gi0/2" in link.note


def test_a_silent_station_is_not_known() -> None:
    (link,) = compared(station("Gi0/2"), drawn("SW-B", "Gi0/3", "PLC-7"))
    assert link.state == "unknown"


@pytest.mark.parametrize(
    ("label", "how"),
    [
        ("SW A", ""),
        ("Switch SW-A (cabinet 4)", "a word of it"),
        ("10.0.0.1/24", "a word of it"),
    ],
)
def test_a_label_with_more_than_the_name_finds_its_device(label: str, how: str) -> None:
    (link,) = compared(seen_pair(), drawn(label, "Gi0/1", "SW-B", "Gi0/2"))
    assert link.state == "confirmed"
    assert how in link.note
    assert bool(how) == ("confirm it" in link.note)


def hall(*names: str) -> Evidence:
    evidence = seen_pair()
    for number, name in enumerate(names):
        mac = f"00:1b:1b:00:03:0{number}"
        evidence.say(f"snmp 10.0.8.{number + 1}", Identity(name, macs=(mac,)))
    return evidence


def test_a_name_nearly_the_same_is_proposed_and_used() -> None:
    links = compared(hall("Verpackung-7"), drawn("SW-A", "Gi0/3", "Verpakung 07"))
    assert only(links).b_device == "Verpackung-7"
    assert "a name nearly the same" in only(links).note


@pytest.mark.parametrize(
    "names", [("Verpackung-8",), ("Verpackung-7", "Verpackungs-7")], ids=["number", "two"]
)
def test_another_number_or_two_that_fit_are_never_guessed(names: tuple[str, ...]) -> None:
    links = compared(hall(*names), drawn("SW-A", "Gi0/3", "Verpakung-7"))
    assert (only(links).b_device, only(links).state) == ("Verpakung-7", "unknown")
