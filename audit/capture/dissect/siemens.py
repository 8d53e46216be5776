"""ISO on TCP: S7, S7 plus and MMS, told apart by content; what S7 controllers say of themselves.

Sources: RFC 1006, ISO 8073 (COTP); the S7 header and system status lists 0x11 and 0x1C as Siemens'
manual "System Software for S7-300/400, System and Standard Functions" lists them.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.capture.clue import Clue, Look
from audit.capture.dissect.words import text, u16

_CONNECT, _CONFIRM, _DATA = 0xE0, 0xD0, 0xF0
_PARTS = {1: "name", 2: "module", 3: "plant", 5: "serial", 7: "cpu", 8: "card", 11: "location"}
"""Index of list 0x1C → what it names."""


def siemens(look: Look) -> Iterator[Clue]:
    """Read one segment that carries ISO on TCP."""
    data = look.payload
    if look.protocol != 6 or data[:2] != b"\x03\x00" or len(data) < 7:
        return
    kind = data[5] & 0xF0
    if kind in (_CONNECT, _CONFIRM) and data[4] >= 6:
        yield from _connection(look, kind, data)
    elif kind == _DATA and data[4] == 2 and len(data) > 7:
        mark = data[7]
        if mark == 0x32 and len(data) >= 17:
            yield from _s7(look, data[7:])
        elif mark == 0x72:
            yield _server(look, "s7plus", look.dport == 102)
        elif data[7:11] == b"\x01\x00\x01\x00" and data[11:12] == b"\x61":
            yield _server(look, "mms", _to_server(look))


def _to_server(look: Look) -> bool:
    return look.dport == 102 or (look.sport != 102 and look.dport < look.sport)


def _server(look: Look, protocol: str, to_server: bool, *more: tuple[str, str]) -> Clue:
    ip, port = (look.dst_ip, look.dport) if to_server else (look.src_ip, look.sport)
    client = look.src_ip if to_server else look.dst_ip
    return Clue(protocol, "server", protocol, ip=ip, port=port, transport="tcp",
                more=(("client", client), *more))  # fmt: skip


def _connection(look: Look, kind: int, data: bytes) -> Iterator[Clue]:
    """A connection request names the transport selector that it wants."""
    at, selector = 11, ""
    while at + 2 <= min(len(data), 5 + data[4]):
        if data[at] == 0xC2:
            selector = data[at + 2 : at + 2 + data[at + 1]].hex()
        at += 2 + data[at + 1]
    yield _server(look, "iso-tsap", kind == _CONNECT, *((("tsap", selector),) if selector else ()))


def _s7(look: Look, data: bytes) -> Iterator[Clue]:
    kind = data[1]
    if kind not in (1, 2, 3, 7) or u16(data, 6) > 240:
        return
    to_server = _to_server(look) if look.port(102) or kind == 7 else kind == 1
    yield _server(look, "s7comm", to_server)
    size = u16(data, 6)
    parameters = data[10 : 10 + size]
    answer = kind == 7 and len(parameters) >= 12 and parameters[5] >> 4 == 8
    if answer and parameters[5] & 15 == 4 and parameters[6] == 1:
        yield from _status_list(look, data[10 + size :])


def _status_list(look: Look, data: bytes) -> Iterator[Clue]:
    """A system status list, or its beginning: list, index, record length, records."""
    if data[:1] != b"\xff" or len(data) < 12:
        return
    name, size, count = u16(data, 4) & 0xFF, u16(data, 8), u16(data, 10)
    records = [data[12 + i * size : 12 + (i + 1) * size] for i in range(min(count, 40))]
    for record in records:
        if len(record) < size:
            return
        if name == 0x11 and size == 28:
            yield from _module(look, record)
        elif name == 0x1C and size == 34 and u16(record, 0) in _PARTS:
            said = text(record[2:34])
            if said:
                yield Clue("s7comm", _PARTS[u16(record, 0)], said, ip=look.src_ip)


def _module(look: Look, record: bytes) -> Iterator[Clue]:
    index, order = u16(record, 0), text(record[2:22])
    if index == 1 and order:
        yield Clue("s7comm", "model", order, ip=look.src_ip)
    elif index == 7 and record[24:25] == b"V":
        yield Clue("s7comm", "firmware", f"V{record[25]}.{record[26]}.{record[27]}", ip=look.src_ip)
    elif index == 0x81 and order:
        yield Clue("s7comm", "loader", order, ip=look.src_ip)
    elif index == 6 and order:
        yield Clue("s7comm", "hardware", f"{order} {u16(record, 24)}", ip=look.src_ip)
