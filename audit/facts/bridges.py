"""Links that only MAC tables tell: which switches see each other's addresses, low-confidence links
out.

Two ports face each other when each sees the other switch and no third switch sits between them
(Lowekamp et al., "Topology discovery for large Ethernet networks", 2001, in its simplest
form). Something unmanaged may still sit in between: the confidence says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from audit.facts.model import Link, Seen
from audit.facts.names import port_key
from audit.facts.nodes import OWN_STATUSES
from audit.payloads import FdbEntry

FACING = 0.4
"""Both switches see each other, and nothing known lies between."""
SHARED = 0.3
"""Both face one port of a third switch, so they share the segment behind it."""
ONE_SIDED = 0.2
"""Only one of them lists the other's address."""


def bridge_links(
    fdb: Iterable[Seen[FdbEntry]], owner: dict[str, str], spoken: Iterable[Link]
) -> list[Link]:
    """Links between switches where neighbour protocols are silent.

    `owner` maps the switches' own MACs to device ids; `spoken` are the links already known: a pair
    of devices that has one, and a port that has one, get no second.
    """
    taken = {(link.a_device, port_key(link.a_port)) for link in spoken}
    taken |= {(link.b_device, port_key(link.b_port)) for link in spoken}
    pairs = {frozenset((link.a_device, link.b_device)) for link in spoken}
    views = _views(fdb, owner)
    towards: dict[tuple[str, str], _View] = {}
    for view in views:
        for other in view.sees:
            towards.setdefault((view.switch, other), view)
    links: list[Link] = []
    for (switch, other), view in sorted(towards.items(), key=lambda item: item[0]):
        back = towards.get((other, switch))
        if frozenset((switch, other)) in pairs or (back is not None and switch > other):
            continue
        if view.key in taken or (back is not None and back.key in taken):
            continue
        if back is None:
            if len(view.sees) == 1:
                seen = (view.sees[other],)
                links.append(
                    Link(switch, view.port, other, "", "fdb", "undocumented", ONE_SIDED, seen)
                )
        elif not any(
            _between(third, switch, other, towards) for third in view.sees.keys() & back.sees.keys()
        ):
            both = tuple(sorted((view.sees[other], back.sees[switch])))
            links.append(
                Link(switch, view.port, other, back.port, "fdb", "undocumented", FACING, both)
            )
    return links + _shared(links, pairs)


def _shared(links: list[Link], pairs: set[frozenset[str]]) -> list[Link]:
    """Links between switches that face the same port of a third: a hub or cloud is behind it."""
    linked = pairs | {frozenset((link.a_device, link.b_device)) for link in links}
    facing: dict[tuple[str, str], list[tuple[str, str, int]]] = defaultdict(list)
    for link in links:
        if link.confidence == FACING:
            a, b = (link.a_device, link.a_port), (link.b_device, link.b_port)
            facing[a].append((*b, link.evidence[0]))
            facing[b].append((*a, link.evidence[0]))
    found: list[Link] = []
    for members in facing.values():
        for one, two in combinations(sorted(members), 2):
            if (pair := frozenset((one[0], two[0]))) not in linked:
                linked.add(pair)
                seen = tuple(sorted((one[2], two[2])))
                found.append(Link(*one[:2], *two[:2], "fdb", "undocumented", SHARED, seen))
    return found


def _between(third: str, a: str, b: str, towards: dict[tuple[str, str], _View]) -> bool:
    """Whether a switch that both see sits between them: it sees them on two ports of its own."""
    to_a, to_b = towards.get((third, a)), towards.get((third, b))
    return to_a is not None and to_b is not None and to_a is not to_b


class _View:
    """The other switches that one port sees, each with the evidence of its first sighting."""

    def __init__(self, switch: str, port: str) -> None:
        self.switch = switch
        self.port = port
        self.sees: dict[str, int] = {}

    @property
    def key(self) -> tuple[str, str]:
        return self.switch, port_key(self.port)


def _views(fdb: Iterable[Seen[FdbEntry]], owner: dict[str, str]) -> list[_View]:
    views: dict[tuple[str, str], _View] = {}
    for row in fdb:
        other = owner.get(row.value.mac, "")
        if not other or other == row.device_id or not row.value.port:
            continue
        if row.value.status in OWN_STATUSES:
            continue
        key = (row.device_id, port_key(row.value.port))
        view = views.get(key)
        if view is None:
            view = views[key] = _View(row.device_id, row.value.port)
        view.sees.setdefault(other, row.evidence)
    by_switch: dict[str, list[_View]] = defaultdict(list)
    for view in views.values():
        by_switch[view.switch].append(view)
    return [
        view
        for switch in sorted(by_switch)
        for view in sorted(by_switch[switch], key=lambda view: (len(view.sees), view.key))
    ]
