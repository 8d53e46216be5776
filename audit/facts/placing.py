"""Where each station sits: MAC tables and what joins the switches in, one place for each MAC out.

Rules
-----
1. A port with no switch behind it is an edge: a station that was learned there sits there. Of
   several edges the one with the fewest stations counts.
2. A station that several ports of one segment have learned sits on that segment.
3. A station seen only towards other switches is somewhere beyond those ports; of two ports in a
   row the one nearer to the station counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from audit.facts.bridges import Bridged, SharedSegment
from audit.facts.forwarding import Forwarding, Port
from audit.facts.model import Link, Placement, Seen
from audit.facts.names import natural, port_key
from audit.payloads import Interface

CLOUD_STATIONS = 3
"""From so many stations on, a trunk, or a port with a neighbour nobody knows, leads to a network of
its own.
"""


@dataclass(frozen=True, slots=True)
class Stations:
    """Where stations were learned."""

    vlans: dict[str, tuple[int, ...]]
    """MAC → VLANs in which a switch learned it, ascending."""
    places: dict[str, Placement]
    sightings: dict[str, tuple[tuple[str, int | None], ...]]
    """MAC → (switch, VLAN) where it was learned."""
    switches: frozenset[str]
    """Switches whose MAC table is known."""


def place(
    network: Bridged,
    interfaces: Iterable[Seen[Interface]],
    links: Iterable[Link],
    endpoints: frozenset[str] = frozenset(),
) -> Stations:
    """Place every station's MAC; `endpoints` are far ends that only are stations or phones."""
    tables = network.tables
    seen_at: dict[str, list[Port]] = defaultdict(list)
    for port, macs in tables.behind.items():
        for mac in macs:
            seen_at[mac].append(port)
    inner = network.facing() | _uplinks(tables, links, endpoints)
    crowded = _crowded_trunks(tables, interfaces) - inner
    finder = _Finder(network, network.segment_of(), inner, crowded)
    places = {mac: finder.place(mac, ports) for mac, ports in sorted(seen_at.items())}
    vlans, sightings = _vlans(tables)
    return Stations(vlans, places, sightings, frozenset(tables.at))


@dataclass(frozen=True, slots=True)
class _Finder:
    network: Bridged
    segments: dict[Port, SharedSegment]
    inner: set[Port]
    """Ports that lead on."""
    crowded: set[Port]

    def place(self, mac: str, ports: list[Port]) -> Placement:
        edges = [port for port in ports if port not in self.inner]
        if edges:
            best = min(edges, key=self._crowd)
            kind = "trunk" if best in self.crowded else "edge"
            return self._placement(mac, kind, [best])
        nearest = [port for port in ports if not self._is_passed(port, ports)] or ports
        shared: dict[int, list[Port]] = defaultdict(list)
        for port in nearest:
            if port in self.segments:
                shared[id(self.segments[port])].append(port)
        most = max(shared.values(), key=len, default=list[Port]())
        if len(most) > 1:
            return self._placement(mac, "segment", most, self.segments[most[0]].name)
        return self._placement(mac, "beyond", nearest)

    def _crowd(self, port: Port) -> tuple[int, str, str]:
        return len(self.network.tables.behind[port]), *port

    def _is_passed(self, port: Port, ports: list[Port]) -> bool:
        """Whether a switch behind the port has the station farther away still."""
        towards = self.network.towards
        for other, key in ports:
            back = towards.to(other, port[0])
            if towards.to(port[0], other) == port[1] and back is not None and back != key:
                return True
        return False

    def _placement(self, mac: str, kind: str, ports: list[Port], cloud: str = "") -> Placement:
        tables = self.network.tables
        ordered = sorted(ports, key=lambda port: (natural(port[0]), natural(port[1])))
        at = tuple((switch, tables.name((switch, key))) for switch, key in ordered)
        rows = tuple(sorted({tables.evidence[(switch, mac)] for switch, _ in ordered}))
        return Placement(mac, kind, at, cloud, rows)


def _uplinks(tables: Forwarding, links: Iterable[Link], endpoints: frozenset[str]) -> set[Port]:
    found: set[Port] = set()
    for link in links:
        if not link.is_there:
            continue
        a, b = tables.key(link.a_device, link.a_port), tables.key(link.b_device, link.b_port)
        cloud = link.b_device.startswith("?") and link.b_device not in endpoints
        if link.b_device in tables.at or (
            cloud and len(tables.behind.get(a, ())) >= CLOUD_STATIONS
        ):
            found.add(a)
        if link.a_device in tables.at:
            found.add(b)
    return found


def _crowded_trunks(tables: Forwarding, interfaces: Iterable[Seen[Interface]]) -> set[Port]:
    trunks = {
        tables.key(row.device_id, port_key(row.value.name))
        for row in interfaces
        if row.value.mode == "trunk"
    }
    return {port for port in trunks if len(tables.behind.get(port, ())) >= CLOUD_STATIONS}


def _vlans(
    tables: Forwarding,
) -> tuple[dict[str, tuple[int, ...]], dict[str, tuple[tuple[str, int | None], ...]]]:
    vlans: dict[str, set[int]] = defaultdict(set)
    where: dict[str, set[tuple[str, int | None]]] = defaultdict(set)
    for (switch, _, mac), ids in tables.vlans.items():
        vlans[mac].update(ids)
        where[mac].update([(switch, vlan) for vlan in ids] or [(switch, None)])
    sightings = {
        mac: tuple(sorted(pairs, key=lambda pair: (pair[0], pair[1] or 0)))
        for mac, pairs in where.items()
    }
    return {mac: tuple(sorted(ids)) for mac, ids in vlans.items() if ids}, sightings
