"""Rows as CSV for other tools, safe to open in a spreadsheet (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from audit.records import Json
from reports.tables.write import csv_cell


def csv_bytes(columns: Sequence[str], rows: Iterable[Mapping[str, Json]]) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads it as such."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([csv_cell(row.get(name)) for name in columns])
    return text.getvalue().encode("utf-8-sig")
