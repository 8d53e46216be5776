"""Which nodes are one device: nodes in, groups with the reasons out.

Rules
-----
1. Two documented devices with different ids are never one.
2. The reasons, strongest first: the same documented id, MAC, serial number, address and name,
   address, source key, name, MAC of a port. A stronger reason is used up before a weaker one.
3. An identifier that two documented devices claim identifies neither. Nor does a MAC that a
   redundancy group shares, nor a placeholder (`audit.facts.names`).
4. A weaker reason than a MAC does not hold against a contradiction: see `_contradict`. A MAC that
   software made up, or a MAC of two with other serial numbers and other names, does not either:
   containers, bonds and cloned images share them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from audit.facts.names import is_made_up, is_own_ip, merge_name, serial_key, vendor_key
from audit.facts.nodes import Node


@dataclass(slots=True)
class Group:
    """Nodes taken for one device, with all their identifiers."""

    nodes: list[int]
    documented: set[str]
    macs: set[str]
    serials: set[str]
    vendors: set[str]
    ips: set[str]
    seen_names: set[str]
    """Names that the devices themselves gave; an inventory's id is a label they need not know."""
    names: set[str]
    keys: set[str]
    reach_at: set[str]
    port_macs: set[str]
    reasons: list[str] = field(default_factory=list[str])


def merge(nodes: list[Node]) -> list[Group]:
    """Group the nodes; a group's nodes are ascending, the groups in order of their first node."""
    forest = _Forest(nodes)
    for what, identifiers, blocked in _RULES:
        forest.join(what, identifiers, blocked)
    return forest.groups()


class _Forest:
    """Union-find over groups; the smaller group is poured into the larger one."""

    def __init__(self, nodes: list[Node]) -> None:
        self._nodes = nodes
        self._group = [_group_of(number, node) for number, node in enumerate(nodes)]
        self._at = list(range(len(nodes)))

    def groups(self) -> list[Group]:
        result = [self._group[i] for i in sorted(set(self._at))]
        for group in result:
            group.nodes.sort()
        return sorted(result, key=lambda group: group.nodes[0])

    def join(self, what: str, identifiers: _Identifiers, blocked: _Blocked) -> None:
        """Join the groups that share an identifier, unless something speaks against it."""
        holders: dict[str, list[int]] = defaultdict(list)
        for number in sorted(set(self._at)):
            for value in identifiers(self._group[number]):
                holders[value].append(number)
        for value in sorted(holders):
            if len(holders[value]) > 1:
                self._join_holders(f"{what} {value}", holders[value], blocked)

    def _join_holders(self, reason: str, numbers: list[int], blocked: _Blocked) -> None:
        current = sorted({self._at[n] for n in numbers})
        documented = [n for n in current if self._group[n].documented]
        if len({min(self._group[n].documented) for n in documented}) > 1:
            return
        ordered = documented + [n for n in current if n not in documented]
        if self._ambiguous(ordered, blocked):
            return
        first = ordered[0]
        for other in ordered[1:]:
            a, b = self._at[first], self._at[other]
            if a != b and not blocked(self._group[a], self._group[b]):
                self._pour(a, b, reason)

    def _ambiguous(self, numbers: list[int], blocked: _Blocked) -> bool:
        """Whether two holders contradict each other, so that a third could be either."""
        groups = [self._group[n] for n in numbers]
        fullest = max(groups, key=_weight)
        return any(blocked(fullest, group) for group in groups if group is not fullest)

    def _pour(self, a: int, b: int, reason: str) -> None:
        into, out = (a, b) if len(self._group[a].nodes) >= len(self._group[b].nodes) else (b, a)
        target, source = self._group[into], self._group[out]
        named = f"{reason} in {self._where(a)} and {self._where(b)}"
        target.nodes.extend(source.nodes)
        for attribute in _SETS:
            getattr(target, attribute).update(getattr(source, attribute))
        target.reasons.extend([*source.reasons, named])
        for number in source.nodes:
            self._at[number] = into

    def _where(self, number: int) -> str:
        node = self._nodes[min(self._group[number].nodes)]
        return node.key if node.origin else "the MAC and ARP tables"


_SETS = (
    "documented",
    "macs",
    "serials",
    "vendors",
    "ips",
    "seen_names",
    "names",
    "keys",
    "reach_at",
    "port_macs",
)
_Identifiers = Callable[[Group], Iterable[str]]
_Blocked = Callable[[Group, Group], bool]


def _group_of(number: int, node: Node) -> Group:
    names = {key for name in node.names if (key := merge_name(name))}
    return Group(
        nodes=[number],
        documented={node.documented_id} - {""},
        macs=set(node.macs),
        serials={key for serial in node.serials if (key := serial_key(serial))},
        vendors={key for vendor in node.vendors if (key := vendor_key(vendor))},
        ips={ip for ip in node.ips if is_own_ip(ip)},
        seen_names=set() if node.documented_id else names,
        names=names | {key for name in [node.documented_id] if (key := merge_name(name))},
        keys={node.key},
        reach_at=set(node.reach_at),
        port_macs=set(node.port_macs),
    )


def _weight(group: Group) -> int:
    return len(group.macs) + len(group.serials) + len(group.seen_names)


def _differ(a: set[str], b: set[str]) -> bool:
    return bool(a) and bool(b) and a.isdisjoint(b)


def _free(_a: Group, _b: Group) -> bool:
    return False


def _copied_mac(a: Group, b: Group) -> bool:
    """Whether a MAC that both claim is a copy: see rule 4."""
    names, serials = _differ(a.seen_names, b.seen_names), _differ(a.serials, b.serials)
    if names and serials:
        return True
    shared = a.macs & b.macs
    return (names or serials) and bool(shared) and all(map(is_made_up, shared))


def _other_vendor(a: Group, b: Group) -> bool:
    return _differ(a.vendors, b.vendors)


def _other_serial(a: Group, b: Group) -> bool:
    return _differ(a.serials, b.serials)


def _contradict(a: Group, b: Group) -> bool:
    """Whether two things that share an address say that they are two."""
    return (
        _differ(a.macs | a.port_macs, b.macs | b.port_macs)
        or _differ(a.serials, b.serials)
        or _differ(a.seen_names, b.seen_names)
    )


def _other_machine(a: Group, b: Group) -> bool:
    """Whether two things of one name are two: other serial, or seen with other MAC and address."""
    if _differ(a.serials, b.serials):
        return True
    both_seen = not (a.documented or b.documented)
    return both_seen and (_differ(a.macs, b.macs) or _differ(a.ips, b.ips))


def _ips_with_names(group: Group) -> Iterable[str]:
    return (f"{ip} {name}" for ip in group.ips for name in group.names)


def _addresses(group: Group) -> Iterable[str]:
    """The plant addresses of a group, or where the auditor reaches a documented one."""
    return group.ips | group.reach_at


def _every_mac(group: Group) -> Iterable[str]:
    return group.macs | group.port_macs


def _port_mac_blocked(a: Group, b: Group) -> bool:
    """A port's MAC joins its one owner with a station that nothing else is known of."""
    bare = [g for g in (a, b) if not (g.documented or g.serials or g.seen_names)]
    return not bare or _differ(a.serials, b.serials)


_RULES: tuple[tuple[str, _Identifiers, _Blocked], ...] = (
    ("id", lambda group: group.documented, _free),
    ("mac", lambda group: group.macs, _copied_mac),
    ("serial", lambda group: group.serials, _other_vendor),
    ("ip+name", _ips_with_names, _other_serial),
    ("ip", _addresses, _contradict),
    ("key", lambda group: group.keys, _contradict),
    ("name", lambda group: group.names, _other_machine),
    ("port mac", _every_mac, _port_mac_blocked),
)
