"""The tables of `plantready export`: results of the stages in, rows, json, csv and schemas out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from audit.facts.model import PlantFacts
from audit.records import Stored
from checks.records import Judgement
from planning.records import Plan
from reports.tables import network, plans, results, stated, store, traffic
from reports.tables.table import Column, Inputs, Kind, Needs, Table
from reports.tables.write import csv_text, json_text

__all__ = [
    "TABLES",
    "Column",
    "Inputs",
    "Kind",
    "Needs",
    "Table",
    "as_csv",
    "as_json",
    "csv_text",
    "json_text",
    "rows_of",
    "schema_of",
]

TABLES: dict[str, Table] = {
    table.name: table
    for table in (*network.ALL, *traffic.ALL, *stated.ALL, *results.ALL, *plans.ALL, *store.ALL)
}
"""Every table by its name."""


def rows_of(
    table: str,
    *,
    facts: PlantFacts | None = None,
    judgement: Judgement | None = None,
    plan: Plan | None = None,
    ledger: Iterable[object] = (),
    stored: Iterable[Stored] = (),
) -> list[dict[str, Any]]:
    """The rows of a table as JSON values; none where the stage it needs has not run.

    Only the one input that the table needs has to be given (`TABLES[table].needs`).
    """
    inputs = Inputs(facts, judgement, plan, ledger, stored)
    return [dict(row) for row in TABLES[table].rows(inputs)]


def as_json(table: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """The json export of a table's rows: an array with one object a line, ASCII only."""
    names = [column.name for column in TABLES[table].columns]
    return "".join(json_text({name: row[name] for name in names} for row in rows))


def as_csv(table: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """The csv export of a table's rows, safe to open in a spreadsheet."""
    return "".join(csv_text(TABLES[table], rows))


def schema_of(table: str) -> dict[str, Any]:
    """The JSON Schema of a table's json export."""
    return TABLES[table].schema()
