"""Documented cables against seen ones: links and link rows in, links with their state out.

A documented link confirms an observed one, or is different (a port leads elsewhere), or missing;
missing only when both ends' neighbour tables were read completely.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from audit.facts.directory import Directory
from audit.facts.model import Link, Stated
from audit.facts.names import natural, port_key
from audit.inventory.tables import LinkRow


@dataclass(frozen=True, slots=True)
class _End:
    device: str
    port: str

    @property
    def key(self) -> tuple[str, str]:
        return self.device, port_key(self.port)


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
    return _End(device_id, directory.port(device_id, port) or port)


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
