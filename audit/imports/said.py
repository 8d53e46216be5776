"""Workbooks in another language come back as if they were English: their hidden sheet says what
each word was.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

LANGUAGE, SHEET, TOLD = "language", "sheet", "said"
"""First cells of rows of the hidden sheet: which language the file is in, what a sheet's title and
a text were before they were said in it.
"""
ANSWERS = ("yes", "partly", "no", "never", "none", "don't know", "not applicable")
"""Words that people type where no list drops down."""


def say_back(meta: list[tuple[Any, ...]], sheets: Iterable[Any]) -> None:
    """Put titles and words of the sheets back; `meta` holds the hidden sheet's rows, three cells
    each.
    """
    by_title = _said(meta)
    for sheet in sheets:
        if (found := by_title.get(str(sheet.title))) is not None:
            sheet.title, said = found
            _put_back(sheet, said)


def _said(meta: list[tuple[Any, ...]]) -> dict[str, tuple[str, dict[str, str]]]:
    """Return sheet title → the title that it was written with, and text → what it was: the rows
    after a sheet's row are its own.
    """
    found: dict[str, tuple[str, dict[str, str]]] = {}
    own: dict[str, str] = {}
    for row in meta:
        if row[0] == SHEET:
            own = {}
            found[str(row[1])] = (str(row[2]), own)
        elif row[0] == TOLD:
            own.setdefault(str(row[1]), str(row[2]))
    for _, own in found.values():
        for text, was in tuple(own.items()):  # what people type begins as it likes
            own.setdefault(text.casefold(), was)
    return found


def _put_back(sheet: Any, said: dict[str, str]) -> None:
    """Put back the words that the file was written with; what people typed stays."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                text = cell.value.strip()
                cell.value = said.get(text, said.get(text.casefold(), cell.value))
