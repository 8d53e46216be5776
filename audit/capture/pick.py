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

from audit.capture.batch import Batch, Flags, Ints
from audit.capture.keys import Keys, mixed
from audit.capture.layers import ARP, IPV4, LLC, SNAP, TCP, UDP, Columns

MAX_MESSAGES = 400_000
MAX_ENDS = 300_000
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
        told = is_udp & (_ANNOUNCE[found.sport] | _ANNOUNCE[found.dport])
        told |= ~is_ip & (found.kind != ARP) & self._layer_2(batch, found)
        told = (told & talks) | self._identifies(batch, found, is_tcp & talks)
        told |= self._presents(batch, found, np.flatnonzero(is_udp & talks & (found.size >= 8)))
        other = np.flatnonzero(is_ip & ~is_tcp & ~is_udp)
        told[other] |= np.isin(found.protocol[other], (2, 88, 89, 112))
        cyclic = np.flatnonzero((found.kind >= min(CYCLIC)) & (found.kind <= max(CYCLIC)))
        cyclic = cyclic[np.isin(found.kind[cyclic], CYCLIC)]
        first = np.flatnonzero(talks & young & (is_tcp | (is_udp & ~told)))
        chosen = np.concatenate([
            self._once(batch, found, np.flatnonzero(told)), self._begins(found, first, is_tcp),
            self._sorts(batch, found, cyclic),
        ])  # fmt: skip
        chosen = np.unique(chosen)
        self.picked += len(chosen)
        return chosen

    def _layer_2(self, batch: Batch, found: Columns) -> Flags:
        kind = found.kind
        some = (kind >= LLC) & (kind < SNAP + 0x10000)
        plain = np.flatnonzero((kind >= min(LAYER_2)) & (kind <= max(LAYER_2)))
        some[plain] = np.isin(kind[plain], LAYER_2)
        cyclic = np.flatnonzero(kind == 0x8892)
        if len(cyclic):
            # Cyclic process data: counted with the flows; only its acyclic frames are read.
            some[cyclic] = batch.data[found.net[cyclic]] >= 0xFC
        return some

    def _identifies(self, batch: Batch, found: Columns, talks: Flags) -> Flags:
        """Device identification: Modbus functions 17 and 43, status lists of S7, CIP objects."""
        some = np.zeros(len(batch), np.bool_)
        on = {port: (found.sport == port) | (found.dport == port) for port in (502, 102)}
        modbus = np.flatnonzero(talks & on[502] & (found.size >= 9))
        if len(modbus):
            code = batch.data[found.payload[modbus] + 7] & 0x7F
            some[modbus] = (code == 0x2B) | (code == 0x11)
        s7 = np.flatnonzero(talks & on[102] & (found.size >= 17))
        if len(s7):
            at, data = found.payload[s7], batch.data
            asked = (data[at + 7] == 0x32) & (data[at + 8] == 7)
            some[s7] = asked & (data[at + 22] & 15 == 4) & (data[at + 23] == 1)
        cip = np.flatnonzero(talks & (found.sport == 44818) & (found.size >= 60))
        if len(cip):
            at, data = found.payload[cip], batch.data
            some[cip] = (data[at] == 0x6F) & (data[at + 40] == 0x81)
        return some

    def _presents(self, batch: Batch, found: Columns, own: Ints) -> Flags:
        """BACnet: what devices say of themselves unasked, and what routers say of networks."""
        some = np.zeros(len(batch), np.bool_)
        own = own[(found.sport[own] == 47808) | (found.dport[own] == 47808)]
        at, data = found.payload[own], batch.data
        control = data[at + 5]
        message = at + 6
        for routed in (0x20, 0x08):  # destination, then source: network, length, address
            own_length = data[message + 2].astype(np.int64) + 3
            message = message + np.where(control & routed, own_length, 0)
        message = message + np.where(control & 0x20, 1, 0)
        inside = message < at + found.size[own]
        message = np.where(inside, message, at)
        talk = (control & 0x80 != 0) | (data[message] >> 4 == 1)
        some[own] = (data[at] == 0x81) & inside & talk
        return some

    def _once(self, batch: Batch, found: Columns, told: Ints) -> Ints:
        """Of messages that say the same, the first."""
        if not len(told):
            return told
        at, size = found.payload[told], found.size[told]
        window = np.lib.stride_tricks.sliding_window_view(batch.data, 64)
        numbered = np.isin(found.dport[told], _NUMBERED) | np.isin(found.sport[told], _NUMBERED)
        place = np.arange(64)
        head = window[at] * (place < size[:, None])
        head[numbered, :2] = 0
        dhcp = np.isin(found.dport[told], (67, 68)) & (found.protocol[told] == UDP)
        head[dhcp, 4:12] = 0
        tail = window[at + np.maximum(size - 64, 0)] * (place < size[:, None])
        words = np.concatenate([head, tail], axis=1).view(np.uint64)
        key = mixed(found.src[told], size.astype(np.uint64), *words.T)
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


def _ranks(rows: Ints) -> Ints:
    """For each element how many before it have the same value."""
    order = np.argsort(rows, kind="stable")
    ordered = rows[order]
    start = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    length = np.diff(np.append(start, len(rows)))
    rank = np.empty(len(rows), np.int64)
    rank[order] = np.arange(len(rows)) - np.repeat(start, length)
    return rank


@lru_cache(65536)
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
