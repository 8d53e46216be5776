"""Fill in a questionnaire as people do: open, type, sort, move, save."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from audit.imports.questionnaire import COLUMNS

HEADER = 7
"""The row of the titles."""


def opened(path: Path) -> Any:
    """The workbook."""
    openpyxl: Any = importlib.import_module("openpyxl")
    return openpyxl.load_workbook(path)


def questions(book: Any) -> Any:
    """The sheet with the questions."""
    return next(ws for ws in book.worksheets if ws.title.startswith("Questions"))


def column(ws: Any, field: str) -> int:
    """The number of a field's column, found by its title."""
    header = header_row(ws)
    found: int = next(cell.column for cell in ws[header] if cell.value == COLUMNS[field])
    return found


def header_row(ws: Any) -> int:
    """The row of the titles."""
    found: int = next(
        row[0].row
        for row in ws.iter_rows()
        if {COLUMNS["key"], COLUMNS["answer"]} <= {cell.value for cell in row}
    )
    return found


def row_of(ws: Any, key: str) -> int:
    """The row with that key."""
    at = column(ws, "key")
    return next(
        number
        for number in range(header_row(ws) + 1, ws.max_row + 1)
        if ws.cell(row=number, column=at).value == key
    )


def fill(ws: Any, key: str, **cells: object) -> None:
    """Type into the cells of one row."""
    number = row_of(ws, key)
    for field, value in cells.items():
        ws.cell(row=number, column=column(ws, field)).value = value


def filled(
    sent: Path, back: Path, answers: Mapping[str, object], *, by: str = "",
    also: Callable[[Any], None] | None = None,
) -> Path:  # fmt: skip
    """Write a filled-in copy; `also` does what else somebody did to the sheet."""
    book = opened(sent)
    ws = questions(book)
    for key, answer in answers.items():
        fill(ws, key, answer=answer, **({"answered_by": by} if by else {}))
    if also is not None:
        also(ws)
    back.parent.mkdir(parents=True, exist_ok=True)
    book.save(back)
    return back
