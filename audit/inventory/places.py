"""Where a cell stands and what is wrong with it, in the words that people see."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Place:
    """A file, a line of a text table, or a cell of a sheet."""

    file: str
    sheet: str = ""
    line: int = 0
    """From 1; 0: the whole file or sheet."""
    column: int = 0
    """From 1; 0: the whole line."""

    def __str__(self) -> str:
        if self.sheet:
            return f"{self.file} {self.location}"
        return f"{self.file}:{self.line}" if self.line else self.file

    @property
    def location(self) -> str:
        """The place within the file: `line 12` or `assets!C12`; empty for the whole file."""
        if not self.sheet:
            return f"line {self.line}" if self.line else ""
        cell = f"{column_letters(self.column or 1)}{self.line}" if self.line else ""
        return f"{self.sheet}!{cell}" if cell else self.sheet

    def at(self, line: int, column: int = 0) -> Place:
        """Return another place in the same file and sheet."""
        return replace(self, line=line, column=column)


def column_letters(column: int) -> str:
    """Return the letters of a spreadsheet column: 1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a table that cannot be used, or that looks wrong."""

    place: str
    """`assets.csv:12` or `inventory.xlsx assets!C12`."""
    column: str
    value: str
    """What stands there, shortened."""
    message: str
    remedy: str = ""
    doubtful: bool = False
    """Used all the same, but by a guess that somebody has to confirm."""

    def __str__(self) -> str:
        column = f"{self.column}: " if self.column else ""
        value = f"{self.value!r}: " if self.value else ""
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"{self.place}: {column}{value}{self.message}{remedy}"


def problem(place: Place, message: str, remedy: str = "", *, column: str = "", value: str = "") -> (
    Problem
):  # fmt: skip
    """Return a problem; a long value is shortened to what fits a line."""
    short = value if len(value) <= 60 else value[:57] + "…"
    return Problem(str(place), column, short, message, remedy)


def doubt(place: Place, message: str, remedy: str, *, column: str = "", value: str = "") -> Problem:
    """Return a problem with something that is used as the best guess."""
    return replace(problem(place, message, remedy, column=column, value=value), doubtful=True)
