"""What an export table is: columns with their kinds, the rows, and the JSON Schema of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any, TypeAlias, cast

from audit.facts.model import PlantFacts
from audit.records import Json, Stored
from checks.records import Judgement
from planning.records import Plan

Cells: TypeAlias = "dict[str, Json]"
"""One row: every column, in their order; None where it is not known."""


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "string"
    WHOLE = "integer"
    NUMBER = "number"
    YES_NO = "boolean"
    DAY = "date"
    MOMENT = "date-time"
    TEXTS = "texts"
    WHOLES = "wholes"
    ANY = "any"


class Needs(StrEnum):
    """What a table is made from."""

    FACTS = "facts"
    JUDGEMENT = "judgement"
    PLAN = "plan"
    LEDGER = "ledger"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Column:
    """A column. The names are a contract with scripts: they never change."""

    name: str
    kind: Kind = Kind.TEXT
    allowed: tuple[str, ...] = ()
    """The closed list of a text's values; empty: any text."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the stages produced; None: that stage has not run."""

    facts: PlantFacts | None = None
    judgement: Judgement | None = None
    plan: Plan | None = None
    ledger: Iterable[object] = ()
    """Rows as mappings, or as records with the columns as attributes."""
    stored: Iterable[Stored] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table of `plantready export`."""

    name: str
    what: str
    """What one row is, for the schema's description."""
    columns: tuple[Column, ...]
    needs: Needs
    cells: Callable[[Any], Iterable[tuple[Any, ...]]] = field(repr=False)
    """From the input that it needs to one tuple a row, in the order of the columns."""

    def rows(self, inputs: Inputs) -> list[Cells]:
        """The table's rows; none when the stage it needs has not run."""
        given = {
            Needs.FACTS: inputs.facts,
            Needs.JUDGEMENT: inputs.judgement,
            Needs.PLAN: inputs.plan,
            Needs.LEDGER: inputs.ledger,
            Needs.EVIDENCE: inputs.stored,
        }[self.needs]
        if given is None:
            return []
        names = [column.name for column in self.columns]
        return [dict(zip(names, map(plain, row), strict=True)) for row in self.cells(given)]

    def schema(self) -> dict[str, Any]:
        """The JSON Schema (draft 2020-12) of the json export."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"urn:plantready:table:{self.name}",
            "title": self.name,
            "description": f"{self.what} A value that is not known is null.",
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": [column.name for column in self.columns],
                "properties": {column.name: _schema_of(column) for column in self.columns},
            },
        }


def _schema_of(column: Column) -> dict[str, Any]:
    match column.kind:
        case Kind.ANY:
            return {}
        case Kind.TEXTS:
            return {"type": "array", "items": {"type": "string"}}
        case Kind.WHOLES:
            return {"type": "array", "items": {"type": "integer"}}
        case Kind.DAY | Kind.MOMENT:
            return {"type": ["string", "null"], "format": column.kind.value}
        case _:
            schema: dict[str, Any] = {"type": [column.kind.value, "null"]}
            return schema | {"enum": [*column.allowed, None]} if column.allowed else schema


def plain(value: Any) -> Json:
    """A cell as JSON holds it: an empty text is None, a time is ISO 8601, a tuple is a list."""
    if value is None or value == "":
        return None
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(item) for item in cast("Iterable[Any]", value)]
    return cast(Json, value)
