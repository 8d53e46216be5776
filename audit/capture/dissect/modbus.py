"""Modbus on TCP: servers, units, functions, and device identification.

Source: MODBUS Messaging on TCP/IP V1.0b; MODBUS Application Protocol V1.1b3, 6.13 and 6.21.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.capture.clue import Clue, Look
from audit.capture.dissect.words import text, u16

_FUNCTIONS = frozenset({1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 15, 16, 17, 20, 21, 22, 23, 24, 43, 90,
                        100, 125, 126})  # fmt: skip
_SIZES = {1: 12, 2: 12, 3: 12, 4: 12, 5: 12, 6: 12, 22: 14}
"""Requests of one length."""
_OBJECTS = {0: "vendor", 1: "model", 2: "firmware", 3: "url", 4: "product", 5: "model-name",
            6: "application"}  # fmt: skip


def modbus(look: Look) -> Iterator[Clue]:
    """Read the first message of a segment."""
    data = look.payload
    if look.protocol != 6 or len(data) < 8 or data[2:4] != b"\0\0":
        return
    size, code = u16(data, 4), data[7]
    if not 2 <= size <= 254 or size + 6 > len(data) or code & 0x7F not in _FUNCTIONS:
        return
    if not look.port(502) and not _certain(data, size, code):
        return
    answer = look.sport == 502 if look.port(502) else look.sport < look.dport
    ip, port = (look.src_ip, look.sport) if answer else (look.dst_ip, look.dport)
    client = look.dst_ip if answer else look.src_ip
    yield Clue("modbus", "server", "modbus", ip=ip, port=port, transport="tcp",
               more=(("client", client),))  # fmt: skip
    yield Clue("modbus", "unit", str(data[6]), ip=ip, port=port, transport="tcp")
    if answer and code == 0x2B and data[8:9] == b"\x0e":
        yield from _identification(look, data[9 : 6 + size])
    elif answer and code == 0x11 and len(data) > 10:
        said = text(data[9 : 9 + data[8]])
        if said and said.isprintable():
            yield Clue("modbus", "server-id", said, ip=look.src_ip)


def _certain(data: bytes, size: int, code: int) -> bool:
    """On another port the message must fill its segment exactly and have its function's length."""
    if size + 6 != len(data):
        return False
    if code in (1, 2, 3, 4) and len(data) >= 9:
        return len(data) == 12 or data[8] + 9 == len(data)
    return code in _SIZES and len(data) == _SIZES[code]


def _identification(look: Look, data: bytes) -> Iterator[Clue]:
    at = 5
    for _ in range(min(data[4] if len(data) > 4 else 0, 16)):
        if at + 2 > len(data):
            return
        said = text(data[at + 2 : at + 2 + data[at + 1]])
        if data[at] in _OBJECTS and said:
            yield Clue("modbus", _OBJECTS[data[at]], said, ip=look.src_ip)
        at += 2 + data[at + 1]
