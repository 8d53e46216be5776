"""Which sources speak of one device, as a table of cases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.inventory.tables import AssetRow, SwitchRow
from audit.payloads import (
    ArpEntry,
    FdbEntry,
    Identity,
    Interface,
    Reach,
    Service,
    TableRead,
    TableState,
)
from audit.records import Status
from tests.audit.facts.evidence import Evidence

M1, M2, M3 = "00:1b:1b:00:00:01", "00:1b:1b:00:00:02", "00:1b:1b:00:00:03"

PAIRS: list[tuple[str, Identity, Identity, int]] = [
    ("same MAC, other names", Identity(name="plc-a", macs=(M1,)), Identity("cell7", macs=(M1,)), 1),
    (
        "other MACs, same IP",
        Identity(macs=(M1,), ips=("10.0.0.9",)),
        Identity(macs=(M2,), ips=("10.0.0.9",)),
        2,
    ),
    (
        "same serial, other MACs",
        Identity(serial="SVPA1234", macs=(M1,)),
        Identity(serial="sv-pa1234", macs=(M2,)),
        1,
    ),
    (
        "same serial, other vendor",
        Identity(vendor="Siemens", serial="00012345"),
        Identity(vendor="Moxa", serial="00012345"),
        2,
    ),
    (
        "placeholder serials",
        Identity(serial="0000000", macs=(M1,)),
        Identity(serial="0000000", macs=(M2,)),
        2,
    ),
    ("serial N/A", Identity(serial="N/A", macs=(M1,)), Identity(serial="N/A", macs=(M2,)), 2),
    (
        "same IP and name",
        Identity("plc-a", ips=("10.0.0.9",), macs=(M1,)),
        Identity("PLC-A.plant.example", ips=("10.0.0.9",)),
        1,
    ),
    (
        "same IP, other names",
        Identity("plc-a", ips=("10.0.0.9",)),
        Identity("plc-b", ips=("10.0.0.9",)),
        2,
    ),
    (
        "same IP, other serials",
        Identity(serial="AAA111", ips=("10.0.0.9",)),
        Identity(serial="BBB222", ips=("10.0.0.9",)),
        2,
    ),
    (
        "same IP, one bare",
        Identity("plc-a", ips=("10.0.0.9",), macs=(M1,)),
        Identity(ips=("10.0.0.9",)),
        1,
    ),
    (
        "loopback IP",
        Identity("plc-a", ips=("127.0.0.1",)),
        Identity(model="x", ips=("127.0.0.1",)),
        2,
    ),
    (
        "VRRP MAC",
        Identity("r1", macs=("00:00:5e:00:01:0a",)),
        Identity("r2", macs=("00:00:5e:00:01:0a",)),
        2,
    ),
    (
        "zero MAC",
        Identity("r1", macs=("00:00:00:00:00:00",)),
        Identity("r2", macs=("00:00:00:00:00:00",)),
        2,
    ),
    (
        "broadcast MAC",
        Identity("r1", macs=("ff:ff:ff:ff:ff:ff",)),
        Identity("r2", macs=("ff:ff:ff:ff:ff:ff",)),
        2,
    ),
    ("same name only", Identity("line3-hmi"), Identity("LINE3-HMI"), 1),
    ("same generic name", Identity("switch", macs=(M1,)), Identity("switch", ips=("10.0.0.9",)), 2),
    (
        "same name, other MACs",
        Identity("line3-hmi", macs=(M1,)),
        Identity("line3-hmi", macs=(M2,)),
        2,
    ),
    ("nothing in common", Identity("plc-a"), Identity("plc-b"), 2),
]


@pytest.mark.parametrize(("case", "first", "second", "devices"), PAIRS, ids=[p[0] for p in PAIRS])
def test_two_sources_are_one_device_or_two(
    case: str, first: Identity, second: Identity, devices: int
) -> None:
    evidence = Evidence().say("snmp a", first).say("nmap b", second)
    assert len(evidence.facts().devices) == devices, case
    swapped = Evidence().say("nmap b", second).say("snmp a", first)
    assert len(swapped.facts().devices) == devices, f"{case}, the other way round"


def test_the_reason_of_a_merge_is_kept() -> None:
    evidence = Evidence().say("snmp a", Identity(macs=(M1,))).say("pcap b", Identity(macs=(M1,)))
    (device,) = evidence.facts().devices
    assert device.merged_by == (f"mac {M1} in snmp a and pcap b",)


def test_two_documented_assets_are_never_one() -> None:
    rows = (
        AssetRow(asset_id="PLC-A", mac=M1, ip="10.0.0.9", serial="AB1234"),
        AssetRow(asset_id="PLC-B", mac=M1, ip="10.0.0.9", serial="AB1234"),
    )
    assert Evidence().state(*rows).ids() == ["PLC-A", "PLC-B"]


def test_a_mac_that_two_assets_claim_identifies_neither() -> None:
    evidence = Evidence().state(
        AssetRow(asset_id="PLC-A", mac=M1), AssetRow(asset_id="PLC-B", mac=M1)
    )
    evidence.say("snmp sw", Identity("sw"), FdbEntry(M1, "Gi0/1", 10))
    facts = evidence.facts()
    assert [d.device_id for d in facts.devices if d.observed and not d.documented] == [
        f"mac {M1}",
        "sw",
    ]
    assert not any(d.observed for d in facts.devices if d.documented)


def test_two_machines_with_one_address_stay_two() -> None:
    evidence = Evidence().state(
        AssetRow(asset_id="M1-PLC", line="L1", ip="192.168.1.10", mac=M1),
        AssetRow(asset_id="M2-PLC", line="L2", ip="192.168.1.10", mac=M2),
    )
    evidence.say("pcap x", Identity(macs=(M2,), ips=("192.168.1.10",), model="S7-1200"))
    evidence.say("nmap 192.168.1.10", Identity(ips=("192.168.1.10",), model="who knows"))
    facts = evidence.facts()
    assert [d.device_id for d in facts.devices] == ["M1-PLC", "M2-PLC", "ip 192.168.1.10"]
    assert facts.devices[1].model == "S7-1200"
    assert not facts.devices[0].observed


def test_two_macs_for_one_address_leave_a_bare_address_unmerged() -> None:
    evidence = Evidence().state(AssetRow(asset_id="PLC-A", ip="10.0.0.9"))
    evidence.say("dump r", Identity("r"), ArpEntry("10.0.0.9", M1), ArpEntry("10.0.0.9", M2))
    assert evidence.ids() == ["PLC-A", f"mac {M1}", f"mac {M2}", "r"]


def test_a_documented_label_does_not_contradict_what_the_device_calls_itself() -> None:
    evidence = Evidence().state(AssetRow(asset_id="PLC-L1", ip="10.0.0.9"))
    evidence.say("nmap 10.0.0.9", Identity("SIMATIC 300(1)", ips=("10.0.0.9",)))
    (device,) = evidence.facts().devices
    assert device.device_id == device.name == "PLC-L1"
    assert [c.attribute for c in device.conflicts] == ["name"]


def test_an_arp_table_ties_a_documented_address_to_the_station_on_a_port() -> None:
    evidence = Evidence().state(AssetRow(asset_id="PLC-L1", line="L1", ip="10.0.0.9"))
    evidence.say("dump r", Identity("r"), ArpEntry("10.0.0.9", M1))
    evidence.say("snmp sw", Identity("sw"), FdbEntry(M1, "Gi0/7", 10, "learned"))
    device = evidence.device("PLC-L1")
    assert device.macs == (M1,)
    assert (device.switch, device.port, device.vlans) == ("sw", "Gi0/7", (10,))


def test_the_key_of_a_source_names_the_device() -> None:
    evidence = Evidence().state(
        SwitchRow(switch="SW-L1", ip="10.0.0.1"), AssetRow(asset_id="PLC-L1", ip="10.0.0.9")
    )
    evidence.say("dump SW-L1", Interface("Gi0/1"))
    evidence.say("modbus PLC-L1", Service("10.0.0.9", 502))
    evidence.say("ssh 10.0.0.1", Interface("Gi0/2"))
    facts = evidence.facts()
    assert [d.device_id for d in facts.devices] == ["PLC-L1", "SW-L1"]
    assert [i.value.name for i in facts.interfaces if i.device_id == "SW-L1"] == ["Gi0/1", "Gi0/2"]


def test_an_address_of_the_auditors_side_leads_to_the_device_but_is_not_its_own() -> None:
    evidence = Evidence().state(
        AssetRow(asset_id="M1-PLC", ip="192.168.1.10", reach_at="127.4.1.10"),
        AssetRow(asset_id="M2-PLC", ip="192.168.1.10", reach_at="127.4.2.10"),
    )
    evidence.say("modbus 127.4.2.10", Identity(model="M340", ips=("127.4.2.10",)))
    facts = evidence.facts()
    assert [(d.device_id, d.model, d.ips) for d in facts.devices] == [
        ("M1-PLC", "", ("192.168.1.10",)),
        ("M2-PLC", "M340", ("192.168.1.10",)),
    ]


def test_one_address_with_several_ports_leads_to_several_devices() -> None:
    evidence = Evidence().state(
        AssetRow(asset_id="M1-PLC", ip="192.168.1.10", reach_at="127.0.0.1", modbus_port=15021),
        AssetRow(asset_id="M2-PLC", ip="192.168.1.10", reach_at="127.0.0.1", modbus_port=15022),
    )
    evidence.say("modbus 127.0.0.1:15022", Identity(model="M340", ips=("192.168.1.10",)))
    absent = TableRead("identity", TableState.ABSENT, "no answer")
    evidence.say("modbus 127.0.0.1:15021", absent, status=Status.TIMEOUT)
    facts = evidence.facts()
    assert [(d.device_id, d.model) for d in facts.devices] == [("M1-PLC", ""), ("M2-PLC", "M340")]
    assert [(t.device_id, t.status) for t in facts.table_reads] == [("M1-PLC", Status.TIMEOUT)]


@pytest.mark.parametrize("key", ["tcp 10.0.0.9:443", "tcp 10.0.0.9", "tcp [fe80::9]:443"])
def test_an_address_in_a_key_is_never_a_name(key: str) -> None:
    evidence = Evidence().say(key, Reach("10.0.0.9", 443, "ok"))
    assert not evidence.facts().devices
    evidence.state(AssetRow(asset_id="MES", ip="10.0.0.9"))
    (device,) = evidence.facts().devices
    assert (device.device_id, device.observed) == ("MES", True)


def test_a_switch_and_an_asset_row_of_one_id_are_one_device() -> None:
    evidence = Evidence().state(
        SwitchRow(switch="SW-L1", line=("L1", "L2"), model="IE-4000"),
        AssetRow(asset_id="SW-L1", line="L1", mac=M1),
    )
    (device,) = evidence.facts().devices
    assert (device.model, device.macs) == ("IE-4000", (M1,))


def test_a_port_mac_belongs_to_its_switch_and_makes_no_device() -> None:
    evidence = Evidence().say("snmp a", Identity("sw-a", macs=(M1,)), Interface("Gi0/1", mac=M2))
    evidence.say("snmp b", Identity("sw-b", macs=(M3,)), FdbEntry(M2, "Gi0/24", 1, "learned"))
    assert evidence.ids() == ["sw-a", "sw-b"]


def test_a_port_mac_that_two_switches_list_merges_nothing() -> None:
    first = Identity("sw-a", serial="AAA111")
    evidence = Evidence().say("snmp a", first, Interface("Gi0/1", mac=M2))
    evidence.say("snmp b", replace(first, name="sw-b", serial="BBB222"), Interface("1", mac=M2))
    assert evidence.ids() == ["sw-a", "sw-b"]


def test_a_mac_that_software_made_up_does_not_join_devices_of_other_names() -> None:
    evidence = Evidence()
    for number in (1, 2):
        who = Identity(f"edge-{number}", macs=("02:42:ac:11:00:02",), ips=(f"10.0.0.{number}",))
        evidence.say(f"snmp 10.0.0.{number}", who)
    assert len(evidence.ids()) == 2


def test_a_cloned_image_with_one_mac_and_other_serials_stays_two_devices() -> None:
    evidence = Evidence()
    for number in (1, 2):
        who = Identity(f"ipc-{number}", serial=f"SN-770{number}", macs=("00:1b:1b:00:00:77",))
        evidence.say(f"snmp 10.0.0.{number}", who)
    assert len(evidence.ids()) == 2


def test_a_renamed_and_readdressed_device_is_still_one() -> None:
    evidence = Evidence()
    evidence.say("dump old", Identity("sw-old", macs=("00:1b:1b:00:00:77",), ips=("10.0.0.1",)))
    evidence.say("snmp new", Identity("sw-new", macs=("00:1b:1b:00:00:77",), ips=("10.0.9.1",)))
    assert len(evidence.ids()) == 1


@pytest.mark.parametrize("name", ["", "(none)", "localhost", "localhost.localdomain", "Switch"])
def test_a_name_that_nobody_gave_joins_nothing(name: str) -> None:
    evidence = Evidence()
    for number in (1, 2):
        evidence.say(f"snmp 10.0.0.{number}", Identity(name, ips=(f"10.0.0.{number}",)))
    assert len(evidence.ids()) == 2
