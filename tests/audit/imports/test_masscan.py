"""masscan's results in its four formats; written after its output routines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.imports import masscan
from audit.imports.contract import Imported, UnreadableFileError
from audit.imports.registry import detect
from audit.payloads import Coverage, Identity, Service, payload_of
from audit.records import Grade
from tests.audit.imports.answers import gained, imported, plant
from tests.audit.imports.files import raw, remarks

JSON = """[
{   "ip": "10.1.0.9",   "timestamp": "1772323200", "ports": [ {"port": 502, "proto": "tcp", \
"status": "open", "reason": "syn-ack", "ttl": 64} ] }
,
{   "ip": "10.1.0.9",   "timestamp": "1772323201", "ports": [ {"port": 22, "proto": "tcp", \
"service": {"name": "ssh", "banner": "SSH-2.0-OpenSSH_7.4"} } ] },
{   "ip": "10.1.0.44",   "timestamp": "1772323260", "ports": [ {"port": 80, "proto": "tcp", \
"service": {"name": "title", "banner": "HMI L1"} } ] }
,
{   "ip": "10.1.0.45",   "timestamp": "1772323260", "ports": [ {"port": 80, "proto": "tcp", \
"status": "closed", "reason": "rst-ack", "ttl": 64} ] }
]
"""
LINES = """#masscan
open tcp 502 10.1.0.9 1772323200
banner tcp 22 10.1.0.9 1772323201 ssh SSH-2.0-OpenSSH_7.4
banner tcp 80 10.1.0.44 1772323260 title HMI L1
closed tcp 80 10.1.0.45 1772323260
# end
"""
NDJSON = """{"ip":"10.1.0.9","timestamp":"1772323200","port":502,"proto":"tcp","rec_type":"status",\
"data":{"status":"open","reason":"syn-ack","ttl":64}}
{"ip":"10.1.0.9","timestamp":"1772323201","port":22,"proto":"tcp","rec_type":"banner",\
"data":{"service_name":"ssh","banner":"SSH-2.0-OpenSSH_7.4"}}
{"ip":"10.1.0.44","timestamp":"1772323260","port":80,"proto":"tcp","rec_type":"banner",\
"data":{"service_name":"title","banner":"HMI L1"}}
{"ip":"10.1.0.45","timestamp":"1772323260","port":80,"proto":"tcp","rec_type":"status",\
"data":{"status":"closed","reason":"rst-ack","ttl":64}}
"""


def _xml(ip: str, number: int, time: int, state: str, service: str = "") -> str:
    return (
        f'<host endtime="{time}"><address addr="{ip}" addrtype="ipv4"/><ports>'
        f'<port protocol="tcp" portid="{number}"><state state="{state}" reason="x"/>{service}'
        "</port></ports></host>\r\n"
    )


XML = (
    '<?xml version="1.0"?>\r\n<!-- masscan v1.0 scan -->\r\n'
    '<nmaprun scanner="masscan" start="1772323200" version="1.0-BETA"  xmloutputversion="1.03">\r\n'
    + _xml("10.1.0.9", 502, 1772323200, "open")
    + _xml("10.1.0.9", 22, 1772323201, "open",
           '<service name="ssh" banner="SSH-2.0-OpenSSH_7.4"></service>')
    + _xml("10.1.0.44", 80, 1772323260, "open",
           '<service name="title" banner="HMI L1"></service>')
    + _xml("10.1.0.45", 80, 1772323260, "closed")
    + "<runstats></runstats></nmaprun>\r\n"
)  # fmt: skip
ALL = {"json": JSON, "list": LINES, "ndjson": NDJSON, "xml": XML}


def _of(found: Imported, attribute: str, record: type[Any]) -> list[Any]:
    return [payload_of(o, record) for o in found.observations if o.attribute == attribute]


@pytest.mark.parametrize("text", ALL.values(), ids=ALL)
def test_every_format_gives_hosts_ports_and_banners(text: str) -> None:
    file = raw("scan.out", text)
    importer = detect(file)
    assert importer is not None
    assert importer.name == "masscan"
    found = importer.read(file)
    assert (found.used, remarks(found)) == (3, "")
    assert {i.ips for i in _of(found, "identity", Identity)} == {
        ("10.1.0.9",), ("10.1.0.44",), ("10.1.0.45",)
    }  # fmt: skip
    services = {(s.ip, s.port): s for s in _of(found, "service", Service)}
    assert set(services) == {("10.1.0.9", 502), ("10.1.0.9", 22), ("10.1.0.44", 80)}
    assert services["10.1.0.9", 22].detail == "banner SSH-2.0-OpenSSH_7.4"
    assert services["10.1.0.44", 80].detail == "title HMI L1"
    (coverage,) = _of(found, "coverage", Coverage)
    assert (coverage.what, coverage.start) == ("scan", "2026-03-01T00:00:00+00:00")


def test_a_protocol_that_only_the_port_suggests_is_a_guess() -> None:
    found = masscan.read(raw("scan.json", JSON))
    grades = {
        o.value["port"]: o.grade
        for o in found.observations
        if o.attribute == "service" and isinstance(o.value, dict)
    }
    assert grades == {502: Grade.E, 22: Grade.A, 80: Grade.E}


@pytest.mark.parametrize("text", ALL.values(), ids=ALL)
def test_a_result_that_is_cut_off_keeps_what_is_before(text: str) -> None:
    found = masscan.read(raw("scan.out", text[: text.index("10.1.0.44") - 30]))
    assert found.used == 1


def test_what_is_no_record_is_left_out_and_told() -> None:
    found = masscan.read(raw("x", LINES + "open tcp 99999 10.1.0.9 1\nopen tcp 80 plc 1\nnoise\n"))
    assert found.used == 3
    assert remarks(found).count("no record of masscan") == 3
    with pytest.raises(UnreadableFileError, match="masscan -oJ"):
        masscan.read(raw("x", "#masscan\n# end\n"))


def test_entities_are_never_resolved() -> None:
    bomb = XML.replace("<!-- masscan v1.0 scan -->", '<!DOCTYPE n [<!ENTITY a "b">]>')
    with pytest.raises(UnreadableFileError):
        masscan.read(raw("x.xml", bomb))


def test_a_host_that_answers_on_every_port_stays_bounded() -> None:
    lines = "".join(f"open tcp {n} 10.1.0.9 1772323200\n" for n in range(1, 60000))
    assert len(masscan.read(raw("x", "#masscan\n" + lines)).observations) == 2002


def test_ports_are_facts_about_documented_devices_and_strangers_are_seen(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert "NET-01 on L1" in gained(tmp_path / "a", {"scan.json": JSON})
    facts = imported(tmp_path, plant(tmp_path), {"scan.json": JSON})
    assert {s.value.port for s in facts.services if s.device_id == "PLC-L1"} == {22, 502}
    assert any("10.1.0.44" in d.ips and not d.documented for d in facts.devices)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.sampled_from(sorted(ALL)), st.data())
def test_any_damage_is_read_or_refused(name: str, data: st.DataObject) -> None:
    content = bytearray(ALL[name].encode())
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=6))
    file = raw("scan.out", bytes(content))
    masscan.sniff(file)
    try:
        masscan.read(file)
    except UnreadableFileError as error:
        assert "scan.out" in str(error)
