"""The layers below the application, for a whole batch at once: frames in, columns out.

Sources: IEEE 802.3, 802.1Q and 802.1ad; RFC 826 (ARP), RFC 791 (IPv4), RFC 8200 (IPv6), RFC 9293
(TCP), RFC 768 (UDP), RFC 3032 (MPLS), RFC 2516 (PPPoE); LINKTYPE_LINUX_SLL and _SLL2 of libpcap.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias, cast

import numpy as np
import numpy.typing as npt

from audit.capture.batch import Batch, Bytes, Flags, Ints, Words, gathered

LLC = 0x10000
"""`kind` of an 802.2 frame: this plus the two service access points' first, DSAP."""
SNAP = 0x20000
"""`kind` of a SNAP frame of another organisation: this plus its protocol id (Cisco's: 0x2000 CDP,
0x010b per-VLAN spanning tree, 0x2004 DTP, 0x2003 VTP).
"""
OTHER_LINK = 0x30000
"""`kind` of a link without an ethertype that is not read: this plus the LINKTYPE."""
ARP, IPV4, IPV6 = 0x0806, 0x0800, 0x86DD
TCP, UDP, ICMP = 6, 17, 1

MULTICAST = np.uint64(1 << 40)
_PPPOE, _PPP = 0x8864, {0x0021: IPV4, 0x0057: IPV6}
_EXTENSIONS = np.zeros(256, np.bool_)
_EXTENSIONS[[0, 43, 51, 60, 135, 139, 140]] = True
_WLAN = 105
_BSD = {2: IPV4, 10: IPV6, 23: IPV6, 24: IPV6, 28: IPV6, 30: IPV6}
"""Address families of BSD's null link, as the systems number them."""

U16: TypeAlias = npt.NDArray[np.uint16]
U32: TypeAlias = npt.NDArray[np.uint32]


@dataclass(slots=True)
class Columns:
    """One element a frame. What a frame has not is 0."""

    src: Words
    """MAC addresses as 48-bit numbers."""
    dst: Words
    vlans: Words
    """VLAN ids from the outside in, 12 bits each, the innermost lowest; priority tags (0) are
    left out.
    """
    kind: Ints
    """The ethertype, or one of LLC, SNAP, OTHER_LINK."""
    net: Ints
    """Where the network layer begins in the batch's bytes."""
    src_ip: Words
    """IPv4 as a number; IPv6 folded: the whole address is in the batch's bytes."""
    dst_ip: Words
    protocol: Ints
    """IP protocol; of an ARP frame its operation; -1 without either."""
    ttl: Ints
    sport: Ints
    dport: Ints
    tcp: Ints
    """TCP flags, the low eight."""
    payload: Ints
    """Where the transport's payload begins in the batch's bytes."""
    size: Ints
    """Payload bytes that the frame announces (without the padding of short frames)."""
    first: Flags
    """Whether it begins its datagram: not a later fragment."""
    short: Flags
    """The capture cut it within its headers."""
    v6: Flags
    segments: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    """The frames with a whole TCP header."""
    words: U32 = field(default_factory=lambda: np.zeros((0, 10), np.uint32))
    """Ten words of each frame from its network layer on; where there is a transport layer, the last
    five are its first.
    """
    again: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    """The frames whose TCP segment had been sent before, once the flow table has looked."""
    labelled: int = 0
    """How many frames bore MPLS labels that were taken off."""
    sessions: int = 0
    """How many were of PPPoE sessions."""


def columns(batch: Batch) -> Columns:
    """Read the headers of all frames of a batch."""
    link = _link(batch)
    labelled, sessions = _untag(batch, link)
    found = _network(batch, link)
    found.labelled, found.sessions = labelled, sessions
    return found


@dataclass(slots=True)
class _Link:
    src: Words
    dst: Words
    vlans: Words
    kind: Ints
    net: Ints
    end: Ints
    """Where the captured bytes of the frame end."""


def _link(batch: Batch) -> _Link:
    count = len(batch)
    end = batch.start + batch.kept
    if (batch.link == 1).all():
        return _ethernet(batch.data, batch.start, end)
    zero = np.zeros(count, np.uint64)
    whole = _Link(zero.copy(), zero.copy(), zero.copy(), np.zeros(count, np.int64),
                  batch.start.copy(), end)  # fmt: skip
    for value in np.unique(batch.link).tolist():
        own = np.flatnonzero(batch.link == value)
        part = _other(batch.data, batch.start[own], end[own], value)
        whole.src[own], whole.dst[own] = part.src, part.dst
        whole.kind[own], whole.net[own] = part.kind, part.net
    return whole


def _ethernet(data: Bytes, start: Ints, end: Ints) -> _Link:
    words = gathered(data, start, 16).view(">u8")
    one, two = words[:, 0].astype(np.uint64), words[:, 1].astype(np.uint64)
    dst = one >> np.uint64(16)
    src = ((one & np.uint64(0xFFFF)) << np.uint64(32)) | (two >> np.uint64(32))
    kind = ((two >> np.uint64(16)) & np.uint64(0xFFFF)).astype(np.int64)
    cut = end - start < 14
    if cut.any():
        kind[cut], src[cut], dst[cut] = -1, 0, 0
    return _Link(src, dst, np.zeros(len(start), np.uint64), kind, start + 14, end)


def _other(data: Bytes, start: Ints, end: Ints, link: int) -> _Link:
    """Links other than Ethernet: those with addresses in clear, and those without any."""
    if link == 1:
        return _ethernet(data, start, end)
    zero = np.zeros(len(start), np.uint64)
    if link in (113, 276):
        at, kind_at, size = (6, 14, 16) if link == 113 else (12, 0, 20)
        length = _u16(data, start + 4) if link == 113 else data[start + 11].astype(np.int64)
        src = np.where(length == 6, _u48(data, start + at), np.uint64(0))
        kind = _u16(data, start + kind_at)
        kind[end - start < size] = -1
        return _Link(src, zero, zero, kind, start + size, end)
    if link in (0, 108):
        order = np.minimum(data[start], data[start + 3]) == data[start + 3]
        low = np.where(order, data[start], data[start + 3])
        kind = np.zeros(len(start), np.int64)
        for family, ethertype in _BSD.items():
            kind[low == family] = ethertype
        return _Link(zero, zero, zero, kind, start + 4, end)
    if link in (12, 14, 101, 228, 229):
        version = data[start] >> 4
        kind = np.where(version == 4, IPV4, np.where(version == 6, IPV6, 0)).astype(np.int64)
        return _Link(zero, zero, zero, kind, start.copy(), end)
    if link == _WLAN:
        return _wireless(data, start, end)
    kind = np.full(len(start), OTHER_LINK + max(0, link), np.int64)
    return _Link(zero, zero, zero, kind, start.copy(), end)


def _wireless(data: Bytes, start: Ints, end: Ints) -> _Link:
    """802.11: the ends of data frames, and what they carry in clear."""
    one, two = data[start], data[start + 1]
    straight = one & 0x0F == 8
    sort, flags = np.where(straight, one, two), np.where(straight, two, one)
    to_net, from_net, hidden = flags & 1 > 0, flags & 2 > 0, flags & 0x40 > 0
    both, quality = to_net & from_net, sort & 0x80 > 0
    head = 24 + 6 * both + 2 * quality + 4 * (quality & (flags & 0x80 > 0))
    is_data = (sort & 0x0F == 8) & (end - start >= head)
    first, second, third = (_u48(data, start + at) for at in (4, 10, 16))
    src = np.where(from_net, np.where(both, _u48(data, start + 24), third), second)
    dst = np.where(to_net, third, first)
    several = quality & (data[start + 24 + 6 * both] & 0x80 > 0)
    plain = is_data & (sort & 0x40 == 0) & ~hidden & ~several
    none = np.uint64(0)
    return _Link(
        np.where(is_data, src, none), np.where(is_data, dst, none),
        np.zeros(len(start), np.uint64), np.where(plain, 0, OTHER_LINK + _WLAN),
        np.where(plain, start + head, start), end,
    )  # fmt: skip


def _untag(batch: Batch, link: _Link) -> tuple[int, int]:
    """Take tags, labels and sessions off, several of them as they come; count the last two."""
    data = batch.data
    tagged = np.flatnonzero(_is_tag(link.kind))
    for _ in range(4):
        if not len(tagged):
            break
        at = link.net[tagged]
        tag = _u32(data, at)
        vlan = (tag >> 16 & 0xFFF).astype(np.uint64)
        old = link.vlans[tagged]
        link.vlans[tagged] = np.where(vlan > 0, (old << np.uint64(12)) | vlan, old)
        kind = np.where(at + 4 <= link.end[tagged], tag & 0xFFFF, -1)
        link.kind[tagged] = kind
        link.net[tagged] = at + 4
        tagged = tagged[_is_tag(kind)]
    odd = np.flatnonzero((link.kind < 0x600) | (link.kind == _PPPOE) | _is_label(link.kind))
    return _unusual(data, link, odd) if len(odd) else (0, 0)


def _is_tag(kind: Ints) -> Flags:
    found: Flags = (kind == 0x8100) | (kind == 0x88A8) | (kind == 0x9100) | (kind == 0x9200)
    return found


def _is_label(kind: Ints) -> Flags:
    found: Flags = (kind == 0x8847) | (kind == 0x8848)
    return found


def _unusual(data: Bytes, link: _Link, odd: Ints) -> tuple[int, int]:
    labelled = odd[_is_label(link.kind[odd])]
    labels = len(labelled)
    for _ in range(6):
        if not len(labelled):
            break
        last = data[link.net[labelled] + 2] & 1
        link.net[labelled] += 4
        done = labelled[last == 1]
        version = data[link.net[done]] >> 4
        link.kind[done] = np.where(version == 4, IPV4, np.where(version == 6, IPV6, 0x8847))
        labelled = labelled[(last == 0) & (link.net[labelled] + 4 <= link.end[labelled])]
    session = odd[link.kind[odd] == _PPPOE]
    if len(session):
        inner = _u16(data, link.net[session] + 6)
        for number, ethertype in _PPP.items():
            own = session[inner == number]
            link.kind[own] = ethertype
            link.net[own] += 8
    plain = odd[(link.kind[odd] >= 0) & (link.kind[odd] < 0x600)]
    if len(plain):
        at = link.net[plain]
        head = data[at].astype(np.int64)
        link.kind[plain] = LLC + head
        snap = plain[(head == 0xAA) & (data[at + 1] == 0xAA) & (at + 8 <= link.end[plain])]
        organisation = _u24(data, link.net[snap] + 3)
        inner = _u16(data, link.net[snap] + 6)
        link.kind[snap] = np.where((organisation == 0) & (inner >= 0x600), inner, SNAP + inner)
        link.net[snap] += 8
    return labels, len(session)


def _network(batch: Batch, link: _Link) -> Columns:
    heads = gathered(batch.data, link.net, 40)
    found = _ipv4(heads, link, link.kind == IPV4)
    if found.v6.any():
        _ipv6(batch.data, heads, link, found, np.flatnonzero(found.v6))
    if (arp := np.flatnonzero(link.kind == ARP)).size:
        _arp(heads, link, found, arp)
    _transport(batch.data, heads, link, found)
    return found


def _ipv4(heads: Bytes, link: _Link, v4: Flags) -> Columns:
    """The columns of all frames, as far as IPv4 fills them."""
    net = link.net
    words = heads.view(">u4")
    first = heads[:, 0]
    head = (first & 15).astype(np.int64) << 2
    rest = np.maximum(link.end - net, 0)
    fine = v4 & (first >> 4 == 4) & (head >= 20) & (head <= rest)
    total = (words[:, 0] & 0xFFFF).astype(np.int64)
    # A length of 0 is left to the network card (segmentation offload).
    there = np.where(total >= head, np.minimum(total, rest), rest)
    size = np.where(v4, (there - head) * fine, rest)
    whole = np.logical_or(~v4, words[:, 1] & 0x1FFF == 0)
    none = np.empty(0, np.int64)
    return Columns(
        link.src, link.dst, link.vlans, link.kind, net,
        words[:, 3].astype(np.uint64) * fine, words[:, 4].astype(np.uint64) * fine,
        np.where(fine, heads[:, 9], np.int64(-1)), heads[:, 8].astype(np.int64) * fine,
        none, none, none, net + head * v4, size, whole,
        (v4 & ~fine) | (link.kind == -1), link.kind == IPV6,
        words=cast(U32, words),
    )  # fmt: skip


def _ipv6(data: Bytes, heads: Bytes, link: _Link, found: Columns, own: Ints) -> None:
    rows = heads[own]
    net, end = link.net[own], link.end[own]
    fine = (rows[:, 0] >> 4 == 6) & (net + 40 <= end)
    halves = rows[:, 8:40].copy().view(">u8").astype(np.uint64)
    found.src_ip[own] = np.where(fine, fold(halves[:, 0], halves[:, 1]), 0)
    found.dst_ip[own] = np.where(fine, fold(halves[:, 2], halves[:, 3]), 0)
    found.ttl[own] = rows[:, 7]
    kind = rows[:, 6].astype(np.int64)
    at = net + 40
    announced = rows[:, 4:6].copy().view(">u2")[:, 0].astype(np.int64)
    stop = np.where(announced > 0, np.minimum(net + 40 + announced, end), end)
    first = np.ones(len(own), np.bool_)
    for _ in range(6):
        more = fine & (_EXTENSIONS[kind] | ((kind == 44) & first)) & (at + 8 <= stop)
        if not more.any():
            break
        which = np.flatnonzero(more)
        place, old = at[which], kind[which]
        step = (data[place + 1].astype(np.int64) + 1) * 8
        step[old == 44] = 8
        step[old == 51] = (data[place[old == 51] + 1].astype(np.int64) + 2) * 4
        later = (old == 44) & (_u16(data, place + 2) >> 3 > 0)
        first[which[later]] = False
        kind[which], at[which] = data[place], np.minimum(place + step, stop[which])
    found.protocol[own] = np.where(fine, kind, -1)
    found.payload[own] = at
    found.size[own] = np.where(fine, np.maximum(stop - at, 0), 0)
    found.first[own] = first
    found.short[own] |= ~fine


def fold(high: Words, low: Words) -> Words:
    """An IPv6 address as one number that differs for addresses that differ."""
    return (high * np.uint64(0x9E3779B97F4A7C15)) ^ (low + np.uint64(0x632BE59BD9B4E019))


def _arp(heads: Bytes, link: _Link, found: Columns, own: Ints) -> None:
    """Ethernet and IPv4 only: who says which address it has, and whom it asks for."""
    rows = heads[own]
    fine = (link.net[own] + 28 <= link.end[own]) & (rows[:, 4] == 6) & (rows[:, 5] == 4)
    found.src_ip[own] = np.where(fine, rows[:, 14:18].copy().view(">u4")[:, 0], 0)
    found.dst_ip[own] = np.where(fine, rows[:, 24:28].copy().view(">u4")[:, 0], 0)
    found.protocol[own] = np.where(fine, rows[:, 7], np.int64(-1))
    found.short[own] |= ~fine


def _transport(data: Bytes, heads: Bytes, link: _Link, found: Columns) -> None:
    is_tcp = found.protocol == TCP
    ported = (is_tcp | (found.protocol == UDP)) & ((found.kind == IPV4) | found.v6)
    ported &= found.first & (found.payload + 8 <= link.end)
    far = np.flatnonzero(ported & (found.payload != found.net + 20))
    if len(far):
        heads[far, 20:] = gathered(data, found.payload[far], 20)
    ports = found.words[:, 5].astype(np.int64) * ported
    found.sport, found.dport = ports >> 16, ports & 0xFFFF
    flags = found.words[:, 8].astype(np.int64)
    is_tcp &= ported
    head = flags >> 28 << 2
    whole = is_tcp & (head >= 20) & (found.payload + 14 <= link.end)
    found.tcp = (flags >> 16 & 0xFF) * whole
    cut = is_tcp & ~whole
    head = np.where(whole, head, np.where(cut, found.size, 8 * ported))
    found.payload = found.payload + head
    found.size = np.where(ported, np.maximum(found.size - head, 0), found.size)
    found.short |= cut
    found.segments = np.flatnonzero(whole)


def _u16(data: Bytes, at: Ints) -> Ints:
    return (data[at].astype(np.int64) << 8) | data[at + 1]


def _u32(data: Bytes, at: Ints) -> Ints:
    return gathered(data, at, 4).view(">u4")[:, 0].astype(np.int64)


def _u24(data: Bytes, at: Ints) -> Ints:
    return (_u16(data, at) << 8) | data[at + 2]


def _u48(data: Bytes, at: Ints) -> Words:
    value = (_u16(data, at) << 32) | (_u16(data, at + 2) << 16) | _u16(data, at + 4)
    return value.astype(np.uint64)
