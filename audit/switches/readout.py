"""What was read from one switch: payload records, and how far each table was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from audit.payloads import TableRead, TableState, observe
from audit.records import Grade, Observation, Source, Status

TABLES = ("identity", "interfaces", "vlans", "fdb", "neighbours", "arp", "stp", "config")


@dataclass(slots=True)
class Readout:
    """Mutable while a switch is being read; `observations` is its end."""

    payloads: list[object] = field(default_factory=list[object])
    tables: dict[str, TableRead] = field(default_factory=dict[str, TableRead])

    def add(self, payloads: Iterable[object]) -> int:
        """Add payloads; returns how many there were."""
        fresh = list(payloads)
        self.payloads.extend(fresh)
        return len(fresh)

    def table(self, name: str, rows: int, problems: Iterable[str] = ()) -> None:
        """Note how far a table was read: no rows is absent, a problem makes it partial."""
        counts = Counter(problem for problem in problems if problem)
        why = "; ".join(p if n == 1 else f"{p} ({n} times)" for p, n in counts.items())
        if rows == 0:
            state = TableState.ABSENT
        else:
            state = TableState.PARTIAL if why else TableState.COMPLETE
        self.tables[name] = TableRead(name, state, why[:500], rows)

    def observations(
        self,
        key: str,
        source: Source,
        *,
        method: str,
        time: datetime,
        grade: Grade = Grade.A,
    ) -> list[Observation]:
        """Wrap everything as observations of one device."""
        payloads = [*self.payloads, *self.tables.values()]
        return [observe(key, p, source, method=method, grade=grade, time=time) for p in payloads]


def failed(
    key: str, table: str, why: str, source: Source, *, method: str, time: datetime, status: Status
) -> Observation:
    """Say that a table could not be read, and how the attempt ended."""
    read = TableRead(table, TableState.ABSENT, why[:500], 0)
    return observe(key, read, source, method=method, time=time, status=status)
