"""Which cables there are: neighbour tables in, links out.

Theory of operation
-------------------
1. Every neighbour row is resolved to a device: chassis MAC, then name, then management address,
   then serial number. A remote end that nobody knows becomes a cloud named `?name`.
2. The two directions of one cable become one link. Ports keep parallel cables apart.
3. Where no neighbour protocol speaks, two switches that see each other's addresses give a link of
   low confidence (`audit.facts.bridges`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from audit.facts.directory import Directory
from audit.facts.model import Link, Seen
from audit.facts.names import port_key, said
from audit.payloads import Neighbour

BOTH_SIDES = 1.0
ONE_SIDE = 0.9
CLOUD = 0.6


@dataclass(frozen=True, slots=True)
class _End:
    device: str
    port: str
    """As the device itself names it, else as the other side calls it; empty: not said."""
    known: bool
    """Whether the port is one of the device's own."""

    @property
    def key(self) -> tuple[str, str]:
        return self.device, port_key(self.port)


@dataclass(frozen=True, slots=True)
class _Row:
    local: _End
    remote: _End
    protocol: str
    evidence: int


def observed_links(neighbours: Iterable[Seen[Neighbour]], directory: Directory) -> list[Link]:
    """Links that neighbour tables report, both directions as one."""
    rows = [row for seen in neighbours if (row := _resolve(seen, directory)) is not None]
    rows.sort(key=lambda row: (row.protocol != "lldp", row.local.key, row.remote.key, row.evidence))
    pairs: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for row in rows:
        a, b = sorted((row.local.device, row.remote.device))
        pairs[(a, b)].append(row)
    links: list[Link] = []
    for pair, group in pairs.items():
        links.extend(_cables(pair, group))
    return links


def _resolve(seen: Seen[Neighbour], directory: Directory) -> _Row | None:
    row = seen.value
    if not seen.device_id:
        return None
    local_port = directory.port(seen.device_id, row.local_port) or row.local_port
    local = _End(seen.device_id, local_port, True)
    device = directory.neighbour(row)
    if device == seen.device_id:
        return None  # stacks report their own members
    if not device:
        label = said(row.remote_name) or row.remote_chassis or row.remote_ip
        device = "?" + (label or f"behind {seen.device_id} {local_port}")
        remote = _End(device, row.remote_port, False)
    else:
        own = directory.port(device, row.remote_port)
        remote = _End(device, own or row.remote_port, bool(own))
    return _Row(local, remote, row.protocol, seen.evidence)


def _cables(pair: tuple[str, str], rows: list[_Row]) -> list[Link]:
    """Join the rows between two devices that speak of one cable."""
    cables: list[dict[str, list[_Row]]] = []
    for row in sorted(rows, key=lambda row: (not row.local.port, not row.remote.known)):
        for cable in cables:
            if _same_cable(row, cable, pair):
                cable[row.local.device].append(row)
                break
        else:
            fresh: dict[str, list[_Row]] = {pair[0]: [], pair[1]: []}
            fresh[row.local.device].append(row)
            cables.append(fresh)
    return [_link(pair, cable) for cable in cables]


def _same_cable(row: _Row, cable: dict[str, list[_Row]], pair: tuple[str, str]) -> bool:
    here = cable[row.local.device]
    there = cable[pair[0] if row.local.device == pair[1] else pair[1]]
    if any(other.local.key == row.local.key for other in here):
        same = [o for o in here if o.local.key == row.local.key]
        return any(
            o.remote.key == row.remote.key or not (o.remote.known and row.remote.known)
            for o in same
        )
    if here:
        return False
    return any(_back(row, other) for other in there)


def _back(row: _Row, other: _Row) -> bool:
    """Whether `other` is the same cable seen from its other end."""
    forth, back = _meet(row.remote, other.local), _meet(other.remote, row.local)
    if row.remote.known and other.remote.known:
        return forth and back
    if row.remote.known:
        return forth
    return back if other.remote.known else forth and back


def _meet(called: _End, own: _End) -> bool:
    """Whether the far side's word for a port fits it; a port that was not said fits any."""
    return called.key == own.key or not (called.port and own.port)


def _link(pair: tuple[str, str], cable: dict[str, list[_Row]]) -> Link:
    a_rows, b_rows = cable[pair[0]], cable[pair[1]]
    first = (a_rows or b_rows)[0]
    a, b = (first.local, first.remote) if a_rows else (first.remote, first.local)
    if a_rows and b_rows:
        a = a if a.port else replace(a, port=b_rows[0].remote.port)
        b = b_rows[0].local if b_rows[0].local.port else b
    cloud = any(end.device.startswith("?") for end in (a, b))
    if b.device.startswith("?") is False and a.device.startswith("?"):
        a, b = b, a
    kinds = {row.protocol for row in (*a_rows, *b_rows)}
    return Link(
        a.device,
        a.port,
        b.device,
        b.port,
        "lldp" if "lldp" in kinds else min(kinds),
        "undocumented",
        CLOUD if cloud else BOTH_SIDES if a_rows and b_rows else ONE_SIDE,
        tuple(sorted(row.evidence for row in (*a_rows, *b_rows))),
    )
