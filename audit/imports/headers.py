"""Find the header row of a list somebody made: grids and synonyms in, columns by field out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audit.imports.contract import RawFile, Remark
from audit.inventory.cells import Grid, Line, UnreadableTableError
from audit.inventory.grids import is_workbook, read_grids
from audit.inventory.places import Place
from audit.inventory.rows import header_key

_HEAD_BYTES = 32 * 1024
_HEAD_ROWS = 40
_SEARCHED = 30
"""Rows in which a header is looked for: titles, legends and logos stand above it."""

Synonyms = Mapping[str, tuple[str, ...]]
"""Field → what people call its column, as `header_key` writes it; best first."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header row and what its columns are."""

    grid: Grid
    line: Line
    columns: dict[str, int]
    """Field → column, from 0."""
    unknown: tuple[tuple[int, str], ...]
    """Column (from 0) and text of what is not understood."""

    @property
    def rows(self) -> tuple[Line, ...]:
        """The rows below the header."""
        return tuple(line for line in self.grid.lines if line.number > self.line.number)

    @property
    def above(self) -> tuple[Line, ...]:
        """The rows above the header."""
        return tuple(line for line in self.grid.lines if line.number < self.line.number)

    def cell(self, line: Line, field: str) -> str:
        """The text of a field in a row; empty when there is no such column."""
        column = self.columns.get(field)
        if column is None or column >= len(line.cells):
            return ""
        return line.cells[column]

    def place(self, line: Line, field: str = "") -> Place:
        """Where a field's cell stands."""
        return self.grid.place.at(line.number, self.columns.get(field, -1) + 1)

    def remark(self, line: Line, what: str, field: str = "") -> Remark:
        """Say something of a row or cell."""
        return Remark(self.place(line, field).location, what)


def head_grids(raw: RawFile) -> tuple[Grid, ...]:
    """Return the first rows of each table of a file; nothing when it is no table."""
    data = raw.data
    try:
        if is_workbook(data):
            return read_grids(raw.name, data, _HEAD_ROWS)
        if len(data) > _HEAD_BYTES:
            end = data.rfind(b"\n", 0, _HEAD_BYTES)
            data = data[: end if end > 0 else _HEAD_BYTES]
            # A cut through a UTF-16 character would shift all that follows; nothing follows here.
            data = data[: len(data) - len(data) % 2] if data[:2] in (b"\xff\xfe",) else data
        return read_grids(raw.name, data, _HEAD_ROWS)
    except UnreadableTableError:
        return ()


def find_header(grid: Grid, synonyms: Synonyms, *, wanted: tuple[str, ...]) -> Header | None:
    """Return the row that names most fields; None unless it has all of `wanted`."""
    best: Header | None = None
    for line in grid.lines[:_SEARCHED]:
        header = _match(grid, line, synonyms)
        if all(field in header.columns for field in wanted) and (
            best is None or len(header.columns) > len(best.columns)
        ):
            best = header
    return best


def _match(grid: Grid, line: Line, synonyms: Synonyms) -> Header:
    keys = [header_key(cell) for cell in line.cells]
    columns: dict[str, int] = {}
    for field, names in synonyms.items():
        for name in names:
            if name in keys and keys.index(name) not in columns.values():
                columns[field] = keys.index(name)
                break
    used = set(columns.values())
    unknown = tuple(
        (number, cell) for number, cell in enumerate(line.cells) if cell and number not in used
    )
    return Header(grid, line, columns, unknown)


def grid_remarks(grid: Grid) -> tuple[Remark, ...]:
    """Say what was cut or may surprise in a table, whatever its columns mean."""
    found: list[Remark] = []
    for part in (*grid.problems, *grid.notes):
        place = part.place.removeprefix(grid.place.file).lstrip(": ")
        location = f"line {place}" if place.isdigit() else place
        found.append(Remark(location, str(part).removeprefix(f"{part.place}: ")))
    return tuple(found)


def unknown_columns(header: Header) -> tuple[Remark, ...]:
    """Say once which columns are not read, and what else there is to know of the table."""
    return grid_remarks(header.grid) + tuple(
        Remark(
            header.grid.place.at(header.line.number, number + 1).location,
            f"column {text[:80]!r} is not understood and not read",
        )
        for number, text in header.unknown
    )
