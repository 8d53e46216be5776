"""The report as JSON: the ReportModel field by field, with a published JSON Schema."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from reports.files import write_bytes
from reports.model import ReportModel

SCHEMA_PATH = Path(__file__).parent / "schemas" / "report.schema.json"


def write_json(model: ReportModel, path: Path) -> Path:
    """Write the report as JSON.

    Raises
    ------
    ReportError
        When the file cannot be written.
    """
    return write_bytes(path, json_text(model).encode("utf-8"))


def json_text(model: ReportModel) -> str:
    """The model as JSON: dates as ISO 8601, not-known as null, UTF-8."""
    value: Any = _adapter().dump_python(model, mode="json")
    return json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the JSON report."""
    made: dict[str, Any] = _adapter().json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:plantready:report:1",
        **made,
    }


def schema_text() -> str:
    """The schema as it is shipped in `schemas/report.schema.json`."""
    return json.dumps(schema(), indent=1, sort_keys=True) + "\n"


@functools.cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(ReportModel)
