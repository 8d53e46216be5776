"""LLDP and CDP: what switches, controllers and telephones say of themselves to the next port.

Sources: IEEE 802.1AB-2016, clauses 8.4 to 8.6; IEEE 802.1Q annex D (port VLAN); PROFINET's own
element (00-0e-cf, subtype 5: the station's MAC); Cisco's description of CDP.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.capture.clue import Clue, Look
from audit.capture.dissect.words import address, mac, text, tlvs, u16, u32
from audit.capture.layers import SNAP

LLDP = 0x88CC
_IEEE, _PROFINET, _MED = b"\x00\x80\xc2", b"\x00\x0e\xcf", b"\x00\x12\xbb"
_CAPABILITIES = ("other", "repeater", "bridge", "wlan", "router", "phone", "docsis", "station")
_CDP_ROLES = ((0x08, "switch"), (0x01, "router"), (0x80, "phone"), (0x02, "bridge"))
_MED_TEXTS = {5: "hardware", 6: "firmware", 7: "software", 8: "serial", 9: "vendor", 10: "model"}


def announce(look: Look) -> Iterator[Clue]:
    """Read one announcement."""
    if look.kind == LLDP:
        yield from _lldp(look)
    elif look.kind == SNAP + 0x2000:
        yield from _cdp(look)


def _elements(payload: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    for _ in range(200):
        head = u16(payload, at)
        kind, size = head >> 9, head & 0x1FF
        if kind == 0 or at + 2 + size > len(payload):
            return
        yield kind, payload[at + 2 : at + 2 + size]
        at += 2 + size


def _lldp(look: Look) -> Iterator[Clue]:
    found = list(_elements(look.payload))
    if [kind for kind, _ in found[:2]] != [1, 2]:
        return
    chassis, port = found[0][1], found[1][1]
    more: dict[str, str] = {}

    def clue(what: str, value: str) -> Clue:
        return Clue("lldp", what, value, mac=look.src)

    if chassis[:1] == b"\x04":
        yield clue("mac", mac(chassis[1:7]))
    elif chassis[:1] == b"\x05":
        yield clue("ip", address(chassis[2:]))
    else:
        more["chassis"] = text(chassis[1:])
    name = ""
    for kind, value in found[2:]:
        if kind == 4:
            more.setdefault("description", text(value))
        elif kind == 5:
            name = name or text(value)
        elif kind == 6:
            yield clue("description", text(value))
        elif kind == 7 and len(value) == 4:
            enabled = u16(value, 2)
            said = [word for bit, word in enumerate(_CAPABILITIES) if enabled >> bit & 1]
            yield clue("capabilities", " ".join(said))
        elif kind == 8 and len(value) > 2 and value[0] >= 1:
            yield clue("ip", address(value[2 : 1 + value[0]]))
        elif kind == 127:
            yield from _organisation(look, value, more)
    if name:
        yield clue("name", name)
    elif "chassis" in more:
        yield clue("station", more["chassis"])
    yield Clue("lldp", "port", _port(port), mac=look.src, more=tuple(sorted(more.items())))


def _port(value: bytes) -> str:
    return mac(value[1:]) if value[:1] == b"\x03" and len(value) == 7 else text(value[1:])


def _organisation(look: Look, value: bytes, more: dict[str, str]) -> Iterator[Clue]:
    who, subtype, rest = value[:3], value[3:4], value[4:]
    if who == _IEEE and subtype == b"\x01" and 0 < u16(rest, 0) < 4095:
        more["vlan"] = str(u16(rest, 0))
    elif who == _IEEE and subtype == b"\x03" and len(rest) > 3 and 0 < u16(rest, 0) < 4095:
        yield Clue("lldp", "vlan", str(u16(rest, 0)), mac=look.src,
                   more=(("name", text(rest[3 : 3 + rest[2]])),))  # fmt: skip
    elif who == _PROFINET and subtype == b"\x05":
        yield Clue("lldp", "mac", mac(rest[:6]), mac=look.src)
    elif who == _MED and subtype and subtype[0] in _MED_TEXTS and text(rest):
        yield Clue("lldp", _MED_TEXTS[subtype[0]], text(rest), mac=look.src)


def _cdp(look: Look) -> Iterator[Clue]:
    if len(look.payload) < 8 or look.payload[0] not in (1, 2):
        return
    more: dict[str, str] = {}
    port = ""
    for kind, value in tlvs(look.payload[4:], "2+2 whole"):
        said = text(value)
        if kind == 1:
            yield Clue("cdp", "name", said, mac=look.src)
        elif kind in (2, 22):
            for ip in _cdp_addresses(value):
                yield Clue("cdp", "ip", ip, mac=look.src)
        elif kind == 3:
            port = said
        elif kind == 4:
            for bit, role in _CDP_ROLES:
                if u32(value, 0) & bit:
                    yield Clue("cdp", "role", role, mac=look.src)
                    break
        elif kind == 5:
            yield Clue("cdp", "description", said, mac=look.src)
        elif kind == 6:
            yield Clue("cdp", "model", said, mac=look.src)
        elif kind == 9 and said:
            yield Clue("cdp", "vtp-domain", said, mac=look.src)
        elif kind == 10:
            more["vlan"] = str(u16(value, 0))
        elif kind == 11:
            more["duplex"] = "full" if value[:1] == b"\x01" else "half"
        elif kind == 14 and len(value) >= 3:
            more["voice_vlan"] = str(u16(value, 1))
    if port:
        yield Clue("cdp", "port", port, mac=look.src, more=tuple(sorted(more.items())))


def _cdp_addresses(value: bytes) -> Iterator[str]:
    at = 4
    for _ in range(min(u32(value, 0), 32)):
        if at + 2 > len(value):
            return
        protocol = value[at + 2 : at + 2 + value[at + 1]]
        at += 2 + value[at + 1]
        size = u16(value, at)
        found = value[at + 2 : at + 2 + size]
        at += 2 + size
        if protocol == b"\xcc" or protocol[-2:] == b"\x86\xdd":
            yield address(found)
