"""One table's rows: a grid of text cells in, validated rows with their places and problems out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from audit.inventory.cells import Grid, Line
from audit.inventory.places import Place, Problem, problem
from audit.inventory.tables import TABLES, AnswerRow, Row
from audit.inventory.template import allowed_values

MAX_KEY = 255
LEFT_OUT = "this row is left out until it is corrected"


@dataclass(slots=True)
class TableRows:
    """What a grid gave. Mutable while it is being read."""

    rows: list[tuple[Row, Place]] = field(default_factory=list[tuple[Row, Place]])
    problems: list[Problem] = field(default_factory=list[Problem])
    warnings: list[Problem] = field(default_factory=list[Problem])


def header_key(text: str) -> str:
    """Return what the spellings of one column name share: `Asset ID`, `asset-id`, `asset_id`."""
    return re.sub(r"[^0-9a-z\u00df-\uffff]", "", text.casefold())


_BY_NAME = {header_key(name): name for name in TABLES}


def table_named(name: str) -> str:
    """Return the table that a file or sheet is called after; empty when there is none."""
    return _BY_NAME.get(header_key(name), "")


def read_rows(grid: Grid, table: type[Row]) -> TableRows:
    """Read a grid whose first line is the header of `table`."""
    found = TableRows(problems=list(grid.problems), warnings=list(grid.notes))
    if not grid.lines:
        return found
    header, *lines = grid.lines
    columns = _columns(grid.place, header, table, found)
    for line in lines:
        _read_line(grid.place, line, columns, table, found)
    _drop_duplicates(found)
    return found


def _columns(place: Place, header: Line, table: type[Row], found: TableRows) -> dict[int, str]:
    """Return column number → field; what cannot be matched is said once."""
    names = {header_key(name): name for name in table.model_fields}
    columns: dict[int, str] = {}
    for number, text in enumerate(header.cells, start=1):
        name, where = names.get(header_key(text), ""), place.at(header.number, number)
        if not text:
            continue
        if not name:
            message = f"the table {table.table} has no such column; it is not read"
            remedy = f"allowed: {', '.join(table.model_fields)}"
            found.warnings.append(problem(where, message, remedy, column=text))
        elif name in columns.values():
            message = "this column stands here twice; the first one is read"
            found.problems.append(problem(where, message, "delete one of them", column=text))
        else:
            columns[number] = name
    missing = [
        name
        for name, about in table.model_fields.items()
        if about.is_required() and name not in columns.values()
    ]
    if missing:
        message = f"the column {' and '.join(missing)} is missing; no row can be used"
        remedy = "the first row must hold the column names"
        found.problems.append(problem(place.at(header.number), message, remedy))
        return {}
    return columns


def _read_line(
    place: Place, line: Line, columns: dict[int, str], table: type[Row], found: TableRows
) -> None:
    if not columns:
        return
    number_of = {name: number for number, name in columns.items()}
    cells = {
        name: line.cells[number - 1]
        for number, name in columns.items()
        if number <= len(line.cells) and line.cells[number - 1]
    }
    if not cells:
        return
    errors = list(_empty_keys(table, cells))
    row: Row | None = None
    try:
        row = table.model_validate(cells) if not errors else None
    except ValidationError as error:
        errors = [_in_words(table, part, cells) for part in error.errors(include_url=False)]
    for name, message in sorted(errors, key=lambda error: number_of.get(error[0], 0)):
        where = place.at(line.number, number_of.get(name, 0))
        value = cells.get(name, "")
        found.problems.append(problem(where, message, LEFT_OUT, column=name, value=value))
    beyond = [cell for cell in line.cells[max(columns) :] if cell]
    if row is not None and beyond and len(line.cells) > max(columns) and not place.sheet:
        message = f"{len(beyond)} more cells than the header has columns; they are not read"
        remedy = 'write a cell that holds a separator in "quotation marks"'
        found.warnings.append(problem(place.at(line.number), message, remedy, value=beyond[0]))
    if row is not None:
        found.rows.append((row, place.at(line.number)))


def _empty_keys(table: type[Row], cells: dict[str, str]) -> Iterable[tuple[str, str]]:
    for name, about in table.model_fields.items():
        if about.is_required() and name not in cells:
            yield name, "must not be empty"
    for name in table.key:
        if len(cells.get(name, "")) > MAX_KEY:
            yield name, f"longer than {MAX_KEY} characters"


def _in_words(table: type[Row], error: Any, cells: dict[str, str]) -> tuple[str, str]:
    name = str(error["loc"][0]) if error["loc"] else ""
    if error["type"] == "enum" and name in table.model_fields:
        return name, f"allowed: {allowed_values(table, name)}"
    message = str(error["msg"]).removeprefix("Value error, ")
    wanted = allowed_values(table, name) if name in cells else ""
    if wanted and wanted not in message and "wanted" not in message and "allowed" not in message:
        message = f"{message}; wanted: {wanted}"
    return name, message


def _drop_duplicates(found: TableRows) -> None:
    """Keep the first row of each key."""
    first: dict[tuple[str, ...], Place] = {}
    kept: list[tuple[Row, Place]] = []
    for row, place in found.rows:
        if duplicate_of := first.get(identity(row)):
            message = f"the same {', '.join(row.key)} as in {duplicate_of}; the first one counts"
            remedy = "delete or rename one of them"
            found.problems.append(problem(place, message, remedy, value=row.row_key()))
            continue
        first[identity(row)] = place
        kept.append((row, place))
    found.rows = kept


def identity(row: Row) -> tuple[str, ...]:
    """Return what two rows of one file must not share: two people may answer one question."""
    key = tuple(str(getattr(row, name)) for name in row.key)
    return (*key, row.answered_by) if isinstance(row, AnswerRow) else key
