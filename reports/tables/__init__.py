"""The tables of `plantready export`: results of the stages in, rows, json, csv and schemas out."""

from __future__ import annotations

from typing import Any

from reports.tables import network, results, stated, store
from reports.tables.table import Cells, Column, Inputs, Kind, Needs, Table
from reports.tables.write import csv_text, json_text

__all__ = [
    "TABLES",
    "Cells",
    "Column",
    "Inputs",
    "Kind",
    "Needs",
    "Table",
    "csv_text",
    "json_text",
    "schema",
]

TABLES: dict[str, Table] = {
    table.name: table for table in (*network.ALL, *stated.ALL, *results.ALL, *store.ALL)
}
"""Every table by its name."""


def schema(table: str) -> dict[str, Any]:
    """The JSON Schema of a table's json export.

    Raises
    ------
    KeyError
        When there is no such table.
    """
    return TABLES[table].schema()
