"""The tables that stand in a sheet: a grid in, blocks with their header and columns out.

Several tables may stand below or beside one another, with titles and notes between them. A heading
counts when somebody confirmed it, when it is the column's own name, or one of its known words;
what is only alike is a guess, is shown, and is not read before somebody says yes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from audit.imports.contract import ColumnWord
from audit.imports.headers import Synonyms
from audit.imports.lists.words import WORDS
from audit.inventory.cells import Grid, Line
from audit.inventory.rows import header_key
from audit.inventory.tables import TABLES

ALIKE = 0.84
_SHORTEST = 4
MAX_BLOCKS = 50


@dataclass(frozen=True, slots=True)
class Block:
    """One table of a sheet."""

    grid: Grid
    header: Line
    table: str
    columns: Mapping[str, int]
    """Field → column, from 0."""
    guesses: Mapping[int, str]
    """Column → the field that its heading is only alike to."""
    unknown: tuple[int, ...]
    """Columns that mean nothing here."""
    lines: tuple[Line, ...]
    first: int = 0
    last: int = 256
    """The block's columns; `last` is excluded."""

    @property
    def key(self) -> str:
        """The field a row is known by."""
        return next(iter(WORDS[self.table]))

    def cell(self, line: Line, field: str) -> str:
        """The text of a field in a row; empty when there is none."""
        column = self.columns.get(field, len(line.cells))
        return line.cells[column] if column < len(line.cells) else ""

    def heading(self, column: int) -> str:
        """The text above a column."""
        return self.header.cells[column] if column < len(self.header.cells) else ""


@dataclass(frozen=True, slots=True)
class _Match:
    table: str
    columns: dict[str, int]
    guesses: dict[int, str]
    unknown: tuple[int, ...]
    header: Line
    first: int
    last: int


def blocks_of(grid: Grid, said: Iterable[ColumnWord] = ()) -> tuple[Block, ...]:
    """Return the tables of a sheet in the order in which they stand."""
    words = _Words(tuple(said))
    heads: list[tuple[int, _Match]] = []
    for number, line in enumerate(grid.lines):
        heads += [(number, match) for match in words.matches(line)]
        if len(heads) >= MAX_BLOCKS:
            break
    found: list[Block] = []
    for at, (number, match) in enumerate(heads):
        # A table ends where another begins in its own columns.
        below = (n for n, other in heads[at + 1 :] if n > number and _overlap(other, match))
        end = next(below, len(grid.lines))
        found.append(
            Block(grid, match.header, match.table, match.columns, match.guesses, match.unknown,
                  grid.lines[number + 1 : end], match.first, match.last)
        )  # fmt: skip
    return tuple(found)


def _overlap(one: _Match, other: _Match) -> bool:
    return one.first < other.last and other.first < one.last


class _Words:
    """The known words and what somebody confirmed."""

    def __init__(self, said: tuple[ColumnWord, ...]) -> None:
        self._said = {(word.table, header_key(word.heading)): word.column for word in said}

    def matches(self, line: Line) -> list[_Match]:
        """Return the tables whose header a row is: one, or several side by side."""
        if len(line.cells) < 2:
            return []
        spans = _spans(line)
        if len(spans) > 1:
            parts = [match for first, last in spans if (match := self._best(line, first, last))]
            if len(parts) > 1:
                return parts
        whole = self._best(line, 0, 256)
        return [whole] if whole else []

    def _best(self, line: Line, first: int, last: int) -> _Match | None:
        best: _Match | None = None
        for table, synonyms in WORDS.items():
            match = self._match(line, table, synonyms, first, last)
            if match is not None and (best is None or len(match.columns) > len(best.columns)):
                best = match
        return best

    def _match(
        self, line: Line, table: str, synonyms: Synonyms, first: int, last: int
    ) -> _Match | None:
        keys = {
            number: key
            for number, cell in enumerate(line.cells)
            if first <= number < last and (key := header_key(cell))
        }
        columns: dict[str, int] = {}
        ignored: set[int] = set()
        for number, key in keys.items():
            if (confirmed := self._said.get((table, key))) is not None:
                if confirmed:
                    columns.setdefault(confirmed, number)
                ignored.add(number)
        for field, names in synonyms.items():
            for name in (header_key(field), *names):
                at = next((n for n, k in keys.items() if k == name and n not in ignored), None)
                if field not in columns and at is not None and at not in columns.values():
                    columns[field] = at
                    break
        rest = [n for n in keys if n not in columns.values() and n not in ignored]
        if not _is_header(table, columns, keys):
            return None
        guesses = _guesses(synonyms, columns, {n: keys[n] for n in rest})
        unknown = tuple(n for n in rest if n not in guesses)
        return _Match(table, columns, guesses, unknown, line, first, min(last, _end(line, last)))


def _end(line: Line, last: int) -> int:
    return last if last < 256 else 256 if len(line.cells) < 256 else len(line.cells)


_TELLING = {"ip", "mac", "model", "serial", "vendor", "firmware", "os"}
"""Without one of these a list of names and states may be about anything."""
_NEEDED = {"leavers": {"left_on"}, "plc": {"protocols"}, "drivers": {"protocol", "family"}}


def _is_header(table: str, columns: Mapping[str, int], keys: Mapping[int, str]) -> bool:
    if next(iter(WORDS[table])) not in columns:
        return False
    if table == "leavers" and "left_on" in columns:
        return True
    if table in _NEEDED and not _NEEDED[table] <= columns.keys():
        return False
    if table in ("assets", "switches") and not _TELLING & columns.keys():
        return False
    # A row of data may hold a word or two that are headings too; a header holds little else.
    return len(columns) >= 5 or (len(columns) >= 3 and 2 * len(columns) >= len(keys))


def _spans(line: Line) -> list[tuple[int, int]]:
    """Return the groups of cells that empty ones part; end excluded."""
    found: list[tuple[int, int]] = []
    start: int | None = None
    for number, cell in enumerate((*line.cells, "")):
        if cell and start is None:
            start = number
        elif not cell and start is not None:
            found.append((start, number))
            start = None
    return found


def _guesses(
    synonyms: Synonyms, columns: Mapping[str, int], keys: Mapping[int, str]
) -> dict[int, str]:
    names = {
        name: field
        for field, all_names in synonyms.items()
        if field not in columns
        for name in (header_key(field), *all_names)
        if len(name) >= _SHORTEST
    }
    found: dict[int, str] = {}
    for number, key in keys.items():
        if len(key) < _SHORTEST:
            continue
        near = get_close_matches(key[:80], names, n=1, cutoff=ALIKE)
        inside = [name for name in names if len(name) >= 6 and (name in key or key in name)]
        best = near or sorted(inside, key=len, reverse=True)[:1]
        if best and names[best[0]] not in found.values():
            found[number] = names[best[0]]
    return found


def fields_of(table: str) -> tuple[str, ...]:
    """Return the columns that a heading of a list may be given to."""
    return tuple(TABLES[table].model_fields)
