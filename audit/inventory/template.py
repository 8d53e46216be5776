"""Empty inventory tables for a new case: CSV files or one workbook, and a help text."""

from __future__ import annotations

import csv
import importlib
import io
import re
import types
import typing
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from audit.inventory.library import template_of
from audit.inventory.tables import TABLES, Row, SignalRow, UseCaseRow
from audit.inventory.tables.base import Choice
from audit.inventory.tables.handed import FROM_FILES

_BY_HAND = {name: table for name, table in TABLES.items() if name not in FROM_FILES}
_HELP_HEAD = """\
The tables of this case. Fill in what is known and leave the rest empty: an empty cell means "not
known" and is never counted as good. Separators , ; or tab, decimal comma or point, dates like
2026-03-31 or 31.03.2026, yes or no. Several values in one cell are separated by ;
Columns marked * must be filled in every row; together those marked # must be unique.
"""


def write_tables(folder: Path, *, xlsx: bool = False, use_case: str = "") -> None:
    """Write every table with its header row, and README.txt with what the columns mean."""
    rows = _use_case_rows(use_case) if use_case.strip() else {}
    if xlsx:
        _write_workbook(folder / "inventory.xlsx", rows)
    else:
        for name, table in _BY_HAND.items():
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(table.model_fields)
            writer.writerows(rows.get(name, []))
            path = folder / f"{name}.csv"
            path.write_text(text.getvalue(), encoding="utf-8", newline="\n")
    (folder / "README.txt").write_text(help_text(), encoding="utf-8", newline="\n")


def use_case_id(name: str) -> str:
    """Return the short id under which a use case's name enters the table `usecases`."""
    return re.sub(r"[^\w]+", "-", name.strip().casefold()).strip("-")[:40] or "use-case"


def _use_case_rows(name: str) -> dict[str, list[list[str]]]:
    """The use case's row, and the signals it needs where it is a common one."""
    common = template_of(name)
    if common is None:
        known = {"use_case": use_case_id(name), "name": " ".join(name.split())[:255]}
        return {"usecases": _cells(UseCaseRow, [known])}
    known = {
        "use_case": common.key, "name": common.name, "kpi": common.kpi,
        "latency_ms": str(common.latency_ms),
    }  # fmt: skip
    signals = [
        {
            "signal": wanted.signal, "use_case": common.key, "required": "yes",
            "essential": "yes" if wanted.essential else "no", "needed_ms": str(wanted.needed_ms),
            "source_class": wanted.source_class, "needed_unit": wanted.unit or wanted.data_type,
        }
        for wanted in common.signals
    ]  # fmt: skip
    return {"usecases": _cells(UseCaseRow, [known]), "signals": _cells(SignalRow, signals)}


def _cells(table: type[Row], rows: Sequence[Mapping[str, str]]) -> list[list[str]]:
    return [[row.get(column, "") for column in table.model_fields] for row in rows]


def _write_workbook(path: Path, rows: dict[str, list[list[str]]]) -> None:
    openpyxl: Any = importlib.import_module("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, table in _BY_HAND.items():
        sheet = book.create_sheet(name)
        sheet.append(list(table.model_fields))
        sheet.freeze_panes = "A2"
        for cells in rows.get(name, []):
            sheet.append(cells)
            for cell in sheet[sheet.max_row]:
                cell.data_type = "s" if cell.value else "n"
    book.save(path)


def help_text() -> str:
    """Return what every column of every table takes."""
    parts = [_HELP_HEAD]
    for name, table in _BY_HAND.items():
        doc = " ".join((table.__doc__ or "").split())
        parts.append(f"\n{name}\n  {doc}\n")
        parts += [f"    {_column_help(table, column)}\n" for column in table.model_fields]
    return "".join(parts)


def _column_help(table: type[Row], column: str) -> str:
    field = table.model_fields[column]
    marks = ("*" if field.is_required() else "") + ("#" if column in table.key else "")
    allowed = allowed_values(table, column)
    return f"{column}{marks}" + (f": {allowed}" if allowed else "")


def allowed_values(table: type[Row], column: str) -> str:
    """Return what a column takes in words; empty for free text."""
    field = table.model_fields[column]
    inner = _inner_type(field.annotation)
    if isinstance(inner, type) and issubclass(inner, Choice):
        return ", ".join(member.value for member in inner if member.value)
    names = {
        bool: "yes, no",
        float: "a number",
        int: "a whole number",
        tuple: "values separated by ;",
    }
    if inner in names:
        return names[inner]
    name = str(getattr(cast(Any, inner), "__name__", ""))
    return {"date": "a date", "datetime": "a date and time"}.get(name, "")


def _inner_type(annotation: Any) -> Any:
    """Unwrap `Annotated[X | None, …]`, `X | None` and `tuple[X, ...]` to the type people mean."""
    if typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        annotation = next(a for a in typing.get_args(annotation) if a is not type(None))
    return tuple if typing.get_origin(annotation) is tuple else annotation
