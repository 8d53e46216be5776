"""Whether a vendor still sells a controller: the plant's own tables first, then the shipped one."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from audit.facts.model import PlantFacts
from checks.ground import Ground, ground
from checks.needed import Controller, folded
from checks.signals import dated
from checks.switches import identity_ground, lifecycle_of


class State(StrEnum):
    """How far a product is on its way out."""

    ACTIVE = "active"
    ANNOUNCED = "announced"
    SPARES_ONLY = "spares only"
    OBSOLETE = "obsolete"


_WORDS = {
    **{folded(word): word for word in State},
    "activemature": State.ANNOUNCED,
    "endoflifeannounced": State.ANNOUNCED,
    "phaseout": State.ANNOUNCED,
    "sparepartsonly": State.SPARES_ONLY,
    "discontinued": State.OBSOLETE,
    "endoflife": State.OBSOLETE,
}


@dataclass(frozen=True, slots=True)
class Shipped:
    """A row of checks/data/controllers.csv."""

    pattern: str
    name: str
    state: State
    since: date
    source: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Sold:
    """Where a product stands, who says so, and since when the source was looked at."""

    state: State
    source: str
    on: Ground


def sold(facts: PlantFacts, controller: Controller) -> Sold | None:
    """Return where a controller stands; None: no table knows it."""
    return _stated(controller) or _of_the_plant(facts, controller) or _of_the_table(
        facts.case.as_of, controller
    )  # fmt: skip


def _stated(controller: Controller) -> Sold | None:
    row = controller.row
    state = _WORDS.get(folded(row.record.lifecycle)) if row else None
    if row is None or state is None:
        return None
    source = row.record.lifecycle_source or "the plant's list of controllers"
    return Sold(state, source, dated([row], [row.record.lifecycle_checked_on]))


def _of_the_plant(facts: PlantFacts, controller: Controller) -> Sold | None:
    vendor = controller.device.vendor if controller.device else ""
    row = lifecycle_of(facts, vendor, controller.model, "model")
    if row is None:
        return None
    as_of, sale, support = facts.case.as_of, row.record.end_of_sale, row.record.end_of_support
    if support is not None and support < as_of:
        state = State.OBSOLETE
    elif sale is not None and sale < as_of:
        state = State.SPARES_ONLY
    elif sale is not None or support is not None:
        state = State.ANNOUNCED
    else:
        return None
    on = dated([row], [row.record.checked_on]) + _identity(controller)
    return Sold(state, row.record.source or "the plant's lifecycle table", on)


def _of_the_table(as_of: date, controller: Controller) -> Sold | None:
    names = (controller.family, controller.model)
    for row in shipped():
        if row.since <= as_of and any(re.search(row.pattern, n, re.I) for n in names if n):
            on = _identity(controller)
            days = [day for day in (row.checked_on, on.oldest) if day is not None]
            on = Ground(on.evidence, on.grade, min(days))
            return Sold(row.state, f"{row.source}, checked on {row.checked_on}", on)
    return None


def _identity(controller: Controller) -> Ground:
    """Return the ground of what says which type it is."""
    if controller.row is not None and controller.row.record.family:
        return ground([controller.row])
    return identity_ground(controller.device) if controller.device else Ground()


@cache
def shipped() -> tuple[Shipped, ...]:
    """Return the shipped table."""
    path = Path(__file__).parent / "data" / "controllers.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Shipped(
                row["pattern"], row["name"], State(row["status"]),
                date.fromisoformat(row["since"]), row["source"],
                date.fromisoformat(row["checked_on"]),
            )
            for row in csv.DictReader(file)
        )  # fmt: skip
