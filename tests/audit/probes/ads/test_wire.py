"""AMS: the discovery of a capture, ReadDeviceInfo by hand, cuts and lies."""

from __future__ import annotations

import struct

import pytest

from audit.probes.ads import wire
from audit.probes.ads.wire import DeviceInfo, Host, Refused
from audit.wire.octets import WireError
from tests.audit.probes import captures

TAGS = (
    struct.pack("<HH10s", 5, 10, b"CX-0D7560\0")
    + struct.pack("<HHIIIII256x", 4, 276, 276, 6, 0, 0, 3)
    + struct.pack("<HHBBH", 3, 4, 2, 11, 2228)
)
HOST = bytes.fromhex("03661471 00000000 01000080 050d75600101 1027 03000000") + TAGS


def packet(data: bytes, *, command: int = 1, flags: int = 5, error: int = 0) -> bytes:
    head = bytes(16) + struct.pack("<HHIII", command, flags, len(data), error, 1)
    return b"\0\0" + struct.pack("<I", len(head) + len(data)) + head + data


INFO = packet(struct.pack("<IBBH16s", 0, 3, 1, 4024, b"Plc30 App"))


def test_a_host_says_name_version_and_system() -> None:
    assert wire.host(HOST) == Host("5.13.117.96.1.1", "CX-0D7560", "2.11.2228", "Windows CE 6.0.0")


def test_a_host_with_windows_says_so() -> None:
    system = struct.pack("<IIIII", 276, 10, 0, 17763, 2) + "SP1".encode("utf-16-le").ljust(
        256, b"\0"
    )
    tag = struct.pack("<HH", 4, len(system)) + system
    answer = HOST[:20] + struct.pack("<I", 1) + tag
    assert wire.host(answer).os == "Windows NT 10.0.17763"


def test_every_cut_of_a_discovery_is_refused() -> None:
    for length in range(len(HOST)):
        with pytest.raises(WireError):
            wire.host(HOST[:length])
    for bad in (
        HOST[:8] + b"\x06" + HOST[9:],  # the answer to another service
        HOST[:20] + b"\xff\xff\xff\xff" + HOST[24:],  # four thousand million tags
        b"\0" + HOST[1:],
    ):
        with pytest.raises(WireError):
            wire.host(bad)


def test_device_info_is_read_and_its_cuts_are_not() -> None:
    assert wire.device_info(INFO) == DeviceInfo("Plc30 App", "3.1.4024")
    assert wire.device_info(packet(b"", error=7)) == Refused(7)
    assert wire.device_info(packet(b"\x01\x07\0\0")) == Refused(0x701)
    for length in range(len(INFO)):
        assert wire.cut(INFO[:length]) is None
        with pytest.raises(WireError):
            wire.device_info(INFO[:length])
    for other in (packet(b"", command=4), packet(b"", flags=4)):
        with pytest.raises(WireError, match="another command"):
            wire.device_info(other)
    with pytest.raises(WireError, match="4294967295 octets"):
        wire.cut(b"\0\0\xff\xff\xff\xff")


def test_a_real_cx_in_a_capture_is_read_and_asked_as_its_own_tool_asks() -> None:
    name = "otother__iti__addrouteuse444444444.pcapng"
    hosts: set[Host] = set()
    for payload in captures.payloads(name, 17, 48899):
        try:
            hosts.add(wire.host(payload))
        except WireError:
            continue  # the answer to adding a route, which nobody here can ask for
    assert hosts == {Host("5.13.117.96.1.1", "CX_0D7560", "2.11.2228", "Windows CE 6.0.0")}
    asked = captures.payloads(name, 17, 48899, from_port=False)
    assert wire.discovery("192.168.1.99") in asked
