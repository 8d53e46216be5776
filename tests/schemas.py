"""The published JSON Schemas under docs/schemas. `python -m tests.schemas` writes them again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "schemas"


def published() -> dict[str, dict[str, Any]]:
    """Return every schema by its file name."""
    from audit.case import case_schema
    from audit.net.scope import scope_schema
    from reports.tables import TABLES, schema_of

    schemas: dict[str, dict[str, Any]] = {
        "case.schema.json": case_schema(),
        "scope.schema.json": scope_schema(),
    }
    for table in TABLES:
        schemas[f"{table}.schema.json"] = dict(schema_of(table))
    return schemas


def text_of(schema: dict[str, Any]) -> str:
    """Return a schema as it is written."""
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    for name, schema in published().items():
        (FOLDER / name).write_text(text_of(schema), encoding="utf-8")
