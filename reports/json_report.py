"""The report as JSON: the ReportModel field by field, with a published JSON Schema.

Lists of records have one record a line, so that a large report is written without a copy of it in
memory, and two reports can be compared line by line.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from reports.files import write_pieces
from reports.model import ReportModel

SCHEMA_PATH = Path(__file__).parent / "schemas" / "report.schema.json"
TOGETHER = 1_000
"""Records that are written at once."""
OPENED = ("annex",)
"""Records whose own lists have one record a line too."""


def write_json(model: ReportModel, path: Path) -> Path:
    """Write the report as JSON.

    Raises
    ------
    ReportError
        When the file cannot be written.
    """
    return write_pieces(path, json_pieces(model))


def json_text(model: ReportModel) -> str:
    """The model as JSON: dates as ISO 8601, not-known as null, UTF-8."""
    return b"".join(json_pieces(model)).decode("utf-8")


def json_pieces(model: ReportModel) -> Iterator[bytes]:
    """Yield the same piece by piece."""
    yield from _record(model)
    yield b"\n"


def _record(record: Any) -> Iterator[bytes]:
    """A record with one field a line; its lists are opened."""
    mark = b"{\n"
    for field in fields(record):
        value = getattr(record, field.name)
        yield mark + json.dumps(field.name).encode() + b": "
        if field.name in OPENED:
            yield from _record(value)
        elif type(value) is tuple:
            yield from _listed(value)
        else:
            yield _plain(value)
        mark = b",\n"
    yield b"\n}"


def _listed(items: Any) -> Iterator[bytes]:
    if not items or not is_dataclass(items[0]):
        yield _plain(items)
        return
    mark = b"[\n"
    for first in range(0, len(items), TOGETHER):
        yield mark + b",\n".join(map(_plain, items[first : first + TOGETHER]))
        mark = b",\n"
    yield b"\n]"


def _plain(value: Any) -> bytes:
    found: bytes = _to_json()(value)
    return found


@functools.cache
def _to_json() -> Any:
    from pydantic_core import to_json

    return functools.partial(to_json, inf_nan_mode="null")


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the JSON report."""
    from pydantic import TypeAdapter

    made: dict[str, Any] = TypeAdapter(ReportModel).json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:plantready:report:1",
        **made,
    }


def schema_text() -> str:
    """The schema as it is shipped in `schemas/report.schema.json`."""
    return json.dumps(schema(), indent=1, sort_keys=True) + "\n"
