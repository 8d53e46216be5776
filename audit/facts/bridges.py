"""Links that only MAC tables tell: which switch is behind which port in, links and clouds out.

Rules
-----
1. Two ports face each other when each leads to the other's switch and no third switch sits between
   (it would have the two behind different ports).
2. Ports that face each other are one segment. Two ports with nothing else seen between them are a
   cable; still something silent and unmanaged may sit there, and the confidence says so.
3. With three ports, with a station that both sides have learned on the facing ports, or with a
   switch in between that was not read, something that nobody names joins them: a cloud
   `?segment …` with a link from each port. Never a cable that was not seen.
4. Where a third switch might sit in between and its table does not tell, the two get a cloud too,
   with less confidence.
5. Spanning tree holds or breaks it: on a cable one end is the root port of its switch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from audit.facts.forwarding import Forwarding, Port
from audit.facts.model import Link
from audit.facts.names import natural
from audit.facts.towards import Towards

TREE_AGREES = 0.6
FACING = 0.4
"""Both switches see each other, and nothing known lies between."""
SHARED = 0.4
"""A cloud that must be there."""
UNSURE = 0.3
"""A cloud that may be a cable: what lies between was not read."""
ONE_SIDED = 0.2
"""Only one of the switches tells where the other is."""
TREE_DISAGREES = 0.2


@dataclass(slots=True)
class SharedSegment:
    """The ports of switches that one cable or cloud joins."""

    ports: set[Port] = field(default_factory=set[Port])
    hanging: set[str] = field(default_factory=set[str])
    """Switches on it of which no port is known."""
    evidence: set[int] = field(default_factory=set[int])
    is_cloud: bool = False
    is_sure: bool = True
    name: str = ""
    """The cloud's: empty for a cable."""


@dataclass(slots=True)
class Bridged:
    """How the switches are joined, as far as their MAC tables tell."""

    tables: Forwarding
    towards: Towards
    segments: list[SharedSegment]
    links: list[Link]

    def segment_of(self) -> dict[Port, SharedSegment]:
        """Every port on a segment."""
        return {port: segment for segment in self.segments for port in segment.ports}

    def facing(self) -> set[Port]:
        """Every port with a switch behind it."""
        return {(one, port) for one, ports in self.towards.port.items() for port in ports.values()}


def bridged(
    towards: Towards, spoken: Iterable[Link], root_ports: Mapping[str, tuple[str, str, int]]
) -> Bridged:
    """Find the segments, and the links where neighbour protocols are silent."""
    tables, heard = towards.tables, tuple(spoken)
    segments = _segments(towards)
    alone = _one_sided(towards, {port for segment in segments for port in segment.ports})
    segments += [segment for segment in alone if segment.is_cloud]
    known = _Known.of(heard, tables)
    links: list[Link] = []
    for segment in segments:
        segment.is_cloud = segment.is_cloud or _is_shared(segment, towards)
        if segment.is_cloud:
            first = min(segment.ports, key=_order)
            segment.name = f"?segment of {first[0]} {tables.name(first)}"
        links.extend(_links(segment, tables, root_ports, known))
    for segment in alone:
        if not segment.is_cloud:
            ((one, key),), (other,) = segment.ports, segment.hanging
            if not known.speaks((one, key), other):
                name, seen = tables.name((one, key)), tuple(sorted(segment.evidence))
                links.append(Link(one, name, other, "", "fdb", "undocumented", ONE_SIDED, seen))
    return Bridged(tables, towards, segments, links)


def _segments(towards: Towards) -> list[SharedSegment]:
    """Join facing ports; doubtful pairs only where no port of them has a sure partner."""
    sure: list[tuple[Port, Port]] = []
    doubtful: list[tuple[Port, Port]] = []
    for one, other in combinations(towards.port, 2):
        p, q = towards.to(one, other), towards.to(other, one)
        if p is None or q is None:
            continue
        pair = (one, p), (other, q)
        between = _between(towards, *pair)
        if between is None:
            continue
        (doubtful if between else sure).append(pair)
    joined = _joined(sure, None)
    settled = {port for segment in joined for port in segment.ports}
    unsure = _joined([pair for pair in doubtful if not settled & set(pair)], towards)
    for segment in unsure:
        segment.is_cloud, segment.is_sure = True, False
        segment.hanging = {other for other in towards.port if _is_on(towards, other, segment.ports)}
    for segment in (found := joined + unsure):
        segment.evidence = {
            evidence
            for (one, _), (other, _) in combinations(segment.ports, 2)
            for pair in ((one, other), (other, one))
            for evidence in towards.grounds.get(pair, ())
        }
    return found


def _between(towards: Towards, a: Port, b: Port) -> bool | None:
    """Whether a switch may sit between two facing ports; None when one surely does."""
    (one, p), (other, q) = a, b
    maybe = False
    for third in towards.switches():
        if third in (one, other):
            continue
        to_one, to_other = towards.to(third, one), towards.to(third, other)
        if to_one is not None and to_other is not None:
            if to_one != to_other:
                return None
            continue
        away = towards.to(one, third) not in (None, p) or towards.to(other, third) not in (None, q)
        maybe = maybe or (not away and _heard_of(towards, third, one, other))
    return maybe


def _heard_of(towards: Towards, third: str, one: str, other: str) -> bool:
    """Whether a switch has anything in common with two others; in between them it would."""
    return any(towards.have_met(third, switch) for switch in (one, other))


def _joined(pairs: list[tuple[Port, Port]], careful: Towards | None) -> list[SharedSegment]:
    """Join pairs that share a port; when careful, only where one port faces all others."""
    of: dict[Port, SharedSegment] = {}
    for a, b in pairs:
        one, two = of.get(a) or SharedSegment({a}), of.get(b) or SharedSegment({b})
        ports = one.ports | two.ports
        if careful and not any(_is_hub(careful, port, ports - {port}) for port in ports):
            continue
        one.ports = ports
        for port in ports:
            of[port] = one
    segments = {id(segment): segment for segment in of.values()}
    return sorted(segments.values(), key=lambda segment: min(map(_order, segment.ports)))


def _is_hub(towards: Towards, hub: Port, others: set[Port]) -> bool:
    """Whether a port leads to all the switches, and their ports to its own."""
    return all(
        towards.to(hub[0], one) == hub[1] and towards.to(one, hub[0]) == port
        for one, port in others
    )


def _is_on(towards: Towards, switch: str, ports: set[Port]) -> bool:
    """Whether each of the ports is known to lead to the switch."""
    return all(towards.to(one, switch) == port for one, port in ports)


def _is_shared(segment: SharedSegment, towards: Towards) -> bool:
    """Whether more than a cable must be there; switches that were not read are noted."""
    read = towards.port.keys()
    unread = [
        {other for other in towards.behind(port) if other not in towards.tables.at}
        for port in segment.ports
    ]
    first, *rest = unread
    segment.hanging |= first.intersection(*rest) - {switch for switch, _ in segment.ports}
    if len(segment.ports) > 2 or segment.hanging - read:
        return True
    a, b = sorted(segment.ports)
    behind = towards.tables.behind
    return any(_is_between(mac, segment, towards) for mac in behind[a] & behind[b])


def _is_between(mac: str, segment: SharedSegment, towards: Towards) -> bool:
    """Whether a station that both sides see is on no other port: elsewhere it only moved."""
    for switch, table in towards.tables.at.items():
        port = table.get(mac)
        if port and (switch, port) not in segment.ports and not towards.behind((switch, port)):
            return False
    return True


def _one_sided(towards: Towards, joined: set[Port]) -> list[SharedSegment]:
    """Ports behind which switches are that do not tell where they are themselves."""
    found: list[SharedSegment] = []
    for one, ports in towards.port.items():
        for key in sorted(set(ports.values())):
            others = [other for other in towards.behind((one, key)) if other != one]
            if (one, key) in joined or any(towards.to(o, one) is not None for o in others):
                continue
            others = [o for o in others if not _is_nearer(towards, one, o, others)]
            if len(others) == 1 and _may_have_before(towards, (one, key), others[0]):
                continue
            evidence = {e for o in others for e in towards.grounds[(one, o)]}
            found.append(SharedSegment({(one, key)}, set(others), evidence, len(others) > 1, False))
    return found


def _is_nearer(towards: Towards, one: str, far: str, others: list[str]) -> bool:
    """Whether another of the switches, or one that was read, is known to sit before `far`."""
    thirds = {*others, *towards.port} - {one, far}
    return any(towards.separates(third, one, far) for third in thirds)


def _may_have_before(towards: Towards, port: Port, far: str) -> bool:
    """Whether a switch that was read may sit between a port and the only one seen behind it."""
    return any(
        towards.to(port[0], third) in (None, port[1])
        and (towards.to(third, port[0]) is None or towards.to(third, far) is None)
        and _heard_of(towards, third, port[0], far)
        for third in towards.switches()
        if third not in (port[0], far)
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What neighbour protocols told: a pair that has a link, and a port that has one, get none."""

    ports: frozenset[Port]
    pairs: frozenset[frozenset[str]]

    @classmethod
    def of(cls, spoken: tuple[Link, ...], tables: Forwarding) -> _Known:
        ends = [(k.a_device, k.a_port, k.b_device, k.b_port) for k in spoken]
        ports = {tables.key(a, p) for a, p, _, _ in ends} | {tables.key(b, q) for *_, b, q in ends}
        return cls(frozenset(ports), frozenset(frozenset((a, b)) for a, _, b, _ in ends))

    def speaks(self, port: Port, other: str) -> bool:
        return port in self.ports or frozenset((port[0], other)) in self.pairs


def _links(
    segment: SharedSegment,
    tables: Forwarding,
    root_ports: Mapping[str, tuple[str, str, int]],
    known: _Known,
) -> list[Link]:
    ports = sorted(segment.ports, key=_order)
    spoken = [
        pair
        for pair in combinations(ports, 2)
        if known.speaks(pair[0], pair[1][0]) or known.speaks(pair[1], pair[0][0])
    ]
    seen = tuple(sorted(segment.evidence))
    if not segment.is_cloud:
        (one, _), (other, _) = ports
        names = tables.name(ports[0]), tables.name(ports[1])
        ends = (one, names[0], other, names[1])
        sure = _confidence(ports[0], ports[1], tables, root_ports)
        return [] if spoken else [Link(*ends, "fdb", "undocumented", sure, seen)]
    if spoken and len(ports) < 3:
        return []
    sure = SHARED if segment.is_sure else UNSURE
    legs = [(switch, tables.name((switch, key))) for switch, key in ports]
    legs += [(switch, "") for switch in sorted(segment.hanging, key=natural)]
    return [
        Link(switch, port, segment.name, "", "fdb", "undocumented", sure, seen)
        for switch, port in legs
    ]


def _confidence(
    a: Port, b: Port, tables: Forwarding, root_ports: Mapping[str, tuple[str, str, int]]
) -> float:
    up = {end: root_ports.get(end[0]) for end in (a, b)}
    if any(tree and tables.key(end[0], tree[1]) == end for end, tree in up.items()):
        return TREE_AGREES
    roots = {tree[0] for tree in up.values() if tree}
    told = all(tree or end[0] in roots for end, tree in up.items())
    return TREE_DISAGREES if told and roots else FACING


def _order(port: Port) -> tuple[object, ...]:
    return natural(port[0]), natural(port[1])
