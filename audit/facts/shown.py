"""Which of a device's addresses were seen in use and when: its reads in, sightings out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from audit.facts.model import Shown
from audit.facts.nodes import Read
from audit.payloads import ArpEntry, Identity, Reach, Service


def shown(ips: Iterable[str], reads: Iterable[Read]) -> tuple[Shown, ...]:
    """Return the addresses that an answer, a table or the device itself showed; a list that people
    keep shows nothing.
    """
    seen: dict[str, list[Read]] = defaultdict(list)
    for read in reads:
        for ip in _addresses(read.payload):
            seen[ip].append(read)
    return tuple(_sighting(ip, seen[ip]) for ip in ips if ip in seen)


def _addresses(payload: object) -> tuple[str, ...]:
    if isinstance(payload, Identity):
        return () if payload.documented else payload.ips
    if isinstance(payload, Service):
        return (payload.ip,) if payload.role == "server" and payload.state == "open" else ()
    return (payload.ip,) if isinstance(payload, ArpEntry | Reach) else ()


def _sighting(ip: str, reads: list[Read]) -> Shown:
    ordered = sorted((r.stored.observation.time, r.stored.evidence_id) for r in reads)
    (first, one), (last, other) = ordered[0], ordered[-1]
    return Shown(ip, first, last, tuple(sorted({one, other})))
