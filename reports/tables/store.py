"""The tables of what was done and kept: ledger rows and stored observations in, rows out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from audit.records import Grade, Status, Stored
from reports.tables.table import Column, Kind, Needs, Table

_Rows = Iterable[tuple[Any, ...]]

_LEDGER = (
    Column("time", Kind.MOMENT),
    Column("source"),
    Column("destination"),
    Column("port", Kind.WHOLE),
    Column("transport"),
    Column("probe"),
    Column("packets", Kind.WHOLE),
    Column("bytes", Kind.WHOLE),
    Column("outcome"),
)


def _ledger(rows: Iterable[object]) -> _Rows:
    for row in rows:
        yield tuple(_cell(row, column.name) for column in _LEDGER)


def _cell(row: object, name: str) -> Any:
    """A cell of a ledger row, which is a mapping or a record."""
    if isinstance(row, Mapping):
        return cast("Mapping[str, Any]", row).get(name)
    return getattr(row, name, None)


def _evidence(stored: Iterable[Stored]) -> _Rows:
    for item in stored:
        seen = item.observation
        yield (
            *(item.evidence_id, str(seen.subject), seen.attribute, seen.value, seen.status),
            *(seen.grade, seen.method, seen.source.file, seen.source.location),
            *(seen.source.sha256, item.collected_at, item.collector, item.previous_hash),
        )


LEDGER = Table(
    "ledger",
    "One exchange with the network: who asked whom, with how many packets, and how it ended.",
    _LEDGER,
    Needs.LEDGER,
    _ledger,
)
EVIDENCE = Table(
    "evidence",
    "One thing that one source said at one time, with its place in the chain.",
    (
        Column("evidence_id", Kind.WHOLE),
        Column("subject"),
        Column("attribute"),
        Column("value", Kind.ANY),
        Column("status", allowed=tuple(Status)),
        Column("grade", allowed=tuple(Grade)),
        Column("method"),
        Column("source_file"),
        Column("location"),
        Column("sha256"),
        Column("collected_at", Kind.MOMENT),
        Column("collector"),
        Column("previous_hash"),
    ),
    Needs.EVIDENCE,
    _evidence,
)
ALL = (LEDGER, EVIDENCE)
