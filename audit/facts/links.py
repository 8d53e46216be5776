"""Which cables there are: neighbour tables, MAC tables and documented links in, links out.

Theory of operation
-------------------
1. Every neighbour row is resolved to a device: chassis MAC, then name, then management address,
   then serial number. A remote end that nobody knows becomes a cloud named `?name`.
2. The two directions of one cable become one link. Ports keep parallel cables apart.
3. Where no neighbour protocol speaks, two switches that see each other's addresses give a link of
   low confidence (`audit.facts.bridges`).
4. Documented links confirm observed ones, or are different (a port leads elsewhere), or missing;
   missing only when both ends' neighbour tables were read completely.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from audit.facts.directory import Directory
from audit.facts.model import Link, Seen, Stated
from audit.facts.names import natural, port_key, said
from audit.inventory.tables import LinkRow
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


def compare(
    links: list[Link],
    documented: Iterable[Stated[LinkRow]],
    directory: Directory,
    completely_read: set[str],
) -> tuple[Link, ...]:
    """Set each link's state against the documented ones; add those that are different or missing.

    `completely_read` holds the devices whose neighbour tables were read to the end.
    """
    result = list(links)
    left: list[tuple[Stated[LinkRow], _End, _End]] = []
    for row in documented:
        a = _documented_end(row.record.a_device, row.record.a_port, directory)
        b = _documented_end(row.record.b_device, row.record.b_port, directory)
        match = _exact(result, a, b)
        if match is None:
            left.append((row, a, b))
        else:
            found = result[match]
            evidence = tuple(sorted({*found.evidence, row.evidence}))
            result[match] = replace(found, state="confirmed", evidence=evidence)
    for row, a, b in left:
        if state := _judge(result, a, b, completely_read):
            confidence = 0.9 if state == "different" else 0.7
            ends = (a.device, a.port, b.device, b.port)
            result.append(Link(*ends, "documented", state, confidence, (row.evidence,)))
    return tuple(sorted(result, key=_order))


def _documented_end(device: str, port: str, directory: Directory) -> _End:
    device_id = directory.named(device) or device
    return _End(device_id, directory.port(device_id, port) or port, True)


def _exact(links: list[Link], a: _End, b: _End) -> int | None:
    candidates: list[int] = []
    for number, link in enumerate(links):
        one, two = (link.a_device, port_key(link.a_port)), (link.b_device, port_key(link.b_port))
        if (_fits(a, one) and _fits(b, two)) or (_fits(a, two) and _fits(b, one)):
            candidates.append(number)
    fresh = [n for n in candidates if links[n].state != "confirmed"]
    return next(iter(fresh or candidates), None)


def _fits(end: _End, seen: tuple[str, str]) -> bool:
    return end.device == seen[0] and (not end.port or not seen[1] or end.key[1] == seen[1])


def _judge(links: list[Link], a: _End, b: _End, completely_read: set[str]) -> str:
    for end in (a, b):
        for link in links:
            if link.kind == "documented" or not end.port:
                continue
            ends = ((link.a_device, port_key(link.a_port)), (link.b_device, port_key(link.b_port)))
            if end.key in ends:
                return "different"
    return "missing" if {a.device, b.device} <= completely_read else ""


def _order(link: Link) -> tuple[object, ...]:
    return (
        natural(link.a_device),
        natural(link.a_port),
        natural(link.b_device),
        natural(link.b_port),
        link.kind,
    )
