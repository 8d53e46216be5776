"""What every sheet is written with: titles, tables, formulas and their values, styles, paper.

Text is written as text with a quote prefix, so that nothing from a plant becomes a formula.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.workbook.bulk import LONGEST, Bulk, Styles, Value
from reports.workbook.bulk import Cell as Cell
from reports.workbook.bulk import Formula as Formula

LINE_POINTS, MOST_LINES = 13.0, 12
"""Height of a line of text in points, and how many a cell shows at most."""
HEADER_ROW = 4
INK, ACCENT, EDIT = "FF16202A", "FF0B4F6C", "FFFFF7DC"
FILLS = {
    "good": "FFE4F0EA",
    "enough": "FFEFF5EF",
    "warn": "FFF8E7C4",
    "bad": "FFF1C9C5",
    "open": "FFDDE0EE",
    "changed": "FFFFE08A",
    "foundation": "FF6F8EA0",
    "rollout": "FF0B4F6C",
    "use": "FF14583A",
}
SYMBOLS = {"✔": "good", "✓": "enough", "▲": "warn", "✖": "bad", "?": "open", "≠": "open"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `edit`: people may fill it in."""

    title: str
    width: float = 14
    form: str = ""
    """Number format; empty: general."""
    edit: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """Where a table lies; rows count from 1, both ends included."""

    first_row: int
    last_row: int
    columns: int


class Book:
    """A workbook in the making, with the values of its formulas."""

    def __init__(self, footer: str) -> None:
        openpyxl: Any = importlib.import_module("openpyxl")
        self.workbook: Any = openpyxl.Workbook()
        self.workbook.remove(self.workbook.active)
        self.values: dict[str, dict[str, Value]] = {}
        self.bulks: dict[str, Bulk] = {}
        self.footer = footer
        self._styles = _Styles()

    def sheet(self, title: str, heading: str, help_text: str, *, landscape: bool = True) -> Any:
        """A new sheet with its heading, a line of help and its print set-up."""
        ws: Any = self.workbook.create_sheet(title)
        self.text(ws, 1, 1, heading, bold=True, size=14)
        self.text(ws, 2, 1, help_text)
        ws.sheet_view.showGridLines = False
        ws.page_setup.orientation = "landscape" if landscape else "portrait"
        ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
        ws.sheet_properties.pageSetUpPr.fitToPage = True
        ws.oddFooter.left.text = self.footer.replace("&", "&&")
        ws.oddFooter.right.text = "&P / &N"
        return ws

    @property
    def edit_fill(self) -> Any:
        """How a cell looks that people fill in."""
        return self._styles.fill(EDIT)

    def text(
        self, ws: Any, row: int, column: int, value: str, *, bold: bool = False, size: float = 10
    ) -> None:
        """A text, always as text."""
        cell = ws.cell(row=row, column=column)
        cell.value = value[:LONGEST]
        cell.data_type = "s"
        cell.quotePrefix = True
        cell.font = self._styles.font(bold=bold, size=size)

    def put(self, ws: Any, row: int, column: int, value: Cell, form: str = "") -> None:
        """A value of any kind; a text stays a text."""
        if isinstance(value, Formula):
            cell = ws.cell(row=row, column=column, value=value.text)
            self.values.setdefault(str(ws.title), {})[str(cell.coordinate)] = value.value
        elif isinstance(value, str):
            self.text(ws, row, column, value)
            cell = ws.cell(row=row, column=column)
        else:
            cell = ws.cell(row=row, column=column, value=value)
            cell.font = self._styles.font()
        if form or isinstance(value, date):
            cell.number_format = form or "yyyy-mm-dd"
        cell.alignment = self._styles.wrapped

    def table(
        self,
        ws: Any,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Cell]],
        *,
        at: int = HEADER_ROW,
        left: int = 1,
        name: str = "",
        filtered: bool = True,
    ) -> Area:
        """A table with its head in row `at`; filtered, frozen and repeated on paper when it is the
        sheet's only one.
        """
        for offset, column in enumerate(columns):
            self._head(ws, at, left + offset, column)
        heads: list[Cell] = [column.title for column in columns]
        _fit_height(ws, at, columns, heads, bold=True)
        last = at
        for last, row in enumerate(rows, at + 1):
            for offset, (column, value) in enumerate(zip(columns, row, strict=True)):
                self.put(ws, last, left + offset, value, column.form)
                if column.edit:
                    ws.cell(row=last, column=left + offset).fill = self._styles.fill(EDIT)
            _fit_height(ws, last, columns, row)
        area = Area(at + 1, last, len(columns))
        if filtered:
            ws.auto_filter.ref = (
                f"{_a1(left, at)}:{_a1(left + len(columns) - 1, max(last, at + 1))}"
            )
            ws.print_title_rows = f"{at}:{at}"
        if name:
            self.name(ws, name, left, at, left + len(columns) - 1, max(last, at + 1))
        return area

    def long_table(
        self,
        ws: Any,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]],
        *,
        at: int = HEADER_ROW,
        name: str = "",
    ) -> Area:
        """A table that may be very long, the last thing on its sheet: its rows are written into the
        finished file.
        """
        self.table(ws, columns, (), at=at)
        area = Area(at + 1, at + len(rows), len(columns))
        right = letter(len(columns))
        ws.auto_filter.ref = f"A{at}:{right}{max(area.last_row, at + 1)}"
        if name:
            self.name(ws, name, 1, at, len(columns), max(area.last_row, at + 1))
        if rows:
            self.bulks[str(ws.title)] = Bulk(
                area.first_row,
                rows,
                self._style_numbers(ws, columns),
                tuple(letter(n) for n in range(1, len(columns) + 1)),
                lambda row: _height(columns, row),
            )
        return area

    def _style_numbers(self, ws: Any, columns: Sequence[Column]) -> Styles:
        """The numbers of the styles that `put` gives to a text, a number and a day."""
        found: list[list[int]] = []
        aside = 5000
        for sample in ("text", 1, date(2000, 1, 1)):
            numbers: list[int] = []
            for column in columns:
                self.put(ws, 1, aside, sample, "" if sample == "text" else column.form)
                cell = ws.cell(row=1, column=aside)
                if column.edit:
                    cell.fill = self._styles.fill(EDIT)
                numbers.append(int(cell.style_id))
                del ws._cells[1, aside]
            found.append(numbers)
        return Styles(tuple(found[0]), tuple(found[1]), tuple(found[2]))

    def _head(self, ws: Any, row: int, column: int, head: Column) -> None:
        self.text(ws, row, column, head.title, bold=True)
        cell = ws.cell(row=row, column=column)
        cell.fill = self._styles.fill(ACCENT)
        cell.font = self._styles.font(bold=True, color="FFFFFFFF")
        cell.alignment = self._styles.wrapped
        wide = ws.column_dimensions[cell.column_letter]
        wide.width = max(head.width, wide.width if wide.customWidth else 0)

    def name(self, ws: Any, name: str, left: int, top: int, right: int, bottom: int) -> None:
        """A named range."""
        from openpyxl.workbook.defined_name import DefinedName

        ref = f"'{ws.title}'!{_absolute(left, top)}:{_absolute(right, bottom)}"
        self.workbook.defined_names[name] = DefinedName(name, attr_text=ref)

    def by_symbol(self, ws: Any, area: str, first: str) -> None:
        """Colour the cells of `area` by the symbol they begin with; `first` is its first cell."""
        for symbol, tone in SYMBOLS.items():
            self.rule(ws, area, f'LEFT({first},1)="{symbol}"', tone)

    def rule(self, ws: Any, area: str, formula: str, tone: str) -> None:
        """Fill the cells of `area` where the formula holds for its first cell."""
        rules: Any = importlib.import_module("openpyxl.formatting.rule")
        fill = self._styles.fill(FILLS[tone], conditional=True)
        ws.conditional_formatting.add(area, rules.FormulaRule(formula=[formula], fill=fill))

    def choices(self, ws: Any, area: str, allowed: Sequence[str], *, strict: bool) -> None:
        """A drop-down; not strict: other text is taken too."""
        from openpyxl.worksheet.datavalidation import DataValidation

        listed = ",".join(allowed)
        rule: Any = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
        rule.showErrorMessage = strict
        ws.add_data_validation(rule)
        rule.add(area)


class _Styles:
    """One object a style: a workbook with a style a cell would be ten times its size."""

    def __init__(self) -> None:
        from openpyxl.styles import Alignment

        self.wrapped: Any = Alignment(vertical="top", wrap_text=True)
        self._fonts: dict[tuple[bool, float, str], Any] = {}
        self._fills: dict[tuple[str, bool], Any] = {}

    def font(self, *, bold: bool = False, size: float = 10, color: str = INK) -> Any:
        from openpyxl.styles import Font

        key = (bold, size, color)
        if key not in self._fonts:
            self._fonts[key] = Font(name="Calibri", bold=bold, size=size, color=color)
        return self._fonts[key]

    def fill(self, color: str, *, conditional: bool = False) -> Any:
        from openpyxl.styles import PatternFill

        key = (color, conditional)
        if key not in self._fills:
            self._fills[key] = (
                PatternFill(bgColor=color, fill_type="solid")
                if conditional
                else PatternFill(fgColor=color, fill_type="solid")
            )
        return self._fills[key]


def a1(column: int, row: int) -> str:
    """`B7`."""
    return _a1(column, row)


def letter(column: int) -> str:
    """`AB`."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _a1(column: int, row: int) -> str:
    return f"{letter(column)}{row}"


def _fit_height(
    ws: Any, row: int, columns: Sequence[Column], cells: Sequence[Cell], *, bold: bool = False
) -> None:
    """Make a row as high as its longest wrapped text; programs that only draw do not do it."""
    known = ws.row_dimensions[row].height or 0
    ws.row_dimensions[row].height = max(known, _height(columns, cells, bold=bold))


def _height(columns: Sequence[Column], cells: Sequence[Cell], *, bold: bool = False) -> float:
    lines = 1
    for column, cell in zip(columns, cells, strict=True):
        if isinstance(cell, str):
            letters = len(cell) * (1.0 if bold else 0.88)
            lines = max(lines, math.ceil(letters / max(4.0, column.width - 1)))
    return LINE_POINTS * min(lines, MOST_LINES) + 2


def _absolute(column: int, row: int) -> str:
    return f"${letter(column)}${row}"
