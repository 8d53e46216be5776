"""The tables of what people stated: inventory rows in, the same columns with their origin out."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, get_args, get_origin

from audit.facts.model import PlantFacts
from audit.inventory.tables import AccountRow, FlowRow, OwnerRow, Row, UseCaseRow, ZoneRow
from reports.tables.table import Column, Kind, Needs, Table

_KINDS: tuple[tuple[type, Kind], ...] = (
    (bool, Kind.YES_NO),
    (int, Kind.WHOLE),
    (float, Kind.NUMBER),
    (datetime, Kind.MOMENT),
    (date, Kind.DAY),
    (tuple, Kind.TEXTS),
)


def _columns(row: type[Row]) -> tuple[Column, ...]:
    own = tuple(Column(name, _kind(info.annotation)) for name, info in row.model_fields.items())
    return (*own, Column("source_file"), Column("location"))


def _kind(annotation: Any) -> Kind:
    kinds = (annotation,)
    if get_origin(annotation) in (typing.Union, types.UnionType):
        kinds = tuple(kind for kind in get_args(annotation) if kind is not type(None))
    wanted = get_origin(kinds[0]) or kinds[0]
    return next((kind for python, kind in _KINDS if wanted is python), Kind.TEXT)


def _cells(row: type[Row]) -> Callable[[PlantFacts], Iterable[tuple[Any, ...]]]:
    def cells(facts: PlantFacts) -> Iterable[tuple[Any, ...]]:
        for stated in facts.table(row):
            values = (getattr(stated.record, name) for name in row.model_fields)
            yield (*values, stated.file, stated.location)

    return cells


def _table(row: type[Row], what: str) -> Table:
    return Table(row.table, what, _columns(row), Needs.FACTS, _cells(row))


ALL = (
    _table(AccountRow, "One account as one source lists it."),
    _table(FlowRow, "One data flow from a source on a line to a consumer."),
    _table(OwnerRow, "Who is accountable for one layer of one line."),
    _table(ZoneRow, "One place where a use case needs Wi-Fi."),
    _table(UseCaseRow, "One use case that proved itself on the pilot."),
)
