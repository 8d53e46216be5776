"""Export rows as json or csv: rows in, text out, piece by piece so that large tables stay small."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping

from audit.records import Json
from reports.tables.table import Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?")


def json_text(rows: Iterable[Mapping[str, Json]]) -> Iterator[str]:
    """A JSON array with one object a line, ASCII only so that every console can show it."""
    separator = "[\n"
    for row in rows:
        yield separator + json.dumps(dict(row))
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def csv_text(table: Table, rows: Iterable[Mapping[str, Json]]) -> Iterator[str]:
    """A header and one line a row (RFC 4180); lists joined with `;`, unknown cells empty."""
    line = io.StringIO()
    writer = csv.writer(line)
    names = [column.name for column in table.columns]
    for cells in _lines(names, rows):
        writer.writerow(cells)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _lines(names: list[str], rows: Iterable[Mapping[str, Json]]) -> Iterator[list[str]]:
    yield names
    for row in rows:
        yield [csv_cell(row[name]) for name in names]


def csv_cell(value: Json) -> str:
    """A cell as text; one that a spreadsheet would take for a formula gets a leading apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, dict):
        return json.dumps(value)
    text = ";".join(str(item) for item in value) if isinstance(value, list) else value
    harmless = not text.startswith(_FORMULA) or _PLAIN_NUMBER.fullmatch(text)
    return text if harmless else "'" + text
