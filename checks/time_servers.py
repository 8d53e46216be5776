"""What time servers said of their own clocks when they were asked: who follows what, and by how
much they differ from each other.

An offset is measured against the clock of the computer that asked, which may be wrong itself. So
only differences between two answers count, both asked within an hour.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from audit.facts.model import PlantFacts, Seen
from audit.payloads import Service
from audit.records import Status
from checks.remembered import reads_of

_OFFSET = re.compile(r"\boffset ([+-]\d{1,12}(?:\.\d{1,9})?) s\b")
_STRATUM = re.compile(r"\bstratum (\d{1,2})\b")
_TOGETHER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class TimeServer:
    """One answer of a station of the plant."""

    host: str
    """As the flows and the table of clocks call it."""
    offset_ms: float | None
    """By how much it is ahead of the computer that asked."""
    stratum: int | None
    """1: it has a clock of its own; None: it follows nothing, or does not say."""
    lost: bool
    """Whether it says that it follows no source."""
    seen: Seen[Service]


def time_servers(facts: PlantFacts, hosts: Iterable[str]) -> dict[str, TimeServer]:
    """Return the newest answer of each of these stations that gave one."""
    found: dict[str, TimeServer] = {}
    for host in hosts:
        device = facts.device(host)
        reads = reads_of(facts, facts.services, [device.device_id]) if device else ()
        answers = [s for s in reads if s.status is Status.OK and _tells(s.value)]
        if answers:
            found[host] = _read(host, max(answers, key=lambda s: (s.time, s.evidence)))
    return found


def _tells(service: Service) -> bool:
    return service.protocol == "ntp" and service.role == "server" and service.state == "open" and (
        "not synchronised" in service.detail or bool(_STRATUM.search(service.detail))
    )  # fmt: skip


def _read(host: str, seen: Seen[Service]) -> TimeServer:
    offset, stratum = (p.search(seen.value.detail) for p in (_OFFSET, _STRATUM))
    return TimeServer(
        host,
        float(offset[1]) * 1000.0 if offset else None,
        int(stratum[1]) if stratum else None,
        "not synchronised" in seen.value.detail,
        seen,
    )


def reference(servers: Iterable[TimeServer]) -> TimeServer | None:
    """Return the one nearest to a true clock, against which the others are held; None: none of them
    follows one.
    """
    sure = [s for s in servers if s.stratum is not None and s.offset_ms is not None and not s.lost]
    return min(sure, key=lambda s: (s.stratum or 0, s.host), default=None)


def apart_ms(one: TimeServer, other: TimeServer) -> float | None:
    """Return by how much the first is ahead of the other; None: not asked at about one time."""
    if one.offset_ms is None or other.offset_ms is None:
        return None
    together = abs(one.seen.time - other.seen.time) <= _TOGETHER
    return one.offset_ms - other.offset_ms if together else None
