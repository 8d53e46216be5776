"""Which port of a switch leads to which other switch: MAC tables, links and trees in, ports out.

Theory of operation
-------------------
What forwards is a tree (spanning tree sees to it), so a switch j lies behind exactly one port of a
switch i. That port is read, in this order, from
1. i's own row for an address of j;
2. a link between them that a neighbour protocol reports; i's root port, where j is the root;
3. stations that both have learned (Lowekamp et al., "Topology discovery for large Ethernet
   networks", 2001): a station behind another port of i than the one to j must be behind the port
   of j that leads to i. Where only one pair of ports allows all common stations, it is that pair;
4. a third switch k: if i and j are behind two ports of k, then j is where k is, seen from i.
Rows that contradict each other (a station moved, a tree for each VLAN) claim nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

from audit.facts.forwarding import Forwarding, Port
from audit.facts.model import Link

ROUNDS = 3
"""How often what was found is used to find more."""
SHOWN = 4
"""Common stations that stand for all of them in the evidence."""
_Combos = dict[tuple[str, str], dict[tuple[str, str], str]]


class Towards:
    """Port keys by pairs of switches, with the evidence for each."""

    def __init__(self, tables: Forwarding) -> None:
        self.tables = tables
        self.port: dict[str, dict[str, str]] = {switch: {} for switch in sorted(tables.at)}
        self.grounds: dict[tuple[str, str], tuple[int, ...]] = {}
        self._all: list[str] = []
        self._met: dict[tuple[str, str], bool] = {}

    def to(self, switch: str, other: str) -> str | None:
        """The port of a switch behind which the other is; None when that is not known."""
        return self.port.get(switch, {}).get(other)

    def say(self, switch: str, other: str, port: str, grounds: tuple[int, ...]) -> None:
        """Note a direction unless one is known."""
        if switch != other and port and other not in self.port.setdefault(switch, {}):
            self.port[switch][other] = port
            self.grounds[(switch, other)] = grounds

    def switches(self) -> list[str]:
        """Every switch that was read or seen by one that was, ascending."""
        if not self._all:
            self._all = sorted({*self.port, *(o for own in self.port.values() for o in own)})
        return self._all

    def have_met(self, one: str, other: str) -> bool:
        """Whether two switches see each other or have learned a common address."""
        pair = (one, other) if one < other else (other, one)
        if pair not in self._met:
            at = self.tables.at
            self._met[pair] = (
                self.to(one, other) is not None
                or self.to(other, one) is not None
                or not at.get(one, {}).keys().isdisjoint(at.get(other, {}))
            )
        return self._met[pair]

    def separates(self, third: str, one: str, other: str) -> bool:
        """Whether two switches are behind different ports of a third."""
        a, b = self.to(third, one), self.to(third, other)
        return a is not None and b is not None and a != b

    def behind(self, port: Port) -> list[str]:
        """The switches known to be behind a port."""
        return [other for other, key in self.port.get(port[0], {}).items() if key == port[1]]


def towards_of(
    tables: Forwarding,
    owner: Mapping[str, str],
    spoken: Iterable[Link],
    root_ports: Mapping[str, tuple[str, str, int]],
) -> Towards:
    """Find out which switch is behind which port of which.

    Parameters
    ----------
    owner
        Own and port MACs of switches → device id.
    spoken
        Links that neighbour protocols report.
    root_ports
        Switch → (root's device id, root port, evidence).
    """
    found = Towards(tables)
    _from_own_rows(found, owner)
    _from_links(found, spoken)
    for switch, (root, port, evidence) in sorted(root_ports.items()):
        found.say(switch, root, tables.key(switch, port)[1], (evidence,))
    combos: _Combos = {}
    for _ in range(ROUNDS):
        before = sum(map(len, found.port.values()))
        _from_thirds(found)
        _from_common_stations(found, combos)
        if sum(map(len, found.port.values())) == before:
            break
    return found


def _from_own_rows(found: Towards, owner: Mapping[str, str]) -> None:
    for switch, table in sorted(found.tables.at.items()):
        ports: dict[str, dict[str, int]] = {}
        for mac in sorted(table.keys() & owner.keys()):
            if owner[mac] != switch:
                evidence = found.tables.evidence[(switch, mac)]
                seen = ports.setdefault(owner[mac], {})
                port = table[mac]
                seen[port] = min(evidence, seen.get(port, evidence))
        for other, seen in ports.items():
            if len(seen) == 1:
                ((port, evidence),) = seen.items()
                found.say(switch, other, port, (evidence,))


def _from_links(found: Towards, spoken: Iterable[Link]) -> None:
    ends: dict[tuple[str, str], dict[str, tuple[int, ...]]] = {}
    for link in spoken:
        for one, port, other in (
            (link.a_device, link.a_port, link.b_device),
            (link.b_device, link.b_port, link.a_device),
        ):
            if one in found.port and port and not other.startswith("?"):
                key = found.tables.key(one, port)[1]
                ends.setdefault((one, other), {})[key] = link.evidence
    for (one, other), ports in ends.items():
        if len(ports) == 1:
            ((port, evidence),) = ports.items()
            found.say(one, other, port, evidence)


def _from_thirds(found: Towards) -> None:
    switches = list(found.port)
    for one in switches:
        own = found.port[one]
        for other in switches:
            if other == one or other in own:
                continue
            for third, port in list(own.items()):
                if third != other and found.separates(third, one, other):
                    found.say(one, other, port, found.grounds[(one, third)])
                    break
            else:
                _towards_one_between(found, one, other)


def _towards_one_between(found: Towards, one: str, between: str) -> None:
    """`between` sees `one` and another switch on two ports: it is where that other is."""
    for far, port in list(found.port[one].items()):
        if far != between and found.separates(between, one, far):
            found.say(one, between, port, found.grounds[(one, far)])
            return


def _from_common_stations(found: Towards, known: _Combos) -> None:
    for one, other in combinations(list(found.port), 2):
        here, there = found.to(one, other), found.to(other, one)
        if here is not None and there is not None:
            continue
        combos = known.get((one, other))
        if combos is None:
            combos = known[(one, other)] = _common(found.tables.at, one, other)
        p, q = _facing(set(combos), here, there)
        shown = sorted(combos.values())[:SHOWN]
        rows = found.tables.evidence
        grounds = tuple(sorted({rows[(switch, mac)] for mac in shown for switch in (one, other)}))
        if here is None and p:
            found.say(one, other, p, grounds)
        if there is None and q:
            found.say(other, one, q, grounds)


def _common(at: dict[str, dict[str, str]], one: str, other: str) -> dict[tuple[str, str], str]:
    """(port of one, port of the other) → the first station that both have learned there."""
    found: dict[tuple[str, str], str] = {}
    theirs = at.get(other, {})
    for mac, port in at.get(one, {}).items():
        far = theirs.get(mac)
        if port and far:
            found.setdefault((port, far), mac)
    return found


def _facing(
    combos: set[tuple[str, str]], here: str | None, there: str | None
) -> tuple[str | None, str | None]:
    """The ports of two switches that face each other, as far as the common stations force them.

    Each combination (a port of one, a port of the other) must have at least one facing port. None
    stands for any port that has no part in a combination.
    """
    own: set[str | None] = {here} if here else {None, *(p for p, _ in combos)}
    far: set[str | None] = {there} if there else {None, *(q for _, q in combos)}
    possible = [(p, q) for p in own for q in far if all(p == a or q == b for a, b in combos)]
    ps, qs = {p for p, _ in possible}, {q for _, q in possible}
    return next(iter(ps)) if len(ps) == 1 else None, next(iter(qs)) if len(qs) == 1 else None
