"""What an agent answered: OIDs with their values, looked up by column."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from audit.switches.mibs import Oid
from audit.switches.words import MAX_NAME, clean

Value: TypeAlias = int | bytes | Oid
"""Integers, counters and time ticks; octet strings and IPv4 addresses; object identifiers."""


class Rows:
    """The answers of one SNMP context. Rows of a wrong type are skipped, never an error."""

    __slots__ = ("_columns", "_oids", "values")

    def __init__(self, values: Mapping[Oid, Value]) -> None:
        self.values = values
        self._oids = sorted(values)
        self._columns: dict[Oid, dict[Oid, Value]] = {}

    def __len__(self) -> int:
        return len(self.values)

    def column(self, column: Oid) -> dict[Oid, Value]:
        """Return index → value of a column, in the order of the index."""
        if column not in self._columns:
            start = bisect_left(self._oids, column)
            stop = bisect_left(self._oids, (*column[:-1], column[-1] + 1), lo=start)
            cut = len(column)
            self._columns[column] = {
                oid[cut:]: self.values[oid] for oid in self._oids[start:stop] if len(oid) > cut
            }
        return self._columns[column]

    def ints(self, column: Oid) -> dict[int, int]:
        """Return a column of integers indexed by one number, such as ifIndex."""
        found = self.column(column)
        return {i[0]: v for i, v in found.items() if len(i) == 1 and isinstance(v, int)}

    def octets(self, column: Oid) -> dict[int, bytes]:
        """Return a column of octet strings indexed by one number."""
        found = self.column(column)
        return {i[0]: v for i, v in found.items() if len(i) == 1 and isinstance(v, bytes)}

    def texts(self, column: Oid) -> dict[int, str]:
        """Return a column of texts indexed by one number, cleaned; empty ones are left out."""
        return {i: text for i, v in self.octets(column).items() if (text := text_of(v))}

    def number(self, oid: Oid) -> int | None:
        """Return a scalar integer."""
        value = self.values.get(oid)
        return value if isinstance(value, int) else None

    def octet_string(self, oid: Oid) -> bytes:
        """Return a scalar octet string, or nothing."""
        value = self.values.get(oid)
        return value if isinstance(value, bytes) else b""

    def text(self, oid: Oid, limit: int = MAX_NAME) -> str:
        """Return a scalar text, cleaned and bounded."""
        return text_of(self.octet_string(oid), limit)


@dataclass(frozen=True, slots=True)
class Answer:
    """All that one device answered."""

    rows: Rows
    contexts: Mapping[int, Rows] = field(default_factory=dict[int, Rows])
    """VLAN id → what the agent answers in that VLAN's context."""
    gaps: Mapping[Oid, str] = field(default_factory=dict[Oid, str])
    """Column → why it was not read to its end. A column that is not here was."""

    def why(self, *columns: Oid) -> list[str]:
        """Why some of these columns were not read to their end."""
        return [self.gaps[column] for column in columns if column in self.gaps]


def text_of(octets: bytes, limit: int = MAX_NAME) -> str:
    """Decode an octet string that should be a text: UTF-8, else Latin-1; cleaned and bounded."""
    octets = octets[: limit * 4].rstrip(b"\x00")
    try:
        return clean(octets.decode("utf-8"), limit)
    except UnicodeDecodeError:
        return clean(octets.decode("latin-1"), limit)


def bits(octets: bytes, first: int) -> set[int]:
    """Return the numbers of the set bits; the highest bit of the first octet is number `first`."""
    found: set[int] = set()
    for place, octet in enumerate(octets):
        if octet:
            found.update(first + place * 8 + bit for bit in range(8) if octet & (0x80 >> bit))
    return found
