"""Frames inside frames: what a tunnel or a remote mirror carries is looked at like any other frame.

Sources: RFC 7348 (VXLAN), RFC 2784 and 2890 (GRE), RFC 5415 and 5416 (CAPWAP and what it carries of
802.11), Cisco's description of ERSPAN types II and III and of ISL.
"""

from __future__ import annotations

import numpy as np

from audit.capture.batch import Batch, Ints
from audit.capture.layers import IPV4, UDP, Columns

GRE = 47
VXLAN_PORTS = (4789, 8472)
_ISL = (np.uint64(0x01000C0000), np.uint64(0x03000C0000))
"""The first 40 bits of an ISL frame's destination."""
_ISL_HEAD, _VXLAN_HEAD = 26, 8
CAPWAP_PORT = 5247
"""Of the data of access points; what they are told is encrypted, on the port below."""
_CAPWAP_HEAD = 8
_ETHERNET, _RAW, _WLAN = 1, 101, 105
_BRIDGED, _ERSPAN_2, _ERSPAN_3 = 0x6558, 0x88BE, 0x22EB


def inside(batch: Batch, found: Columns) -> list[tuple[str, Batch]]:
    """Give the frames that are carried, by the name of what carries them."""
    carried: list[tuple[str, Batch]] = []
    one, other = VXLAN_PORTS
    is_udp = (found.protocol == UDP) & found.first & (found.size > _VXLAN_HEAD + 14)
    own = np.flatnonzero(is_udp & ((found.dport == one) | (found.dport == other)))
    if len(own):
        flagged = own[batch.data[found.payload[own]] & 0x08 > 0]
        carried.append(("VXLAN", _cut(batch, flagged, found.payload[flagged] + _VXLAN_HEAD)))
    own = np.flatnonzero(is_udp & ((found.sport == CAPWAP_PORT) | (found.dport == CAPWAP_PORT)))
    if len(own):
        carried += _capwap(batch, found, own)
    own = np.flatnonzero((found.protocol == GRE) & found.first & (found.size >= 8))
    if len(own):
        carried += _gre(batch, found, own)
    group = found.dst >> np.uint64(8)
    own = np.flatnonzero((group == _ISL[0]) | (group == _ISL[1]))
    if len(own):
        carried.append(("ISL", _cut(batch, own, batch.start[own] + _ISL_HEAD)))
    return [(name, inner) for name, inner in carried if len(inner)]


def _capwap(batch: Batch, found: Columns, own: Ints) -> list[tuple[str, Batch]]:
    """What access points send to their controller: whole frames in clear, no keep-alives."""
    at, data = found.payload[own], batch.data
    size = (data[at + 1] >> 3).astype(np.int64) * 4
    flags, radio = data[at + 3], data[at + 2] >> 1 & 31
    later = (flags & 0x80 > 0) & ((data[at + 6] > 0) | (data[at + 7] & 0xF8 > 0))
    clear = (data[at] == 0) & (size >= _CAPWAP_HEAD) & (flags & 0x08 == 0) & ~later
    native = data[at + 2] & 1 > 0
    start = at + size
    # 802.11 data only, its first two bytes in either order: Cisco's access points turn them round.
    talk = (data[start] & 0x0F == 8) | (data[start + 1] & 0x0F == 8)
    wlan = np.flatnonzero(clear & native & (radio == 1) & talk)
    wired = np.flatnonzero(clear & ~native)
    return [
        ("CAPWAP", _cut(batch, own[wired], start[wired])),
        ("CAPWAP", _cut(batch, own[wlan], start[wlan], _WLAN)),
    ]


def _gre(batch: Batch, found: Columns, own: Ints) -> list[tuple[str, Batch]]:
    at, data = found.payload[own], batch.data
    flags = data[at].astype(np.int64)
    kind = (data[at + 2].astype(np.int64) << 8) | data[at + 3]
    behind = at + 4 + 4 * (flags >> 7 & 1) + 4 * (flags >> 5 & 1) + 4 * (flags >> 4 & 1)
    carried: list[tuple[str, Batch]] = []
    for name, wanted, head, link in (
        ("GRE", _BRIDGED, 0, _ETHERNET),
        ("GRE", IPV4, 0, _RAW),
        ("GRE", 0x86DD, 0, _RAW),
        ("ERSPAN", _ERSPAN_2, 8, _ETHERNET),
        ("ERSPAN", _ERSPAN_3, 12, _ETHERNET),
    ):
        which = kind == wanted
        if not which.any():
            continue
        start = behind[which] + head
        if wanted == _ERSPAN_2:
            # Without a sequence number it is type I, which has no header of its own.
            start = np.where(flags[which] >> 4 & 1, start, start - head)
        elif wanted == _ERSPAN_3:
            start = start + 8 * (data[start - 1] & 1)  # a platform's own part follows
        carried.append((name, _cut(batch, own[which], start, link)))
    return carried


def _cut(batch: Batch, own: Ints, start: Ints, link: int = _ETHERNET) -> Batch:
    """The rest of these frames from `start` on, as frames of their own."""
    kept = batch.start[own] + batch.kept[own] - start
    fits = kept >= 14
    own, start, kept = own[fits], start[fits], kept[fits]
    missing = batch.length[own] - batch.kept[own]
    return Batch(
        batch.raw, batch.data, start, kept, kept + missing, batch.time_ns[own],
        np.full(len(own), link, np.int64), batch.number,
    )  # fmt: skip
