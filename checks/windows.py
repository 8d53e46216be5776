"""The hours in which a line may stand: its windows, written out, without freezes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import WindowRow
from audit.inventory.tables.money import WindowKind
from checks.remembered import rows_where

_DAY = timedelta(days=1)
_OPENS = (WindowKind.MAINTENANCE, WindowKind.SHUTDOWN)
Span = tuple[datetime, datetime]


def windows_of(facts: PlantFacts, line: str) -> tuple[Stated[WindowRow], ...]:
    """Return the calendar's rows that speak of a line, those for the whole plant among them."""
    return rows_where(facts, WindowRow, "line", line, "")


def opens(row: WindowRow) -> bool:
    """Whether the row allows the line to stand."""
    return row.kind in _OPENS


def dated(row: WindowRow) -> bool:
    """Whether the row has a start and a later end."""
    return row.start is not None and row.end is not None and _plain(row.end) > _plain(row.start)


def never_stops(row: WindowRow) -> bool:
    """Whether the row says that the line never stops at all."""
    return row.kind is WindowKind.NEVER_STOP and not dated(row)


def hours_open(rows: Iterable[WindowRow], first: date, last: date) -> float:
    """Return the hours in which the line may stand between two days, both included.

    Days of a freeze are out, and hours that two windows share count once.
    """
    rows = tuple(rows)
    if any(never_stops(row) for row in rows):
        return 0.0
    shut = {
        day
        for row in rows
        if not opens(row)
        for start, end in _spans(row, last)
        for day in _days(start, end)
    }
    parts = sorted(
        part
        for row in rows
        if opens(row)
        for span in _spans(row, last)
        for part in _by_day(*span)
        if first <= part[0].date() <= last and part[0].date() not in shut
    )
    return _length(parts)


def _length(parts: Iterable[Span]) -> float:
    hours, reached = 0.0, datetime.min
    for start, end in parts:
        hours += max(0.0, (end - max(start, reached)).total_seconds()) / 3600
        reached = max(reached, end)
    return hours


def _spans(row: WindowRow, last: date) -> Iterator[Span]:
    if row.start is None or row.end is None or not dated(row):
        return
    start, end = _plain(row.start), _plain(row.end)
    every = timedelta(weeks=row.every_weeks) if row.every_weeks and row.every_weeks > 0 else None
    until = min(row.until or last, last)
    yield start, end
    while every is not None and (start + every).date() <= until:
        start, end = start + every, end + every
        yield start, end


def _by_day(start: datetime, end: datetime) -> Iterator[Span]:
    while start < end:
        midnight = datetime.combine(start.date() + _DAY, time())
        yield start, min(end, midnight)
        start = midnight


def _days(start: datetime, end: datetime) -> Iterator[date]:
    return (part[0].date() for part in _by_day(start, end))


def _plain(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
