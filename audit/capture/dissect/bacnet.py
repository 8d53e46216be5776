"""BACnet on IP, Ethernet and through routers: devices, vendors and what they call themselves.

Source: ASHRAE 135, clause 6 (network layer), 16.10 (Who-Is, I-Am), 15.5 (ReadProperty), annex J.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.capture.clue import Clue, Look
from audit.capture.dissect.words import text, u16, u32
from audit.capture.layers import LLC

_DEVICE = 8
_PROPERTIES = {77: "object-name", 121: "vendor", 70: "model", 44: "firmware", 12: "application",
               58: "location", 28: "comment"}  # fmt: skip


def bacnet(look: Look) -> Iterator[Clue]:
    """Read one message."""
    data = look.payload
    if look.kind == LLC + 0x82 and data[:3] == b"\x82\x82\x03":
        yield from _network(look, data[3:])
    elif look.protocol == 17 and data[:1] == b"\x81" and len(data) >= 8:
        if u16(data, 2) > len(data) or data[1] > 12:
            return
        yield Clue("bacnet", "server", "bacnet", ip=look.src_ip, port=look.sport, transport="udp")
        at = {4: 10, 10: 4, 11: 4, 9: 4}.get(data[1])
        if at is not None:
            yield from _network(look, data[at : u16(data, 2)])


def _network(look: Look, data: bytes) -> Iterator[Clue]:
    if len(data) < 3 or data[0] != 1 or data[1] & 0x80:
        return
    control, at, network = data[1], 2, ""
    if control & 0x20:
        at += 3 + (data[at + 2] if len(data) > at + 2 else 0)
    if control & 0x08:
        network = str(u16(data, at))
        at += 3 + (data[at + 2] if len(data) > at + 2 else 0)
    if control & 0x20:
        at += 1
    message = data[at:]
    if message[:2] == b"\x10\x00" and message[2:3] == b"\xc4" and len(message) >= 12:
        yield from _i_am(look, message, network)
    elif message[:1] == b"\x30" and message[2:3] == b"\x0c":
        yield from _property(look, message)


def _i_am(look: Look, message: bytes, network: str) -> Iterator[Clue]:
    identifier = u32(message, 3)
    if identifier >> 22 != _DEVICE:
        return
    at = 7
    vendor = ""
    for index in range(3):
        tag = message[at] if at < len(message) else 0
        size = tag & 7
        value = int.from_bytes(message[at + 1 : at + 1 + size], "big")
        if index == 2 and tag >> 4 == 2:
            vendor = str(value)
        at += 1 + size
    more = (("vendor_id", vendor), ("network", network))
    unit = "" if look.src_ip else look.src
    yield Clue("bacnet", "device", str(identifier & 0x3FFFFF), mac=unit,
               ip=look.src_ip, more=tuple(pair for pair in more if pair[1]))  # fmt: skip


def _property(look: Look, message: bytes) -> Iterator[Clue]:
    """An answer to ReadProperty: object, property, a character string."""
    if message[3:4] != b"\x0c" or message[8:9] not in (b"\x19", b"\x1a"):
        return
    width = message[8] & 7
    number = int.from_bytes(message[9 : 9 + width], "big")
    at = 9 + width
    of_device = u32(message, 4) >> 22 == _DEVICE
    if message[at : at + 1] != b"\x3e" or number not in _PROPERTIES:
        return
    tag = message[at + 1] if len(message) > at + 1 else 0
    if tag >> 4 != 7:
        return
    size, begin = tag & 7, at + 2
    if size == 5:
        size, begin = message[begin] if begin < len(message) else 0, begin + 1
    raw = message[begin + 1 : begin + size]
    said = text(
        raw.decode("utf-16-be", "replace").encode()
        if message[begin : begin + 1] == b"\x04"
        else raw
    )
    if not said or (not of_device and number != 77):
        return
    what = _PROPERTIES[number] if of_device else "object-name"
    yield Clue("bacnet", "name" if what == "object-name" and of_device else what, said,
               ip=look.src_ip, mac="" if look.src_ip else look.src)  # fmt: skip
