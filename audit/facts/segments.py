"""Who shares a broadcast domain: VLANs, links, stations and documented segments in, segments out.

A domain is one VLAN id on the switches that carry it to each other: over a link whose two ports
both carry the VLAN, or because both learned the same station in it. The same id on two islands is
two domains; access ports of different VLANs that are patched together make one. A device is a
member through the MAC tables; where they are silent through its documented VLAN; last through its
address.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TypeAlias

from audit.facts.model import Device, Link, Seen, Segment, Stated
from audit.facts.names import natural, port_key
from audit.facts.placing import Stations
from audit.inventory.tables import AssetRow, SegmentRow
from audit.payloads import Interface, Vlan

Node: TypeAlias = tuple[str, str, int | None]
"""('switch', id, VLAN), ('vlan', '', VLAN) where no switch is known, ('row', segment, VLAN)."""


@dataclass(slots=True)
class _Domains:
    """Union-find over domain nodes."""

    parent: dict[Node, Node] = field(default_factory=dict[Node, Node])

    def root(self, node: Node) -> Node:
        path: list[Node] = []
        while (up := self.parent.setdefault(node, node)) != node:
            path.append(node)
            node = up
        for passed in path:
            self.parent[passed] = node
        return node

    def join(self, a: Node, b: Node) -> None:
        one, two = self.root(a), self.root(b)
        if one != two:
            self.parent[max(one, two, key=_order)] = min(one, two, key=_order)


def _order(node: Node) -> tuple[object, ...]:
    return ("switch", "vlan", "row").index(node[0]), natural(node[1]), node[2] or 0


def segments_of(
    devices: Iterable[Device],
    assets: Iterable[Stated[AssetRow]],
    rows: Iterable[Stated[SegmentRow]],
    stations: Stations,
    interfaces: Iterable[Seen[Interface]],
    vlans: Iterable[Seen[Vlan]],
    links: Iterable[Link],
) -> tuple[Segment, ...]:
    """Every broadcast domain with a member or a documented purpose."""
    domains = _Domains()
    _join_over_links(domains, interfaces, vlans, links)
    _join_over_stations(domains, stations)
    all_devices = {device.device_id: device for device in devices}
    all_rows = tuple(rows)
    meant = _attach_rows(domains, all_rows, all_devices)
    roots = _roots_by_vlan(domains)
    members: dict[Node, set[str]] = defaultdict(set)
    documented = {row.record.asset_id: row.record for row in assets}
    for device in all_devices.values():
        for node in _memberships(device, documented, all_rows, stations, roots):
            members[domains.root(node)].add(device.device_id)
    ids = _vlan_ids(domains)
    found = [
        _segment(
            root, members.get(root, set()), meant.get(root, []), all_devices, ids.get(root, ())
        )
        for root in sorted({*members, *meant}, key=_order)
    ]
    return tuple(sorted(found, key=lambda s: (s.vlan_id or 0, natural(s.subnet), natural(s.line))))


@dataclass(frozen=True, slots=True)
class _Carried:
    """The VLANs of a port."""

    untagged: int | None
    tagged: frozenset[int]
    is_access: bool

    @property
    def ids(self) -> frozenset[int]:
        return self.tagged | frozenset([self.untagged] if self.untagged else [])


def _join_over_links(
    domains: _Domains,
    interfaces: Iterable[Seen[Interface]],
    vlans: Iterable[Seen[Vlan]],
    links: Iterable[Link],
) -> None:
    exist: dict[str, set[int]] = defaultdict(set)
    for row in vlans:
        exist[row.device_id].add(row.value.vlan_id)
    ports = _ports(interfaces)
    for (device_id, _), carried in ports.items():
        exist[device_id].update(carried.ids)
    for device_id, ids in exist.items():
        for vlan_id in ids:
            domains.root(("switch", device_id, vlan_id))
    for link in links:
        if not link.is_there:
            continue
        a = ports.get((link.a_device, port_key(link.a_port)))
        b = ports.get((link.b_device, port_key(link.b_port)))
        for one, two in _meeting(a, b, exist[link.a_device] & exist[link.b_device]):
            domains.join(("switch", link.a_device, one), ("switch", link.b_device, two))


def _ports(interfaces: Iterable[Seen[Interface]]) -> dict[tuple[str, str], _Carried]:
    """What each port carries; a member of an aggregate carries what the aggregate does. Ports of
    which nothing is known are left out.
    """
    rows = tuple(interfaces)
    found: dict[tuple[str, str], _Carried] = {}
    for row in rows:
        carried = _carried(row.value)
        if carried is not None:
            found[(row.device_id, port_key(row.value.name))] = carried
    for row in rows:
        own = (row.device_id, port_key(row.value.name))
        whole = (
            found.get((row.device_id, port_key(row.value.channel))) if row.value.channel else None
        )
        if whole is not None:
            found[own] = whole
    return found


def _carried(port: Interface) -> _Carried | None:
    """VLANs of a port; None when nothing is known of them."""
    is_access = port.mode != "trunk"
    untagged = port.access_vlan if is_access else port.native_vlan
    tagged = frozenset(vlan for vlan in port.tagged_vlans if vlan and vlan != untagged)
    if not untagged and not tagged and port.mode != "routed":
        return None
    return _Carried(untagged or None, tagged, is_access and not tagged)


def _meeting(a: _Carried | None, b: _Carried | None, both: set[int]) -> Iterable[tuple[int, int]]:
    """The VLANs that are one on a cable: tagged ones by their id, untagged ones whatever their ids
    are, so that two access ports of different VLANs join them. Two trunks with different native
    VLANs join nothing: spanning tree blocks them, or nobody can tell.
    """
    if a is None or b is None:
        known = a or b
        return [(v, v) for v in sorted(both & known.ids if known else both)]
    same = a.tagged & b.tagged
    if a.untagged is None or b.untagged is None:
        return [(v, v) for v in sorted(both & a.ids & b.ids)]
    joined = [(v, v) for v in sorted(same)]
    if a.untagged == b.untagged or a.is_access or b.is_access:
        joined.append((a.untagged, b.untagged))
    return joined


def _join_over_stations(domains: _Domains, stations: Stations) -> None:
    for where in stations.sightings.values():
        first: dict[int, Node] = {}
        for switch, vlan_id in where:
            if vlan_id:
                node: Node = ("switch", switch, vlan_id)
                domains.join(node, first.setdefault(vlan_id, node))


def _attach_rows(
    domains: _Domains, rows: tuple[Stated[SegmentRow], ...], devices: dict[str, Device]
) -> dict[Node, list[Stated[SegmentRow]]]:
    """Put a documented segment on the one domain of its VLAN; where there are several, on the one
    that its line's switches carry, else it stands alone.
    """
    roots = _roots_by_vlan(domains)
    same_vlan = Counter(row.record.vlan for row in rows)
    meant: dict[Node, list[Stated[SegmentRow]]] = defaultdict(list)
    for row in rows:
        vlan_id, node = row.record.vlan, ("row", row.record.segment, row.record.vlan)
        known = set(roots.get(vlan_id, ())) if vlan_id is not None else set[Node]()
        if len(known) > 1:
            known = _on_line(domains, vlan_id, row.record.line, devices) or known
        if len(known) == 1:
            domains.join(node, next(iter(known)))
        elif not known and vlan_id is not None and same_vlan[vlan_id] == 1:
            domains.join(node, ("vlan", "", vlan_id))
        meant[domains.root(node)].append(row)
    return meant


def _on_line(
    domains: _Domains, vlan_id: int | None, line: str, devices: dict[str, Device]
) -> set[Node]:
    found: set[Node] = set()
    for node in tuple(domains.parent):
        device = devices.get(node[1])
        if node[0] != "switch" or node[2] != vlan_id or device is None:
            continue
        if line and line in device.line.split(";"):
            found.add(domains.root(node))
    return found


def _roots_by_vlan(domains: _Domains) -> dict[int | None, set[Node]]:
    roots: dict[int | None, set[Node]] = defaultdict(set)
    for node in tuple(domains.parent):
        roots[node[2]].add(domains.root(node))
    return roots


def _memberships(
    device: Device,
    documented: dict[str, AssetRow],
    rows: tuple[Stated[SegmentRow], ...],
    stations: Stations,
    roots: dict[int | None, set[Node]],
) -> list[Node]:
    seen: list[Node] = [
        ("switch", switch, vlan_id)
        for mac in device.macs
        for switch, vlan_id in stations.sightings.get(mac, ())
        if vlan_id
    ]
    asset = documented.get(device.device_id)
    if seen or (device.role == "switch" and asset is None):
        return seen
    if asset is not None and asset.vlan:
        return [_documented_node(asset, rows, stations, roots)]
    return _by_address(device, rows)


def _documented_node(
    asset: AssetRow,
    rows: tuple[Stated[SegmentRow], ...],
    stations: Stations,
    roots: dict[int | None, set[Node]],
) -> Node:
    vlan_id = asset.vlan
    own = [r.record for r in rows if r.record.vlan == vlan_id and r.record.line == asset.line]
    known = sorted(roots.get(vlan_id, ()), key=_order)
    if asset.switch in stations.switches:
        return ("switch", asset.switch, vlan_id)
    if len(own) == 1:
        return ("row", own[0].segment, vlan_id)
    return known[0] if len(known) == 1 else ("vlan", "", vlan_id)


def _by_address(device: Device, rows: tuple[Stated[SegmentRow], ...]) -> list[Node]:
    """The documented subnet an address is in; of several equal ones that of the device's line."""
    fitting = [
        row.record
        for row in rows
        if (net := network(row.record.subnet)) and any(_inside(ip, net) for ip in device.ips)
    ]
    own = [row for row in fitting if row.line and row.line == device.line] or fitting
    return [("row", own[0].segment, own[0].vlan)] if len(own) == 1 else []


@cache
def network(subnet: str) -> IPv4Network | IPv6Network | None:
    """The subnet as a network; None when the text is none."""
    try:
        return ip_network(subnet.strip(), strict=False) if subnet.strip() else None
    except ValueError:
        return None


@cache
def _inside(ip: str, net: IPv4Network | IPv6Network) -> bool:
    try:
        return ip_address(ip) in net
    except ValueError:
        return False


def _vlan_ids(domains: _Domains) -> dict[Node, tuple[int, ...]]:
    found: dict[Node, set[int]] = defaultdict(set)
    for node in tuple(domains.parent):
        if node[2]:
            found[domains.root(node)].add(node[2])
    return {root: tuple(sorted(ids)) for root, ids in found.items()}


def _segment(
    root: Node,
    ids: set[str],
    rows: list[Stated[SegmentRow]],
    devices: dict[str, Device],
    vlan_ids: tuple[int, ...],
) -> Segment:
    members = [devices[i] for i in sorted(ids, key=natural)]
    lines = {part for d in members for part in d.line.split(";") if part}
    meant = sorted({row.record.line for row in rows} - {""}, key=natural)
    subnets = sorted({row.record.subnet for row in rows} - {""}, key=natural)
    classes = Counter(device.role for device in members)
    evidence = {row.evidence for row in rows} | {e for d in members for e in d.evidence[:1]}
    return Segment(
        vlan_id=root[2],
        subnet=";".join(subnets),
        line=";".join(meant or sorted(lines, key=natural)),
        device_ids=tuple(device.device_id for device in members),
        classes=tuple(sorted(classes.items(), key=lambda pair: (-pair[1], pair[0]))),
        lines=tuple(sorted(lines, key=natural)),
        evidence=tuple(sorted(evidence)),
        vlan_ids=vlan_ids,
    )
