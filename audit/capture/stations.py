"""Who was on the wire: senders, the addresses that are their own, and which are one machine.

Rules
-----
1. An address is a sender's own when it said so itself (ARP, a lease, discovery); else when its
   packets have not been routed (their hop count is one that hosts start with), no other sender uses
   that address, and the sender uses few. Otherwise a router stands in between, and the sender's
   maker and role say nothing of the address.
2. Two senders are one machine when one of them names the other's MAC as its own (LLDP chassis,
   PROFINET station, bridge id), when both say the same serial number, or when they have near
   MACs of one maker and say the same name.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from audit.capture.batch import NO_TIME, Ints
from audit.capture.clue import Clue
from audit.capture.engine import Part, ip_text
from audit.capture.flows import DIRECT, ROUTED, Flows
from audit.capture.keys import grouped, mixed
from audit.capture.layers import ARP, IPV4, IPV6
from audit.capture.pick import mac_text, vlan_ids

MAX_OWN_IPS = 4
MAX_STATIONS = 20_000
_GROUP = 1 << 40
_UNSPECIFIED = ("0.0.0.0", "::")  # noqa: S104 - an address that is compared, not bound
_SAYS_SO = frozenset({"dhcp", "pn-dcp", "lldp", "cdp"})
_NAMES_ITSELF = frozenset({"lldp", "cdp"})


@dataclass(slots=True)
class Station:
    """One MAC address that sent."""

    mac: str
    packets: int = 0
    bytes: int = 0
    first_ns: int = 0
    last_ns: int = 0
    vlans: set[int] = field(default_factory=set[int])
    said_ips: set[str] = field(default_factory=set[str])
    """By ARP, as the sender of an answer or a question."""
    direct_ips: set[str] = field(default_factory=set[str])
    routed_ips: set[str] = field(default_factory=set[str])
    ips: tuple[str, ...] = ()
    """Its own, by rule 1."""
    router: bool = False
    """It forwards for others: its addresses are many, or have come over other routers."""


@dataclass(slots=True)
class Stations:
    """All senders of a capture and their machines."""

    by_mac: dict[str, Station] = field(default_factory=dict[str, Station])
    senders_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Address → MACs that sent with it."""
    owner: dict[str, str] = field(default_factory=dict[str, str])
    """Address → the one MAC whose own it is."""
    machines: tuple[tuple[str, ...], ...] = ()
    """MACs of one machine each, every group and the groups in ascending order."""
    joined_by: dict[str, str] = field(default_factory=dict[str, str])
    """MAC → why it belongs to the others of its machine."""
    duplicates: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Addresses that two or more machines say are theirs, with their MACs."""
    left_out: int = 0


def stations_of(part: Part) -> Stations:
    """Derive the stations from flows and clues."""
    found = Stations()
    _senders(part.flows, found)
    said: dict[str, set[str]] = defaultdict(set)
    for clue in part.heard:
        if clue.what == "ip" and clue.protocol in _SAYS_SO and clue.mac in found.by_mac:
            said[clue.mac].add(clue.value)
    for station in found.by_mac.values():
        _own(station, found, said.get(station.mac, set()))
    _machines(part, found)
    _owners(found)
    return found


def _senders(flows: Flows, found: Stations) -> None:
    """Sum the flows by sender, then look at each address of each sender once."""
    source = flows.words("src")
    single = np.flatnonzero((source > 0) & ((source & np.uint64(_GROUP)) == 0))
    macs, which = np.unique(source[single], return_inverse=True)
    packets = np.bincount(which, flows.get("packets")[single], len(macs)).astype(np.int64)
    size = np.bincount(which, flows.get("bytes")[single], len(macs)).astype(np.int64)
    first, last = np.full(len(macs), np.iinfo(np.int64).max), np.full(len(macs), NO_TIME)
    begins = flows.first_ns[: flows.count][single]
    np.minimum.at(first, which, np.where(begins == NO_TIME, first[which], begins))
    np.maximum.at(last, which, flows.last_ns[: flows.count][single])
    order = np.argsort(-packets, kind="stable")
    found.left_out = int(packets[order[MAX_STATIONS:]].sum())
    for index in order[:MAX_STATIONS].tolist():
        mac = mac_text(int(macs[index]))
        found.by_mac[mac] = Station(
            mac, int(packets[index]), int(size[index]), int(first[index]), int(last[index])
        )
    if found.left_out:
        kept = np.zeros(len(macs), np.bool_)
        kept[order[:MAX_STATIONS]] = True
        single = single[kept[which]]
    _tagged(flows, found, single)
    _addressed(flows, found, single)


def _tagged(flows: Flows, found: Stations, single: Ints) -> None:
    vlans, source = flows.words("vlans")[single], flows.words("src")[single]
    tagged = np.flatnonzero(vlans > 0)
    pairs = np.unique(np.stack([source[tagged], vlans[tagged]], axis=1), axis=0)
    for mac, tags in pairs.tolist():
        if station := found.by_mac.get(mac_text(mac)):
            station.vlans.update(vlan_ids(tags))


def _addressed(flows: Flows, found: Stations, single: Ints) -> None:
    """Every (sender, address, ARP or not) once, with the hop counts of all its flows."""
    kind = flows.get("kind")[single]
    own = single[(kind == ARP) | (kind == IPV4) | (kind == IPV6)]
    is_arp = (flows.get("kind")[own] == ARP).astype(np.uint64)
    key = mixed(flows.words("src")[own], flows.words("src_ip")[own], is_arp)
    keys, place, which = grouped(key)
    bits = np.zeros(len(keys), np.int64)
    np.bitwise_or.at(bits, which, flows.get("bits")[own])
    rows = own[place]
    senders = [found.by_mac.get(mac_text(mac)) for mac in flows.words("src")[rows].tolist()]
    known = np.array([station is not None for station in senders], np.bool_)
    ips = iter(flow_ips(flows, rows[known], source=True))
    kinds = flows.get("kind")[rows].tolist()
    for station, kind_of, hops in zip(senders, kinds, bits.tolist(), strict=True):
        if station is not None and (ip := next(ips)):
            _address(station, found, ip, kind_of, hops)


def _address(station: Station, found: Stations, ip: str, kind: int, bits: int) -> None:
    if ip in _UNSPECIFIED:
        return
    found.senders_of[ip].add(station.mac)
    if kind == ARP:
        station.said_ips.add(ip)
    elif bits & DIRECT and not bits & ROUTED:
        station.direct_ips.add(ip)
    else:
        station.routed_ips.add(ip)


def flow_ip(flows: Flows, row: int, *, source: bool) -> str:
    """The address of one end of a flow as text; empty without one."""
    address = flows.ip(row, source=source)
    return ip_text(address) if address else ""


def flow_ips(flows: Flows, rows: Ints, *, source: bool) -> list[str]:
    """The same of several flows."""
    known = (flows.column["kind"][rows] == ARP) | (flows.column["kind"][rows] == IPV4)
    numbers = flows.column["src_ip" if source else "dst_ip"][rows]
    values, which = np.unique(np.where(known, numbers, 0), return_inverse=True)
    texts = [
        ip_text(value.to_bytes(4, "big")) if value < 2**32 else "" for value in values.tolist()
    ]
    found: list[str] = [texts[index] for index in which.tolist()]
    for place in np.flatnonzero(~known).tolist():
        found[place] = flow_ip(flows, int(rows[place]), source=source)
    return found


def _own(station: Station, found: Stations, told: set[str]) -> None:
    """Rule 1."""
    used = station.direct_ips | station.routed_ips
    local = {ip for ip in used if not _link_local(ip)}
    station.router = len(local) > MAX_OWN_IPS or len(station.said_ips) > MAX_OWN_IPS
    own = {ip for ip in told if ip not in _UNSPECIFIED}
    if len(station.said_ips) <= MAX_OWN_IPS:
        own |= station.said_ips
    direct = station.direct_ips - station.routed_ips
    if not station.router:
        own |= {ip for ip in direct if len(found.senders_of[ip]) == 1}
    else:
        own |= {ip for ip in direct if _link_local(ip) and len(found.senders_of[ip]) == 1}
    station.ips = tuple(sorted(own))


def _link_local(ip: str) -> bool:
    return ip.startswith(("fe80:", "169.254."))


def _machines(part: Part, found: Stations) -> None:
    """Rule 2: a union of senders that are proven to be one."""
    parent = {mac: mac for mac in found.by_mac}

    def root(mac: str) -> str:
        while parent[mac] != mac:
            parent[mac] = parent[parent[mac]]
            mac = parent[mac]
        return mac

    def join(one: str, two: str, why: str) -> None:
        if one == two or one not in parent:
            return
        if two not in parent:
            parent[two] = two
        if root(one) != root(two):
            found.joined_by.setdefault(two, why)
            found.joined_by.setdefault(one, why)
            low, high = sorted((root(one), root(two)))
            parent[high] = low

    for clue in part.heard:
        # A bridge's id is an address of its own only where something is sent from it.
        seen = clue.value in found.by_mac or clue.protocol in _NAMES_ITSELF
        if clue.what == "mac" and clue.mac and seen:
            join(clue.mac, clue.value, f"{clue.protocol} of {clue.mac} names {clue.value}")
    for (what, said), macs in _same_words(part, found).items():
        first, *others = sorted(macs)
        for other in others:
            if what == "serial" or _neighbouring(first, other):
                join(first, other, f"both say {what} {said}")
    groups: dict[str, list[str]] = defaultdict(list)
    for mac in parent:
        groups[root(mac)].append(mac)
    found.machines = tuple(sorted(tuple(sorted(group)) for group in groups.values()))


def _same_words(part: Part, found: Stations) -> dict[tuple[str, str], set[str]]:
    """(serial or name, value) → MACs that say it."""
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    for clue in part.heard:
        if clue.what in ("serial", "name", "station"):
            mac = clue.mac or _only(found.senders_of.get(clue.ip, set()))
            if mac in found.by_mac and not found.by_mac[mac].router:
                what = "serial" if clue.what == "serial" else "name"
                said[what, clue.value.casefold()].add(mac)
    return {key: macs for key, macs in said.items() if len(macs) > 1}


def _only(macs: set[str]) -> str:
    return next(iter(macs)) if len(macs) == 1 else ""


def _neighbouring(one: str, two: str) -> bool:
    """MACs of one maker that lie at most eight apart: the ports of one device."""
    first, second = (int(mac.replace(":", ""), 16) for mac in (one, two))
    return one[:8] == two[:8] and abs(first - second) <= 8


def _owners(found: Stations) -> None:
    machine = {mac: group for group in found.machines for mac in group}
    claims: dict[str, set[str]] = defaultdict(set)
    for station in found.by_mac.values():
        for ip in station.ips:
            claims[ip].add(station.mac)
    doubled: list[tuple[str, tuple[str, ...]]] = []
    for ip, macs in sorted(claims.items()):
        if len({machine[mac] for mac in macs}) == 1:
            found.owner[ip] = min(macs)
        elif sum(ip in found.by_mac[mac].said_ips for mac in macs) > 1:
            doubled.append((ip, tuple(sorted(macs))))
    found.duplicates = tuple(doubled)


def device_mac(found: Stations, clue: Clue) -> str:
    """The MAC of the device that a clue speaks of; empty where only the address is known."""
    return clue.mac or found.owner.get(clue.ip, "")
