"""How a table is asked for: walks of columns side by side, each guarded; no I/O.

Source: RFC 3416 section 4.2.3 (GETBULK: repetitions are interleaved, the last may be cut short).

Rules
-----
1. A column ends at the first object outside it, or at endOfMibView.
2. An object that does not come after the one before ends its column: some agents run in circles.
3. A column has at most `max_rows` rows, a walk at most `max_bytes` bytes.
4. tooBig, or no answer, makes the next request half as large; at the smallest it is a GETNEXT.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from audit.switches.mibs import Oid
from audit.switches.rows import Value

START_OBJECTS = 10
MOST_OBJECTS = 40
"""Objects in one answer: about 1,400 bytes, one Ethernet frame."""
MOST_COLUMNS = 10
MOST_REPETITIONS = 20
NEXT_COLUMNS = 4
"""Columns asked together by GETNEXT, of an agent that does not answer GETBULK."""
MAX_ROWS = 20_000
MAX_SILENCE = 3
"""Requests without an answer in a row, after which the agent is left alone."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask next."""

    columns: tuple[Oid, ...]
    after: tuple[Oid, ...]
    """The object to go on from, for each column."""
    repetitions: int
    """0: ask by GETNEXT."""


@dataclass(slots=True)
class Walk:
    """The state of a walk over several columns. Mutable: `next` asks, `take` and `fail` answer."""

    values: dict[Oid, Value]
    """Where the objects go."""
    gaps: dict[Oid, str]
    """Where the reasons go of columns that were not read to their end."""
    max_rows: int = MAX_ROWS
    _cursor: dict[Oid, Oid] = field(default_factory=dict[Oid, Oid])
    _rows: dict[Oid, int] = field(default_factory=dict[Oid, int])
    _objects: int = START_OBJECTS
    _bulk: bool = True
    _together: int = MOST_COLUMNS
    _silence: int = 0

    def begin(self, columns: tuple[Oid, ...]) -> None:
        """Add columns to be read."""
        for column in columns:
            self._cursor[column] = column
            self._rows[column] = 0

    @property
    def is_silent(self) -> bool:
        """Whether the agent did not answer the last requests, however small they were."""
        return self._silence >= MAX_SILENCE

    def next(self) -> Request | None:
        """Return the next request; None when every column has ended."""
        columns = tuple(self._cursor)[: self._together]
        if not columns or self.is_silent:
            self.give_up("no answer")
            return None
        after = tuple(self._cursor[column] for column in columns)
        repetitions = min(max(1, self._objects // len(columns)), MOST_REPETITIONS)
        return Request(columns, after, repetitions if self._bulk else 0)

    def take(self, request: Request, answer: list[tuple[Oid, Value | None]]) -> None:
        """Take an answer's objects; a value of None is one without a value (endOfMibView)."""
        self._silence = 0
        self._objects = min(MOST_OBJECTS, self._objects * 2) if self._bulk else self._objects
        if not answer:
            self._end(request.columns[0], "an empty answer")
        for place, (where, value) in enumerate(answer):
            column = request.columns[place % len(request.columns)]
            if column in self._cursor:
                self._step(column, where, value)

    def _step(self, column: Oid, where: Oid, value: Value | None) -> None:
        if value is None:
            self._end(column)
        elif where <= self._cursor[column]:
            self._end(column, "the agent's objects do not increase")
        elif where[: len(column)] != column:
            self._end(column)
        elif self._rows[column] >= self.max_rows:
            self._end(column, f"more than {self.max_rows} rows")
        else:
            self.values[where] = value
            self._cursor[column] = where
            self._rows[column] += 1

    def shrink(self, *, silent: bool) -> None:
        """Ask for less: after tooBig, or after no answer."""
        self._silence += silent
        width = min(self._together, len(self._cursor))
        if silent and self._silence > 1:
            self._bulk, self._together = False, min(self._together, NEXT_COLUMNS)
        elif self._bulk and self._objects > width:
            self._objects //= 2
        elif width > 1:
            self._together = width // 2
            self._objects = self._together
        elif self._bulk:
            self._bulk = False
        elif not silent:
            self._end(next(iter(self._cursor)), "one object is too big for an answer")

    def refuse(self, request: Request, why: str) -> None:
        """The agent answered with an error: ask the columns one by one, then give this one up."""
        self._silence = 0
        if len(request.columns) > 1:
            self._together = 1
            return
        for column in request.columns:
            self._end(column, why)

    def give_up(self, why: str) -> None:
        """End every column that is still open."""
        for column in tuple(self._cursor):
            self._end(column, why)

    def _end(self, column: Oid, why: str = "") -> None:
        self._cursor.pop(column, None)
        if why:
            self.gaps[column] = why
