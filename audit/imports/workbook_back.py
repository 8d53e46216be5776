"""The report's workbook that comes back: what people changed on Status, Waivers, Weights &
thresholds. Its Questions are read as a questionnaire.

Rows are found by their keys and columns by their titles: sorting, filtering, moving columns and
adding rows change nothing. What a row said when the workbook was written lies in the hidden sheet.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from audit.imports.questionnaire import open_returned
from audit.inventory.places import Place, Problem, problem

EDIT = "edit"
"""First cell of a row of the hidden sheet that holds what an editable row said."""
PLANT = "plant"
_MOST_ROWS = 20_000


class Sheet(StrEnum):
    """What may be changed."""

    STATUS = "Status"
    WAIVERS = "Waivers"
    THRESHOLDS = "Weights & thresholds"
    WEIGHTS = "Weights"


@dataclass(frozen=True, slots=True)
class _Spec:
    """Where a table stands and what its columns are called."""

    sheet: str
    keys: dict[str, str]
    """Title → field of the key, in the key's order."""
    cells: dict[str, str]
    """Title → field that may be changed."""


_SPECS: dict[Sheet, _Spec] = {
    Sheet.STATUS: _Spec(
        "Status",
        {"Package": "work_package", "Line": "line"},
        {"State": "state", "Started": "started_on", "Finished": "done_on",
         "Actual (pd)": "actual_pd"},
    ),
    Sheet.WAIVERS: _Spec(
        "Waivers",
        {"Check": "check_id", "Line": "line"},
        {"Reason": "reason", "Approved by": "approver", "Until": "expires"},
    ),
    Sheet.THRESHOLDS: _Spec(
        "Weights & thresholds",
        {"Check": "check_id", "Limit": "name"},
        {"Value": "value", "Reason": "reason", "Approved by": "approved_by"},
    ),
    Sheet.WEIGHTS: _Spec(
        "Weights & thresholds",
        {"Severity": "name"},
        {"Weight": "value", "Why changed": "reason", "Who agreed": "approved_by"},
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edit:
    """One row that says something else than it did."""

    sheet: Sheet
    key: tuple[str, ...]
    was: dict[str, str]
    """Empty: the row was not there."""
    now: dict[str, str]
    place: Place


@dataclass(frozen=True, slots=True)
class Edits:
    """What was changed in one returned workbook."""

    edits: tuple[Edit, ...]
    problems: tuple[Problem, ...]


def base_text(sheet: Sheet, key: tuple[str, ...]) -> str:
    """How the hidden sheet names a row."""
    return json.dumps([str(sheet), *key])


def read_edits(name: str, data: bytes) -> Edits | None:
    """Return what people changed; None when it is no workbook of a report.

    Raises
    ------
    UnreadableTableError
        When it is no workbook, damaged, protected or far too large.
    """
    meta, sheets = open_returned(name, data)
    bases = {str(row[1]): json.loads(str(row[2])) for row in meta if row[0] == EDIT}
    if not bases:
        return None
    edits: list[Edit] = []
    problems: list[Problem] = []
    by_title = {str(sheet.title): sheet for sheet in sheets}
    for kind, spec in _SPECS.items():
        sheet = by_title.get(spec.sheet)
        head = _head(sheet, spec) if sheet is not None else None
        if sheet is None or head is None:
            place = Place(name, spec.sheet)
            what = "the sheet or its titles are gone; nothing of it was taken"
            problems.append(problem(place, what, "return the workbook with every sheet and title"))
            continue
        place = Place(name, spec.sheet)
        edits += _edits(kind, spec, sheet, head, place, bases, problems)
    return Edits(tuple(edits), tuple(problems))


def _head(sheet: Any, spec: _Spec) -> tuple[int, dict[str, int]] | None:
    """Return the row of the titles, and field → column, both from 1."""
    wanted = {**spec.keys, **spec.cells}
    for number, row in enumerate(_rows(sheet, 1), 1):
        columns: dict[str, int] = {}
        for cell in row:
            title = " ".join(str(cell.value or "").split())
            if title in wanted and wanted[title] not in columns:
                columns[wanted[title]] = int(cell.column)
        if len(columns) == len(wanted):
            return number, columns
    return None


def _rows(sheet: Any, first: int) -> Iterator[tuple[Any, ...]]:
    """Give the rows that the sheet has; openpyxl would make those that are asked for beyond."""
    last = min(int(sheet.max_row), _MOST_ROWS)
    if last >= first:
        yield from sheet.iter_rows(min_row=first, max_row=last)


def _edits(
    kind: Sheet,
    spec: _Spec,
    sheet: Any,
    head: tuple[int, dict[str, int]],
    place: Place,
    bases: dict[str, dict[str, str]],
    problems: list[Problem],
) -> Iterator[Edit]:
    first, columns = head
    seen: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(_rows(sheet, first + 1), first + 1):
        cells = {field: row[c - 1].value for field, c in columns.items() if c <= len(row)}
        key = tuple(_key(cells.get(field)) for field in spec.keys.values())
        now = {field: _text(cells.get(field)) for field in spec.cells.values()}
        if not key[0]:
            if kind is Sheet.WEIGHTS:
                return  # the limits' own table follows below
            continue
        was = bases.get(base_text(kind, key))
        where = place.at(number)
        if any(text.startswith("=") for text in now.values()):
            problems.append(problem(where, "a formula instead of a value; the row is left out",
                                    "write the value"))  # fmt: skip
        elif key in seen:
            problems.append(problem(where, f"the same row as in line {seen[key]}; it is left out",
                                    "delete one of them"))  # fmt: skip
        elif was is None and kind not in (Sheet.STATUS, Sheet.WAIVERS):
            if any(now.values()):
                problems.append(problem(where, "there is no such limit; the row is left out",
                                        "correct its first cells"))  # fmt: skip
        elif now != (was or dict.fromkeys(now, "")):
            seen[key] = number
            yield Edit(kind, key, was or {}, now, where)
        seen.setdefault(key, number)


def _key(value: object) -> str:
    text = _text(value)
    return "" if text.casefold() == PLANT else text


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:.10g}"
    return " ".join(str(value).split())[:4000]
