"""Open a workbook that came back, without the long tables that nobody fills in: in a report's
workbook they are most of it.
"""

from __future__ import annotations

import importlib
import io
from typing import Any

LONG = (
    *("readiness", "compare_lines", "conditions", "findings", "score_points", "what_if_rows"),
    *("plan", "money_weeks", "unknowns", "evidence", "delta"),
)
"""Names of the tables whose sheets need not be read."""


def open_book(data: bytes) -> Any:
    """Return openpyxl's workbook; it raises whatever a damaged part leads to."""
    excel: Any = importlib.import_module("openpyxl.reader.excel")
    reader: Any = excel.ExcelReader(io.BytesIO(data), keep_links=False)
    read_workbook: Any = reader.read_workbook

    def read_most() -> None:
        read_workbook()
        _leave_out_long(reader.parser)

    reader.read_workbook = read_most
    reader.read()
    return reader.wb


def _leave_out_long(parser: Any) -> None:
    long = {
        _sheet_of(str(name.attr_text))
        for name in parser.defined_names.definedName
        if name.localSheetId is None and name.name in LONG
    }
    wanted = [found for found in parser.find_sheets() if found[0].name not in long]
    parser.find_sheets = lambda: iter(wanted)
    # Names and print areas would be told to the wrong sheets, and nobody asks for them here.
    parser.assign_names = lambda: None


def _sheet_of(area: str) -> str:
    """Return the title in `'Score ledger'!$A$4:$I$16`."""
    return area.rpartition("!")[0].strip("'").replace("''", "'")
