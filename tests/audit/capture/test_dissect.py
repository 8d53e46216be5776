"""Dissectors: what a message says is found, another protocol on the port is not believed, and no
bytes break one.
"""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.capture.answers import MAX_BYTES, MAX_OPEN, Answers
from audit.capture.batch import of_frames
from audit.capture.clue import Clue, Dissector, Look
from audit.capture.dissect import DATAGRAMS, ISO, LINKS, STREAMS, TEXT, dissect
from audit.capture.engine import Part, Work, looks_at
from audit.capture.layers import LLC, columns
from tests.audit.capture.build import EVERYBODY, arp, eth, llc, mac, tcp, udp


def clues(frame: bytes) -> list[Clue]:
    batch = of_frames([(1, frame)])
    (look,) = looks_at(batch, columns(batch), np.array([0]))
    return list(dissect(look))


def said(frame: bytes) -> set[tuple[str, str, str]]:
    return {(clue.protocol, clue.what, clue.value) for clue in clues(frame)}


def stream(data: bytes, ports: tuple[int, int]) -> bytes:
    return eth(mac(1), mac(2), 0x0800, tcp("10.0.0.2", "10.0.0.1", ports, data))


def datagram(data: bytes, ports: tuple[int, int]) -> bytes:
    return eth(mac(1), mac(2), 0x0800, udp("10.0.0.2", "10.0.0.1", ports, data))


def tlv(kind: int, value: bytes) -> bytes:
    return struct.pack(">H", kind << 9 | len(value)) + value


def test_lldp_names_its_sender_its_port_and_the_station_behind_it() -> None:
    payload = tlv(1, b"\x07plc-l3") + tlv(2, b"\x07port-001") + tlv(3, b"\0\x14")
    payload += tlv(4, b"X1 P1") + tlv(8, b"\x05\x01\x0a\x00\x00\x02\x02\0\0\0\x01\0")
    payload += tlv(127, b"\x00\x0e\xcf\x05" + mac(9)) + tlv(127, b"\x00\x80\xc2\x01\x00\x14")
    found = clues(eth(EVERYBODY, mac(2), 0x88CC, payload + tlv(0, b"")))
    assert ("lldp", "station", "plc-l3") in {(c.protocol, c.what, c.value) for c in found}
    assert ("lldp", "mac", "00:1b:1b:00:00:09") in {(c.protocol, c.what, c.value) for c in found}
    assert ("lldp", "ip", "10.0.0.2") in {(c.protocol, c.what, c.value) for c in found}
    (port,) = [c for c in found if c.what == "port"]
    assert dict(port.more) == {"chassis": "plc-l3", "description": "X1 P1", "vlan": "20"}


def test_cdp_gives_name_port_platform_and_native_vlan() -> None:
    def element(kind: int, value: bytes) -> bytes:
        return struct.pack(">HH", kind, 4 + len(value)) + value

    body = b"\x02\xb4\0\0" + element(1, b"SW-L3") + element(3, b"Gi0/1")
    body += (
        element(6, b"cisco WS-C2960") + element(4, struct.pack(">I", 0x28)) + element(10, b"\0\x14")
    )
    frame = llc(bytes.fromhex("01000ccccccc"), mac(2), b"\xaa\xaa\x03\x00\x00\x0c\x20\x00" + body)
    found = said(frame)
    assert {("cdp", "name", "SW-L3"), ("cdp", "model", "cisco WS-C2960"), ("cdp", "role", "switch"),
            ("cdp", "port", "Gi0/1")} <= found  # fmt: skip


def test_a_spanning_tree_frame_names_root_and_bridge() -> None:
    bpdu = b"\0\0\x02\x02\x3c" + b"\x60\x01" + mac(7) + bytes(4) + b"\x80\x00" + mac(5)
    bpdu += b"\x80\x03" + bytes(8)
    (root, bridge) = clues(llc(bytes.fromhex("0180c2000000"), mac(2), b"\x42\x42\x03" + bpdu))
    assert (root.protocol, root.value) == ("rstp", "00:1b:1b:00:00:07")
    assert dict(root.more)["priority"] == "32768"
    assert bridge.value == "00:1b:1b:00:00:05"


def test_dhcp_gives_name_and_lease_and_who_serves() -> None:
    def message(operation: int, kind: int, options: bytes, lease: bytes = bytes(4)) -> bytes:
        head = bytes((operation, 1, 6, 0)) + bytes(12) + lease + bytes(8) + mac(3) + bytes(202)
        return head + b"\x63\x82\x53\x63\x35\x01" + bytes((kind,)) + options + b"\xff"

    asked = udp("0.0.0.0", "255.255.255.255", (68, 67), message(1, 3, b"\x0c\x06HMI-L1"))
    assert ("dhcp", "name", "HMI-L1") in said(eth(EVERYBODY, mac(3), 0x0800, asked))
    given_ = message(2, 5, b"\x36\x04\x0a\0\0\x01", b"\x0a\0\0\x63")
    found = clues(eth(mac(3), mac(1), 0x0800, udp("10.0.0.1", "10.0.0.99", (67, 68), given_)))
    assert {(c.what, c.value) for c in found} >= {("dhcp-server", "10.0.0.1"), ("ip", "10.0.0.99")}


def test_s7_and_mms_on_one_port_are_told_apart_and_the_order_number_is_read() -> None:
    record = struct.pack(">H20sHHH", 1, b"6ES7 214-1AG40-0XB0 ", 0, 0, 0)
    parameters = b"\x00\x01\x12\x08\x12\x84\x01\x01\x00\x00\x00\x00"
    data = b"\xff\x09" + struct.pack(">HHHHH", 8 + 28, 0x11, 0, 28, 1) + record
    s7 = b"\x32\x07\0\0\0\x01" + struct.pack(">HH", len(parameters), len(data)) + parameters + data
    packet = b"\x03\x00" + struct.pack(">H", 7 + len(s7)) + b"\x02\xf0\x80" + s7
    assert ("s7comm", "model", "6ES7 214-1AG40-0XB0") in said(stream(packet, (102, 40000)))
    mms = b"\x03\x00\x00\x10\x02\xf0\x80\x01\x00\x01\x00\x61\x05\x30\x03\x02\x01"
    protocols = {protocol for protocol, *_ in said(stream(mms, (40000, 102)))}
    assert protocols == {"mms"}


def list_piece(data: bytes, unit: int, *, more: bool) -> bytes:
    parameters = bytes([0, 1, 18, 8, 0x12, 0x84, 1, 2, unit, more, 0, 0])
    body = b"\xff\x09" + struct.pack(">H", len(data)) + data
    s7 = b"\x32\x07\0\0\0\x01" + struct.pack(">HH", len(parameters), len(body)) + parameters + body
    return b"\x03\x00" + struct.pack(">H", 7 + len(s7)) + b"\x02\xf0\x80" + s7


def names_list() -> bytes:
    records = [struct.pack(">H32s", 1, b"Station"), struct.pack(">H32s", 5, b"S C-X1234")]
    return struct.pack(">HHHH", 0x1C, 0, 34, 2) + b"".join(records)


def heard(*payloads: bytes) -> set[tuple[str, str]]:
    part = Part()
    work = Work(part)
    work.add(of_frames([(n + 1, stream(data, (102, 40000))) for n, data in enumerate(payloads)]))
    assert not part.broken
    return {(clue.what, clue.value) for clue in part.heard if clue.what != "server"}


@pytest.mark.parametrize("cut", [20, 30, 50, 70])
def test_a_status_list_in_two_pieces_is_read_whole(cut: int) -> None:
    whole = names_list()
    first, last = list_piece(whole[:cut], 9, more=True), list_piece(whole[cut:], 9, more=False)
    assert heard(first, last) == {("name", "Station"), ("serial", "S C-X1234")}
    assert ("serial", "S C-X1234") in heard(
        list_piece(whole[:10], 9, more=True), list_piece(whole[10:cut], 9, more=True), last
    )


def test_the_rest_of_an_answer_whose_beginning_is_missing_is_not_taken_for_a_list() -> None:
    whole = names_list()
    assert not heard(list_piece(whole, 9, more=False))
    assert heard(list_piece(whole, 0, more=False)) == {("name", "Station"), ("serial", "S C-X1234")}


def test_answers_that_never_end_take_no_memory() -> None:
    answers = Answers()
    piece = list_piece(bytes(900), 1, more=True)
    for n in range(5 * MAX_OPEN):
        answers.whole(Look(n, "", "", (), 0x800, 6, "10.0.0.1", "10.0.0.2", 102, n, piece))
    assert len(answers.begun) == MAX_OPEN
    for n in range(100):
        answers.whole(Look(n, "", "", (), 0x800, 6, "10.0.0.1", "10.0.0.2", 102, 7, piece))
    assert max(map(len, answers.begun.values())) <= MAX_BYTES


def test_a_controllers_cip_identity_is_read_and_a_cut_one_is_not() -> None:
    name = b"1756-L61/B"
    identity = (
        struct.pack("<HHHBBHI", 1, 14, 54, 20, 13, 0, 0xDEADBEEF) + bytes((len(name),)) + name
    )
    item = struct.pack("<HH", 0x0C, 18 + len(identity) + 1) + bytes(18) + identity + b"\x03"
    head = struct.pack("<HHII8sI", 0x63, 2 + len(item), 0, 0, b"", 0)
    message = head + struct.pack("<H", 1) + item
    found = [c for c in clues(datagram(message, (44818, 50000))) if c.what == "model"]
    assert [(c.value, dict(c.more)["serial"]) for c in found] == [("1756-L61/B", "deadbeef")]
    assert not [c for c in clues(datagram(message[:-8], (44818, 50000))) if c.what == "model"]


def test_profinet_answers_identify_and_requests_only_ask() -> None:
    def block(option: int, part: int, value: bytes) -> bytes:
        return struct.pack(">BBH", option, part, len(value)) + value + b"\0" * (len(value) % 2)

    blocks = (
        block(2, 2, b"\0\0valve-l2")
        + block(2, 1, b"\0\0CPX")
        + block(1, 2, b"\0\1\x0a\0\0\x07\xff\xff\xff\0\0\0\0\0")
    )
    answer = b"\xfe\xff\x05\x01\0\0\0\x01\0\0" + struct.pack(">H", len(blocks)) + blocks
    assert {
        ("pn-dcp", "station", "valve-l2"),
        ("pn-dcp", "model", "CPX"),
        ("pn-dcp", "ip", "10.0.0.7"),
    } <= said(eth(mac(1), mac(2), 0x8892, answer))
    asked = block(2, 2, b"turck")
    request = b"\xfe\xfe\x05\x00\0\0\0\x01\0\x01" + struct.pack(">H", len(asked)) + asked
    assert said(eth(EVERYBODY, mac(2), 0x8892, request)) == {("pn-dcp", "asks-for", "turck")}


def test_what_is_no_modbus_on_its_port_is_not_believed() -> None:
    for data in (
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x00\x05hello",
        bytes(20),
        b"\0\1\0\0\0\2\1\x63",
    ):
        assert "modbus" not in {protocol for protocol, *_ in said(stream(data, (40000, 502)))}
    assert ("modbus", "server", "modbus") in said(stream(b"\0\1\0\0\0\6\1\3\0\0\0\1", (40000, 502)))
    assert ("modbus", "server", "modbus") in said(
        stream(b"\0\1\0\0\0\6\1\3\0\0\0\1", (40000, 5020))
    )


def bind(name: bytes, secret: bytes) -> bytes:
    """A directory's bind request."""
    inner = b"\x02\x01\x03\x04" + bytes([len(name)]) + name
    inner += b"\x80" + bytes([len(secret)]) + secret
    operation = b"\x02\x01\x01\x60" + bytes([len(inner)]) + inner
    return b"\x30\x84" + struct.pack(">I", len(operation)) + operation


@pytest.mark.parametrize("data", [
    bind(b"", b""), bind(b"cn=user", b""), b"\x30", b"\x30\x84\xff\xff\xff\xff\x02\x01\x01\x60\x03",
], ids=["nobody", "no password", "cut", "lie"])  # fmt: skip
def test_a_bind_without_a_password_is_no_login(data: bytes) -> None:
    assert not [c for c in clues(stream(data, (40000, 389))) if c.what == "login"]


def test_a_login_in_clear_text_is_noted_without_its_secret() -> None:
    secret = "s3cr3t-word"
    frames = [
        stream(f"PASS {secret}\r\n".encode(), (40000, 21)),
        stream(f"GET / HTTP/1.1\r\nAuthorization: Basic {secret}\r\n\r\n".encode(), (40000, 80)),
        stream(
            b"\x10\x2a\0\x04MQTT\x04\xc2\0\x3c\0\x03plc\0\x04user\0\x0b" + secret.encode(),
            (40000, 1883),
        ),
        stream(f"PASS {secret}\r\n".encode(), (40000, 110)),
        stream(f"a001 LOGIN user {secret}\r\n".encode(), (40000, 143)),
        stream(f"AUTH PLAIN {secret}\r\n".encode(), (40000, 25)),
        stream(
            f"DESCRIBE rtsp://10.0.0.1/1 RTSP/1.0\r\nCSeq: 2\r\nAuthorization: Basic {secret}\r\n"
            "\r\n".encode(),
            (40000, 554),
        ),
        stream(bind(b"cn=user", secret.encode()), (40000, 389)),
    ]
    for frame in frames:
        found = clues(frame)
        assert [c.what for c in found].count("login") == 1
        assert secret not in repr(found)


def test_names_of_netbios_and_multicast_dns() -> None:
    coded = b"".join(
        bytes((0x41 + (byte >> 4), 0x41 + (byte & 15))) for byte in b"OFFICE-PC01    \0"
    )
    registration = (
        struct.pack(">HHHHHH", 7, 0x2910, 1, 0, 0, 1) + b"\x20" + coded + b"\0\0\x20\0\x01"
    )
    registration += b"\xc0\x0c\0\x20\0\1\0\4\x93\xe0\0\6\0\0\x0a\0\0\x02"
    assert ("nbns", "name", "OFFICE-PC01") in said(datagram(registration, (137, 137)))
    record = b"\x05prn07\x05local\0\0\x01\x80\x01\0\0\0\x78\0\x04\x0a\0\0\x02"
    answer = struct.pack(">HHHHHH", 0, 0x8400, 0, 1, 0, 0) + record
    assert ("mdns", "name", "prn07") in said(datagram(answer, (5353, 5353)))


def dns(name: bytes, kind: int, value: bytes, flags: int = 0x8580) -> bytes:
    """A name server's answer with one record."""
    owner = b"".join(bytes((len(part),)) + part for part in name.split(b".")) + b"\0"
    head = struct.pack(">HHHHHH", 7, flags, 0, 1, 0, 0)
    return head + owner + struct.pack(">HHIH", kind, 1, 60, len(value)) + value


def test_a_name_server_names_others_and_none_of_the_internet() -> None:
    known = dns(b"mes.plant.example", 1, b"\x0a\0\0\x09")
    (clue,) = [c for c in clues(datagram(known, (53, 40000))) if c.what == "known-as"]
    assert (clue.value, clue.ip) == ("mes.plant.example", "10.0.0.9")
    turned = dns(b"9.0.0.10.in-addr.arpa", 12, b"\x04mes2\x05plant\0")
    (clue,) = [c for c in clues(datagram(turned, (53, 40000))) if c.what == "known-as"]
    assert (clue.value, clue.ip) == ("mes2.plant", "10.0.0.9")
    for other in (
        dns(b"www.example", 1, b"\x08\x08\x08\x08"),
        dns(b"mes.plant.example", 1, b"\x0a\0\0\x09", flags=0x8583),
        dns(b"x.9.0.0.10.in-addr.arpa", 12, b"\x04mes2\0"),
    ):
        assert "known-as" not in {c.what for c in clues(datagram(other, (53, 40000)))}
    assert "known-as" not in {c.what for c in clues(datagram(known, (40000, 53)))}


HEADS = (
    b"\x03\x00\x00\x20\x02\xf0\x80\x32\x07", b"\x81\x0a\x00\x10\x01\x20", b"HELF", b"MSGF",
    b"\x05\x64\x14", b"\x68\x0e", b"\x63\x00", b"\x6f\x00", b"\xfe\xff\x05\x01", b"\x10\x20",
    b"\x02\xb4\0\0", b"\x02\x07\x04", b"NTLMSSP\0", b"\0\0\x84\0\0\1\0\1\0\0\0\0", b"",
)  # fmt: skip
KINDS = st.sampled_from([0x800, 0x88CC, 0x8892, LLC + 0x42, 0x88B8])
PORTS = st.tuples(
    st.sampled_from([53, 102, 137, 138, 5353, 67, 502, 44818, 47808, 40000]),
    st.sampled_from([102, 137, 68, 5355, 502, 44818, 4840, 1883, 50000]),
)


@pytest.mark.parametrize(
    "dissector",
    dict.fromkeys([*STREAMS, *ISO, *TEXT, *DATAGRAMS, *LINKS]),
    ids=lambda d: d.__name__,
)
def test_no_bytes_break_a_dissector(dissector: Dissector) -> None:
    @given(st.sampled_from(HEADS), st.binary(max_size=300), PORTS, KINDS)
    @settings(max_examples=60, deadline=None)
    def probe(head: bytes, rest: bytes, ports: tuple[int, int], kind: int) -> None:
        for protocol in (6, 17):
            macs = ("00:1b:1b:00:00:02", "00:1b:1b:00:00:01")
            look = Look(1, *macs, (), kind, protocol, "10.0.0.2", "10.0.0.1", *ports, head + rest)
            for clue in dissector(look):
                assert len(clue.value) <= 600
                assert "\0" not in clue.value

    probe()


def test_the_same_announcement_is_looked_into_once_and_arp_never() -> None:
    payload = (
        tlv(1, b"\x04" + mac(2))
        + tlv(2, b"\x05p1")
        + tlv(3, b"\0\x14")
        + tlv(5, b"sw")
        + tlv(0, b"")
    )
    frames = [(n, eth(EVERYBODY, mac(2), 0x88CC, payload)) for n in range(50)]
    frames += [
        (n, eth(EVERYBODY, mac(2), 0x0806, arp(mac(2), "10.0.0.2", "10.0.0.1"))) for n in range(50)
    ]
    work = Work(Part())
    work.add(of_frames(frames))
    part = work.done()
    assert part.picked == 1
    assert any(clue.value == "sw" for clue in part.heard)


def test_a_minute_of_damaged_captures_ends_without_an_error() -> None:
    """The same captures everywhere: a slow computer comes to fewer of them."""
    from bench.capture_fuzz import Fuzzed, fuzz

    last = Fuzzed()
    for found in fuzz(60.0, seed=5_000_000, rounds=3000):
        last = found
    assert last.rounds == last.results + last.refused > 0
