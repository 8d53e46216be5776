"""Questionnaires that come back: the bytes of a filled-in workbook in, rows with their places out.

Rows are found by the key in their hidden column, columns by their titles: sorting, filtering and
moving change nothing. What was known when the sheet was written lies in the hidden sheet `_meta`.
"""

from __future__ import annotations

import functools
import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from audit.imports.returned_book import open_book
from audit.imports.said import say_back
from audit.inventory.cells import MAX_CELL, MAX_COLUMNS, UnreadableTableError, clean
from audit.inventory.grids import MAX_BYTES
from audit.inventory.places import Place, Problem, problem
from audit.inventory.rows import header_key
from audit.inventory.workbooks import inspected

SCHEMA, SCHEMA_VERSION = "plantready questions", 1
META, LISTS = "_meta", "_lists"
KEY_MARK = "|"
COLUMNS: dict[str, str] = {
    "line": "line",
    "question": "question",
    "how": "how to answer",
    "answer": "your answer",
    "remark": "why, or a remark",
    "answered_by": "answered by",
    "role": "role",
    "answered_on": "date",
    "document": "document",
    "decides": "decides",
    "minutes": "minutes",
    "key": "key",
}
"""Field → the title of its column."""
FILLED = ("answer", "remark", "answered_by", "role", "answered_on", "document")
"""What people fill in."""
ONCE: dict[str, str] = {
    "answered_by": "filled in by",
    "role": "your role",
    "answered_on": "filled in on",
}
"""Field → the label above the table; it counts where a row says nothing."""
MAX_UNPACKED = 16 * 2**20
"""Bytes; a questionnaire of 25 rows has 100 kB."""
MAX_UNPACKED_REPORT = 48 * 2**20
"""Bytes; a report's workbook has about 1 MB a line."""
_REPORT = b'name="score_points"'
MAX_ROWS = 5000


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One row with an answer in it, as it stands there."""

    question_id: str
    """Empty: a row that somebody added."""
    line: str
    side: str
    question: str
    answer: str
    remark: str
    answered_by: str
    role: str
    answered_on: str
    document: str
    known: str
    """What this side had said when the sheet was written."""
    own_name: bool
    """Whether the name stands in this row and not only above the table."""
    percent: bool
    """Whether the answer is a number shown as a percentage: 0.125 stands for 12.5 %."""
    place: Place
    columns: tuple[tuple[str, int], ...]
    """Field → column, from 1."""

    def at(self, field: str) -> Place:
        """Where a field's cell stands."""
        return self.place.at(self.place.line, dict(self.columns).get(field, 0))


@dataclass(frozen=True, slots=True)
class Returned:
    """A questionnaire that came back."""

    name: str
    sha256: str
    case_id: str
    side: str
    dataset_hash: str
    """Of the evidence from which it was written."""
    rows: tuple[ReturnedRow, ...]
    problems: tuple[Problem, ...] = ()


def is_questionnaire(data: bytes) -> bool:
    """Whether it is a workbook with the hidden sheet of a questionnaire; cheap and never fails."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = archive.getinfo("xl/workbook.xml")
            return part.file_size < 2**20 and f'name="{META}"'.encode() in archive.read(part)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError, EOFError):
        return False


def read_questionnaire(name: str, data: bytes) -> Returned:
    """Read what people filled in.

    Raises
    ------
    UnreadableTableError
        When it is no workbook, damaged, protected, far too large, or lost the sheets or columns
        without which no answer can be matched.
    """
    meta_rows, sheets = open_returned(name, data)
    meta, known = _meta(name, meta_rows)
    rows: list[ReturnedRow] = []
    problems: list[Problem] = []
    found = False
    for sheet in sheets:
        head = _head(sheet)
        if head is not None:
            found = True
            rows += _rows(Place(name, str(sheet.title)), sheet, head, known, problems)
    if not found:
        raise UnreadableTableError(
            f'{name}: no sheet has the columns "{COLUMNS["key"]}" and "{COLUMNS["answer"]}"; the '
            "sheet with the questions was deleted or its titles changed: ask for the file as it "
            "was sent, with every sheet and column"
        )
    sha256 = hashlib.sha256(data).hexdigest()
    return Returned(
        name, sha256, meta.get("case", ""), meta.get("side", ""), meta.get("dataset", ""),
        tuple(rows), tuple(problems),
    )  # fmt: skip


@functools.lru_cache(maxsize=1)
def open_returned(name: str, data: bytes) -> tuple[list[tuple[Any, ...]], list[Any]]:
    """Return the rows of the hidden sheet, three cells each, and the other sheets; to be read only.

    A report's workbook is read as a questionnaire and for its tables: it is opened once.

    Raises
    ------
    UnreadableTableError
        As `read_questionnaire`.
    """
    _refuse(name, data)
    inspected(name, data)  # the limits of every table that comes in: size, parts, XML entities
    return _open(name, data)


def _refuse(name: str, data: bytes) -> None:
    """Say what to do with files that can be no questionnaire, before anything unpacks them."""
    if name.startswith("~$"):
        raise UnreadableTableError(
            f"{name}: the lock of a workbook that somebody has open; close it there and name the "
            "workbook itself"
        )
    if len(data) > MAX_BYTES:
        raise UnreadableTableError(
            f"{name}: larger than {MAX_BYTES // 2**20} MiB; that is no questionnaire"
        )
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UnreadableTableError(
            f"{name}: protected by a password, or an old .xls; save it as .xlsx without a password"
        )
    if b"mimetypeapplication/vnd.oasis" in data[:128]:
        raise UnreadableTableError(f"{name}: an OpenDocument file; save it as .xlsx")
    if data[:4] != b"PK\x03\x04":
        raise UnreadableTableError(
            f"{name}: no workbook; a questionnaire comes back as .xlsx, because a text file loses "
            "what was asked. Answers in a table of your own: plantready import"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(part.file_size for part in archive.infolist())
            limit = MAX_UNPACKED_REPORT if _is_report(archive) else MAX_UNPACKED
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UnreadableTableError(
            f"{name}: the workbook is damaged ({error}); ask for the file again"
        ) from None
    if size > limit:
        raise UnreadableTableError(
            f"{name}: would unpack to {size // 2**20} MiB; a questionnaire has less than "
            f"{limit // 2**20} MiB; copy the answers into the file that was sent"
        )


def _is_report(archive: zipfile.ZipFile) -> bool:
    part = next((p for p in archive.infolist() if p.filename == "xl/workbook.xml"), None)
    return part is not None and part.file_size < 2**20 and _REPORT in archive.read(part)


def _open(name: str, data: bytes) -> tuple[list[tuple[Any, ...]], list[Any]]:
    """Return the rows of `_meta` and the other sheets, formulas as formulas."""
    try:
        book = open_book(data)
    except Exception as error:
        # openpyxl raises whatever the damaged part leads to, as in audit.inventory.workbooks.
        raise UnreadableTableError(
            f"{name}: the workbook cannot be read ({type(error).__name__}); open it in a "
            "spreadsheet program and save it again as .xlsx"
        ) from None
    if META not in book.sheetnames:
        raise UnreadableTableError(
            f"{name}: the hidden sheet {META} is gone, without it nobody can tell what was asked; "
            "copy the answers into the file that was sent, or write a new one: plantready ask"
        )
    meta = list(book[META].iter_rows(values_only=True, min_col=1, max_col=3))
    others = [sheet for sheet in book.worksheets if sheet.title not in (META, LISTS)]
    say_back(meta, others)
    return meta, others


def _meta(name: str, rows: list[tuple[Any, ...]]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what the sheet says of itself, and row key → what was known."""
    said: dict[str, str] = {}
    known: dict[str, str] = {}
    for row in rows:
        first, second = (*(clean(str(c or "")) for c in row[:2]), "", "")[:2]
        if KEY_MARK in first:
            known[first] = second
        elif first:
            said[first] = second
    version = f"{SCHEMA} {SCHEMA_VERSION}"
    if said.get("schema") != version:
        raise UnreadableTableError(
            f"{name}: {META} says {said.get('schema', 'nothing')!r}, this plantready reads "
            f"{version!r}; write new questionnaires with plantready ask"
        )
    return said, known


def _head(sheet: Any) -> tuple[int, dict[str, int]] | None:
    """Return the row of the titles and field → column, both from 1."""
    titles = {header_key(title): field for field, title in COLUMNS.items()}
    for number, row in enumerate(_cells(sheet, 1, 40), 1):
        columns: dict[str, int] = {}
        for column, value in enumerate(row, 1):
            field = titles.get(header_key(str(value.value or "")), "")
            if field:
                columns.setdefault(field, column)
        if {"key", "answer"} <= columns.keys():
            return number, columns
    return None


def _rows(
    place: Place,
    sheet: Any,
    head: tuple[int, dict[str, int]],
    known: dict[str, str],
    problems: list[Problem],
) -> Iterator[ReturnedRow]:
    first, columns = head
    once = _once(sheet, first)
    merged = _merged(sheet, columns)
    if sheet.max_row > first + MAX_ROWS:
        beyond = place.at(first + MAX_ROWS + 1)
        what = f"more than {MAX_ROWS} rows; what follows is not read"
        problems.append(problem(beyond, what, "delete what is below the questions"))
    for number, cells in enumerate(_cells(sheet, first + 1, first + MAX_ROWS), first + 1):
        own = {field: cells[c - 1] for field, c in columns.items() if c <= len(cells)}
        if not any(own[field].value not in (None, "") for field in FILLED if field in own):
            continue
        where = place.at(number)
        if number in merged:
            problems.append(_problem(where, "answer", columns, "merged cells over several rows",
                                     f"unmerge {merged[number]} and answer each row"))  # fmt: skip
            continue
        wrong = _unusable(where, own, columns)
        if wrong:
            problems += wrong
            continue
        texts = {field: _text(cell.value) for field, cell in own.items()}
        key = texts.get("key", "")
        parts = (*key.split(KEY_MARK), "", "", "")[:3] if key.count(KEY_MARK) == 2 else ("",) * 3
        percent = (
            isinstance(own["answer"].value, int | float) and "%" in own["answer"].number_format
        )
        yield ReturnedRow(
            parts[0], parts[1] or ("" if parts[0] else texts.get("line", "")), parts[2],
            texts.get("question", ""), texts["answer"], texts.get("remark", ""),
            texts.get("answered_by") or once.get("answered_by", ""),
            texts.get("role") or once.get("role", ""),
            texts.get("answered_on") or once.get("answered_on", ""),
            texts.get("document", ""), known.get(key, ""), bool(texts.get("answered_by")),
            percent, where, tuple(columns.items()),
        )  # fmt: skip


def _cells(sheet: Any, first: int, last: int) -> Iterator[tuple[Any, ...]]:
    """Give the rows from `first` to `last`; only those the sheet has, openpyxl makes the others."""
    if sheet.max_row >= first:
        width = min(sheet.max_column, MAX_COLUMNS)
        yield from sheet.iter_rows(min_row=first, max_row=min(sheet.max_row, last), max_col=width)


def _once(sheet: Any, first: int) -> dict[str, str]:
    """Return what stands beside the labels above the table."""
    labels = {header_key(label): field for field, label in ONCE.items()}
    said: dict[str, str] = {}
    if first < 2:
        return said
    for row in _cells(sheet, 1, first - 1):
        for label, cell in pairwise(row):
            field = labels.get(header_key(str(label.value or "")), "")
            if field and cell.data_type != "f":
                said[field] = _text(cell.value)
    return said


def _merged(sheet: Any, columns: dict[str, int]) -> dict[int, str]:
    """Return row → the merged area over several rows that covers a cell of it to fill in."""
    filled = {columns[field] for field in FILLED if field in columns}
    found: dict[int, str] = {}
    for area in list(sheet.merged_cells.ranges)[:MAX_ROWS]:
        if area.max_row > area.min_row and any(
            area.min_col <= column <= area.max_col for column in filled
        ):
            last = min(area.max_row, area.min_row + MAX_ROWS)
            found |= dict.fromkeys(range(area.min_row, last + 1), str(area.coord))
    return found


def _unusable(where: Place, own: dict[str, Any], columns: dict[str, int]) -> list[Problem]:
    """Return what keeps a row from being read: formulas and errors where a person should answer."""
    found: list[Problem] = []
    for field in FILLED:
        cell = own.get(field)
        if cell is None:
            continue
        if cell.data_type == "f":
            what, remedy = "a formula instead of an answer", "type the answer itself"
        elif cell.data_type == "e":
            what, remedy = f"the cell shows the error {cell.value}", "type the answer itself"
        elif isinstance(cell.value, str) and len(cell.value) > MAX_CELL:
            what, remedy = f"{len(cell.value)} characters", f"shorten it to {MAX_CELL}"
        else:
            continue
        found.append(_problem(where, field, columns, what, remedy))
    return found


def _problem(where: Place, field: str, columns: dict[str, int], what: str, remedy: str) -> Problem:
    at = where.at(where.line, columns.get(field, 0))
    return problem(at, f"{what}; the row is left out", remedy, column=COLUMNS[field])


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case _:
            return clean(str(value))
