"""Captures: whose address is whose, who serves what, and damage that is told and never fatal."""

from __future__ import annotations

import hashlib
import json
import struct
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.imports.contract import Imported, RawFile, UnreadableFileError
from audit.imports.pcap import IMPORTERS, PCAP, read, sniff
from audit.payloads import ArpEntry, Conversation, Coverage, Identity, Service, payload_of
from audit.records import Grade

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "pcap"
START = 1_767_254_400
PLC, HMI, ROUTER = (bytes.fromhex(f"001b1b00000{n}") for n in (1, 2, 9))
ANY = b"\xff" * 6


def raw(data: bytes) -> RawFile:
    digest = hashlib.sha256(data).hexdigest()
    return RawFile("l3.pcap", data, digest, datetime(2026, 2, 1, tzinfo=UTC))


def capture(*frames: bytes, order: str = "<", nano: bool = False) -> bytes:
    magic = 0xA1B23C4D if nano else 0xA1B2C3D4
    out = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, 1)
    for number, data in enumerate(frames):
        out += struct.pack(order + "IIII", START + number, 0, len(data), len(data)) + data
    return out


def block(kind: int, body: bytes, order: str = "<") -> bytes:
    size = struct.pack(order + "I", 12 + len(body))
    return struct.pack(order + "I", kind) + size + body + size


def capture_ng(*frames: bytes, order: str = "<") -> bytes:
    out = block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1), order)
    nanoseconds = struct.pack(order + "HHB3xHH", 9, 1, 9, 0, 0)
    out += block(1, struct.pack(order + "HHI", 1, 0, 65535) + nanoseconds, order)
    for number, data in enumerate(frames):
        high, low = divmod((START + number) * 10**9, 2**32)
        padded = data + b"\0" * (-len(data) % 4)
        out += block(
            6, struct.pack(order + "IIIII", 0, high, low, len(data), len(data)) + padded, order
        )
    return out


def eth(dst: bytes, src: bytes, kind: int, payload: bytes, *tags: int) -> bytes:
    tagged = b"".join(struct.pack(">HH", 0x8100, tag) for tag in tags)
    return dst + src + tagged + struct.pack(">H", kind) + payload


def tcp(
    src: str,
    dst: str,
    ports: tuple[int, int],
    payload: bytes = b"",
    flags: int = 0x18,
    ttl: int = 64,
) -> bytes:
    body = struct.pack(">HHIIBBHHH", *ports, 1, 1, 5 << 4, flags, 1024, 0, 0) + payload
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), 1, 0, ttl, 6, 0)
    return head + ip_address(src).packed + ip_address(dst).packed + body


def arp(mac: bytes, ip: str) -> bytes:
    sender = mac + ip_address(ip).packed
    return b"\x00\x01\x08\x00\x06\x04\x00\x01" + sender + b"\0" * 6 + ip_address(ip).packed


def mbap(code: int) -> bytes:
    return struct.pack(">HHHBBHH", 7, 0, 6, 1, code, 0, 4)


def modbus_talk() -> tuple[bytes, ...]:
    there, back = (40000, 502), (502, 40000)
    return (
        eth(ANY, PLC, 0x0806, arp(PLC, "10.0.0.1")),
        eth(PLC, HMI, 0x0800, tcp("10.0.0.2", "10.0.0.1", there, flags=0x02)),
        eth(HMI, PLC, 0x0800, tcp("10.0.0.1", "10.0.0.2", back, flags=0x12)),
        eth(PLC, HMI, 0x0800, tcp("10.0.0.2", "10.0.0.1", there, mbap(3))),
        eth(HMI, PLC, 0x0800, tcp("10.0.0.1", "10.0.0.2", back, mbap(3))),
        eth(PLC, HMI, 0x0800, tcp("10.0.0.2", "10.0.0.1", there, mbap(16) + mbap(23))),
    )


def identities(imported: Imported) -> dict[str, Identity]:
    return {
        o.subject.key: payload_of(o, Identity)
        for o in imported.observations
        if o.attribute == "identity"
    }


def services(imported: Imported) -> list[tuple[str, Service, Grade]]:
    return [
        (o.subject.key, payload_of(o, Service), o.grade)
        for o in imported.observations
        if o.attribute == "service"
    ]


def talks(imported: Imported) -> list[Conversation]:
    seen = [o for o in imported.observations if o.attribute == "conversation"]
    return [payload_of(o, Conversation) for o in seen]


@pytest.mark.parametrize(
    "data",
    [
        capture(*modbus_talk()),
        capture(*modbus_talk(), order=">"),
        capture(*modbus_talk(), nano=True),
        capture_ng(*modbus_talk()),
        capture_ng(*modbus_talk(), order=">"),
    ],
    ids=["pcap", "big-endian", "nanoseconds", "pcapng", "pcapng-big-endian"],
)
def test_every_format_gives_the_same_facts(data: bytes) -> None:
    imported = read(raw(data))
    assert imported.used == 6
    assert not imported.skipped
    assert identities(imported).keys() == {"pcap 00:1b:1b:00:00:01", "pcap 00:1b:1b:00:00:02"}
    request = next(t for t in talks(imported) if t.src_ip == "10.0.0.2")
    assert (request.protocol, request.server_port, request.packets) == ("modbus", 502, 3)
    assert (request.reads, request.writes) == (2, 2)
    assert request.first_seen == "2026-01-01T08:00:01+00:00"


def test_answers_count_no_reads_and_writes() -> None:
    answer = next(t for t in talks(read(raw(capture(*modbus_talk())))) if t.src_ip == "10.0.0.1")
    assert (answer.reads, answer.writes) == (None, None)


def test_server_and_client_are_told_apart_with_the_function_codes() -> None:
    found = [
        (key, s.role, s.port, s.protocol, s.detail, grade)
        for key, s, grade in services(read(raw(capture(*modbus_talk()))))
    ]
    assert found == [
        ("pcap 00:1b:1b:00:00:01", "server", 502, "modbus", "function codes 3, 16, 23", Grade.A),
        ("pcap 00:1b:1b:00:00:02", "client", 502, "modbus", "", Grade.A),
    ]


def test_a_port_number_alone_is_an_assumption() -> None:
    frames = (
        eth(PLC, HMI, 0x0800, tcp("10.0.0.2", "10.0.0.1", (40000, 502), b"hello there")),
        eth(HMI, PLC, 0x0800, tcp("10.0.0.1", "10.0.0.2", (502, 40000), b"hello back!")),
    )
    ((_, service, grade),) = services(read(raw(capture(*frames))))
    assert (service.protocol, grade) == ("modbus", Grade.E)
    assert all(talk.reads is None for talk in talks(read(raw(capture(*frames)))))


def test_a_port_that_was_only_asked_serves_nothing() -> None:
    frames = eth(PLC, HMI, 0x0800, tcp("10.0.0.2", "10.0.0.1", (40000, 102), flags=0x02))
    assert not services(read(raw(capture(frames))))


def test_s7_is_told_by_its_payload_and_mms_is_not_taken_for_it() -> None:
    s7 = b"\x03\x00\x00\x19\x02\xf0\x80\x32\x01" + b"\0" * 16
    mms = b"\x03\x00\x00\x19\x02\xf0\x80\x01\x00" + b"\0" * 16
    for payload, expected in ((s7, "s7comm"), (mms, "iso-tsap")):
        frames = (
            eth(PLC, HMI, 0x0800, tcp("10.0.0.2", "10.0.0.1", (40000, 102), payload)),
            eth(HMI, PLC, 0x0800, tcp("10.0.0.1", "10.0.0.2", (102, 40000), payload)),
        )
        assert services(read(raw(capture(*frames))))[0][1].protocol == expected


def test_addresses_behind_a_router_are_not_the_routers() -> None:
    frames = [
        eth(PLC, ROUTER, 0x0800, tcp(f"172.16.0.{n}", "10.0.0.1", (40000, 80), ttl=63))
        for n in range(1, 4)
    ]
    frames.append(eth(ANY, ROUTER, 0x0806, arp(ROUTER, "10.0.0.254")))
    assert identities(read(raw(capture(*frames))))["pcap 00:1b:1b:00:00:09"].ips == ("10.0.0.254",)


def test_an_address_that_two_macs_send_with_is_neithers() -> None:
    frames = [eth(ANY, mac, 0x0800, tcp("10.0.0.5", "10.0.0.1", (40000, 80))) for mac in (PLC, HMI)]
    assert not any(i.ips for i in identities(read(raw(capture(*frames)))).values())


def test_an_address_that_two_machines_claim_is_told_as_a_neighbour_table_would() -> None:
    imported = read(raw(capture(
        *(eth(ANY, mac, 0x0806, arp(mac, "10.0.0.1")) for mac in (PLC, HMI)),
        eth(ANY, ROUTER, 0x0806, arp(ROUTER, "10.0.0.9")),
    )))  # fmt: skip
    claims = [payload_of(o, ArpEntry) for o in imported.observations if o.attribute == "arp"]
    assert claims == [
        ArpEntry("10.0.0.1", "00:1b:1b:00:00:01"), ArpEntry("10.0.0.1", "00:1b:1b:00:00:02")
    ]  # fmt: skip


def dns(name: str, ip: str) -> bytes:
    labels = b"".join(bytes((len(part),)) + part.encode() for part in name.split(".")) + b"\0"
    record = labels + struct.pack(">HHIH", 1, 1, 60, 4) + ip_address(ip).packed
    message = struct.pack(">HHHHHH", 7, 0x8580, 0, 1, 0, 0) + record
    body = struct.pack(">HHHH", 53, 40000, 8 + len(message), 0) + message
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), 1, 0, 64, 17, 0)
    return head + ip_address("10.0.0.9").packed + ip_address("10.0.0.2").packed + body


def test_a_name_servers_name_is_a_record_of_its_own_and_makes_no_machine() -> None:
    imported = read(raw(capture(
        *modbus_talk(),
        *(eth(HMI, ROUTER, 0x0800, dns(*pair))
          for pair in (("plc.plant.example", "10.0.0.1"), ("mes.plant.example", "10.0.0.77"))),
    )))  # fmt: skip
    known = [
        (o.subject.key, payload_of(o, Identity), o.grade) for o in imported.observations
        if o.attribute == "identity" and payload_of(o, Identity).known_as
    ]  # fmt: skip
    told = Identity(known_as=("plc.plant.example",))
    assert known == [("pcap 00:1b:1b:00:00:01", told, Grade.B)]
    assert "10.0.0.77" not in str([o.value for o in imported.observations])


def test_many_spoofed_addresses_make_one_device() -> None:
    frames = [
        eth(PLC, ROUTER, 0x0800, tcp(f"172.16.1.{n}", "10.0.0.1", (40000, 80)))
        for n in range(1, 200)
    ]
    found = identities(read(raw(capture(*frames))))
    assert list(found) == ["pcap 00:1b:1b:00:00:09"]
    assert not found["pcap 00:1b:1b:00:00:09"].ips


def test_the_innermost_vlan_counts_and_a_priority_tag_names_none() -> None:
    payload = tcp("10.0.0.2", "10.0.0.1", (40000, 80))
    frames = [eth(PLC, HMI, 0x0800, payload, *tags) for tags in ((20,), (0,), (30, 20))]
    assert {t.vlan: t.packets for t in talks(read(raw(capture(*frames))))} == {20: 2, None: 1}


def test_lldp_names_its_sender() -> None:
    def tlv(kind: int, value: bytes) -> bytes:
        return struct.pack(">H", kind << 9 | len(value)) + value

    payload = tlv(1, b"\x04" + ROUTER) + tlv(2, b"\x05port-001") + tlv(3, b"\0\x14")
    payload += tlv(5, b"sw-l3\x00\n") + tlv(6, b"SCALANCE X208") + tlv(0, b"")
    imported = read(raw(capture(eth(ANY, PLC, 0x88CC, payload))))
    identity = identities(imported)["pcap 00:1b:1b:00:00:01"]
    assert (identity.name, identity.description) == ("sw-l3", "SCALANCE X208")
    assert identity.macs == ("00:1b:1b:00:00:01", "00:1b:1b:00:00:09")


def test_the_capture_says_what_it_covered() -> None:
    seen = [o for o in read(raw(capture(*modbus_talk()))).observations if o.attribute == "coverage"]
    coverage = payload_of(seen[0], Coverage)
    assert (coverage.what, coverage.packets) == ("capture", 6)
    assert coverage.start == "2026-01-01T08:00:00+00:00"
    assert coverage.end == "2026-01-01T08:00:05+00:00"


def test_a_cut_file_gives_the_packets_before_the_cut() -> None:
    imported = read(raw(capture(*modbus_talk())[:-5]))
    assert imported.used == 5
    assert imported.skipped[0].location == "packet 5"


def test_a_recorder_whose_clock_was_ahead_is_told_and_the_files_own_time_counts() -> None:
    data = bytearray(capture(*modbus_talk()))
    at = 24
    while at < len(data):  # ten years ahead
        seconds, _, size, _ = struct.unpack_from("<IIII", data, at)
        struct.pack_into("<I", data, at, seconds + 315_360_000)
        at += 16 + size
    found = read(raw(bytes(data)))
    assert {remark.location for remark in found.skipped} == {"times of packets"}
    assert {one.time for one in found.observations} == {raw(b"").modified}
    assert all(one.time < raw(b"").modified for one in read(
        raw(capture(*modbus_talk()))).observations)  # fmt: skip


def test_a_link_type_nobody_reads_is_counted() -> None:
    data = bytearray(capture(*modbus_talk()))
    data[20] = 105
    imported = read(raw(bytes(data)))
    assert imported.used == 6
    assert "link type 105" in imported.not_understood[0].what


def test_a_large_capture_is_read_from_its_place_and_not_into_memory(tmp_path: Path) -> None:
    data = capture(eth(HMI, PLC, 0x0800, tcp("10.0.0.2", "10.0.0.1", (40000, 80))))
    file = tmp_path / "large.pcap"
    file.write_bytes(data)
    head = RawFile("large.pcap", data[:30], "00", datetime(2026, 2, 1, tzinfo=UTC), None, file)
    assert sniff(head) == 1.0
    assert read(head).used == 1


def test_it_is_found_by_content() -> None:
    assert sniff(raw(capture())) == sniff(raw(capture_ng())) == 1.0
    assert sniff(raw(b"hostname sw1")) == 0.0
    with pytest.raises(UnreadableFileError, match="pcapng"):
        read(raw(b"hostname sw1"))
    assert IMPORTERS == (PCAP,)


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([1, 0, 101, 113, 276]))
def test_any_bytes_after_a_header_end_in_a_result(data: bytes, link_type: int) -> None:
    head = bytearray(capture())
    head[20] = link_type & 0xFF
    head[21] = link_type >> 8
    record = struct.pack("<IIII", START, 0, len(data), len(data)) + data
    assert read(raw(bytes(head) + record)).used == 1
    assert read(raw(capture_ng() + data)).used >= 0


@settings(deadline=None)
@given(st.integers(0, 400), st.integers(0, 255))
def test_a_changed_byte_ends_in_a_result(position: int, value: int) -> None:
    data = bytearray(capture(*modbus_talk()))
    data[24 + position % (len(data) - 24)] = value
    assert read(raw(bytes(data))).used >= 0


@pytest.mark.timeout(60)
def test_hostile_captures_end_in_a_result_or_a_clear_error() -> None:
    files = sorted((SHARED / "hostile").glob("*")) if SHARED.exists() else []
    if not files:
        pytest.skip("the shared hostile captures are not there")
    ends: set[str] = set()
    for file in files:
        try:
            read(raw(file.read_bytes()))
            ends.add("result")
        except UnreadableFileError as error:
            assert "pcapng" in str(error) or "MB" in str(error)
            ends.add("error")
    assert "result" in ends


def test_a_real_plant_capture_agrees_with_another_tool() -> None:
    file = SHARED / "captures" / "modbus__iti__mb2.pcap"
    if not file.exists():
        pytest.skip("the shared captures are not there")
    truth = json.loads((SHARED / "truth" / "modbus__iti__mb2.json").read_text())
    imported = read(raw(file.read_bytes()))
    assert imported.used == truth["frames"]
    senders = {mac for i in identities(imported).values() for mac in i.macs}
    assert senders == set(truth["macs_src"])
    proven = [
        (s.ip, s.protocol) for _, s, g in services(imported) if s.role == "server" and g == "A"
    ]
    assert {ip for ip, name in proven if name == "modbus"} == {
        s["ip"] for s in truth["modbus_servers"]
    }
    assert {ip for ip, name in proven if name == "s7comm"} == {s["ip"] for s in truth["s7_servers"]}
