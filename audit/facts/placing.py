"""Behind which access port a station sits: MAC tables and links in, one place for each MAC out.

A port where another switch sits (an uplink) shows every station beyond it and places none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from audit.facts.model import Link, Seen
from audit.facts.names import is_station, port_key
from audit.facts.nodes import OWN_STATUSES
from audit.payloads import FdbEntry, Interface

CLOUD_STATIONS = 3
"""From so many stations on, a trunk, or a port with a neighbour nobody knows, is an uplink."""


@dataclass(frozen=True, slots=True)
class Place:
    """A switch port."""

    switch: str
    port: str


@dataclass(frozen=True, slots=True)
class Stations:
    """Where stations were learned."""

    vlans: dict[str, tuple[int, ...]]
    """MAC → VLANs in which a switch learned it, ascending."""
    places: dict[str, Place]
    """MAC → the access port it sits behind; MACs seen only on uplinks are missing."""
    sightings: dict[str, tuple[tuple[str, int | None], ...]]
    """MAC → (switch, VLAN) where it was learned."""
    switches: frozenset[str]
    """Switches whose MAC table is known."""


def place(
    fdb: Iterable[Seen[FdbEntry]],
    interfaces: Iterable[Seen[Interface]],
    links: Iterable[Link],
    owner: dict[str, str],
) -> Stations:
    """Place every station's MAC; `owner` maps the switches' own MACs to their device ids."""
    learned = [
        row
        for row in fdb
        if row.value.status not in OWN_STATUSES and row.value.port and is_station(row.value.mac)
    ]
    behind: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in learned:
        behind[(row.device_id, port_key(row.value.port))].add(row.value.mac)
    switches = {row.device_id for row in learned}
    uplinks = _uplinks(behind, interfaces, links, owner, switches)
    places = _places(learned, behind, uplinks)
    return Stations(_vlans(learned), places, _sightings(learned), frozenset(switches))


def _uplinks(
    behind: dict[tuple[str, str], set[str]],
    interfaces: Iterable[Seen[Interface]],
    links: Iterable[Link],
    owner: dict[str, str],
    switches: set[str],
) -> set[tuple[str, str]]:
    trunks = {
        (row.device_id, port_key(row.value.name)) for row in interfaces if row.value.mode == "trunk"
    }
    found = {port for port in trunks if len(behind.get(port, ())) >= CLOUD_STATIONS}
    for link in links:
        if not link.is_there:
            continue
        a, b = (link.a_device, port_key(link.a_port)), (link.b_device, port_key(link.b_port))
        if link.b_device in switches or _is_cloud(link, len(behind.get(a, ()))):
            found.add(a)
        if link.a_device in switches:
            found.add(b)
    for port, macs in behind.items():
        if any(owner.get(mac, port[0]) != port[0] for mac in macs):
            found.add(port)
    return found


def _is_cloud(link: Link, stations: int) -> bool:
    return link.b_device.startswith("?") and stations >= CLOUD_STATIONS


def _places(
    learned: list[Seen[FdbEntry]],
    behind: dict[tuple[str, str], set[str]],
    uplinks: set[tuple[str, str]],
) -> dict[str, Place]:
    best: dict[str, tuple[int, str, str, Place]] = {}
    for row in learned:
        port = port_key(row.value.port)
        if (row.device_id, port) in uplinks:
            continue
        crowd = len(behind[(row.device_id, port)])
        candidate = (crowd, row.device_id, port, Place(row.device_id, row.value.port))
        if row.value.mac not in best or candidate[:3] < best[row.value.mac][:3]:
            best[row.value.mac] = candidate
    return {mac: found[3] for mac, found in best.items()}


def _vlans(learned: list[Seen[FdbEntry]]) -> dict[str, tuple[int, ...]]:
    vlans: dict[str, set[int]] = defaultdict(set)
    for row in learned:
        if row.value.vlan_id:
            vlans[row.value.mac].add(row.value.vlan_id)
    return {mac: tuple(sorted(ids)) for mac, ids in vlans.items()}


def _sightings(
    learned: list[Seen[FdbEntry]],
) -> dict[str, tuple[tuple[str, int | None], ...]]:
    found: dict[str, set[tuple[str, int | None]]] = defaultdict(set)
    for row in learned:
        found[row.value.mac].add((row.device_id, row.value.vlan_id))
    return {
        mac: tuple(sorted(where, key=lambda pair: (pair[0], pair[1] or 0)))
        for mac, where in found.items()
    }
