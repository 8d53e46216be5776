"""LLDP frames: the payload of ethertype 0x88cc in, what the sender says of itself out.

Source: IEEE 802.1AB-2016, clauses 8.4 and 8.5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audit.capture.frames import ip_text

ETHERTYPE = 0x88CC
MAX_TLVS = 200
MAX_TEXT = 1024


@dataclass(frozen=True, slots=True)
class Announcement:
    """What one LLDP frame says; empty means that it does not."""

    chassis_mac: str = ""
    chassis: str = ""
    """The chassis id where it is no MAC."""
    port: str = ""
    port_description: str = ""
    name: str = ""
    description: str = ""
    ips: tuple[str, ...] = ()


def announcement(payload: bytes) -> Announcement | None:
    """Read a frame; None when it does not start with a chassis id and a port id."""
    tlvs = list(_tlvs(payload))
    if [kind for kind, _ in tlvs[:2]] != [1, 2]:
        return None
    chassis, port = tlvs[0][1], tlvs[1][1]
    texts = {kind: _text(value) for kind, value in reversed(tlvs) if kind in (4, 5, 6)}
    ips = tuple(dict.fromkeys(ip for kind, value in tlvs if kind == 8 and (ip := _address(value))))
    return Announcement(
        chassis_mac=chassis[1:7].hex(":") if chassis[:1] == b"\x04" and len(chassis) == 7 else "",
        chassis=_text(chassis[1:]) if chassis[:1] != b"\x04" else "",
        port=port[1:7].hex(":") if port[:1] == b"\x03" and len(port) == 7 else _text(port[1:]),
        port_description=texts.get(4, ""),
        name=texts.get(5, ""),
        description=texts.get(6, ""),
        ips=ips,
    )


def _tlvs(payload: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    for _ in range(MAX_TLVS):
        if at + 2 > len(payload):
            return
        head = int.from_bytes(payload[at : at + 2], "big")
        kind, size = head >> 9, head & 0x1FF
        if kind == 0 or at + 2 + size > len(payload):
            return
        yield kind, payload[at + 2 : at + 2 + size]
        at += 2 + size


def _address(value: bytes) -> str:
    """The management address: a length that counts its subtype, 1 IPv4 or 2 IPv6, the address."""
    if len(value) < 6:
        return ""
    size, family = value[0], value[1]
    wanted = {1: 4, 2: 16}.get(family)
    if wanted is None or size != wanted + 1 or len(value) < 2 + wanted:
        return ""
    return ip_text(value[2 : 2 + wanted])


def _text(value: bytes) -> str:
    text = value[:MAX_TEXT].decode("utf-8", "replace")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
