"""The signals a use case needs of a line, and the ground of rows that carry a day of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from audit.facts.model import PlantFacts, Seen, Stated
from audit.inventory.tables import SignalRow
from checks.ground import Ground, ground
from checks.handed import filled, sources_of
from checks.needed import folded
from checks.remembered import rows_where

Signal = Stated[SignalRow]


def listed_signals(facts: PlantFacts, line: str, use_case: str) -> tuple[Signal, ...]:
    """Return every signal row of the use case on the line, those it can do without included; a row
    for every line counts where the line has none of that name.
    """
    own = _rows(facts, line, use_case)
    named = {folded(row.record.signal) for row in own}
    general = _rows(facts, "", use_case) if line else ()
    rest = (row for row in general if folded(row.record.signal) not in named)
    return tuple(filled(facts, row) for row in (*own, *rest))


def _rows(facts: PlantFacts, line: str, use_case: str) -> tuple[Signal, ...]:
    rows = rows_where(facts, SignalRow, "line", line)
    return tuple(row for row in rows if row.record.use_case in ("", use_case))


def needed_signals(facts: PlantFacts, line: str, use_case: str) -> tuple[Signal, ...]:
    """Return the signals that are not marked as optional."""
    rows = listed_signals(facts, line, use_case)
    return tuple(row for row in rows if row.record.required is not False)


def only_on_pilot(facts: PlantFacts, line: str, use_case: str) -> tuple[Signal, ...]:
    """Return the pilot's needed signals that the line's list does not mention."""
    own = {folded(row.record.signal) for row in listed_signals(facts, line, use_case)}
    pilot = needed_signals(facts, facts.case.pilot_line, use_case)
    return tuple(row for row in pilot if folded(row.record.signal) not in own)


def list_ground(facts: PlantFacts, line: str, use_case: str) -> Ground:
    """Return the ground of the line's list and the pilot's: what is needed, and what is not."""
    pilot = facts.case.pilot_line
    lines = dict.fromkeys((line, pilot))
    rows = [row for one in lines for row in listed_signals(facts, one, use_case)]
    return ground(rows) + ground(source for row in rows for source in sources_of(facts, row))


def dated(rows: Iterable[Stated[Any] | Seen[Any]], days: Iterable[date | None]) -> Ground:
    """Return the ground of rows, no younger than the day on which they say they were measured."""
    on = ground(rows)
    known = [day for day in (*days, on.oldest) if day is not None]
    return Ground(on.evidence, on.grade, min(known, default=None))
