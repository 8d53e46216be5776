"""Inventory rows back to records: stored row observations in, validated rows by table out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from audit.facts.model import Stated
from audit.inventory.tables import TABLES
from audit.records import Kind, Status, Stored


def stated_rows(
    stored: Iterable[Stored],
) -> tuple[dict[str, tuple[Stated[Any], ...]], tuple[str, ...]]:
    """Validate every row observation again.

    Returns
    -------
    The rows of each table in the order they were stated, and one sentence for each row that does
    not fit its table any more (an older or damaged case): it is left out.
    """
    tables: dict[str, list[Stated[Any]]] = defaultdict(list)
    problems: list[str] = []
    for item in stored:
        seen = item.observation
        if seen.subject.kind is not Kind.ROW or seen.status is not Status.OK:
            continue
        table = seen.subject.key.partition("/")[0]
        row_type = TABLES.get(table)
        if row_type is None:
            problems.append(f"{_place(item)}: there is no table {table!r}; the row is left out")
            continue
        try:
            row = row_type.model_validate(seen.value)
        except ValidationError as error:
            first = error.errors()[0]
            column = ".".join(str(part) for part in first["loc"]) or "the row"
            problems.append(
                f"{_place(item)}: row {seen.subject.key} no longer fits its table "
                f"({column}: {first['msg']}); import the file again"
            )
            continue
        tables[table].append(_stated(row, item))
    return {name: tuple(rows) for name, rows in sorted(tables.items())}, tuple(problems)


def _stated(row: Any, item: Stored) -> Stated[Any]:
    seen = item.observation
    source = seen.source
    return Stated(
        row, item.evidence_id, seen.grade, seen.time, source.file, source.location, seen.method
    )


def _place(item: Stored) -> str:
    source = item.observation.source
    where = f"{source.file} {source.location}".strip()
    return f"evidence {item.evidence_id}, {where}"
