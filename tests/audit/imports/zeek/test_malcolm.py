"""Exports of Malcolm and Arkime: documents of a search as JSON and CSV.

The shapes follow Malcolm's documentation and its field mappings; the documents are made up.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from audit.imports.registry import detect
from audit.payloads import Conversation, Coverage, Identity, Service
from audit.records import Grade
from tests.audit.imports.files import raw
from tests.audit.imports.zeek.logs import payloads, read

MS = 1772323200000


def document(dataset: str, **more: Any) -> dict[str, Any]:
    """Return a document as Malcolm keeps it."""
    return {
        "@timestamp": "2026-03-01T00:00:00.000Z",
        "firstPacket": MS,
        "lastPacket": MS + 1500,
        "event": {"provider": "zeek", "dataset": dataset},
        "source": {"ip": "10.1.0.5", "port": 50123, "mac": ["00:0c:29:aa:bb:cc"], "packets": 10,
                   "bytes": 600},
        "destination": {"ip": "10.1.0.9", "port": 502, "mac": ["00:1b:1b:01:02:03"], "packets": 9,
                        "bytes": 720},
        "network": {"transport": ["tcp"], "protocol": ["modbus"]},
        **more,
    }  # fmt: skip


CONN = document("conn", zeek={"uid": "C1", "conn": {"conn_state": "SF", "duration": 1.5}})


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"hits": {"total": 1, "hits": [{"_index": "x", "_source": CONN}]}}),
        json.dumps({"results": [{"_id": "1", "_source": CONN}]}, indent=2),
        json.dumps([CONN]),
        json.dumps(CONN) + "\n",
        json.dumps({"_index": "x", "_source": CONN}) + "\n",
    ],
    ids=["answer", "indented", "list", "line", "line with source"],
)
def test_documents_of_a_search_are_read_in_every_shape(text: str) -> None:
    importer = detect(raw("export.json", text))
    assert importer is not None
    assert importer.name == "zeek"
    found = read(text, "export.json")
    there, back = payloads(found, "conversation", Conversation)
    assert (there.src_ip, there.dst_ip, there.server_port) == ("10.1.0.5", "10.1.0.9", 502)
    assert (there.packets, there.bytes, back.packets, back.bytes) == (10, 600, 9, 720)
    assert (there.protocol, there.src_mac) == ("modbus", "00:0c:29:aa:bb:cc")
    assert {i.macs for i in payloads(found, "identity", Identity)} == {
        ("00:0c:29:aa:bb:cc",), ("00:1b:1b:01:02:03",)
    }  # fmt: skip


def test_the_result_of_a_search_is_no_ground_for_absence() -> None:
    found = read(json.dumps([CONN]), "export.json")
    (coverage,) = payloads(found, "coverage", Coverage)
    assert coverage.what == "log"
    assert {o.grade for o in found.observations} == {Grade.B}


def test_logs_of_several_kinds_stand_in_one_export() -> None:
    modbus = document("modbus", zeek={"modbus": {"func": "WRITE_SINGLE_COIL"}})
    identity = document(
        "cip_identity", zeek={"cip_identity": {
            "socket_address": "10.1.0.7", "vendor_name": "Rockwell", "product_name": "1769-L32E",
            "revision": "20.12", "serial_number": "0x00c0ffee"}},
    )  # fmt: skip
    lease = document("dhcp", zeek={"dhcp": {"assigned_ip": "10.1.0.5", "host_name": "HMI-L1"}})
    hosts = document("known_hosts")
    software = document("software", zeek={"software": {
        "software_type": "OS::WINDOWS", "name": "Windows", "version_major": 6}})  # fmt: skip
    documents = [CONN, modbus, identity, lease, hosts, software, document("weird")]
    found = read("".join(json.dumps(item) + "\n" for item in documents), "all.json")
    assert found.used == 6
    assert [r.location for r in found.skipped] == ["log weird"]
    talks = payloads(found, "conversation", Conversation)
    assert max(talk.writes or 0 for talk in talks) == 1
    by_ip = {ip: i for i in payloads(found, "identity", Identity) for ip in i.ips}
    assert (by_ip["10.1.0.7"].model, by_ip["10.1.0.7"].serial) == ("1769-L32E", "0x00c0ffee")
    assert (by_ip["10.1.0.5"].name, by_ip["10.1.0.5"].os) == ("HMI-L1", "Windows 6")


def test_an_answers_true_sender_is_the_server() -> None:
    answer = document(
        "s7comm", zeek={"s7comm": {"rosctr_name": "ACK-Data", "function_code": "0x04"}}
    )
    answer["source"], answer["destination"] = (
        {"ip": "10.1.0.9", "port": 102},
        {"ip": "10.1.0.5", "port": 50123},
    )
    answer["network"]["is_orig"] = False
    found = read(json.dumps([answer]), "x.json")
    services = [s for s in payloads(found, "service", Service) if s.role == "server"]
    assert [(s.ip, s.port, s.protocol) for s in services] == [("10.1.0.9", 102, "s7comm")]


def test_a_discover_export_as_csv_is_read() -> None:
    text = (
        "@timestamp,event.dataset,source.ip,source.port,destination.ip,destination.port,"
        "network.transport,network.protocol,source.packets,destination.packets\n"
        '"Mar 1, 2026 @ 00:00:00.000",conn,10.1.0.5,50123,10.1.0.9,502,tcp,modbus,"1,010",9\n'
        "2026-03-01T00:00:01.000Z,conn,10.1.0.5,50123,10.1.0.9,502,tcp,modbus,10, - \n"
    )
    importer = detect(raw("discover.csv", text))
    assert importer is not None
    assert importer.name == "zeek"
    found = read(text, "discover.csv")
    talks = payloads(found, "conversation", Conversation)
    assert found.used == 2
    assert [(t.src_ip, t.packets) for t in talks] == [("10.1.0.5", 1020), ("10.1.0.9", 9)]


def test_a_session_list_of_arkime_is_read() -> None:
    text = (
        "Protocol,First Packet,Last Packet,Src IP / Country,Src Port,Dst IP / Country,Dst Port,"
        "Packets,Bytes\n"
        "tcp,1772323200000,1772326800000,10.1.0.5,50123,10.1.0.9,102,200,9000\n"
    )
    found = read(text, "sessions.csv")
    (talk, *_) = payloads(found, "conversation", Conversation)
    assert (talk.dst_ip, talk.server_port, talk.packets) == ("10.1.0.9", 102, 200)
    assert talk.last_seen == "2026-03-01T01:00:00+00:00"
