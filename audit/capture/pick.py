"""Which frames are worth a dissector: columns in, a few per cent of the frames out.

Three ways in, each with its budget:
1. discovery and layer 2 protocols: every message once; a repetition is known by its hash;
2. the first messages of each end and direction: what a server speaks shows at the beginning;
3. identification exchanges that may come at any time, known by their first bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from audit.capture.batch import Batch, Bytes, Flags, Ints, Words, gathered
from audit.capture.keys import Keys, mixed
from audit.capture.layers import ARP, IPV4, LLC, SNAP, TCP, UDP, Columns

MAX_MESSAGES = 400_000
MAX_ENDS = 200_000
FEW, MANY = 3, 24
"""Messages of an end and direction that are looked into: on any port, on a known one."""

ANNOUNCES = {67, 68, 137, 138, 162, 520, 1900, 2221, 3702, 5353, 5355, 5678, 10001, 17500, 34964,
             44818, 48899}  # fmt: skip
"""UDP ports of protocols whose messages are told apart by their hash."""
KNOWN_TCP = {21, 22, 23, 25, 80, 102, 104, 110, 135, 139, 143, 179, 389, 445, 502, 515, 554, 587,
             631, 789, 1089, 1090, 1091, 1217, 1433, 1521, 1740, 1883, 1911, 1962, 2222, 2404,
             3306, 3389, 4000, 4840, 4843, 4911, 5000, 5006, 5007, 5020, 5094, 5432, 5900, 8000,
             8080, 8443, 8883, 9100, 9600, 11740, 18245, 18246, 20000, 20547, 34962, 34963, 34964,
             44818, 48010, 48898, 50000, 55000, 55003}  # fmt: skip
KNOWN_UDP = {53, 69, 123, 161, 514, 2222, 5094, 5006, 5007, 9600, 20000, 47808, 49152, *ANNOUNCES}
_NUMBERED = (53, 137, 138, 5353, 5355)
"""Ports of protocols that begin with a transaction number."""
LAYER_2 = (0x88CC, 0x8892, 0x8899, 0x887B, 0x8819, 0x888E, 0x8809, 0x88E1)
"""Ethertypes of which every different message counts."""
CYCLIC = (0x88A4, 0x88AB, 0x88B8, 0x88BA, 0x88CD, 0x88E3, 0x88F7, 0x891D, 0x9000)
"""Ethertypes whose messages are numbered: the first ones of each flow say it all."""


def _table(ports: set[int]) -> Flags:
    table = np.zeros(65536, np.bool_)
    table[sorted(ports)] = True
    return table


_TCP, _UDP, _ANNOUNCE = _table(KNOWN_TCP), _table(KNOWN_UDP), _table(ANNOUNCES)


_MODBUS, _S7, _CIP = 1, 2, 4
_SAYS = np.zeros(65536, np.uint8)
"""Ports of TCP on which identification exchanges come at any time."""
_SAYS[[502, 102, 44818]] = _MODBUS, _S7, _CIP
_IS_ROUTING = _table({2, 88, 89, 112})
"""IGMP, EIGRP, OSPF and VRRP."""
_IS_CYCLIC, _IS_LAYER_2 = _table(set(CYCLIC)), _table(set(LAYER_2))
_IS_NUMBERED, _IS_DHCP = _table(set(_NUMBERED)), _table({67, 68})


@dataclass(slots=True)
class Picker:
    """Keeps the budgets of one part of a capture."""

    messages: Keys = field(default_factory=lambda: Keys(MAX_MESSAGES))
    ends: Keys = field(default_factory=lambda: Keys(MAX_ENDS))
    looked: Ints = field(default_factory=lambda: np.zeros(1024, np.int64))
    """For each end and direction the messages that were looked into."""
    picked: int = 0
    known_tcp: Flags = field(default_factory=_TCP.copy)
    """Ports of servers that the dissectors recognised count as known from then on."""

    def pick(self, batch: Batch, found: Columns, young: Flags) -> Ints:
        """Give the frames to look into, in their order.

        Parameters
        ----------
        young
            Whether the frame's flow had sent fewer than MANY payloads before this batch.
        """
        talks = (found.size > 0) & found.first & ~found.short
        is_ip = (found.kind == IPV4) | found.v6
        is_tcp, is_udp = is_ip & (found.protocol == TCP), is_ip & (found.protocol == UDP)
        told = np.zeros(len(batch), np.bool_)
        streams, datagrams = np.flatnonzero(is_tcp & talks), np.flatnonzero(is_udp & talks)
        told[self._identifies(batch, found, streams)] = True
        told[_announces(batch, found, datagrams)] = True
        other = np.flatnonzero(~(is_tcp | is_udp))
        links = other[(found.kind[other] != ARP) & ~is_ip[other]]
        told[links[talks[links] & self._layer_2(batch, found, links)]] = True
        told[other] |= _IS_ROUTING[found.protocol[other]] & is_ip[other]
        cyclic = links[_IS_CYCLIC[np.minimum(found.kind[links], 0xFFFF)]]
        datagrams = datagrams[~told[datagrams]]
        first = np.concatenate([streams[young[streams]], datagrams[young[datagrams]]])
        chosen = np.zeros(len(batch), np.bool_)
        chosen[self._once(batch, found, np.flatnonzero(told))] = True
        chosen[self._begins(found, np.sort(first), is_tcp)] = True
        chosen[self._sorts(batch, found, cyclic)] = True
        frames = np.flatnonzero(chosen)
        self.picked += len(frames)
        return frames

    def _layer_2(self, batch: Batch, found: Columns, links: Ints) -> Flags:
        kind = found.kind[links]
        some = (kind >= LLC) & (kind < SNAP + 0x10000)
        some |= _IS_LAYER_2[np.minimum(kind, 0xFFFF)]
        # Cyclic process data: counted with the flows; only its acyclic frames are read.
        some[(kind == 0x8892) & (batch.data[found.net[links]] < 0xFC)] = False
        return some

    def _identifies(self, batch: Batch, found: Columns, streams: Ints) -> Ints:
        """Device identification: Modbus functions 17 and 43, status lists of S7, CIP objects."""
        data, all_sizes = batch.data, found.size
        source, target = _SAYS[found.sport[streams]], _SAYS[found.dport[streams]]
        on = source | target
        modbus = streams[on & _MODBUS > 0]
        modbus = modbus[all_sizes[modbus] >= 9]
        code = data[found.payload[modbus] + 7] & 0x7F
        s7 = streams[on & _S7 > 0]
        s7 = s7[all_sizes[s7] >= 17]
        at = found.payload[s7]
        asked = (data[at + 7] == 0x32) & (data[at + 8] == 7)
        asked &= (data[at + 22] & 15 == 4) & (data[at + 23] == 1)
        cip = streams[source & _CIP > 0]
        cip = cip[all_sizes[cip] >= 60]
        at = found.payload[cip]
        replied = (data[at] == 0x6F) & (data[at + 40] == 0x81)
        return np.concatenate([modbus[(code == 0x2B) | (code == 0x11)], s7[asked], cip[replied]])

    def _once(self, batch: Batch, found: Columns, told: Ints) -> Ints:
        """Of messages that say the same, the first."""
        if not len(told):
            return told
        at, size = found.payload[told], found.size[told]
        numbered = _IS_NUMBERED[found.dport[told]] | _IS_NUMBERED[found.sport[told]]
        dhcp = _IS_DHCP[found.dport[told]] & (found.protocol[told] == UDP)
        head = gathered(batch.data, at, 64)
        head[numbered, :2] = 0
        head[dhcp, 4:12] = 0
        tail = gathered(batch.data, at + np.maximum(size - 64, 0), 64)
        little = np.flatnonzero(size < 64)
        inside = np.arange(64) < size[little, None]
        head[little] *= inside
        tail[little] *= inside
        key = mixed(found.src[told], size.astype(np.uint64), *_words(head), *_words(tail))
        _, fresh = self.messages.rows(key)
        return told[fresh]

    def _sorts(self, batch: Batch, found: Columns, cyclic: Ints) -> Ints:
        """Of numbered messages one of each sender and sort: its first two bytes tell."""
        if not len(cyclic):
            return cyclic
        at, data = found.payload[cyclic], batch.data
        sort = (found.kind[cyclic] << 16) | (data[at].astype(np.int64) << 8) | data[at + 1]
        _, fresh = self.messages.rows(mixed(found.src[cyclic], sort.astype(np.uint64)))
        return cyclic[fresh]

    def _begins(self, found: Columns, first: Ints, is_tcp: Flags) -> Ints:
        """The first messages of each end and direction."""
        if not len(first):
            return first
        sport, dport, tcp = found.sport[first], found.dport[first], is_tcp[first]
        known_source = np.where(tcp, self.known_tcp[sport], _UDP[sport])
        known_target = np.where(tcp, self.known_tcp[dport], _UDP[dport])
        to_server = np.where(known_source == known_target, dport <= sport, known_target)
        ip = np.where(to_server, found.dst_ip[first], found.src_ip[first])
        port = np.where(to_server, dport, sport)
        key = mixed(ip, (port * 4 + tcp * 2 + to_server).astype(np.uint64))
        rows, _ = self.ends.rows(key)
        if self.ends.count > len(self.looked):
            more = max(self.ends.count - len(self.looked), len(self.looked))
            self.looked = np.concatenate([self.looked, np.zeros(more, np.int64)])
        fits = rows >= 0
        first, rows = first[fits], rows[fits]
        known = (known_source | known_target)[fits]
        rank = _ranks(rows) + self.looked[rows]
        chosen = rank < np.where(known, MANY, FEW)
        np.add.at(self.looked, rows[chosen], 1)
        return first[chosen]


def _words(rows: Bytes) -> Words:
    """Rows of bytes as columns of words."""
    return np.ascontiguousarray(rows.view(np.uint64).T)


def _announces(batch: Batch, found: Columns, datagrams: Ints) -> Ints:
    """Messages whose repetitions are known by their hash; of BACnet what devices say of themselves
    unasked, and what routers say of networks.
    """
    sport, dport = found.sport[datagrams], found.dport[datagrams]
    told = _ANNOUNCE[sport] | _ANNOUNCE[dport]
    own = (found.size[datagrams] >= 8) & ((sport == 47808) | (dport == 47808))
    some = datagrams[own]
    at, data = found.payload[some], batch.data
    control = data[at + 5]
    message = at + 6
    for routed in (0x20, 0x08):  # destination, then source: network, length, address
        own_length = data[message + 2].astype(np.int64) + 3
        message = message + np.where(control & routed, own_length, 0)
    message = message + np.where(control & 0x20, 1, 0)
    inside = message < at + found.size[some]
    message = np.where(inside, message, at)
    talk = (control & 0x80 != 0) | (data[message] >> 4 == 1)
    told[own] |= (data[at] == 0x81) & inside & talk
    return datagrams[told]


def _ranks(rows: Ints) -> Ints:
    """For each element how many before it have the same value."""
    # Both numbers in one, which sorts several times as fast as with a stable sort.
    both = np.sort((rows << 32) | np.arange(len(rows)))
    order, ordered = both & 0xFFFFFFFF, both >> 32
    start = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    length = np.diff(np.append(start, len(rows)))
    rank = np.empty(len(rows), np.int64)
    rank[order] = np.arange(len(rows)) - np.repeat(start, length)
    return rank


@lru_cache(16384)
def mac_text(value: int) -> str:
    """A 48-bit number as `00:1b:1b:01:02:03`; empty for no address."""
    if not value:
        return ""
    return value.to_bytes(6, "big").hex(":")


@lru_cache(4096)
def vlan_ids(value: int) -> tuple[int, ...]:
    """The VLAN ids of `Columns.vlans`, outermost first."""
    found: list[int] = []
    while value:
        found.append(value & 0xFFF)
        value >>= 12
    return tuple(reversed(found))
