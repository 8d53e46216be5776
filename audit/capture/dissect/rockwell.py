"""EtherNet/IP and CIP: servers, and the identity objects that they show.

Source: ODVA, CIP Networks Library volume 2, chapter 2 (encapsulation) and volume 1, 5-2 (identity).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from audit.capture.clue import Clue, Look
from audit.capture.dissect.words import le16, le32, text

_COMMANDS = frozenset({0x04, 0x63, 0x64, 0x65, 0x66, 0x6F, 0x70})
_STATUSES = frozenset({0x00, 0x01, 0x02, 0x03, 0x64, 0x65, 0x69})
_HEAD = struct.Struct("<HHII")
"""Command, length, session, status."""
_IDENTITY, _UNCONNECTED, _CONNECTED = 0x0C, 0xB2, 0xB1


def rockwell(look: Look) -> Iterator[Clue]:
    """Read one encapsulated message."""
    data = look.payload
    if look.protocol not in (6, 17):
        return
    if look.protocol == 17 and look.port(2222):
        yield from _cyclic(look)
        return
    if len(data) < 24:
        return
    command, size, _, status = _HEAD.unpack_from(data)
    if command not in _COMMANDS or status not in _STATUSES:
        return
    if size + 24 > len(data) + 65535 or (command == 0x65 and size != 4):
        return
    answer = look.sport == 44818 or (look.dport != 44818 and look.sport < look.dport)
    transport = "tcp" if look.protocol == 6 else "udp"
    ip, port = (look.src_ip, look.sport) if answer else (look.dst_ip, look.dport)
    client = look.dst_ip if answer else look.src_ip
    if port == 44818 or command in (0x63, 0x65):
        yield Clue("enip", "server", "enip", ip=ip, port=port, transport=transport,
                   more=(("client", client),))  # fmt: skip
    for kind, item in _items(data[24 : 24 + size], command):
        if kind == _IDENTITY:
            yield from _identity(look, item[18:], rack=False)
        elif kind in (_UNCONNECTED, _CONNECTED):
            reply = item[2:] if kind == _CONNECTED else item
            if reply[:1] == b"\x81" and reply[2:3] == b"\0":
                yield from _identity(look, reply[4 + 2 * (reply[3] if len(reply) > 3 else 0) :],
                                     rack=True)  # fmt: skip


def _cyclic(look: Look) -> Iterator[Clue]:
    """Implicit messages: sequenced address and connected data."""
    if look.payload[:4] == b"\x02\x00\x02\x80":
        yield Clue("enip", "server", "enip-io", ip=look.dst_ip, port=look.dport, transport="udp",
                   more=(("client", look.src_ip),))  # fmt: skip


def _items(body: bytes, command: int) -> Iterator[tuple[int, bytes]]:
    at = 6 if command in (0x6F, 0x70) else 0
    if command not in (0x63, 0x6F, 0x70):
        return
    for _ in range(min(le16(body, at), 16)):
        head = at + 2
        kind, size = le16(body, head), le16(body, head + 2)
        if head + 4 + size > len(body):
            return
        yield kind, body[head + 4 : head + 4 + size]
        at = head + 2 + size


def _identity(look: Look, data: bytes, *, rack: bool) -> Iterator[Clue]:
    """Vendor, device type, product code, revision, status, serial number, product name."""
    if len(data) < 15:
        return
    size = data[14]
    name = data[15 : 15 + size]
    fits = len(name) == size and len(data) in (15 + size, 16 + size)
    if not fits or not size or size > 64 or any(byte < 32 for byte in name):
        return
    vendor, kind, product = le16(data, 0), le16(data, 2), le16(data, 4)
    more = (
        ("vendor_id", str(vendor)), ("device_type", str(kind)), ("product_code", str(product)),
        ("firmware", f"{data[6]}.{data[7]:03d}"), ("serial", f"{le32(data, 10):08x}"),
    )  # fmt: skip
    yield Clue("cip", "module" if rack else "model", text(name), ip=look.src_ip, more=more)
