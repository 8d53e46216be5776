"""nmap XML: what counts as evidence of a device, and what must not."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from audit.imports.contract import Imported, RawFile, UnreadableFileError
from audit.imports.nmap_xml import IMPORTERS, NMAP_XML, read, sniff
from audit.payloads import Coverage, Identity, Service, payload_of
from audit.records import Grade, Observation

HEAD = """<?xml version="1.0"?><!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="nmap -sT -p 80,102,502 -oX o.xml 10.1.0.0/24" start="1767254400">
"""
TAIL = '<runstats><finished time="1767254460"/></runstats></nmaprun>'


def _raw(body: str, *, whole: str | None = None) -> RawFile:
    data = (HEAD + body + TAIL if whole is None else whole).encode()
    modified = datetime(2026, 2, 1, tzinfo=UTC)
    return RawFile("floor/scan.xml", data, hashlib.sha256(data).hexdigest(), modified)


def _host(ip: str, inner: str = "", state: str = "up", mac: str = "") -> str:
    hardware = f'<address addr="{mac}" addrtype="mac" vendor="Siemens AG"/>' if mac else ""
    return (
        f'<host><status state="{state}" reason="syn-ack"/>'
        f'<address addr="{ip}" addrtype="ipv4"/>{hardware}{inner}</host>'
    )


def _of(imported: Imported, attribute: str) -> list[Observation]:
    return [o for o in imported.observations if o.attribute == attribute]


S7 = """<hostnames><hostname name="plc3.plant.example" type="PTR"/></hostnames><ports>
<port protocol="tcp" portid="102"><state state="open"/><service name="iso-tsap" method="table"/>
<script id="s7-info" output="&#10;  Module: 6ES7 315-2AG10-0AB0&#10;  Basic Hardware: x&#10;
  Version: 2.6.9&#10;  System Name: PLC_L3&#10;  Module Type: CPU 315-2 DP&#10;
  Serial Number: S C-X4U421302009&#10;  Copyright: Original Siemens Equipment"/></port>
<port protocol="tcp" portid="80"><state state="closed"/><service name="http"/></port>
<port protocol="tcp" portid="502"><state state="filtered"/></port></ports>"""


def test_a_host_gives_an_identity_at_the_time_of_the_scan_with_grade_a() -> None:
    imported = read(_raw(_host("10.1.0.9", S7, mac="00:1B:1B:01:02:03")))
    (seen,) = _of(imported, "identity")
    identity = payload_of(seen, Identity)
    assert seen.subject.key == "nmap 00:1b:1b:01:02:03"
    assert seen.grade is Grade.A
    assert seen.time == datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
    assert identity.macs == ("00:1b:1b:01:02:03",)
    assert identity.ips == ("10.1.0.9",)
    assert identity.name == "PLC_L3"
    assert (identity.vendor, identity.firmware) == ("Siemens", "2.6.9")
    assert identity.model == "6ES7 315-2AG10-0AB0 CPU 315-2 DP"
    assert identity.serial == "S C-X4U421302009"
    assert not identity.documented


def test_only_open_ports_become_services() -> None:
    imported = read(_raw(_host("10.1.0.9", S7)))
    services = [payload_of(o, Service) for o in _of(imported, "service")]
    assert [(s.port, s.protocol, s.state, s.seen_by) for s in services] == [
        (102, "s7comm", "open", "import")
    ]
    assert "port number" in services[0].detail


def test_the_scan_says_what_it_covered() -> None:
    (seen,) = _of(read(_raw(_host("10.1.0.9"))), "coverage")
    coverage = payload_of(seen, Coverage)
    assert coverage.what == "scan"
    assert coverage.detail == "nmap -sT -p 80,102,502 -oX o.xml 10.1.0.0/24"
    assert coverage.start.startswith("2026-01-01T08:00")
    assert coverage.end.startswith("2026-01-01T08:01")


def test_a_host_that_is_down_is_no_evidence_but_is_told() -> None:
    imported = read(_raw(_host("10.1.0.8", state="down")))
    assert not _of(imported, "identity")
    assert imported.used == 0
    assert "down" in imported.skipped[0].what


def test_host_hints_are_ignored() -> None:
    hint = '<hosthint><status state="up"/><address addr="10.1.0.77" addrtype="ipv4"/></hosthint>'
    assert not _of(read(_raw(hint)), "identity")


@pytest.mark.parametrize(
    ("script", "output", "expected"),
    [
        (
            "modbus-discover",
            "\n  sid 0x1:\n    Slave ID data: x\n"
            "    Device identification: Schneider Electric BMX P34 2000 v2.60",
            ("Schneider Electric", "BMX P34 2000", "2.60"),
        ),
        (
            "enip-info",
            "\n  type: Programmable Logic Controller (14)\n"
            "  vendor: Rockwell Automation/Allen-Bradley (1)\n  productName: 1769-L32E\n"
            "  serialNumber: 0x00c0ffee\n  revision: 20.12",
            ("Rockwell Automation/Allen-Bradley", "1769-L32E", "20.12"),
        ),
        (
            "bacnet-info",
            "\n  Vendor ID: Siemens (7)\n  Vendor Name: Siemens Building\n"
            "  Model Name: PXC100\n  Firmware: 5.1",
            ("Siemens Building", "PXC100", "5.1"),
        ),
        (
            "snmp-info",
            "\n  enterprise: ciscoSystems\n  engineIDFormat: mac",
            ("ciscoSystems", "", ""),
        ),
    ],
)
def test_scripts_identify(script: str, output: str, expected: tuple[str, str, str]) -> None:
    inner = f'<hostscript><script id="{script}" output="{output}"/></hostscript>'
    imported = read(_raw(_host("10.1.0.9", inner.replace("\n", "&#10;"))))
    identity = payload_of(_of(imported, "identity")[0], Identity)
    assert (identity.vendor, identity.model, identity.firmware) == expected


def test_a_script_that_says_nothing_is_reported() -> None:
    inner = '<hostscript><script id="s7-info" output="ERROR"/></hostscript>'
    imported = read(_raw(_host("10.1.0.9", inner)))
    assert "s7-info" in imported.not_understood[0].what


def test_a_cut_file_gives_the_hosts_before_the_cut() -> None:
    whole = HEAD + _host("10.1.0.9") + _host("10.1.0.10")[:60]
    imported = read(_raw("", whole=whole))
    assert imported.used == 1
    assert "after host 1" in imported.skipped[0].location


def test_entities_are_not_expanded() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE nmaprun [<!ENTITY a "aaaa">]><nmaprun args="&a;"/>'
    with pytest.raises(UnreadableFileError, match="nmap -oX"):
        read(_raw("", whole=bomb))


def test_another_xml_is_refused_with_a_remedy() -> None:
    with pytest.raises(UnreadableFileError, match="nmap -oX"):
        read(_raw("", whole="<html><body/></html>"))


def test_hostile_text_is_bounded_and_without_control_characters() -> None:
    inner = f'<hostnames><hostname name="{"A" * 9000}&#9;x" type="PTR"/></hostnames>'
    identity = payload_of(_of(read(_raw(_host("10.1.0.9", inner))), "identity")[0], Identity)
    assert len(identity.name) <= 255
    assert identity.name.isprintable()


def test_it_is_found_by_content() -> None:
    assert sniff(_raw("")) == 1.0
    assert sniff(_raw("", whole="hostname sw1")) == 0.0
    assert IMPORTERS == (NMAP_XML,)
    assert NMAP_XML.name == "nmap-xml"
