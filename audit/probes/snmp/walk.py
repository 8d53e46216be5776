"""How tables are asked for: walks of columns side by side, and lists of single objects; no I/O.

Source: RFC 3416 section 4.2.3 (GETBULK: repetitions are interleaved, the last may be cut short).

Rules
-----
1. A column ends at the first object outside it, or at endOfMibView; or, where the table's last row
   is known from another column of it, at that row (RFC 2578 section 7.7: all columns of a table
   have one index).
2. An object that does not come after the one before ends its column: some agents run in circles.
3. A column has at most `max_rows` rows.
4. The first request for a column asks for one row: many tables are not there. After that, where no
   end is known, it asks for at most as many rows as the column has shown so far.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from audit.probes.snmp.size import FRAME_OCTETS, Size
from audit.probes.snmp.wire import Ask
from audit.switches.mibs import Oid
from audit.switches.rows import Value

MOST_COLUMNS = 10
MOST_FRESH = 20
"""Columns whose first row is asked for together."""
FIRST_ROWS = 4
"""Rows asked for at once, at least, of a column that has any."""
MAX_ROWS = 20_000
_OCTETS_EACH = 24
"""What an object takes in an answer, before the first one has come."""

Objects = list[tuple[Oid, Value | None]]


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask next."""

    ask: Ask
    oids: tuple[Oid, ...]
    """The objects themselves, or those to go on from, one for each column."""
    repetitions: int = 0
    columns: tuple[Oid, ...] = ()
    groups: int = 0

    @property
    def objects(self) -> int:
        """How many objects the answer may hold."""
        return len(self.oids) * max(1, self.repetitions)


@dataclass(slots=True)
class _Column:
    cursor: Oid
    rows: int = 0
    expected: int = 0
    """Rows the table has; 0: unknown."""
    last: Oid = ()
    """The index of the table's last row; (): unknown."""


@dataclass(slots=True)
class Walk:
    """The state of a walk over several columns. Mutable: `next` asks, the others answer."""

    values: dict[Oid, Value]
    """Where the objects go."""
    gaps: dict[Oid, str]
    """Where the reasons go of columns that were not read to their end."""
    size: Size
    max_rows: int = MAX_ROWS
    _open: dict[Oid, _Column] = field(default_factory=dict[Oid, _Column])
    _together: int = MOST_FRESH
    _octets_each: float = _OCTETS_EACH

    def begin(self, columns: Sequence[Oid], rows: int = 0, last: Oid = ()) -> None:
        """Add columns to be read; `rows` and `last` where the table's rows are known."""
        for column in columns:
            self._open[column] = _Column(column, 0, rows, last)

    def next(self) -> Request | None:
        """Return the next request; None when every column has ended."""
        if not self._open or self.size.is_silent:
            self.give_up("no answer")
            return None
        fit = max(1, int(FRAME_OCTETS / self._octets_each))
        most = min(self.size.objects, fit)
        fresh = [c for c, state in self._open.items() if not (state.rows or state.expected)]
        widest = MOST_FRESH if fresh else MOST_COLUMNS
        columns = tuple(fresh or self._open)[: max(1, min(self._together, widest, most))]
        oids = tuple(self._open[column].cursor for column in columns)
        if not self.size.bulk:
            return Request(Ask.NEXT, oids, 0, columns)
        wanted = max(_rows_wanted(self._open[column]) for column in columns)
        return Request(Ask.BULK, oids, max(1, min(most // len(columns), wanted)), columns)

    def take(self, request: Request, answer: Objects, octets: int = 0) -> None:
        """Take an answer's objects; a value of None is one without a value (endOfMibView)."""
        if not answer:
            self.too_big(request, "an empty answer")
            return
        self.size.answered(request.objects, by_bulk=request.ask is Ask.BULK)
        self._octets_each = max(octets / len(answer), 1.0) if octets else self._octets_each
        width = len(request.columns)
        for place, (where, value) in enumerate(answer):
            column = request.columns[place % width]
            if column in self._open:
                self._step(column, where, value)

    def _step(self, column: Oid, where: Oid, value: Value | None) -> None:
        state = self._open[column]
        if value is None:
            self._end(column)
        elif where <= state.cursor:
            self._end(column, "the agent's objects do not increase")
        elif where[: len(column)] != column:
            self._end(column)
        elif state.rows >= self.max_rows:
            self._end(column, f"more than {self.max_rows} rows")
        else:
            self.values[where] = value
            state.cursor = where
            state.rows += 1
            if state.last and where[len(column) :] >= state.last:
                self._end(column)

    def too_big(self, request: Request, why: str = "one object is too big for an answer") -> None:
        """Ask for less, or give the one column up that is too big."""
        if not self.size.too_big(request.objects):
            self._end(request.columns[0], why)

    def unanswered(self, request: Request) -> None:
        """No answer came."""
        self.size.unanswered(request.objects, by_bulk=request.ask is Ask.BULK)

    def refuse(self, request: Request, why: str, place: int = 0) -> None:
        """The agent answered with an error: ask the columns one by one, then give this one up.

        `place` counts from 1 where the agent says which object it means.
        """
        self.size.silence = 0
        if 0 < place <= len(request.columns):
            self._end(request.columns[place - 1], why)
        elif len(request.columns) > 1:
            self._together = 1
        else:
            self._end_alone(request, why)

    def nothing_more(self, request: Request, place: int) -> None:
        """SNMPv1 noSuchName: nothing comes after this object (RFC 1157 section 4.1.3)."""
        self.size.answered(request.objects, by_bulk=False)
        if 0 < place <= len(request.columns):
            self._end(request.columns[place - 1])
        elif len(request.columns) > 1:
            self._together = 1
        else:
            self._end_alone(request, "")

    def _end_alone(self, request: Request, why: str) -> None:
        """End the column that was asked by itself, and go on with the others together."""
        for column in request.columns:
            self._end(column, why)
        self._together = MOST_FRESH

    def give_up(self, why: str) -> None:
        """End every column that is still open."""
        for column in tuple(self._open):
            self._end(column, why)

    def _end(self, column: Oid, why: str = "") -> None:
        self._open.pop(column, None)
        if why:
            self.gaps[column] = why


def _rows_wanted(column: _Column) -> int:
    if column.expected:
        return max(1, column.expected - column.rows)
    return max(FIRST_ROWS, column.rows) if column.rows else 1


@dataclass(slots=True)
class Fetch:
    """The state of a list of single objects asked by GET, in groups that stay together."""

    values: dict[Oid, Value]
    gaps: dict[Oid, str]
    """Column → why some of its objects were not read."""
    size: Size
    groups: list[tuple[Oid, ...]]
    columns: tuple[Oid, ...] = ()
    """Those that the objects belong to; an object of none of them stands for itself."""
    head: tuple[Oid, ...] = ()
    """Asked again with every request, before the groups; the first of it is the device's clock."""
    ticks: dict[Oid, int] = field(default_factory=dict[Oid, int])
    """Object → the clock of the answer it was in."""

    def next(self) -> Request | None:
        """Return the next request; None when nothing is left to ask."""
        if self.size.is_silent:
            self.give_up("no answer")
        if not self.groups:
            return None
        oids, count = self.head, 0
        for group in self.groups:
            if count and len(oids) + len(group) > self.size.objects:
                break
            oids, count = (*oids, *group), count + 1
        return Request(Ask.GET, oids, groups=count)

    def take(self, request: Request, answer: Objects, octets: int = 0) -> None:  # noqa: ARG002  # as Walk.take
        """Take an answer's objects; one without a value is not there."""
        if not answer:
            self.too_big(request, "an empty answer")
            return
        self.size.answered(request.objects, by_bulk=False)
        asked = set(request.oids)
        told = {oid: value for oid, value in answer if value is not None and oid in asked}
        clock = told.get(self.head[0]) if self.head else None
        if isinstance(clock, int):
            self.ticks.update((oid, clock) for oid in told if oid not in self.head)
        self.values.update(told)
        del self.groups[: request.groups]

    def too_big(self, request: Request, why: str = "one object is too big for an answer") -> None:
        """Ask for less, or give up what is too big by itself."""
        if request.groups > 1:
            self.size.too_big(request.objects)
        elif len(self.groups[0]) > 1:
            self.groups[:1] = [(oid,) for oid in self.groups[0]]
            self.size.too_big(request.objects)
        elif self.head:
            self.head = ()
        else:
            self._drop(self.groups.pop(0), why)

    def unanswered(self, request: Request) -> None:
        """No answer came."""
        self.size.unanswered(request.objects, by_bulk=False)

    def refuse(self, request: Request, why: str, place: int = 0) -> None:
        """The agent answered with an error: leave out what it means, or ask one by one."""
        self.size.silence = 0
        if 0 < place <= len(request.oids):
            self._leave_out(request.oids[place - 1], why)
        elif request.groups > 1 or len(self.groups[0]) > 1:
            split = [(oid,) for group in self.groups[: request.groups] for oid in group]
            self.groups[: request.groups] = split
            self.size.objects = 1
        else:
            self._drop(self.groups.pop(0), why)

    def nothing_more(self, request: Request, place: int) -> None:
        """SNMPv1 noSuchName: this object is not there."""
        self.size.answered(request.objects, by_bulk=False)
        if 0 < place <= len(request.oids):
            self._leave_out(request.oids[place - 1], "")
        else:
            self.refuse(request, "")

    def _leave_out(self, wrong: Oid, why: str) -> None:
        self.head = tuple(oid for oid in self.head if oid != wrong)
        groups = [tuple(oid for oid in group if oid != wrong) for group in self.groups]
        self.groups[:] = [group for group in groups if group]
        self._drop((wrong,), why)

    def give_up(self, why: str) -> None:
        """Ask for nothing more."""
        for group in self.groups:
            self._drop(group, why)
        self.groups.clear()

    def _drop(self, group: tuple[Oid, ...], why: str) -> None:
        for oid in group if why else ():
            column = next((c for c in self.columns if oid[: len(c)] == c), oid)
            self.gaps[column] = why
