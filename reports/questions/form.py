"""What every sheet with questions has, alone in a file or in the report's workbook: the columns,
the name above the table, drop-downs. `merge` finds rows and columns again by them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from audit.imports.questionnaire import COLUMNS, FILLED, LISTS, ONCE
from reports.workbook.book import Book, Column, letter

TEXT = "@"
HEADER_ROW = 8
_WIDTHS = {
    "line": 9, "question": 52, "how": 30, "answer": 24, "remark": 28, "answered_by": 20,
    "role": 16, "answered_on": 12, "document": 26, "decides": 16, "minutes": 9, "key": 10,
}  # fmt: skip


def columns() -> list[Column]:
    """The table's columns; those to fill in are text, so that nothing typed becomes a number."""
    return [
        Column(COLUMNS[f], _WIDTHS[f], "" if f == "minutes" else TEXT, edit=f in FILLED)
        for f in COLUMNS
    ]


def once(book: Book, ws: Any) -> None:
    """Name, role and day once above the table, for those who do not repeat themselves."""
    for number, (field, label) in enumerate(ONCE.items(), 4):
        book.text(ws, number, 2, label, bold=True)
        cell = ws.cell(row=number, column=3)
        cell.number_format = TEXT
        cell.fill = book.edit_fill
        shown = "as 2027-03-31 or 31.03.2027" if field == "answered_on" else ""
        book.text(ws, number, 4, shown)


def choices(book: Book, ws: Any, offered: Sequence[tuple[str, ...]]) -> None:
    """A drop-down a row, from a hidden sheet: choices may be long and hold commas."""
    from openpyxl.worksheet.datavalidation import DataValidation

    lists: Any = book.workbook.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    column = letter(list(COLUMNS).index("answer") + 1)
    rules: dict[tuple[str, ...], Any] = {}
    for number, allowed in enumerate(offered, HEADER_ROW + 1):
        if allowed not in rules:
            at = letter(len(rules) + 1)
            for place, choice in enumerate(allowed, 1):
                book.text(lists, place, len(rules) + 1, choice)
            area = f"{LISTS}!${at}$1:${at}${len(allowed)}"
            rule: Any = DataValidation(type="list", formula1=area, allow_blank=True)
            # Not strict: "not applicable" needs words, and a number is in no list.
            rule.showErrorMessage = False
            ws.add_data_validation(rule)
            rules[allowed] = rule
        rules[allowed].add(f"{column}{number}")


def finish(ws: Any) -> None:
    """Hide the keys, keep titles and questions in sight."""
    fields = list(COLUMNS)
    ws.column_dimensions[letter(fields.index("key") + 1)].hidden = True
    ws.freeze_panes = f"{letter(fields.index('how') + 1)}{HEADER_ROW + 1}"
