"""What crosses the border of a line: tries from a vantage point, and firewall rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from audit.facts.crossings import Known, held_back, known_places
from audit.facts.model import Device, PlantFacts, Seen, Segment, Stated
from audit.inventory.tables import FirewallRuleRow, FlowRow, SegmentRow
from audit.inventory.tables.security import RuleAction
from audit.payloads import Reach
from audit.records import Status
from checks.line_devices import devices_of
from checks.needed import folded
from checks.remembered import once, reads_of, rows_where

Network = IPv4Network | IPv6Network
OFFICE_WORDS = re.compile(
    r"\b(office|guest|visitor|corporate|business|IT network|b[uü]ro|gast)", re.I
)
_ANY = {"any", "all", "*", "any4", "any6", "alle", "beliebig", "0.0.0.0/0", "::/0", "ip"}
_FLOOR = {"ot", "controls", "plantfloor", "production", "shopfloor", "controlsnetwork", "lines"}
_OUTSIDE = {"internet", "wan", "outside", "public", "external"}
_ALL_PORTS = re.compile(r"\b[01]-65535\b")
_CROSSED = {str(s) for s in (Status.OK, Status.REFUSED, Status.CLOSED, Status.PROTOCOL_ERROR,
                             Status.AUTH_FAILED)}  # fmt: skip


def crossed(reach: Seen[Reach]) -> bool:
    """Whether the try got to the host: an answer, or a refusal that only it can give."""
    return reach.value.outcome in _CROSSED


def stopped(reach: Seen[Reach]) -> bool:
    """Whether nothing came back."""
    return reach.value.outcome == str(Status.TIMEOUT)


@once
def _known(facts: PlantFacts) -> Known:
    return known_places(facts)


def held(facts: PlantFacts, reach: Seen[Reach]) -> bool:
    """Whether something in between stopped a try: no answer, or a refusal that the host cannot have
    given, for the same port is open elsewhere.
    """
    return held_back(reach.value, _known(facts))


@once
def from_office(facts: PlantFacts, vantage: str) -> bool:
    """Whether a vantage point stands in the office or with guests; `here` says nothing."""
    return bool(OFFICE_WORDS.search(_described(facts, vantage)))


@once
def vantage_line(facts: PlantFacts, vantage: str) -> str:
    """Return the line in which a vantage point stands: named so, or in its segment; else empty."""
    for row in facts.table(SegmentRow):
        if row.record.line and folded(row.record.segment) == folded(vantage):
            return row.record.line
    for line in facts.lines:
        names = [name for name in (line.line, line.name) if name]
        if any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", vantage, re.I) for name in names):
            return line.line
    return ""


def from_nearest(
    facts: PlantFacts, flow: FlowRow, tries: Iterable[Seen[Reach]]
) -> tuple[Seen[Reach], ...]:
    """Return the tries of a flow that stand nearest to its source, the newest first: from the line
    or the source's zone, else from a place that nobody has named or that is not known. The office
    is no place to try a line's flow from, unless its source stands there.
    """
    zones = {folded(flow.source_zone)} - {""}

    def far(reach: Seen[Reach]) -> int:
        vantage = reach.value.vantage
        if folded(vantage) in zones or (flow.line and vantage_line(facts, vantage) == flow.line):
            return 0
        return 2 if from_office(facts, vantage) else 1

    ranked = [(far(reach), reach) for reach in tries]
    nearest = min((rank for rank, _ in ranked), default=2)
    near = [reach for rank, reach in ranked if rank == nearest < 2]
    return tuple(sorted(near, key=lambda r: (r.time, r.evidence), reverse=True))


def _described(facts: PlantFacts, vantage: str) -> str:
    own = [r.record for r in facts.table(SegmentRow) if folded(r.record.segment) == folded(vantage)]
    return " ".join([vantage, *(row.purpose for row in own)])


def tries_at(facts: PlantFacts, devices: Iterable[Device]) -> tuple[Seen[Reach], ...]:
    """Return the tries to reach these devices, from wherever."""
    return reads_of(facts, facts.reaches, (device.device_id for device in devices))


@dataclass(frozen=True, slots=True)
class Border:
    """A line's own names and networks, to tell which rules are about it."""

    names: frozenset[str]
    networks: tuple[Network, ...]

    def covers(self, sides: tuple[str, ...]) -> bool:
        """Whether one side of a rule takes in the line, or a part of it."""
        return is_any(sides) or any(self._inside(text) for text in sides)

    def only_inside(self, sides: tuple[str, ...]) -> bool:
        """Whether one side of a rule names nothing but the line's own."""
        return bool(sides) and not is_any(sides) and all(self._own(text) for text in sides)

    def _inside(self, text: str) -> bool:
        if folded(text) in self.names:
            return True
        net = as_network(text)
        return net is not None and any(
            net.version == own.version and net.overlaps(own) for own in self.networks
        )

    def _own(self, text: str) -> bool:
        if folded(text) in self.names - _FLOOR:
            return True
        net = as_network(text)
        return net is not None and any(
            net.version == own.version and net.subnet_of(own)  # type: ignore[arg-type]  # same version
            for own in self.networks
        )


@once
def border_of(facts: PlantFacts, line: str) -> Border:
    """Return what names a line in firewall rules."""
    rows = rows_where(facts, SegmentRow, "line", line)
    nets = [as_network(row.record.subnet) for row in rows]
    nets += [as_network(ip) for device in devices_of(facts, line) for ip in device.ips]
    names = {folded(line), *_FLOOR, *(folded(row.record.segment) for row in rows)}
    names |= {folded(d.device_id) for d in devices_of(facts, line)}
    return Border(frozenset(names - {""}), tuple(net for net in nets if net is not None))


def as_network(text: str) -> Network | None:
    """Return a network or address; None for a name."""
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def is_any(sides: tuple[str, ...]) -> bool:
    """Whether a cell of a rule takes in everything; an empty one does."""
    return not sides or any(text.casefold().strip() in _ANY for text in sides)


def any_service(services: tuple[str, ...]) -> bool:
    """Whether a rule opens every port."""
    return is_any(services) or any(_ALL_PORTS.search(text) for text in services)


def wider_than(sides: tuple[str, ...], prefix: float) -> bool:
    """Whether one side is a network as wide as /16, or wider."""
    nets = [as_network(text) for text in sides]
    return is_any(sides) or any(net is not None and net.version == 4 and net.prefixlen <= prefix
                                for net in nets)  # fmt: skip


def to_internet(sides: tuple[str, ...]) -> bool:
    """Whether one side of a rule lies in the internet."""
    return is_any(sides) or any(folded(t) in _OUTSIDE or is_public_net(t) for t in sides)


def is_public_net(text: str) -> bool:
    """Whether a network or address is one of the internet."""
    net = as_network(text)
    return net is not None and net.is_global and not net.is_multicast


def is_public(text: str) -> bool:
    """Whether an address is a single host's in the internet."""
    try:
        ip = ip_address(text)
    except ValueError:
        return False
    return ip.is_global and not ip.is_multicast


@once
def tries_outside(facts: PlantFacts) -> tuple[Seen[Reach], ...]:
    """Return the tries to reach an address of the internet."""
    return tuple(reach for reach in facts.reaches if is_public(reach.value.ip))


@once
def allowing(facts: PlantFacts) -> tuple[Stated[FirewallRuleRow], ...]:
    """Return the rules in force that let something through."""
    return tuple(
        row
        for row in facts.table(FirewallRuleRow)
        if row.record.action is RuleAction.ALLOW and row.record.enabled is not False
    )


@once
def default_deny(facts: PlantFacts) -> tuple[Stated[FirewallRuleRow], ...]:
    """Return the rules in force that stop all that no other rule lets through: `any` is written."""
    return tuple(
        row for row in facts.table(FirewallRuleRow)
        if row.record.action is RuleAction.DENY and row.record.enabled is not False
        and all(s and is_any(s) for s in (row.record.source, row.record.dest, row.record.service))
    )  # fmt: skip


@once
def network_of(facts: PlantFacts, ip: str) -> str:
    """Return the documented network of an address, else its /24; empty for no IPv4 address."""
    host = as_network(ip)
    if not isinstance(host, IPv4Network) or host.prefixlen != 32 or host.is_loopback:
        return ""
    documented, prefixes = _documented(facts)
    for prefix in prefixes:
        wider = IPv4Network((host.network_address, prefix), strict=False)
        if wider in documented:
            return str(wider)
    return str(IPv4Network((host.network_address, 24), strict=False))


@once
def _documented(facts: PlantFacts) -> tuple[frozenset[IPv4Network], tuple[int, ...]]:
    """Return the networks of the inventory, and how wide they are, the narrowest first."""
    nets = [as_network(row.record.subnet) for row in facts.table(SegmentRow)]
    found = frozenset(net for net in nets if isinstance(net, IPv4Network))
    return found, tuple(sorted({net.prefixlen for net in found}, reverse=True))


def segments_with(facts: PlantFacts, devices: Iterable[Device]) -> tuple[Segment, ...]:
    """Return the broadcast domains in which one of the devices lives."""
    index = _segments_by_device(facts)
    found = {n: s for device in devices for n, s in index.get(device.device_id, ())}
    return tuple(found[n] for n in sorted(found))


@once
def _segments_by_device(facts: PlantFacts) -> dict[str, list[tuple[int, Segment]]]:
    index: dict[str, list[tuple[int, Segment]]] = {}
    for number, segment in enumerate(facts.segments):
        for device_id in segment.device_ids:
            index.setdefault(device_id, []).append((number, segment))
    return index


def segment_name(segment: Segment) -> str:
    """Return what to call a broadcast domain in a sentence."""
    return f"VLAN {segment.vlan_id}" if segment.vlan_id is not None else segment.subnet or "one net"
