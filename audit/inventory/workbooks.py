"""Workbooks, zip archives of XML that may be hostile: bytes in, sheets of text cells out."""

from __future__ import annotations

import importlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache, reduce
from typing import Any

from audit.inventory.cells import (
    MAX_COLUMNS,
    MAX_ROWS,
    Grid,
    Line,
    UnreadableTableError,
    clean_line,
    too_many_rows,
)
from audit.inventory.places import Place, Problem, column_letters, doubt, problem

MAX_UNPACKED = 256 * 2**20
MAX_PARTS = 2000
_CHUNK = 2**20
_TAG = 4096
_MAX_MERGED = 5000
_NAMED = 8
"""Merged areas named in a message."""
_HIDDEN_ROW = re.compile(rb"<row\s[^>]*\bhidden=\"(?:1|true)\"")
_MERGED = re.compile(rb"<mergeCell\s[^>]*?ref=\"([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})\"")
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
_ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA")


@dataclass(slots=True)
class _Part:
    """What the XML of a sheet says beside its values. Mutable while it is scanned."""

    formulas: bool = False
    hidden_rows: int = 0
    merged: dict[int, list[tuple[int, int]]] = field(
        default_factory=dict[int, list[tuple[int, int]]]
    )
    """First row → last row and first column of the merged cells that begin there and span rows."""


@lru_cache(maxsize=1)
def workbook_grids(file: str, data: bytes, max_rows: int = MAX_ROWS) -> tuple[Grid, ...]:
    """Return one grid for each sheet, hidden ones too.

    Merged cells count for each of their rows, as they look.

    Raises
    ------
    UnreadableTableError
        When the archive is damaged, would unpack to far more than a table needs, or declares XML
        entities, which no spreadsheet program writes.
    """
    parts = inspected(file, data)
    try:
        values = _load(data, with_values=True)
        formulas: Any = {}
        if any(part.formulas for part in parts.values()):
            formulas = {sheet.title: sheet for sheet in _load(data, with_values=False)}
        grids: list[Grid] = []
        for sheet in values:
            # The path has one leading slash or none, depending on the program that saved the file.
            part = parts.get(str(getattr(sheet, "_worksheet_path", "")).lstrip("/"), _Part())
            grids.append(_grid(file, sheet, formulas.get(sheet.title), part, max_rows))
        return tuple(grids)
    except Exception as error:
        # openpyxl raises whatever the damaged part leads to: KeyError, ValueError, ParseError, …
        what = f"{type(error).__name__}: {error}"[:200]
        raise UnreadableTableError(
            f"{file}: the workbook cannot be read ({what}); open it in a spreadsheet program and "
            f"save it again as .xlsx, or save its sheets as CSV"
        ) from None


def _load(data: bytes, *, with_values: bool) -> Any:
    openpyxl: Any = importlib.import_module("openpyxl")
    book = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=with_values, keep_links=False
    )
    return book.worksheets


def inspected(file: str, data: bytes) -> dict[str, _Part]:
    """Look at every part of a workbook before anything reads it; entities may stand in the last.

    Raises
    ------
    UnreadableTableError
        As `workbook_grids`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            if size > MAX_UNPACKED or len(parts) > MAX_PARTS:
                raise UnreadableTableError(
                    f"{file}: would unpack to {size // 2**20} MiB in {len(parts)} parts; refused, "
                    f"because that is no table; save the sheets as CSV"
                )
            return {part.filename: _scan(file, archive, part) for part in parts}
    except _DAMAGED as error:
        raise UnreadableTableError(
            f"{file}: the workbook is damaged or protected ({error}); save it again as .xlsx"
        ) from None


def _scan(file: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> _Part:
    found, tail = _Part(), b""
    if not part.filename.endswith((".xml", ".rels")):
        return found
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            # Without NULs, so that UTF-16 hides nothing.
            block = tail + chunk.replace(b"\0", b"")
            if b"<!DOCTYPE" in block or b"<!ENTITY" in block:
                raise UnreadableTableError(
                    f"{file}: {part.filename} declares XML entities; refused, because no "
                    f"spreadsheet program writes them"
                )
            # Each block ends before a tag, so that none is seen in two halves or twice.
            end = block.rfind(b"<", -_TAG) if len(chunk) == _CHUNK else len(block)
            end = end if end > 0 else len(block)
            if "worksheets/" in part.filename:
                _look(block[:end], found)
            tail = block[end:]
    return found


def _look(block: bytes, found: _Part) -> None:
    found.formulas = found.formulas or b"<f>" in block or b"<f " in block
    found.hidden_rows += len(_HIDDEN_ROW.findall(block))
    for letters, first, last in _MERGED.findall(block):
        if int(last) > int(first) and len(found.merged) < _MAX_MERGED:
            column = reduce(lambda number, letter: number * 26 + letter - 64, letters, 0)
            found.merged.setdefault(int(first), []).append((min(int(last), MAX_ROWS), column))


def _grid(file: str, sheet: Any, formulas: Any, part: _Part, max_rows: int) -> Grid:
    place = Place(file, str(sheet.title))
    problems: list[Problem] = []
    lines: list[Line] = []
    with_formulas = _rows(formulas) if formulas is not None else None
    above: dict[int, tuple[int, str]] = {}
    for number, values in enumerate(_rows(sheet), start=1):
        texts = next(with_formulas, ()) if with_formulas is not None else ()
        cells = [_text(value) for value in values]
        problems += _left_out(place.at(number), cells, texts)
        cells = ["" if cell in _ERRORS else cell for cell in cells]
        _fill_merged(number, cells, part.merged, above)
        line = clean_line(place, number, cells, problems)
        if line is None:
            continue
        if len(lines) >= max_rows:
            if max_rows >= MAX_ROWS:
                problems.append(too_many_rows(place.at(number)))
            break
        lines.append(line)
    return Grid(place, tuple(lines), tuple(problems), tuple(_notes(place, sheet, part)))


def _fill_merged(
    number: int,
    cells: list[str],
    merged: dict[int, list[tuple[int, int]]],
    above: dict[int, tuple[int, str]],
) -> None:
    """Write the value of merged cells into each of their rows; `above` is column → (last, value).

    Only into rows that hold something: a merged block below the list makes no rows.
    """
    for column, (last, value) in list(above.items()):
        if number > last:
            del above[column]
        elif any(cells):
            cells += [""] * (column - len(cells))
            cells[column - 1] = cells[column - 1] or value
    for last, column in merged.get(number, ()):
        if column <= len(cells) and cells[column - 1]:
            above[column] = last, cells[column - 1]


def _notes(place: Place, sheet: Any, part: _Part) -> Iterator[Problem]:
    if sheet.sheet_state != "visible":
        yield problem(place, "is a hidden sheet; it was read all the same")
    if part.hidden_rows:
        yield problem(place, f"{part.hidden_rows} hidden rows; they were read all the same")
    if part.merged:
        areas = [
            f"{column_letters(column)}{first}:{column_letters(column)}{last}"
            for first, found in sorted(part.merged.items())
            for last, column in sorted(found, key=lambda area: area[1])
        ]
        more = f" and {len(areas) - _NAMED} more" if len(areas) > _NAMED else ""
        message = f"{len(areas)} merged cells over several rows ({', '.join(areas[:_NAMED])}{more})"
        remedy = "unmerge them and fill in each row, where that is not meant"
        yield doubt(place, f"{message}; they count for each row", remedy)


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    # The dimensions in the file may lie in either direction.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)):
        if number >= 2 * MAX_ROWS:
            return
        yield row


def _left_out(place: Place, cells: list[str], formulas: tuple[Any, ...]) -> Iterator[Problem]:
    for column, cell in enumerate(cells, start=1):
        if cell in _ERRORS:
            where, remedy = place.at(place.line, column), "correct the formula"
            yield problem(where, "the cell shows an error; it counts as empty", remedy, value=cell)
    for column, formula in enumerate(formulas, start=1):
        if isinstance(formula, str) and formula.startswith("=") and not cells[column - 1]:
            where = place.at(place.line, column)
            remedy = "open the file in a spreadsheet program and save it"
            yield problem(where, "a formula without a stored value", remedy, value=formula)


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime():
            whole_day = value.time() == time(0)
            return value.date().isoformat() if whole_day else value.isoformat(timespec="seconds")
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)
