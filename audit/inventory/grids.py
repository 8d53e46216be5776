"""Tables as people save them: bytes of a CSV file or workbook in, cleaned text cells out.

Bounded in rows, columns and cell length; encodings and separators are found, not asked for.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace

from audit.inventory.cells import (
    LONGEST_FIELD,
    MAX_ROWS,
    Grid,
    Line,
    UnreadableTableError,
    clean_line,
    too_many_rows,
)
from audit.inventory.places import Place, Problem, doubt, problem
from audit.inventory.workbooks import workbook_grids

MAX_BYTES = 128 * 2**20
_BROKEN_QUOTE_LINES = 200
_FORMULA = re.compile(r"[=+@-]\s*[A-Za-z_.]+\(")
"""How a cell begins in which a spreadsheet program would compute something."""
_TEXT_BYTES = bytes(code for code in range(256) if code >= 32 or code in (9, 10, 12, 13, 27))


def is_workbook(data: bytes) -> bool:
    """Whether these bytes are an Office Open XML workbook."""
    return data[:4] == b"PK\x03\x04" and (b"xl/" in data[:4096] or b"xl/workbook" in data[-65536:])


def read_grids(file: str, data: bytes, max_rows: int = MAX_ROWS) -> tuple[Grid, ...]:
    """Return the tables of a file: one for a text file, one for each sheet of a workbook.

    Raises
    ------
    UnreadableTableError
        When it is too large, protected, damaged, or no text at all.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableTableError(
            f"{file}: larger than {MAX_BYTES // 2**20} MiB; split the table into several files"
        )
    if is_workbook(data):
        return workbook_grids(file, data, max_rows)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UnreadableTableError(
            f"{file}: an old .xls or a password-protected workbook; save it as .xlsx without one"
        )
    grid = text_grid(file, decode(file, data), max_rows)
    return (replace(grid, notes=(*grid.notes, *_guesses(grid, data))),)


def _guesses(grid: Grid, data: bytes) -> Iterator[Problem]:
    """Say what was read by a guess: an encoding that the bytes do not tell, formulas as text."""
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff") and b"\0" not in data[:4096]:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            number = data.count(b"\n", 0, error.start) + 1
            message = "this is not UTF-8; the file is read as Windows-1252"
            remedy = "look at its umlauts and accents, and save it as CSV UTF-8"
            yield doubt(grid.place.at(number), message, remedy)
    for line in grid.lines:
        for column, cell in enumerate(line.cells, start=1):
            if _FORMULA.match(cell):
                message = "a formula, not a value; it is kept as text"
                remedy = "write the value itself into the cell"
                yield doubt(grid.place.at(line.number, column), message, remedy, value=cell)


def decode(file: str, data: bytes) -> str:
    """Return the text: UTF-8 with or without mark, UTF-16, else Windows-1252.

    Raises
    ------
    UnreadableTableError
        When the bytes are no text.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    head = data[:4096]
    if head.count(0) > len(head) // 4:
        order = "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
        text = data.decode(order, errors="replace")
        if text[:4096].isprintable() or re.search(r"[\w;,\t]", text[:4096]):
            return text
    if len(head.translate(None, _TEXT_BYTES)) > len(head) // 50 + 8:
        raise UnreadableTableError(f"{file}: this is no text table; save it as CSV or .xlsx")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def text_grid(file: str, text: str, max_rows: int = MAX_ROWS) -> Grid:
    """Return the cells of a text table; the separator is the one that gives the most columns."""
    place, problems = Place(file), list[Problem]()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    delimiter, first_line = _delimiter(text)
    lines: list[Line] = []
    for number, cells in _csv_rows(text, delimiter, place, problems):
        if number < first_line:
            continue
        line = clean_line(place, number, cells, problems)
        if line is None:
            continue
        if len(lines) >= max_rows:
            if max_rows >= MAX_ROWS:
                problems.append(too_many_rows(place.at(number)))
            break
        lines.append(line)
    return Grid(place, tuple(lines), tuple(problems))


def delimiter_of(text: str) -> str:
    """Return the separator of a text table."""
    return _delimiter(text)[0]


def _delimiter(text: str) -> tuple[str, int]:
    """Return the separator and the first line of the table (after Excel's `sep=;`)."""
    if match := re.match(r"sep=(.)\n", text[:8], re.I):
        return match.group(1), 2
    sample = [line for line in text[:20_000].split("\n") if line.strip()][:8]
    bare = [re.sub(r'"[^"]*"', "", line) for line in sample]
    counts = {mark: sum(line.count(mark) for line in bare[:1]) for mark in ";\t,|"}
    if not any(counts.values()):
        counts = {mark: sum(line.count(mark) for line in bare) for mark in ";\t,"}
    return max(counts, key=lambda mark: counts[mark]), 1


def _csv_rows(
    text: str, delimiter: str, place: Place, problems: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    """Give (line number, cells). A quote that is never closed is reported, not followed."""
    previous = csv.field_size_limit(LONGEST_FIELD)
    try:
        reader = csv.reader(
            text.split("\n"), delimiter=delimiter, skipinitialspace=delimiter != "\t"
        )
        start = 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                remedy = "look for a quotation mark without its partner"
                problems.append(problem(place.at(start), f"cannot be read ({error})", remedy))
                start = reader.line_num + 1
                continue
            if reader.line_num - start > _BROKEN_QUOTE_LINES:
                message = f"one cell goes on to line {reader.line_num}; these lines are not used"
                remedy = "close the quotation mark that begins here"
                problems.append(problem(place.at(start), message, remedy))
            else:
                yield start, cells
            start = reader.line_num + 1
    finally:
        csv.field_size_limit(previous)
