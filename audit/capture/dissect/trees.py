"""Spanning trees, rings and shared gateways: who is the root, who is a bridge, what is virtual.

Sources: IEEE 802.1D-2004 clause 9 and 802.1Q clause 14 (BPDUs), Cisco's per-VLAN trees on SNAP
0x010b, IEC 62439-2 (MRP), RFC 2281 (HSRP), RFC 5798 (VRRP).
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.capture.clue import Clue, Look
from audit.capture.dissect.words import address, mac, u16
from audit.capture.layers import LLC, SNAP

_VERSIONS = {0: "stp", 2: "rstp", 3: "mstp", 4: "spt"}


def trees(look: Look) -> Iterator[Clue]:
    """Read one frame of a redundancy protocol."""
    if look.kind == LLC + 0x42:
        yield from _bpdu(look, look.payload[3:], "")
    elif look.kind == SNAP + 0x010B:
        yield from _bpdu(look, look.payload, _own_vlan(look.payload))
    elif look.kind == 0x88E3:
        yield Clue("mrp", "ring", "mrp", mac=look.src)
    elif look.protocol == 112 and look.payload[:1] in (b"\x21", b"\x31") and look.dst_ip in (
        "224.0.0.18", "ff02::12",
    ):  # fmt: skip
        yield from _vrrp(look)
    elif look.protocol == 17 and look.dport == 1985 and len(look.payload) >= 20:
        yield Clue("hsrp", "virtual", address(look.payload[16:20]), mac=look.src)


def _bpdu(look: Look, data: bytes, vlan: str) -> Iterator[Clue]:
    if len(data) < 4 or data[:2] != b"\0\0" or data[2] not in _VERSIONS:
        return
    if data[3] not in (0, 2) or len(data) < 35:
        return
    protocol = _VERSIONS[data[2]]
    if vlan:
        protocol = "rpvst" if data[2] == 2 else "pvst"
    bridge, root = mac(data[19:25]), mac(data[7:13])
    if not bridge or not root:
        return
    priority = u16(data, 17) & 0xF000
    more = (
        ("bridge", bridge), ("priority", str(priority)),
        ("root_priority", str(u16(data, 5) & 0xF000)),
        ("port", str(u16(data, 25) & 0x0FFF)), ("instance", vlan or "0"),
    )  # fmt: skip
    yield Clue(protocol, "root", root, mac=look.src, more=more)
    if bridge != look.src:
        yield Clue(protocol, "mac", bridge, mac=look.src)


def _own_vlan(data: bytes) -> str:
    """The originating VLAN, the element behind a per-VLAN BPDU; 0 without one."""
    at = data.find(b"\0\0\0\x02", 35)
    return str(u16(data, at + 4) & 0xFFF) if at >= 0 else "0"


def _vrrp(look: Look) -> Iterator[Clue]:
    for number in range(min(look.payload[3], 8) if len(look.payload) > 8 else 0):
        at = 8 + 4 * number
        yield Clue("vrrp", "virtual", address(look.payload[at : at + 4]), mac=look.src)
