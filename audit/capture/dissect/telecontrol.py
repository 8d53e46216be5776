"""Energy and telecontrol: DNP3, IEC 60870-5-104, GOOSE, synchrophasors.

Sources: IEEE 1815, clause 9 (link layer); IEC 60870-5-104, clause 5; IEC 61850-8-1, annex A;
IEEE C37.118.2, clause 6.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.capture.clue import Clue, Look
from audit.capture.dissect.words import le16, text, u16

_U_FRAMES = (0x07, 0x0B, 0x13, 0x23, 0x43, 0x83)
_GOOSE_WORDS = {0x80: "control-block", 0x82: "data-set", 0x83: "name"}


def telecontrol(look: Look) -> Iterator[Clue]:
    """Read one message."""
    data = look.payload
    if look.kind == 0x88B8:
        yield from _goose(look)
    elif data[:2] == b"\x05\x64" and len(data) >= 10 and look.protocol in (6, 17):
        yield from _dnp3(look, data)
    elif look.protocol == 6 and data[:1] == b"\x68" and len(data) >= 6:
        yield from _iec104(look, data)
    elif data[:1] == b"\xaa" and len(data) >= 16 and u16(data, 2) <= len(data):
        yield from _synchrophasor(look, data)


def _server(look: Look, protocol: str, to_server: bool, *more: tuple[str, str]) -> Clue:
    ip, port = (look.dst_ip, look.dport) if to_server else (look.src_ip, look.sport)
    client = look.src_ip if to_server else look.dst_ip
    transport = "tcp" if look.protocol == 6 else "udp"
    return Clue(protocol, "server", protocol, ip=ip, port=port, transport=transport,
                more=(("client", client), *more))  # fmt: skip


def _remainder(byte: int) -> int:
    """What one byte does to the checksum: CRC-16 with polynomial 0x3D65, lowest bit first."""
    for _ in range(8):
        byte = byte >> 1 ^ (0xA6BC if byte & 1 else 0)
    return byte


_REMAINDERS = tuple(_remainder(byte) for byte in range(256))


def _checked(data: bytes) -> bool:
    """Whether the link header's checksum, an inverted remainder, fits."""
    crc = 0
    for byte in data[:8]:
        crc = crc >> 8 ^ _REMAINDERS[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFF == le16(data, 8)


def _dnp3(look: Look, data: bytes) -> Iterator[Clue]:
    if not _checked(data):
        return
    from_master = bool(data[3] & 0x80)
    to, source = le16(data, 4), le16(data, 6)
    station = to if from_master else source
    yield _server(look, "dnp3", from_master)
    if station < 0xFFF0:
        ip = look.dst_ip if from_master else look.src_ip
        yield Clue("dnp3", "address", str(station), ip=ip)


def _iec104(look: Look, data: bytes) -> Iterator[Clue]:
    size = data[1]
    if not 4 <= size <= 253 or size + 2 > len(data):
        return
    control = data[2]
    if control & 3 == 3 and (control not in _U_FRAMES or data[3:6] != b"\0\0\0"):
        return
    if control & 3 == 1 and data[3] != 0:
        return
    if not look.port(2404) and not (control & 3 == 3 and size == 4):
        return
    to_server = look.dport == 2404 or (look.sport != 2404 and control in (0x07, 0x13))
    yield _server(look, "iec104", to_server)
    if control & 1 == 0 and size >= 12:
        station = le16(data, 10)
        ip = look.dst_ip if to_server else look.src_ip
        yield Clue("iec104", "address", str(station), ip=ip)


def _goose(look: Look) -> Iterator[Clue]:
    data = look.payload
    if len(data) < 12 or data[8] != 0x61:
        return
    at = 10 if data[9] < 0x80 else 10 + (data[9] & 0x7F)
    for _ in range(12):
        if at + 2 > len(data) or data[at + 1] > 0x7F:
            return
        kind, value = data[at], data[at + 2 : at + 2 + data[at + 1]]
        if kind in _GOOSE_WORDS and text(value):
            what = "station" if kind == 0x83 else _GOOSE_WORDS[kind]
            yield Clue("goose", what, text(value), mac=look.src)
        at += 2 + data[at + 1]


def _synchrophasor(look: Look, data: bytes) -> Iterator[Clue]:
    kind = data[1] >> 4 & 7
    if data[1] & 15 not in (1, 2) or kind > 5 or u16(data, 2) != len(data):
        return
    if kind in (0, 2, 3):
        yield _server(look, "synchrophasor", False)
        if kind in (2, 3) and len(data) > 36 and (name := text(data[20:36])):
            yield Clue("synchrophasor", "station", name, ip=look.src_ip)
