"""What controllers are asked for: every request of every message, by who asks."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest

from audit.capture.engine import analyse
from audit.capture.servers import Talk, traffic_of
from tests.audit.capture.build import eth, mac, pcap, tcp

CLIENT, SERVER = "10.1.0.5", "10.1.0.9"
TAG = b"\x91\x04Tank"
IDENTITY = b"\x20\x01\x24\x01"
MANAGER = b"\x20\x06\x24\x01"


def cip(service: int, path: bytes, body: bytes = b"") -> bytes:
    return bytes([service, len(path) // 2]) + path + body


def unconnected(request: bytes) -> bytes:
    """SendRRData: a null address and an unconnected message."""
    items = struct.pack("<IHHHHHH", 0, 10, 2, 0, 0, 0xB2, len(request)) + request
    return struct.pack("<HHII8sI", 0x6F, len(items), 1, 0, bytes(8), 0) + items


def connected(request: bytes) -> bytes:
    """SendUnitData: a connection and a numbered message."""
    items = struct.pack("<IHHHHIHHH", 0, 0, 2, 0xA1, 4, 77, 0xB1, len(request) + 2, 5) + request
    return struct.pack("<HHII8sI", 0x70, len(items), 1, 0, bytes(8), 0) + items


def several(*requests: bytes) -> bytes:
    """Multiple_Service_Packet."""
    places: list[int] = []
    at = 2 + 2 * len(requests)
    for request in requests:
        places.append(at)
        at += len(request)
    head = struct.pack(f"<{len(requests) + 1}H", len(requests), *places)
    return cip(0x0A, b"\x20\x02\x24\x01", head + b"".join(requests))


def routed(request: bytes) -> bytes:
    """Unconnected_Send through a rack to slot 0."""
    body = struct.pack("<BBH", 5, 99, len(request)) + request + b"\0" * (len(request) % 2)
    return cip(0x52, MANAGER, body + b"\x01\x00\x01\x00")


def pccc(function: int) -> bytes:
    return cip(
        0x4B, b"\x20\x67\x24\x01", b"\x07" + bytes(6) + b"\x0f\x00\x01\x00" + bytes([function])
    )


def ua(code: int, *, mark: bytes = b"MSGF", behind: bytes = bytes(20)) -> bytes:
    body = struct.pack("<IIII", 7, 1, 2, 3) + b"\x01\x00" + struct.pack("<H", code) + behind
    return mark + struct.pack("<I", 8 + len(body)) + body


def iso(*, kind: int, function: int) -> bytes:
    s7 = struct.pack(">BBHHHH", 0x32, kind, 0, 1, 2, 0) + bytes([function, 0])
    return struct.pack(">BBH", 3, 0, 7 + len(s7)) + b"\x02\xf0\x80" + s7


def asked(*segments: bytes, port: int, again: bool = False) -> Talk:
    """The conversation from the client to the server, with these segments one after the other."""
    frames: list[bytes] = []
    seq = 1000
    for data in segments:
        frames.append(_to_server(data, port, seq))
        if again:
            frames.append(_to_server(data, port, seq))
        seq += len(data)
    part = analyse(BytesIO(pcap(_to_server(b"", port, 999, flags=2), *frames)))
    assert not part.broken
    talks = [t for t in traffic_of(part, 100).talks if t.src_ip == CLIENT]
    assert len(talks) == 1
    return talks[0]


def _to_server(data: bytes, port: int, seq: int, flags: int = 0x18) -> bytes:
    packet = tcp(CLIENT, SERVER, (50123, port), data, seq=seq, flags=flags)
    return eth(mac(9), mac(5), 0x0800, packet)


@pytest.mark.parametrize(
    ("request_", "reads", "writes"),
    [
        (cip(0x4C, TAG, b"\x01\x00"), 1, 0),
        (cip(0x4D, TAG, b"\xc4\x00\x01\x00" + bytes(4)), 0, 1),
        (cip(0x4E, TAG, b"\x04\x00" + bytes(8)), 0, 1),
        (cip(0x52, TAG, b"\x01\x00" + bytes(4)), 1, 0),
        (cip(0x53, b"\x20\x6b\x25\x00\x12\x34", bytes(12)), 0, 1),
        (cip(0x0E, IDENTITY + b"\x30\x07"), 1, 0),
        (cip(0x10, b"\x20\xf5\x24\x01\x30\x05", bytes(22)), 0, 1),
        (cip(0x05, IDENTITY), 0, 1),
        (cip(0x54, MANAGER, bytes(38)), 0, 0),
        (cip(0x4E, MANAGER, bytes(12)), 0, 0),
        (cip(0x4B, b"\x20\x37\x24\xc8", b"\x10"), 1, 0),
        (cip(0x4B, b"\x20\x8e\x24\x01", b"\x10"), 0, 0),
        (cip(0x4D, b"\x20\xa1\x24\x01", bytes(100)), 0, 1),
        (pccc(0xA2), 1, 0),
        (pccc(0xAA), 0, 1),
        (routed(cip(0x01, IDENTITY)), 1, 0),
        (several(cip(0x4C, TAG, b"\x01\x00"), cip(0x4D, TAG, bytes(8)), cip(0x03, IDENTITY)), 2, 1),
        (routed(several(cip(0x4E, TAG, bytes(10)), several(cip(0x4C, TAG, b"\x01\x00")))), 1, 1),
        (several(), 0, 0),
    ],
)
def test_a_cip_request_reads_writes_or_does_neither(
    request_: bytes, reads: int, writes: int
) -> None:
    for wrapped in (unconnected(request_), connected(request_)):
        talk = asked(wrapped, port=44818)
        if request_ == several():
            assert (talk.reads or 0, talk.writes or 0) == (0, 0)
        else:
            assert (talk.protocol, talk.reads, talk.writes) == ("enip", reads, writes)


def test_every_request_in_a_segment_counts_and_what_is_sent_again_does_not() -> None:
    read, write = cip(0x4C, TAG, b"\x01\x00"), cip(0x4D, TAG, bytes(8))
    segment = connected(read) + connected(write) + unconnected(several(read, read))
    talk = asked(segment, segment, port=44818, again=True)
    assert (talk.reads, talk.writes) == (6, 2)
    assert talk.repeated == 2


def test_an_answer_asks_for_nothing() -> None:
    talk = asked(unconnected(bytes([0xCC, 0, 0, 0]) + bytes(8)), port=44818)
    assert (talk.reads, talk.writes) == (None, None)


def test_offsets_that_lie_end_the_list() -> None:
    lies = cip(0x0A, b"\x20\x02\x24\x01", struct.pack("<4H", 900, 8, 4, 60000) + bytes(40))
    talk = asked(unconnected(lies), unconnected(cip(0x4C, TAG, b"\x01\x00")), port=44818)
    assert talk.reads == 1


@pytest.mark.parametrize(
    ("code", "reads", "writes"),
    [(631, 1, 0), (527, 1, 0), (664, 1, 0), (826, 1, 0), (673, 0, 1), (712, 0, 1), (700, 0, 1),
     (461, 0, 0), (428, 0, 0)],
)  # fmt: skip
def test_an_opc_ua_request_in_clear_is_counted(code: int, reads: int, writes: int) -> None:
    talk = asked(ua(code), port=4840)
    assert (talk.protocol, talk.reads, talk.writes) == ("opcua", reads, writes)


def test_chunks_in_one_segment_count_each_and_encrypted_ones_do_not() -> None:
    hidden = ua(0, behind=b"\x9f" * 30).replace(b"\x01\x00\x00\x00", b"\x8e\x11\x07\xc4")
    talk = asked(ua(631) + ua(673) + ua(631), hidden, ua(673, mark=b"MSGA"), port=4840)
    assert (talk.reads, talk.writes) == (2, 1)


def test_a_server_on_an_unusual_port_is_recognised_and_counted() -> None:
    hello = b"HELF" + struct.pack("<IIIIIII", 32, 0, 65536, 65536, 0, 0, 0xFFFFFFFF)
    talk = asked(hello, ua(673), port=48010)
    assert (talk.protocol, talk.reads, talk.writes) == ("opcua", 0, 1)


def test_s7_requests_behind_others_in_a_segment_count() -> None:
    empty = b"\x03\x00\x00\x07\x02\xf0\x00"
    read, write = iso(kind=1, function=4), iso(kind=1, function=5)
    talk = asked(read, empty + read + write, read + read, port=102)
    assert (talk.reads, talk.writes) == (4, 1)


def test_a_connection_that_starts_anew_with_old_numbers_is_counted_again() -> None:
    frames = [
        _to_server(data, 44818, seq, flags)
        for _ in range(2)
        for data, seq, flags in (
            (b"", 99, 2), (unconnected(cip(0x4D, TAG, bytes(8))), 100, 0x18), (b"", 160, 0x11),
        )
    ]  # fmt: skip
    whole = traffic_of(analyse(BytesIO(pcap(*frames))), 10).talks[0]
    assert (whole.writes, whole.repeated) == (2, 0)
