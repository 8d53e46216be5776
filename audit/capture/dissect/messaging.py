"""MQTT and other factory protocols that show themselves by their first bytes.

Sources: OASIS MQTT 3.1.1 and 5.0, 3.1 and 3.2; Omron W227 (FINS); Beckhoff's description of AMS;
Mitsubishi SH-080956 (SLMP).
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.capture.clue import Clue, Look
from audit.capture.dissect.words import le32, text, u16

_MQTT = (0x10, 0x20)
"""First bytes of a connection's request and answer, which tell MQTT on any port."""


def messaging(look: Look) -> Iterator[Clue]:
    """Read one message."""
    data = look.payload
    if look.protocol == 6 and len(data) >= 4:
        if data[0] in _MQTT or look.port(1883):
            yield from _mqtt(look, data)
        if data[:4] == b"FINS" and len(data) >= 16:
            yield from _fins(look, data[16:])
        elif look.port(48898) and data[:2] == b"\0\0" and le32(data, 2) + 6 == len(data):
            yield _server(look, "ads", look.dport == 48898)
        elif look.port(5007, 5006, 5002) and data[:2] in (b"\x50\x00", b"\xd0\x00"):
            yield _server(look, "slmp", data[0] == 0x50)
    elif look.protocol == 17 and len(data) >= 8:
        if look.port(9600):
            yield from _fins(look, data)
        elif look.port(48899) and data[:4] == b"\x03\x66\x14\x71":
            yield _server(look, "ads", data[11:12] != b"\x80")
    elif look.kind == 0x88A4:
        yield Clue("ethercat", "role", "controller", mac=look.src)


def _server(look: Look, protocol: str, to_server: bool, *more: tuple[str, str]) -> Clue:
    ip, port = (look.dst_ip, look.dport) if to_server else (look.src_ip, look.sport)
    client = look.src_ip if to_server else look.dst_ip
    transport = "tcp" if look.protocol == 6 else "udp"
    return Clue(protocol, "server", protocol, ip=ip, port=port, transport=transport,
                more=(("client", client), *more))  # fmt: skip


def _mqtt(look: Look, data: bytes) -> Iterator[Clue]:
    if data[0] == 0x10:
        at = 1
        while at < 5 and at < len(data) and data[at] & 0x80:
            at += 1
        at += 1
        if data[at : at + 6] not in (b"\x00\x04MQTT", b"\x00\x06MQIs"):
            return
        at += 2 + u16(data, at)
        level, flags = (data[at], data[at + 1]) if len(data) > at + 1 else (0, 0)
        yield _server(look, "mqtt", True)
        at += 4
        if level == 5 and at < len(data):
            at += 1 + data[at]
        if client := text(data[at + 2 : at + 2 + u16(data, at)]):
            yield Clue("mqtt", "client-id", client, ip=look.src_ip)
        if flags & 0xC0:
            yield Clue("mqtt", "login", "mqtt", ip=look.src_ip, port=look.dport, transport="tcp",
                       more=(("server", look.dst_ip),))  # fmt: skip
    elif data[:2] == b"\x20\x02" and len(data) == 4 and data[3] <= 5:
        yield _server(look, "mqtt", False, ("answer", str(data[3])))
    elif look.port(1883) and data[0] >> 4 in range(3, 15):
        yield _server(look, "mqtt", look.dport == 1883)


def _fins(look: Look, data: bytes) -> Iterator[Clue]:
    """Header of ten bytes, then the command; 05 01 in an answer carries model and version."""
    if len(data) < 12 or data[0] & 0x3F or data[1] or not data[0] & 0x80:
        return
    answer = bool(data[0] & 0x40)
    yield _server(look, "fins", not answer)
    if answer and data[10:14] == b"\x05\x01\x00\x00" and len(data) >= 54:
        if model := text(data[14:34]):
            yield Clue("fins", "model", model, ip=look.src_ip)
        if version := text(data[34:54]):
            yield Clue("fins", "firmware", version, ip=look.src_ip)
