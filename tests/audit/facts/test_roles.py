"""Which traces give a device a class, what they are worth, and which say nothing."""

from __future__ import annotations

from typing import Any

import pytest

from audit.facts.oui import list_date, packed, vendor_of
from audit.facts.roles import Traces, class_of
from audit.inventory.role_words import role_word
from audit.inventory.tables import AssetRow
from audit.inventory.tables.plant import Role
from audit.payloads import FdbEntry, Identity, Neighbour, Service
from tests.audit.facts.evidence import Evidence


def serves(port: int, protocol: str = "", product: str = "", **more: Any) -> Service:
    return Service("10.0.0.9", port, protocol=protocol, product=product, **more)


def reported(*capabilities: str, text: str = "") -> Neighbour:
    return Neighbour("lldp", "1", remote_description=text, capabilities=capabilities)


@pytest.mark.parametrize(
    ("traces", "role", "grade"),
    [
        (Traces(name="ewon-cosy-131"), "remote access", "C"),
        (Traces(vendor="eWON"), "remote access", "E"),
        (Traces(name="tl-wa850re"), "AP", "C"),
        (Traces(vendor="TP-Link Technologies", name="station-7"), "", None),
        (Traces(vendor="Lexmark International, Inc."), "printer", "E"),
        (Traces(model="CPU 1516-3 PN/DP"), "controller", "A"),
        (Traces(services=(serves(9100),)), "printer", "B"),
        (Traces(services=(serves(631),)), "printer", "C"),
        (Traces(services=(serves(102, "s7comm", "6ES7 516"),)), "controller", "A"),
        (Traces(services=(serves(502),)), "controller", "C"),
        (Traces(services=(serves(4840),)), "controller", "D"),
        (Traces(services=(serves(554, "rtsp"),)), "camera", "B"),
        (Traces(services=(serves(47808, "bacnet", transport="udp"),)), "building", "B"),
        (Traces(services=(serves(5060),)), "phone", "C"),
        (Traces(services=(serves(80, "http", "HP LaserJet M404"),)), "printer", "A"),
        (Traces(services=(serves(9100, state="refused"),)), "", None),
        (Traces(services=(serves(9100, role="client"),)), "", None),
        (Traces(neighbours=(reported("bridge", "phone"),)), "phone", "A"),
        (Traces(neighbours=(reported("bridge", "wlan"),)), "AP", "A"),
        (Traces(neighbours=(reported("bridge", "router"),)), "switch", "A"),
        (Traces(neighbours=(reported("station"),)), "", None),
        (Traces(neighbours=(reported(text="Cisco IP Phone 7945"),)), "phone", "A"),
        (Traces(object_id="1.3.6.1.4.1.11.2.3.9.1"), "printer", "A"),
        (Traces(object_id="1.3.6.1.4.1.3181.10"), "", None),
        (Traces(object_id=".1.3.6.1.4.1.318.1.3.27"), "UPS", "A"),
        (Traces(bridges=True), "switch", "A"),
        (Traces(routes=True), "router", "B"),
        (Traces(name="SPS-Halle-3"), "controller", "C"),
        (Traces(name="Drucker-Versand"), "printer", "C"),
        (Traces(name="NPI3A2B1C"), "printer", "C"),
        (Traces(name="SEP001122334455"), "phone", "C"),
        (Traces(name="HMI07.plant.example"), "HMI", "C"),
        (Traces(name="Kamera-4"), "camera", "C"),
        (Traces(name="USV-1"), "UPS", "C"),
        (Traces(name="pump-7"), "", None),
    ],
    ids=lambda value: str(value)[:60] if isinstance(value, Traces) else None,
)
def test_a_trace_gives_a_class_with_its_grade(traces: Traces, role: str, grade: str | None) -> None:
    found = class_of(traces)
    assert (found.role, found.grade) == (role, grade)
    assert bool(found.why) == bool(role)


def test_traces_that_speak_for_two_classes_are_both_named() -> None:
    found = class_of(Traces(name="PLC-7", services=(serves(9100),)))
    assert found.role == "printer"
    assert found.why == (
        "it serves port 9100; but name 'PLC-7' contains 'plc', which speaks for controller"
    )


def test_a_low_graded_trace_does_not_contradict_a_good_one() -> None:
    found = class_of(Traces(vendor="Lexmark", model="CPU 1516-3"))
    assert (found.role, "but" in found.why) == ("controller", False)


def test_an_io_station_with_a_built_in_switch_is_an_io_station() -> None:
    assert class_of(Traces(model="ET 200SP", bridges=True)).role == "IO"


def test_a_device_is_classed_by_what_its_switch_hears_of_it() -> None:
    evidence = Evidence().say("snmp 10.0.0.1", Identity("sw-1", ips=("10.0.0.1",)))
    evidence.say("snmp 10.0.0.1", FdbEntry("00:1b:1b:00:00:77", "5", 1, "learned"))
    row = Neighbour(
        "lldp", "5", remote_chassis="00:1b:1b:00:00:77", capabilities=("bridge", "phone")
    )
    device = evidence.say("snmp 10.0.0.1", row).device("mac 00:1b:1b:00:00:77")
    assert (device.role, device.role_grade) == ("phone", "A")


def test_a_documented_role_stays_and_what_speaks_against_it_is_said() -> None:
    evidence = Evidence().state(AssetRow(asset_id="PRN-1", role=Role.PRINTER, ip="10.0.0.9"))
    evidence.say("nmap 10.0.0.9", Identity(ips=("10.0.0.9",)), serves(102, "s7comm", "6ES7 516"))
    device = evidence.device("PRN-1")
    assert device.role == "printer"
    assert "which speaks for controller" in device.role_reason


@pytest.mark.parametrize(
    ("mac", "vendor"),
    [
        ("00:1b:1b:01:02:03", "Siemens AG,"),
        ("00:50:c2:f7:10:01", "RF Code"),
        ("c8:5c:e2:7a:bc:de", "SYNERGY SYSTEMS AND SOLUTIONS"),
        ("02:1b:1b:01:02:03", ""),
        ("01:00:5e:00:00:01", ""),
        ("70:b3:d5:00:00:01", ""),
        ("nonsense 123", ""),
        ("", ""),
    ],
    ids=[
        "24 bit",
        "36 bit, old",
        "28 bit",
        "local",
        "group",
        "the authority's own",
        "text",
        "none",
    ],
)
def test_an_address_block_has_the_owner_of_its_longest_prefix(mac: str, vendor: str) -> None:
    assert vendor_of(mac) == vendor


def test_the_list_of_makers_is_dated_and_packs_the_same_way_twice() -> None:
    assert list_date() == "2026-08-26"
    rows = [("AABBCC", "B  Corp"), ("AABBCD1", "A Corp"), ("001122", "B Corp")]
    assert packed("2026-01-01", rows) == packed("2026-01-01", reversed(rows))


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("PLC", "controller"), ("Speicherprogrammierbare Steuerung", "controller"),
        ("access-switch", "switch"), ("Access Point", "AP"), ("Drucker", "printer"),
        ("IP-Kamera", "camera"), ("Frequenzumrichter", "drive"), ("Bediengerät", "HMI"),
        ("Industrieroboter", "robot"), ("USV", "UPS"), ("Firewall", "firewall"),
        ("hmi", "HMI"), ("Teapot", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_word_of_a_list_means_a_role(word: str, role: str) -> None:
    assert role_word(word) == role
