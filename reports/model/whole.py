"""The programme as a whole, put together from its parts."""

from __future__ import annotations

from collections.abc import Sequence

from audit.records import Stored
from reports.model.drivers import drivers, drivers_text
from reports.model.effort import effort
from reports.model.ground import Ground
from reports.model.pilots import pilots_of
from reports.model.plants import plant_lines, plant_rows, plants_text
from reports.model.portfolio import RULES, cards, overlaps_of, portfolio_sentence
from reports.model.programme import PilotCard, Programme, ValueEvent
from reports.model.records import LineReport
from reports.model.stalls import warnings, warnings_text
from reports.model.value_events import events_text, quoted, value_events


def box(shown: Sequence[PilotCard], events: Sequence[ValueEvent], ground: Ground) -> str:
    """What the pilot's page says of age and value: nothing where nobody stated any."""
    aged = portfolio_sentence(tuple(shown)) if any(c.since for c in shown) else ""
    return f"{aged} {events_text(ground, events)}".strip() if events else aged


def programme(ground: Ground, lines: Sequence[LineReport], stored: Sequence[Stored]) -> Programme:
    """Everything that is about more than one line."""
    found = pilots_of(ground)
    overlaps = overlaps_of(found)
    shown = cards(found, overlaps)
    events = value_events(ground, found, stored)
    stalls = warnings(ground, shown)
    every = plant_lines(ground, lines)
    plants = plant_rows(every)
    driven = drivers(ground)
    return Programme(
        sentence=portfolio_sentence(shown),
        box=box(shown, events, ground),
        pilots=shown,
        rules=RULES,
        overlaps=overlaps,
        events=events,
        events_text=events_text(ground, events),
        quoted=quoted(ground),
        warnings=stalls,
        warnings_text=warnings_text(stalls),
        plants=plants,
        plant_lines=every,
        plants_text=plants_text(ground, plants, every),
        drivers=driven,
        drivers_text=drivers_text(driven),
        effort=effort(ground, shown),
    )
