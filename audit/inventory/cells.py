"""The cells of a table: bounded, cleaned, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.inventory.places import Place, Problem, problem

MAX_ROWS = 200_000
MAX_COLUMNS = 256
MAX_CELL = 4096
"""Characters; more is cut and reported."""
LONGEST_FIELD = 4 * 2**20
"""Characters of one CSV field before quotes are taken for broken."""

_CHARACTERS: dict[int, str] = {
    **dict.fromkeys((*range(32), *range(127, 160), 0x2028, 0x2029), " "),
    **dict.fromkeys((0xA0, 0x2007, 0x202F), " "),
    **dict.fromkeys((0xFEFF, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F)), ""),
}
"""Controls and unusual blanks become blanks; marks that nobody sees go."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class UnreadableTableError(Exception):
    """Raised when a file gives no table at all: what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of cells, without the empty ones at its end."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One text table or one sheet. Empty rows are left out."""

    place: Place
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    """What was read and may surprise: hidden sheets and rows, merged cells."""

    @property
    def name(self) -> str:
        """The sheet's name, or the file's name without its extension."""
        if self.place.sheet:
            return self.place.sheet
        return self.place.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def too_many_rows(place: Place) -> Problem:
    """Return the problem that a table goes on after the last row that is read."""
    message = f"more than {MAX_ROWS} rows; what follows is not read"
    return problem(place, message, "split the table into several files")


def clean_line(place: Place, number: int, cells: list[str], problems: list[Problem]) -> Line | None:
    """Return the cleaned cells of a row without empty ones at the end; None for an empty row."""
    cleaned: list[str] = []
    for column, cell in enumerate(cells[:MAX_COLUMNS], start=1):
        text = clean(cell)
        if len(text) > MAX_CELL:
            message = f"{len(text)} characters; cut after {MAX_CELL}"
            where = place.at(number, column)
            problems.append(problem(where, message, "shorten the cell", value=text))
            text = text[:MAX_CELL]
        cleaned.append(text)
    while cleaned and not cleaned[-1]:
        cleaned.pop()
    return Line(number, tuple(cleaned)) if cleaned else None


def clean(text: str) -> str:
    """Return the text without control characters, direction marks and outer blanks."""
    text = _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text[: LONGEST_FIELD + 1])
    return text.translate(_CHARACTERS).strip()
