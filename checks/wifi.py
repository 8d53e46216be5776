"""The Wi-Fi of a line beside its walk: its networks, its radios, whether its clients move."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import AnswerRow, RadioRow, WlanRow, ZoneRow
from audit.records import Why
from checks.ground import NOTHING, Ground, answer, unknown
from checks.records import Answer, Asked, Outcome
from checks.remembered import rows_where
from checks.replied import by_reply
from checks.replies import plain
from checks.survey import Point, walks_of

MOVING_ID = "wifi_clients_move"


class Moving(StrEnum):
    """Whether Wi-Fi clients move while they work, as offered."""

    STAY = "no, they stay where they are"
    CARRIED = "yes, people carry them around"
    VEHICLES = "yes, vehicles drive with them"
    NOT_SAID = ""


@dataclass(frozen=True, slots=True)
class Clients:
    """Whether the clients move; `open_one` is the UNKNOWN where that is not known."""

    moving: Moving
    on: Ground = NOTHING
    open_one: Answer | None = None


def clients_of_line(asked: Asked) -> Clients:
    """Return what the answers say of the clients' movement."""
    expected = f"{asked.line}: whether the Wi-Fi clients move has to be known"
    found = by_reply(asked, MOVING_ID, expected, lambda rows, on: _moving(rows[0], expected, on))
    if found.outcome is Outcome.UNKNOWN:
        return Clients(Moving.NOT_SAID, open_one=found)
    on = Ground(found.evidence, found.grade, found.oldest)
    return Clients(Moving(found.measured) if found.measured else Moving.STAY, on)


def _moving(row: Stated[AnswerRow], expected: str, on: Ground) -> Answer:
    text = row.record.answer
    moving = next((choice for choice in Moving if choice and plain(choice) == plain(text)), None)
    if moving is None:
        said = f'{expected}; "{text}" is none of the choices'
        return unknown(Why.CONFLICT, MOVING_ID, said, on)
    return answer(Outcome.PASS, expected, on, measured=moving)


def zones_of(facts: PlantFacts, line: str) -> tuple[Stated[ZoneRow], ...]:
    """Return the line's zones in which Wi-Fi is needed."""
    return tuple(row for row in rows_where(facts, ZoneRow, "line", line) if row.record.required)


def points_on(facts: PlantFacts, line: str) -> tuple[Point, ...]:
    """Return the walked points in any zone of the line."""
    walks = walks_of(facts, rows_where(facts, ZoneRow, "line", line))
    return tuple(dict.fromkeys(point for walk in walks for point in walk.points))


def networks_of(facts: PlantFacts, line: str) -> dict[str, Stated[WlanRow] | None]:
    """Return the Wi-Fi networks of the line's required zones and those listed for it, by name."""
    names = [walk.ssid for walk in walks_of(facts, zones_of(facts, line))]
    own = [row.record.ssid for row in rows_where(facts, WlanRow, "line", line)]
    return {
        name: next(iter(rows_where(facts, WlanRow, "ssid", name)), None)
        for name in dict.fromkeys([*names, *own])
        if name
    }


def radios_of(facts: PlantFacts, line: str) -> tuple[Stated[RadioRow], ...]:
    """Return the radios that serve the line, by their line or by one of its zones."""
    zones = [row.record.zone for row in rows_where(facts, ZoneRow, "line", line)]
    in_zones = (row for zone in zones for row in rows_where(facts, RadioRow, "zone", zone))
    own = (*rows_where(facts, RadioRow, "line", line), *in_zones)
    return tuple({row.record.bssid: row for row in own}.values())
