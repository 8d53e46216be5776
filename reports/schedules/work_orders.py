"""Work orders as a workbook: a plan in, the bytes of an .xlsx with one sheet a crew out."""

from __future__ import annotations

import importlib
import io
import re
from typing import Any

from planning.records import Plan
from reports.tables.plans import WORK_ORDERS, crews_of
from reports.tables.table import Inputs
from reports.tables.write import csv_cell

_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")


def workbook_bytes(plan: Plan) -> bytes:
    """Return an .xlsx with one sheet a crew, its tasks in the order of their days."""
    openpyxl: Any = importlib.import_module("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    names = [column.name for column in WORK_ORDERS.columns]
    rows = WORK_ORDERS.rows(Inputs(plan=plan))
    for crew in crews_of(plan):
        sheet = book.create_sheet(_sheet_name(crew, book.sheetnames))
        sheet.append([name.replace("_", " ") for name in names[1:]])
        for row in rows:
            if row["crew"] == crew:
                sheet.append([_cell(row[name]) for name in names[1:]])
        sheet.freeze_panes = "B2"
        for letter, width in zip("ABCDEFGHIJKLM", _WIDTHS, strict=True):
            sheet.column_dimensions[letter].width = width
    if not book.sheetnames:
        book.create_sheet("no work").append(["the plan has no task"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_WIDTHS = (22, 48, 12, 11, 11, 26, 12, 10, 30, 36, 36, 48, 10)


def _cell(value: Any) -> Any:
    return value if isinstance(value, int | float) else csv_cell(value)


def _sheet_name(crew: str, taken: list[str]) -> str:
    name = _NO_SHEET_NAME.sub(" ", crew).strip()[:31] or "crew"
    number = 2
    known = {other.casefold() for other in taken}
    while name.casefold() in known:
        name = f"{name[:27]} ({number})"
        number += 1
    return name
