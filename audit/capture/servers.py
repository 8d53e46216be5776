"""Which ends serve, what, and whom: flows and clues in, servers and conversations out.

The server is the side that a connection was opened to; else the side whose messages say so; else
the side whose port is known. What only a port number says is marked as a guess.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from audit.capture.asked import MODBUS, reads_and_writes
from audit.capture.batch import NO_TIME, Flags, Ints, Words
from audit.capture.cycles import Cycle
from audit.capture.engine import Part
from audit.capture.flows import SYN, SYN_ACK, Flows
from audit.capture.keys import grouped, mixed
from audit.capture.layers import ARP, LLC, OTHER_LINK, SNAP, TCP, UDP, fold
from audit.capture.pick import mac_text, vlan_ids
from audit.capture.ports import ETHERTYPES, PORT_NAMES
from audit.capture.reach import outside
from audit.capture.stations import flow_ip, flow_ips

End: TypeAlias = tuple[str, int, str]
"""Address, port, tcp or udp."""
MAX_ENDS = 30_000
"""Serving ends, those with the most packets first."""
MAX_CLIENTS = 10_000
_TRANSPORTS = {1: "icmp", 2: "igmp", 4: "ip-in-ip", 6: "tcp", 17: "udp", 47: "gre", 50: "esp",
               58: "icmpv6", 88: "eigrp", 89: "ospf", 103: "pim", 112: "vrrp"}  # fmt: skip
_SUMS = ("packets", "bytes", "repeated", "payloads", "zero_windows")
_RANK = {"iso-tsap": 0, "tls": 1, "http": 1}
"""What carries other protocols gives way to them."""


@dataclass(slots=True)
class Server:
    """One end that serves."""

    protocol: str = ""
    guessed: bool = True
    answered: bool = False
    clients: set[str] = field(default_factory=set[str])
    words: dict[str, str] = field(default_factory=dict[str, str])
    """Particulars, each once."""
    products: dict[str, None] = field(default_factory=dict[str, None])
    packets: int = 0
    functions: set[int] = field(default_factory=set[int])


@dataclass(slots=True)
class Talk:
    """A conversation in one direction."""

    src_mac: str
    src_ip: str
    dst_mac: str
    dst_ip: str
    vlan: int | None
    protocol: str
    server_port: int | None
    packets: int = 0
    bytes: int = 0
    first_ns: int = NO_TIME
    last_ns: int = NO_TIME
    reads: int | None = None
    writes: int | None = None
    repeated: int = 0
    payloads: int = 0
    zero_windows: int = 0
    cycle: Cycle | None = None
    """How regular it comes, where it is cyclic process data."""


@dataclass(slots=True)
class Traffic:
    """Servers by end, and the conversations that matter most."""

    servers: dict[End, Server] = field(default_factory=dict[End, Server])
    talks: list[Talk] = field(default_factory=list[Talk])
    left_out: int = 0
    """Conversations that found no room among them."""


def traffic_of(part: Part, most_talks: int) -> Traffic:
    """Derive servers and conversations from the flows, with what the clues say of them."""
    found = Traffic()
    known = _recognised(part, found)
    sides = _sides(part.flows, known)
    keys = _servers(part, sides, known, found)
    _talks(part, sides, keys, found, most_talks)
    return found


def _recognised(part: Part, found: Traffic) -> dict[int, End]:
    """Servers whose messages were read, by the key of their end."""
    known: dict[int, End] = {}
    for clue, heard in part.heard.items():
        if clue.what != "server" or not clue.port or not clue.ip:
            continue
        end: End = (clue.ip, clue.port, clue.transport)
        known[_end_key(end)] = end
        server = found.servers.setdefault(end, Server())
        if server.guessed or _RANK.get(server.protocol, 2) < _RANK.get(clue.value, 2):
            server.protocol, server.guessed = clue.value, False
        server.packets = max(server.packets, heard.times)
        for name, value in clue.more:
            if name == "client":
                server.clients.add(value)
            elif name == "product":
                server.products[value] = None
            else:
                server.words.setdefault(name, value)
    return known


def _ends(ip: Words, port: Ints, tcp: Flags) -> Words:
    return mixed(ip, (port * 2 + tcp).astype(np.uint64))


def _end_key(end: End) -> int:
    address = ip_address(end[0])
    raw = address.packed
    if address.version == 4:
        number = np.array([int(address)], np.uint64)
    else:
        halves = np.frombuffer(raw, ">u8").astype(np.uint64)
        number = fold(halves[:1], halves[1:])
    return int(_ends(number, np.array([end[1]]), np.array([end[2] == "tcp"]))[0])


@dataclass(slots=True)
class _Sides:
    """For each flow which of its ends serves."""

    server: Words
    """Key of the serving end; 0 where nothing tells."""
    to_server: Flags
    port: Ints
    """The server's; -1 where nothing tells."""


def _sides(flows: Flows, known: dict[int, End]) -> _Sides:
    protocol, bits = flows.get("protocol"), flows.get("bits")
    ported = ((protocol == TCP) | (protocol == UDP)) & (flows.get("kind") != ARP)
    tcp = protocol == TCP
    sport, dport = flows.get("sport"), flows.get("dport")
    source = _ends(flows.words("src_ip"), sport, tcp)
    target = _ends(flows.words("dst_ip"), dport, tcp)
    opened = ported & tcp
    accepted = np.unique(source[opened & (bits & SYN_ACK > 0)])
    asked = np.unique(target[opened & (bits & SYN > 0) & (bits & SYN_ACK == 0)])
    read = np.array(sorted(known), np.uint64)
    named = {transport: _named(transport) for transport in ("tcp", "udp")}

    def score(end: Words, port: Ints) -> npt.NDArray[np.int8]:
        by_port = np.where(tcp, named["tcp"][port], named["udp"][port])
        found = by_port.astype(np.int8)
        for points, ends in ((8, read), (4, accepted), (2, asked)):
            found += _among(end, ends) * np.int8(points)
        return found

    ahead = score(target, dport) - score(source, sport)
    to_server = ahead > 0
    decided = ported & (ahead != 0)
    server = np.where(decided, np.where(to_server, target, source), np.uint64(0))
    port = np.where(decided, np.where(to_server, dport, sport), -1)
    return _Sides(server, to_server & decided, port)


def _among(values: Words, ordered: Words) -> Flags:
    """Which values are among these, which are in ascending order."""
    if not len(ordered):
        return np.zeros(len(values), np.bool_)
    place = np.searchsorted(ordered, values)
    found: Flags = ordered[np.minimum(place, len(ordered) - 1)] == values
    return found


def _named(transport: str) -> Flags:
    table = np.zeros(65536, np.bool_)
    table[[port for kind, port in PORT_NAMES if kind == transport]] = True
    return table


def _servers(part: Part, sides: _Sides, known: dict[int, End], found: Traffic) -> dict[int, Server]:
    """Every serving end with what its flows say; by its key."""
    flows = part.flows
    decided = np.flatnonzero(sides.server > 0)
    keys, place, which = grouped(sides.server[decided])
    packets = np.bincount(which, flows.get("packets")[decided], len(keys))
    answered = np.bincount(which, ~sides.to_server[decided], len(keys)) > 0
    by_key: dict[int, Server] = {}
    for index in np.argsort(-packets, kind="stable")[:MAX_ENDS].tolist():
        key, row = int(keys[index]), int(decided[place[index]])
        end = known.get(key) or _end(flows, row, to_server=bool(sides.to_server[row]))
        server = found.servers.get(end)
        if server is None:
            server = found.servers[end] = Server(PORT_NAMES.get((end[2], end[1]), ""))
        server.packets = int(packets[index])
        server.answered = server.answered or bool(answered[index])
        by_key[key] = server
    _clients(flows, sides, decided, by_key)
    flow, protocol, code, _ = part.codes.counted()
    own = protocol == MODBUS
    asked = zip(sides.server[flow[own]].tolist(), code[own].tolist(), strict=True)
    for key, function in dict.fromkeys(asked):
        if server := by_key.get(key):
            server.functions.add(function & 0x7F)
    return by_key


def _end(flows: Flows, row: int, *, to_server: bool) -> End:
    transport = "tcp" if flows.column["protocol"][row] == TCP else "udp"
    port = int(flows.column["dport" if to_server else "sport"][row])
    return flow_ip(flows, row, source=not to_server), port, transport


def _clients(flows: Flows, sides: _Sides, decided: Ints, by_key: dict[int, Server]) -> None:
    """Who asked whom, each pair once."""
    decided = decided[_among(sides.server[decided], np.array(sorted(by_key), np.uint64))]
    to_server = sides.to_server[decided]
    client = np.where(to_server, flows.words("src_ip")[decided], flows.words("dst_ip")[decided])
    _, place, _ = grouped(mixed(sides.server[decided], client))
    for asks in (True, False):
        rows = decided[place[to_server[place] == asks]]
        names = flow_ips(flows, rows, source=asks)
        for key, name in zip(sides.server[rows].tolist(), names, strict=True):
            server = by_key.get(key)
            if server is not None and len(server.clients) < MAX_CLIENTS:
                server.clients.add(name)


def _talks(
    part: Part, sides: _Sides, servers: dict[int, Server], found: Traffic, most: int
) -> None:
    """Sum the flows to conversations. Those with the internet, with a controller's functions and of
    cyclic data become rows before all others, then the largest ones.
    """
    flows = part.flows
    if not flows.count:
        return
    below = np.where(sides.port >= 0, flows.get("protocol"), flows.get("protocol") + 1024)
    key = mixed(
        flows.words("src"), flows.words("dst"), flows.words("src_ip"), flows.words("dst_ip"),
        flows.words("vlans") & np.uint64(0xFFF), flows.get("kind").astype(np.uint64),
        (((sides.port + 1) << 12) + below * 2 + sides.to_server).astype(np.uint64),
    )  # fmt: skip
    keys, place, which = grouped(key)
    sums = {name: np.bincount(which, flows.get(name), len(keys)).astype(np.int64) for name in _SUMS}
    first = np.full(len(keys), np.iinfo(np.int64).max)
    last = np.full(len(keys), NO_TIME)
    begins = flows.first_ns[: flows.count]
    timed = begins != NO_TIME
    np.minimum.at(first, which[timed], begins[timed])
    np.maximum.at(last, which, flows.last_ns[: flows.count])
    asked = _codes(part, which, sides)
    cycles = {int(which[row]): cycle for row, cycle in part.cycles.by_row.items()}
    matters = np.zeros(len(keys), np.bool_)
    matters[np.fromiter([*asked, *cycles], np.int64)] = True
    matters |= outside(flows, place)
    order = np.lexsort((place, -sums["packets"], ~matters))[:most]
    found.left_out = max(0, len(keys) - most)
    lists = [sums[name][order].tolist() for name in _SUMS]
    talks = _plain_talks(flows, place[order], sides, servers)
    times = zip(first[order].tolist(), last[order].tolist(), strict=True)
    for index, talk, span, *counts in zip(order.tolist(), talks, times, *lists, strict=True):
        talk.packets, talk.bytes, talk.repeated, talk.payloads, talk.zero_windows = counts
        if span[1] != NO_TIME:
            talk.first_ns, talk.last_ns = span
        if index in asked:
            talk.reads, talk.writes = reads_and_writes(asked[index].items())
        talk.cycle = cycles.get(index)
        found.talks.append(talk)


def _codes(part: Part, which: Ints, sides: _Sides) -> dict[int, dict[tuple[int, int], int]]:
    """The functions that each conversation asked for."""
    found: dict[int, dict[tuple[int, int], int]] = defaultdict(dict)
    row, protocol, code, times = part.codes.counted()
    own = sides.to_server[row]
    lists = (column[own].tolist() for column in (which[row], protocol, code, times))
    for talk, kind, function, count in zip(*lists, strict=True):
        asked = found[talk]
        asked[kind, function] = asked.get((kind, function), 0) + count
    return found


def _plain_talks(
    flows: Flows, rows: Ints, sides: _Sides, servers: dict[int, Server]
) -> Iterator[Talk]:
    """The conversation that each of these flows belongs to, before anything is counted."""
    columns = (flows.words("src"), flows.words("dst"), flows.words("vlans"), flows.get("kind"),
               flows.get("protocol"), sides.port, sides.server)  # fmt: skip
    lists = (column[rows].tolist() for column in columns)
    ends = (flow_ips(flows, rows, source=source) for source in (True, False))
    for src, dst, vlans, kind, number, port, key, src_ip, dst_ip in zip(*lists, *ends, strict=True):
        server = servers.get(key)
        yield Talk(
            mac_text(src),
            src_ip,
            mac_text(dst),
            dst_ip,
            vlan_ids(vlans)[-1] if vlans else None,
            (server.protocol if server else "") or _below(kind, number),
            port if port >= 0 else None,
        )


def _below(kind: int, protocol: int) -> str:
    """What is known below the ports: `arp`, `icmp`, `llc`, `ethertype 0x1234`."""
    if kind == ARP:
        return "arp"
    if protocol >= 0:
        return _TRANSPORTS.get(protocol, f"ip-{protocol}")
    if kind >= OTHER_LINK:
        return f"link {kind - OTHER_LINK}"
    if kind >= SNAP:
        return {0x2000: "cdp", 0x010B: "pvst", 0x2004: "dtp", 0x2003: "vtp"}.get(
            kind - SNAP, f"snap 0x{kind - SNAP:04x}"
        )
    if kind >= LLC:
        return {0x42: "stp", 0x82: "bacnet", 0xE0: "ipx", 0xF0: "netbeui"}.get(kind - LLC, "llc")
    return ETHERTYPES.get(kind, f"ethertype 0x{kind:04x}") if kind > 0 else "cut"
