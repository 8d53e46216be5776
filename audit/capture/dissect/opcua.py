"""OPC UA in clear: servers, endpoints and the application behind them.

Source: OPC 10000-6, 6.7 and 7.1 (messages, chunks), OPC 10000-4, 5.5 (discovery services).
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.capture.clue import Clue, Look
from audit.capture.dissect.words import le16, le32, text

_FIND_SERVERS, _GET_ENDPOINTS = 425, 431
_MARKS = (b"HEL", b"ACK", b"OPN", b"MSG", b"CLO", b"ERR", b"RHE")


def opcua(look: Look) -> Iterator[Clue]:
    """Read one chunk."""
    data = look.payload
    if look.protocol != 6 or data[:3] not in _MARKS or data[3:4] not in (b"F", b"C", b"A"):
        return
    mark = data[:3]
    if mark == b"HEL":
        answer = False
    elif mark == b"ACK":
        answer = True
    else:
        answer = look.sport == 4840 or (look.dport != 4840 and look.sport < look.dport)
    ip, port = (look.src_ip, look.sport) if answer else (look.dst_ip, look.dport)
    client = look.dst_ip if answer else look.src_ip
    yield Clue("opcua", "server", "opcua", ip=ip, port=port, transport="tcp",
               more=(("client", client),))  # fmt: skip
    if mark == b"HEL" and (url := _text(data, 28)[0]):
        yield Clue("opcua", "endpoint", url, ip=ip, port=port, transport="tcp")
    elif mark == b"OPN":
        policy = _text(data, 12)[0]
        if policy:
            yield Clue("opcua", "policy", policy.rpartition("#")[2], ip=ip, port=port,
                       transport="tcp")  # fmt: skip
    elif mark == b"MSG" and data[24:26] == b"\x01\x00":
        if le16(data, 26) == _GET_ENDPOINTS:
            yield from _endpoints(look, data, 28)
        elif le16(data, 26) == _FIND_SERVERS:
            yield from _servers(look, data, 28)


def _text(data: bytes, at: int) -> tuple[str, int]:
    """A string and what follows it; a length of -1 is none."""
    size = le32(data, at)
    if size >= 0x80000000 or at + 4 > len(data):
        return "", at + 4
    return text(data[at + 4 : at + 4 + size]), at + 4 + size


def _header(data: bytes, at: int) -> int:
    """Behind the response header: time, handle, result, diagnostics, strings, extension."""
    at += 16
    if data[at : at + 1] != b"\0":
        return len(data)
    at += 1
    count = le32(data, at)
    at += 4
    for _ in range(min(count, 16) if count < 0x80000000 else 0):
        _, at = _text(data, at)
    return at + 3


def _endpoints(look: Look, data: bytes, at: int) -> Iterator[Clue]:
    at = _header(data, at)
    count = le32(data, at)
    at += 4
    for _ in range(min(count, 20) if count < 0x80000000 else 0):
        if at >= len(data):
            return
        url, at = _text(data, at)
        clues, at = _application(look, data, at)
        yield from clues
        if url:
            yield Clue("opcua", "endpoint", url, ip=look.src_ip, port=look.sport, transport="tcp")
        size = le32(data, at)
        at += 4 + (size if size < 0x80000000 else 0)
        mode = le32(data, at)
        policy, at = _text(data, at + 4)
        if policy and mode in (1, 2, 3):
            word = ("None", "Sign", "SignAndEncrypt")[mode - 1]
            more = (("mode", word),)
            yield Clue("opcua", "policy", policy.rpartition("#")[2], ip=look.src_ip,
                       port=look.sport, transport="tcp", more=more)  # fmt: skip
        at = _tokens(data, at)
        _, at = _text(data, at)
        at += 1


def _tokens(data: bytes, at: int) -> int:
    count = le32(data, at)
    at += 4
    for _ in range(min(count, 16) if count < 0x80000000 else 0):
        _, at = _text(data, at)
        at += 4
        for _ in range(3):
            _, at = _text(data, at)
    return at


def _servers(look: Look, data: bytes, at: int) -> Iterator[Clue]:
    at = _header(data, at)
    count = le32(data, at)
    at += 4
    for _ in range(min(count, 20) if count < 0x80000000 else 0):
        if at >= len(data):
            return
        clues, at = _application(look, data, at)
        yield from clues


def _application(look: Look, data: bytes, at: int) -> tuple[list[Clue], int]:
    """An application description: URI, product, name, type, gateway, profile, URLs."""
    uri, at = _text(data, at)
    product, at = _text(data, at)
    mask = data[at] if at < len(data) else 0
    at += 1
    name = ""
    if mask & 1:
        _, at = _text(data, at)
    if mask & 2:
        name, at = _text(data, at)
    at += 4
    for _ in range(2):
        _, at = _text(data, at)
    count = le32(data, at)
    at += 4
    for _ in range(min(count, 16) if count < 0x80000000 else 0):
        _, at = _text(data, at)
    words = (("application-uri", uri), ("product-uri", product), ("application", name))
    return [Clue("opcua", what, said, ip=look.src_ip) for what, said in words if said], at
