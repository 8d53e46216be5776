"""From stored evidence to facts: what counts, what wins, where things sit."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.facts.build import build_facts
from audit.facts.model import Device, PlantFacts
from audit.inventory.tables import AssetRow, LineRow, LinkRow, SegmentRow, SwitchRow
from audit.inventory.tables.plant import Role
from audit.payloads import (
    ArpEntry,
    Conversation,
    FdbEntry,
    Identity,
    Interface,
    Login,
    Neighbour,
    Reach,
    Service,
    TableRead,
    TableState,
    Vlan,
)
from audit.records import Grade, Json, Kind, Observation, Source, Status, Subject
from tests.audit.facts.evidence import CASE, NOON, Evidence

M1, M2, M3, M4 = (f"00:1b:1b:00:00:0{n}" for n in range(1, 5))
S1, S2 = "00:80:63:00:00:01", "00:80:63:00:00:02"


def plant() -> Evidence:
    """Two lines behind two switches with one flat VLAN, and a printer that nobody documented."""
    evidence = Evidence().state(
        LineRow(line="L1"),
        LineRow(line="L2"),
        SwitchRow(switch="SW-1", line=("L1",), ip="10.0.0.1", mac=S1),
        SwitchRow(switch="SW-2", line=("L2",), ip="10.0.0.2", mac=S2),
        AssetRow(asset_id="PLC-1", line="L1", role=Role.CONTROLLER, mac=M1, ip="10.1.0.1"),
        AssetRow(asset_id="PLC-2", line="L2", role=Role.CONTROLLER, mac=M2, ip="10.1.0.2"),
        SegmentRow(segment="cell 1", vlan=1, subnet="10.1.0.0/24", line="L1"),
        LinkRow(a_device="SW-1", a_port="Gi0/24", b_device="SW-2", b_port="Gi0/24"),
    )
    trunk = Interface("Gi0/24", 24, mode="trunk", native_vlan=1, tagged_vlans=(10,))
    cable = Neighbour("lldp", "Gi0/24", remote_chassis=S2, remote_port="Gi0/24")
    for key, mac, stations in (
        ("snmp 10.0.0.1", S1, ((M1, "Gi0/1"), (M3, "Gi0/2"), (M2, "Gi0/24"))),
        ("snmp 10.0.0.2", S2, ((M2, "Gi0/1"), (M1, "Gi0/24"), (M3, "Gi0/24"))),
    ):
        evidence.next_batch().say(
            key, Identity(macs=(mac,), ips=(key[5:],)), trunk, Vlan(1), Vlan(10)
        )
        evidence.say(key, *(FdbEntry(m, p, 1, "learned") for m, p in stations))
        if mac == S1:
            evidence.say(key, cable)
    evidence.next_batch().say("nmap x", Identity(macs=(M3,)), Service("10.1.0.9", 9100))
    return evidence


@settings(deadline=None, max_examples=40)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_evidence_is_nothing(order: random.Random) -> None:
    evidence = plant()
    shuffled = list(evidence.stored)
    order.shuffle(shuffled)
    assert build_facts(shuffled, CASE, "head") == evidence.facts()


@settings(deadline=None, max_examples=40)
@given(st.randoms(use_true_random=False))
def test_the_order_of_collecting_changes_no_device(order: random.Random) -> None:
    evidence = plant()
    shuffled = list(evidence.stored)
    order.shuffle(shuffled)
    renumbered = [replace(item, evidence_id=n) for n, item in enumerate(shuffled, 1)]

    assert shape(build_facts(renumbered, CASE, "head")) == shape(evidence.facts())


def shape(facts: PlantFacts) -> list[object]:
    """The devices without evidence ids, which follow the order of collecting."""
    return [(d.device_id, d.line, d.role, d.macs, d.ips, d.vlans, d.port) for d in facts.devices]


def test_no_evidence_gives_empty_facts() -> None:
    facts = build_facts((), CASE, "")
    assert (facts.devices, facts.links, facts.segments, facts.rows) == ((), (), (), {})
    assert facts.case.as_of == date.min


def test_ages_count_to_the_newest_evidence_unless_the_case_says_else() -> None:
    assert plant().facts().case.as_of == NOON.date()
    fixed = replace(CASE, as_of=date(2026, 12, 24))
    assert plant().facts(fixed).case.as_of == date(2026, 12, 24)


def test_the_dataset_hash_follows_the_chain_and_the_case() -> None:
    stored = plant().stored
    hashes = {
        build_facts(stored, CASE, "head").dataset_hash,
        build_facts(stored, CASE, "other").dataset_hash,
        build_facts(stored, replace(CASE, pilot_line="L9"), "head").dataset_hash,
    }
    assert len(hashes) == 3


def test_an_unknown_station_gets_its_line_from_the_access_port() -> None:
    device = plant().device(f"mac {M3}")
    assert (device.line, device.switch, device.port, device.vlans) == ("L1", "SW-1", "Gi0/2", (1,))
    assert (device.documented, device.observed) == (False, True)


def test_an_uplink_places_nobody() -> None:
    assert plant().device("PLC-2").switch == "SW-2"


def test_a_hidden_switch_behind_an_access_port_keeps_its_stations_there() -> None:
    evidence = Evidence().state(SwitchRow(switch="SW-1", line=("L1",), ip="10.0.0.1"))
    macs = [f"00:1b:1b:00:01:{n:02x}" for n in range(7)]
    evidence.say("snmp 10.0.0.1", *(FdbEntry(mac, "Gi0/5", 1, "learned") for mac in macs))
    found = [d for d in evidence.facts().devices if d.port == "Gi0/5"]
    assert [(d.switch, d.line) for d in found] == [("SW-1", "L1")] * 7


@pytest.mark.parametrize(("stations", "placed"), [(2, True), (3, False)])
def test_a_trunk_to_nobody_known_is_an_uplink_from_three_stations_on(
    stations: int, placed: bool
) -> None:
    evidence = Evidence().say("snmp sw", Identity("sw"), Interface("Gi0/9", mode="trunk"))
    macs = [f"00:1b:1b:00:01:{n:02x}" for n in range(stations)]
    evidence.say("snmp sw", *(FdbEntry(mac, "Gi0/9", 1, "learned") for mac in macs))
    assert bool(evidence.device(f"mac {macs[0]}").switch) is placed


def test_a_switch_of_several_lines_gives_none_of_them() -> None:
    evidence = Evidence().state(SwitchRow(switch="SW-1", line=("L1", "L2"), ip="10.0.0.1"))
    evidence.say("snmp 10.0.0.1", FdbEntry(M1, "Gi0/5", 1, "learned"))
    assert evidence.device("SW-1").line == "L1;L2"
    assert evidence.device(f"mac {M1}").line == ""


def test_group_and_redundancy_addresses_make_no_device() -> None:
    evidence = Evidence().say(
        "snmp sw",
        Identity("sw"),
        FdbEntry("01:00:5e:00:00:01", "Gi0/1", 1),
        FdbEntry("00:00:5e:00:01:0a", "Gi0/2", 1),
        FdbEntry("ff:ff:ff:ff:ff:ff", "Gi0/2", 1),
        FdbEntry(M4, "", 1, "self"),
        ArpEntry("10.0.0.9", "00:00:0c:07:ac:01"),
    )
    assert evidence.ids() == ["sw"]


def test_a_flat_vlan_holds_both_lines_and_the_printer() -> None:
    (segment,) = plant().facts().segments
    assert (segment.vlan_id, segment.subnet, segment.line) == (1, "10.1.0.0/24", "L1")
    assert segment.device_ids == ("PLC-1", "PLC-2", "mac 00:1b:1b:00:00:03")
    assert segment.classes == (("controller", 2), ("printer", 1))
    assert segment.lines == ("L1", "L2")


def test_the_printers_role_has_its_reason() -> None:
    device = plant().device(f"mac {M3}")
    assert (device.role, "9100" in device.role_reason) == ("printer", True)


@pytest.mark.parametrize(
    ("model", "role"),
    [
        ("CISCO2911/K9", "router"),
        ("6ES7 315-2AG10-0AB0 CPU 315-2 DP", "controller"),
        ("1756-L61/B LOGIX5561", "controller"),
        ("SCALANCE X208", "switch"),
        ("SIMATIC HMI KTP700", "HMI"),
        ("SINAMICS G120", "drive"),
        ("ET 200SP IM155-6", "IO"),
        ("OptiPlex 7090", ""),
    ],
)
def test_a_model_tells_the_role_or_nothing(model: str, role: str) -> None:
    device = Evidence().say("nmap a", Identity("node-1", model=model)).device("node-1")
    assert (device.role, bool(device.role_reason)) == (role, bool(role))


def test_a_link_that_does_not_carry_a_vlan_separates_it() -> None:
    evidence = Evidence()
    for key, mac, station in (("snmp 10.0.0.1", S1, M1), ("snmp 10.0.0.2", S2, M2)):
        evidence.say(
            key,
            Identity(f"sw-{key[-1]}", macs=(mac,), ips=(key[5:],)),
            Interface("Gi0/24", 24, mode="trunk", tagged_vlans=(20,)),
            Interface("Gi0/1", 1, mode="access", access_vlan=10),
            FdbEntry(station, "Gi0/1", 10, "learned"),
        )
    evidence.say(
        "snmp 10.0.0.1", Neighbour("lldp", "Gi0/24", remote_chassis=S2, remote_port="Gi0/24")
    )
    ten = [s.device_ids for s in evidence.facts().segments if s.vlan_id == 10]
    assert ten == [(f"mac {M1}",), (f"mac {M2}",)]


def test_a_stranger_in_a_segment_of_one_line_belongs_to_that_line() -> None:
    evidence = Evidence().state(
        AssetRow(asset_id="A", line="L1", mac=M1), SegmentRow(segment="c1", vlan=7, line="L1")
    )
    rows = [FdbEntry(mac, "Gi0/1", 7, "learned") for mac in (M1, M2)]
    evidence.say("snmp sw", Identity("core"), *rows)
    assert evidence.device(f"mac {M2}").line == "L1"
    assert evidence.facts().segments[0].lines == ("L1",)


def test_a_stranger_in_a_flat_segment_belongs_to_no_line() -> None:
    evidence = Evidence().state(
        AssetRow(asset_id="A", line="L1", mac=M1),
        AssetRow(asset_id="B", line="L2", mac=M3),
        SegmentRow(segment="c1", vlan=7, line="L1"),
    )
    rows = [FdbEntry(mac, "Gi0/1", 7, "learned") for mac in (M1, M2, M3)]
    evidence.say("snmp sw", Identity("core"), *rows)
    assert evidence.device(f"mac {M2}").line == ""


def test_documented_vlans_and_subnets_place_what_no_switch_shows() -> None:
    evidence = Evidence().state(
        AssetRow(asset_id="A", line="L1", vlan=30),
        AssetRow(asset_id="B", line="L1", ip="192.168.1.10"),
        AssetRow(asset_id="C", line="L2", ip="192.168.1.10"),
        AssetRow(asset_id="D", line="L9", ip="192.168.1.10"),
        SegmentRow(segment="m1", subnet="192.168.1.0/24", line="L1"),
        SegmentRow(segment="m2", subnet="192.168.1.0/24", line="L2"),
    )
    found = {(s.vlan_id, s.line): s.device_ids for s in evidence.facts().segments}
    assert found == {(None, "L1"): ("B",), (None, "L2"): ("C",), (30, "L1"): ("A",)}


def test_the_better_grade_wins_and_the_other_word_is_kept() -> None:
    evidence = Evidence().state(AssetRow(asset_id="P", ip="10.0.0.9", firmware="2.1", model="M340"))
    evidence.say("snmp 10.0.0.9", Identity(firmware="V2.9", ips=("10.0.0.9",)))
    device = evidence.device("P")
    assert (device.firmware, device.identity_grade) == ("V2.9", Grade.B)
    (conflict,) = device.conflicts
    assert (conflict.attribute, conflict.kept, conflict.other) == ("firmware", "V2.9", "2.1")


def test_the_newer_word_breaks_a_tie() -> None:
    evidence = Evidence().say("snmp a", Identity("sw", firmware="1"), origin="old")
    evidence.say("snmp a", Identity("sw", firmware="2"), origin="new", hours=1)
    assert evidence.device("sw").firmware == "2"


@pytest.mark.parametrize("text", ["N/A", "unknown", "-", "0000000", "<private>", "  "])
def test_placeholders_say_nothing(text: str) -> None:
    evidence = Evidence().say("snmp a", Identity("sw", serial=text, model=text, firmware=text))
    device = evidence.device("sw")
    assert (device.serial, device.model, device.firmware) == ("", "", "")
    assert device.identity_grade is None


def test_spellings_of_one_vendor_are_no_conflict() -> None:
    evidence = Evidence().state(AssetRow(asset_id="P", ip="10.0.0.9", vendor="Siemens AG"))
    evidence.say("snmp 10.0.0.9", Identity(vendor="SIEMENS", ips=("10.0.0.9",)))
    assert not evidence.device("P").conflicts


def test_the_vendor_of_the_mac_stands_in_when_nobody_says_it() -> None:
    assert plant().device("PLC-1").vendor == "Siemens AG"
    local = Evidence().say("snmp sw", Identity("sw"), FdbEntry("02:1b:1b:00:00:01", "1", 1))
    assert local.device("mac 02:1b:1b:00:00:01").vendor == ""


def test_what_only_failed_makes_no_device_but_keeps_its_status() -> None:
    evidence = Evidence().say(
        "tcp 10.9.9.9", Reach("10.9.9.9", 443, "timeout"), status=Status.TIMEOUT
    )
    facts = evidence.facts()
    assert not facts.devices
    assert [(r.device_id, r.status) for r in facts.reaches] == [("", Status.TIMEOUT)]


def test_a_refused_port_shows_that_the_host_is_there_and_silence_does_not() -> None:
    for status, observed in ((Status.REFUSED, True), (Status.TIMEOUT, False)):
        evidence = Evidence().state(AssetRow(asset_id="MES", ip="10.0.9.9"))
        evidence.say("tcp 10.0.9.9", Reach("10.0.9.9", 443, status.value), status=status)
        assert evidence.device("MES").observed is observed
        assert evidence.facts().reaches[0].device_id == "MES"


def test_a_newer_batch_of_an_origin_replaces_the_older() -> None:
    evidence = Evidence().say("dump sw", Identity("sw"), Vlan(10), Vlan(20))
    evidence.next_batch().say("dump sw", Identity("sw"), Vlan(10))
    assert [v.value.vlan_id for v in evidence.facts().vlans] == [10]


def test_a_failed_try_keeps_the_data_and_adds_its_status() -> None:
    evidence = Evidence().say(
        "ssh sw", Identity("sw"), Vlan(10), TableRead("vlans", TableState.COMPLETE)
    )
    evidence.next_batch().say("ssh sw", Reach("10.0.0.1", 22, "ok"), hours=1)
    evidence.say("ssh sw", Login(False, "ssh"), status=Status.AUTH_FAILED, hours=1)
    facts = evidence.facts()
    assert [v.value.vlan_id for v in facts.vlans] == [10]
    assert [(login.value.ok, login.status) for login in facts.logins] == [
        (False, Status.AUTH_FAILED)
    ]
    assert facts.read_state("sw", "vlans") is TableState.COMPLETE


def test_one_port_that_two_sources_list_is_one_row() -> None:
    evidence = Evidence().say("snmp sw", Identity("sw"), Interface("Gi0/1", 1, in_errors=3))
    told = Interface("GigabitEthernet0/1", alias="PLC", mode="access", access_vlan=7)
    evidence.say("ssh sw", Identity("sw"), told)
    (port,) = evidence.facts().interfaces
    value = port.value
    assert (value.in_errors, value.alias, value.access_vlan, value.if_index) == (3, "PLC", 7, 1)


def test_a_row_that_no_longer_fits_is_left_out_and_told() -> None:
    evidence = Evidence().state(LineRow(line="L1"))
    item = evidence.stored[0]
    bad = Observation(
        Subject(Kind.ROW, "lines/L2"), "row", {"lane": "L2"}, Source("inventory.xlsx", "lines!A3"),
        "inventory", Grade.B, NOON,
    )  # fmt: skip
    evidence.stored.append(replace(item, evidence_id=99, observation=bad))
    facts = evidence.facts()
    assert [line.line for line in facts.lines] == ["L1"]
    assert "lines!A3" in facts.problems[0]
    assert "import the file again" in facts.problems[0]


def test_a_payload_that_no_longer_fits_is_left_out_and_told() -> None:
    evidence = Evidence().say("snmp sw", Identity("sw"), Vlan(10))
    broken = replace(evidence.stored[1].observation, value={"vlan_id": "ten"})
    evidence.stored[1] = replace(evidence.stored[1], observation=broken)
    facts = evidence.facts()
    assert not facts.vlans
    assert "evidence 2" in facts.problems[0]


def test_rows_of_two_origins_are_both_kept_and_newer_ones_replace_their_own() -> None:
    evidence = Evidence().state(LineRow(line="L1", name="old"), origin="a.csv")
    evidence.next_batch().state(LineRow(line="L1", name="new"), origin="a.csv")
    evidence.next_batch().state(LineRow(line="L1", name="other"), origin="b.csv")
    assert [line.name for line in evidence.facts().lines] == ["new", "other"]


def test_a_conversation_belongs_to_the_device_that_sent_it() -> None:
    evidence = plant()
    talk = Conversation(src_mac=M1, src_ip="10.1.0.1", dst_mac=M2, packets=4)
    source = Source("a.pcap")
    seen = Observation(
        Subject(Kind.CONVERSATION, "1"), "conversation", {}, source, "pcap", Grade.A, NOON
    )
    value: Json = {"src_mac": talk.src_mac, "src_ip": talk.src_ip, "packets": 4}
    item = replace(evidence.stored[-1], evidence_id=999, observation=replace(seen, value=value))
    evidence.stored.append(item)
    assert [c.device_id for c in evidence.facts().conversations] == ["PLC-1"]


def test_every_row_of_large_tables_comes_through() -> None:
    evidence = Evidence()
    for switch in range(6):
        rows = [
            FdbEntry(
                f"00:50:c2:{n >> 8:02x}:{n & 255:02x}:{switch % 3:02x}", f"Gi0/{n % 40}", n % 90 + 1
            )
            for n in range(2500)
        ]
        evidence.say(f"snmp sw{switch}", Identity(f"switch-{switch}"), *rows)
    facts = evidence.facts()
    assert len(facts.fdb) == 15_000
    assert len(facts.devices) == 7_506


def test_look_ups_find_ids_before_names_and_the_first_of_a_name() -> None:
    devices = (Device("a", name="b"), Device("b", line="L1"), Device("c", name="x", line="L1"))
    facts = PlantFacts(CASE, "", devices=(*devices, Device("d", name="x")))
    assert facts.device("b") == devices[1]
    assert facts.device("x") == devices[2]
    assert facts.device("nobody") is None
    assert facts.on_line("L1") == devices[1:]
    assert facts.on_line("L9") == ()
    assert facts == PlantFacts(CASE, "", devices=(*devices, Device("d", name="x")))


def test_the_best_state_of_a_table_counts() -> None:
    evidence = Evidence().say("snmp sw", Identity("sw"), TableRead("fdb", TableState.PARTIAL))
    evidence.say("dump sw", Identity("sw"), TableRead("fdb", TableState.COMPLETE))
    facts = evidence.say("snmp sw", TableRead("arp", TableState.PARTIAL)).facts()
    assert facts.read_state("sw", "fdb") is TableState.COMPLETE
    assert facts.read_state("sw", "arp") is TableState.PARTIAL
    assert facts.read_state("sw", "stp") is TableState.ABSENT
