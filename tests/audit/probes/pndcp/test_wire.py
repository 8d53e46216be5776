"""DCP Identify-All: the standard's layout, captures, cuts and lies."""

from __future__ import annotations

import struct

import pytest

from audit.probes.pndcp import wire
from audit.probes.pndcp.names import vendor_of
from audit.probes.pndcp.wire import Station
from audit.wire.octets import WireError
from tests.audit.probes import captures


def block(option: int, suboption: int, value: bytes, info: int = 0) -> bytes:
    content = struct.pack(">H", info) + value
    return struct.pack(">BBH", option, suboption, len(content)) + content + b"\0" * (len(value) % 2)


BLOCKS = (
    block(2, 1, b"S7-1500") + block(2, 2, b"plc-press-3") + block(2, 3, b"\x00\x2a\x01\x0e")
    + block(2, 4, b"\x02\x00")
    + block(1, 2, bytes((10, 0, 0, 7, 255, 255, 255, 0, 10, 0, 0, 1)), info=0x81)
)  # fmt: skip


def answer(blocks: bytes, transaction: int = 7) -> bytes:
    return struct.pack(">HBBIHH", 0xFEFF, 5, 1, transaction, 0, len(blocks)) + blocks


def test_the_request_fills_the_smallest_frame_there_is() -> None:
    sent = wire.request(0x01020304)
    assert sent[:16] == bytes.fromhex("fefe 05 00 01020304 0080 0004 ffff 0000")
    assert len(sent) + 14 == 60
    assert not any(sent[16:])


def test_a_station_says_name_type_numbers_role_and_address() -> None:
    assert wire.station(answer(BLOCKS)) == Station(
        7, "plc-press-3", "S7-1500", 0x2A, 0x10E, ("IO controller",),
        "10.0.0.7", "255.255.255.0", "10.0.0.1", ip_conflict=True,
    )  # fmt: skip
    assert vendor_of(0x2A) == "Siemens"
    assert vendor_of(0xFFF0) == "PROFINET vendor 0xfff0"
    assert vendor_of(None) == ""


def test_a_station_without_name_and_address_is_read() -> None:
    bare = block(2, 2, b"") + block(1, 2, bytes(12))
    assert wire.station(answer(bare)) == Station(7)


def test_requests_and_other_services_are_no_answer() -> None:
    assert wire.station(wire.request(1)) is None
    assert wire.station(b"\xfe\xfd\x04\x01" + bytes(40)) is None
    assert wire.station(b"\x80\x00" + bytes(40)) is None


def test_every_cut_of_an_answer_is_refused() -> None:
    whole = answer(BLOCKS)
    for length in range(len(whole)):
        with pytest.raises(WireError):
            wire.station(whole[:length])
    lie = answer(b"\x02\x02\xff\xff" + b"x" * 40)
    with pytest.raises(WireError, match="65535 octets"):
        wire.station(lie)


def test_a_block_of_one_octet_and_endless_blocks_are_survived() -> None:
    assert wire.station(answer(struct.pack(">BBHB", 2, 4, 1, 0) + b"\0")) == Station(7)
    assert wire.station(answer(block(9, 9, b"") * 500)) == Station(7)


def test_a_real_station_in_a_capture_is_read() -> None:
    found = [
        said
        for frame in captures.frames("profinet__cisagov__profinet_io_cm_mixed_1.pcap")
        if frame[12:14] == b"\x88\x92" and (said := wire.station(frame[14:]))
    ]
    assert found
    assert {station.vendor for station in found} != {None}
    assert all(station.name for station in found)
