"""What can be reached from where: the plant's tries in, a matrix of vantage point × segment ×
service out, built up over as many vantage points as there were.

Theory of operation: a cell joins the tries from one vantage point at one port of the devices of one
segment. An answer shows that the way is open. Silence shows a filter only where the same port gives
some answer elsewhere, and a refusal only where it is open elsewhere: the host cannot have given it.
Where a filter refuses one device's port so, it refuses its neighbours' too, and no refusal from
there says anything of a host. Silence everywhere shows nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Network, ip_address, ip_network

from audit.capture.ports import PORT_NAMES
from audit.facts.model import PlantFacts, Seen
from audit.inventory.tables import SegmentRow
from audit.payloads import Reach
from audit.records import Status

HERE = "here"
"""The vantage point that nobody has named."""
_ANSWERED = frozenset(map(str, (Status.OK, Status.PROTOCOL_ERROR, Status.AUTH_FAILED)))
_AT_THE_PORT = frozenset({str(Status.REFUSED)})
_SILENT = frozenset({str(Status.TIMEOUT)})
Place = tuple[str, int]
"""Address and port."""


class State(StrEnum):
    """What the tries of a cell come to, the worst first."""

    OPEN = "open"
    """Something answered."""
    SHUT = "shut"
    """Hosts answer that nothing listens there; no filter is in the way."""
    FILTERED = "filtered"
    """Nothing came through, though the port answers elsewhere."""
    SILENT = "silent"
    """Nothing came back, here or elsewhere: nothing is proven."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """One cell of the matrix."""

    vantage: str
    segment: str
    """Name of the documented segment, else its network."""
    subnet: str
    line: str
    port: int
    service: str
    """What the port is usually used for; empty: nothing in particular."""
    state: State
    open_at: tuple[str, ...]
    """Who answered: device id, else address."""
    filtered_at: tuple[str, ...]
    shut_at: tuple[str, ...]
    silent_at: tuple[str, ...]
    newest: datetime
    evidence: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Ports that are known to be there."""

    open: frozenset[Place]
    """A service answered."""
    answering: frozenset[Place]
    """Those, and the ones that were refused."""
    refusing: frozenset[tuple[str, str]]
    """Vantage point and /24 between which a filter refuses in the hosts' name."""


@dataclass(frozen=True, slots=True)
class _Net:
    name: str
    subnet: str
    line: str


def crossings(facts: PlantFacts) -> tuple[Crossing, ...]:
    """Return the matrix: by vantage point, segment and port; of several tries from one place at
    one port the newest counts.
    """
    newest: dict[tuple[str, str, int], Seen[Reach]] = {}
    for seen in sorted(facts.reaches, key=lambda s: (s.time, s.evidence)):
        if seen.value.outcome in _ANSWERED | _AT_THE_PORT | _SILENT:
            newest[seen.value.vantage, seen.value.ip, seen.value.port] = seen
    networks = _Networks(facts)
    cells: defaultdict[tuple[str, _Net, int], list[Seen[Reach]]] = defaultdict(list)
    for (vantage, ip, port), seen in newest.items():
        if net := networks.of(ip):
            cells[vantage, net, port].append(seen)
    known = known_places(facts)
    order = sorted(cells, key=lambda c: (c[0], c[1].name, c[1].subnet, c[2]))
    return tuple(_crossing(*cell, cells[cell], known) for cell in order)


def known_places(facts: PlantFacts) -> Known:
    """Return the ports that gave an answer somewhere."""
    tried = {(s.value.ip, s.value.port) for s in facts.reaches if s.value.outcome in _ANSWERED}
    refused = [s.value for s in facts.reaches if s.value.outcome in _AT_THE_PORT]
    served = {
        (s.value.ip, s.value.port)
        for s in facts.services
        if s.value.state == "open" and s.value.role == "server"
    }
    is_open = frozenset(tried | served)
    places = ((reach.ip, reach.port) for reach in refused)
    fake = [reach for reach in refused if (reach.ip, reach.port) in is_open]
    # A service that was stopped between two tries from one place is no filter.
    own = {
        (s.value.vantage, s.value.ip, s.value.port)
        for s in facts.reaches if s.value.outcome in _ANSWERED
    }  # fmt: skip
    refusing = {(r.vantage, _near(r.ip)) for r in fake if (r.vantage, r.ip, r.port) not in own}
    return Known(is_open, is_open.union(places), frozenset(refusing))


def held_back(reach: Reach, known: Known) -> bool:
    """Whether a filter stopped a try: no service answered at a port that does elsewhere."""
    place = (reach.ip, reach.port)
    if reach.outcome in _AT_THE_PORT:
        return place in known.open or (reach.vantage, _near(reach.ip)) in known.refusing
    return reach.outcome in _SILENT and place in known.answering


def _near(ip: str) -> str:
    """Return the /24 of an address; any other one stands for itself."""
    return ip.rpartition(".")[0] or ip


def _crossing(
    vantage: str, net: _Net, port: int, tries: list[Seen[Reach]], known: Known
) -> Crossing:
    by_state: defaultdict[State, set[str]] = defaultdict(set)
    for seen in tries:
        by_state[_state(seen.value, known)].add(seen.device_id or seen.value.ip)
    return Crossing(
        vantage, net.name, net.subnet, net.line, port,
        PORT_NAMES.get(("tcp", port), PORT_NAMES.get(("udp", port), "")),
        next(state for state in State if by_state[state]),
        open_at=tuple(sorted(by_state[State.OPEN])),
        filtered_at=tuple(sorted(by_state[State.FILTERED])),
        shut_at=tuple(sorted(by_state[State.SHUT])),
        silent_at=tuple(sorted(by_state[State.SILENT])),
        newest=max(seen.time for seen in tries),
        evidence=tuple(sorted({seen.evidence for seen in tries})),
    )  # fmt: skip


def _state(reach: Reach, known: Known) -> State:
    if reach.outcome in _ANSWERED:
        return State.OPEN
    if held_back(reach, known):
        return State.FILTERED
    return State.SHUT if reach.outcome in _AT_THE_PORT else State.SILENT


class _Networks:
    """Which segment an address is of: the narrowest documented one, else its /24."""

    def __init__(self, facts: PlantFacts) -> None:
        self._rows: list[tuple[IPv4Network, SegmentRow]] = []
        for stated in facts.table(SegmentRow):
            try:
                self._rows.append((IPv4Network(stated.record.subnet.strip()), stated.record))
            except ValueError:
                continue
        self._rows.sort(key=lambda row: (-row[0].prefixlen, row[0], row[1].segment))
        self._found: dict[str, _Net | None] = {}

    def of(self, ip: str) -> _Net | None:
        """Return the segment of an address; None for what is no IPv4 address."""
        if ip not in self._found:
            self._found[ip] = self._look(ip)
        return self._found[ip]

    def _look(self, ip: str) -> _Net | None:
        try:
            address = ip_address(ip)
        except ValueError:
            return None
        if address.version != 4:
            return None
        for network, row in self._rows:
            if address in network:
                return _Net(row.segment, str(network), row.line)
        wider = str(ip_network(f"{ip}/24", strict=False))
        return _Net(wider, wider, "")
