"""Workbooks, zip archives of XML that may be hostile: bytes in, sheets of text cells out."""

from __future__ import annotations

import importlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from audit.inventory.grids import (
    MAX_COLUMNS,
    MAX_ROWS,
    Grid,
    Line,
    UnreadableTableError,
    clean_line,
    too_many_rows,
)
from audit.inventory.places import Place, Problem, problem

MAX_UNPACKED = 256 * 2**20
MAX_PARTS = 2000
_CHUNK = 2**20
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
)
_ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA")


@lru_cache(maxsize=1)
def workbook_grids(file: str, data: bytes, max_rows: int = MAX_ROWS) -> tuple[Grid, ...]:
    """Return one grid for each sheet, hidden ones too.

    Raises
    ------
    UnreadableTableError
        When the archive is damaged, would unpack to far more than a table needs, or declares XML
        entities, which no spreadsheet program writes.
    """
    has_formulas = _inspect(file, data)
    openpyxl: Any = importlib.import_module("openpyxl")
    try:
        values = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        formulas = None
        if has_formulas:
            formulas = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=False, keep_links=False
            )
        return tuple(_grid(file, sheet, formulas, max_rows) for sheet in values.worksheets)
    except Exception as error:
        # openpyxl raises whatever the damaged part leads to: KeyError, ValueError, ParseError, …
        what = f"{type(error).__name__}: {error}"[:200]
        raise UnreadableTableError(
            f"{file}: the workbook cannot be read ({what}); open it in a spreadsheet program and "
            f"save it again as .xlsx, or save its sheets as CSV"
        ) from None


def _inspect(file: str, data: bytes) -> bool:
    """Refuse what is not a plain workbook; return whether it has formulas."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            if size > MAX_UNPACKED or len(parts) > MAX_PARTS:
                raise UnreadableTableError(
                    f"{file}: would unpack to {size // 2**20} MiB in {len(parts)} parts; refused, "
                    f"because that is no table; save the sheets as CSV"
                )
            # Every part is looked at: entities may stand in the last one.
            with_formulas = [part for part in parts if _has_formulas(file, archive, part)]
            return bool(with_formulas)
    except _DAMAGED as error:
        raise UnreadableTableError(
            f"{file}: the workbook is damaged or protected ({error}); save it again as .xlsx"
        ) from None


def _has_formulas(file: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if not part.filename.endswith((".xml", ".rels")):
        return False
    found, tail = False, b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            # Without NULs, so that UTF-16 hides nothing.
            block = tail + chunk.replace(b"\0", b"")
            if b"<!DOCTYPE" in block or b"<!ENTITY" in block:
                raise UnreadableTableError(
                    f"{file}: {part.filename} declares XML entities; refused, because no "
                    f"spreadsheet program writes them"
                )
            found = found or b"<f>" in block or b"<f " in block
            tail = block[-16:]
    return found and "worksheets/" in part.filename


def _grid(file: str, sheet: Any, formulas: Any, max_rows: int) -> Grid:
    place = Place(file, str(sheet.title))
    problems: list[Problem] = []
    lines: list[Line] = []
    with_formulas = _rows(formulas[sheet.title]) if formulas is not None else None
    for number, values in enumerate(_rows(sheet), start=1):
        texts = next(with_formulas, ()) if with_formulas is not None else ()
        cells = [_text(value) for value in values]
        problems += _left_out(place.at(number), cells, texts)
        cells = ["" if cell in _ERRORS else cell for cell in cells]
        line = clean_line(place, number, cells, problems)
        if line is None:
            continue
        if len(lines) >= max_rows:
            if max_rows >= MAX_ROWS:
                problems.append(too_many_rows(place.at(number)))
            break
        lines.append(line)
    return Grid(place, tuple(lines), tuple(problems), hidden=sheet.sheet_state != "visible")


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
