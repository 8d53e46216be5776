"""Which of the client's crews can do a package's work."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from audit.facts.model import PlantFacts
from audit.inventory.tables import CrewRow
from planning.errors import CrewError
from planning.records import Crew, LeftOut, WorkPackage

DEFAULT_DAYS_PER_WEEK = 5.0
DEFAULT_RATE = 800.0
"""Per person-day, project default: used where the client states none, and said so."""


@dataclass(frozen=True, slots=True)
class Crews:
    """The crews of a case. Without a resources table each catalogue crew is one crew of five days
    a week.
    """

    offered: tuple[Crew, ...]
    stated: bool
    spread: bool = False
    """Whether work that several crews can do goes to the one with the least so far; else to the
    first one of the table.
    """
    given: Counter[str] = field(default_factory=Counter[str], compare=False)
    """How often each crew was matched."""

    def match(self, package: WorkPackage) -> tuple[str, ...]:
        """Return the fewest crews, first ones of the table first, that have all skills it needs.

        Raises
        ------
        CrewError
            No crew has one of the skills.
        """
        if not self.stated:
            return tuple(dict.fromkeys(_ways(skill)[0] for skill in package.crews))
        chosen: list[str] = []
        for skill in package.crews:
            able = [crew.name for crew in self.offered if _can(crew, skill)]
            if not able:
                raise CrewError(
                    f"{package.code} {package.name} needs the crew '{skill}' and no row of the "
                    f"resources table offers it; add '{skill}' to the skills of a crew, or a crew"
                )
            if not set(able) & set(chosen):
                chosen.append(min(able, key=self._load) if self.spread else able[0])
        self.given.update(chosen)
        return tuple(chosen)

    def _load(self, name: str) -> float:
        days = next(crew.days_per_week for crew in self.offered if crew.name == name)
        return self.given[name] / days

    def choices(self) -> bool:
        """Whether any work can be done by more than one crew."""
        skills = Counter(_folded(s) for c in self.offered for s in {c.name, *c.skills})
        return any(number > 1 for number in skills.values())

    def used(self, names: Iterable[str]) -> tuple[Crew, ...]:
        """Return the crews of these names, in their order; default ones are made."""
        if self.stated:
            wanted = set(names)
            return tuple(crew for crew in self.offered if crew.name in wanted)
        return tuple(
            Crew(name, (name,), DEFAULT_DAYS_PER_WEEK, DEFAULT_RATE) for name in sorted(set(names))
        )


def crews_of(facts: PlantFacts) -> tuple[Crews, tuple[LeftOut, ...]]:
    """Return the crews of the resources table and what had to be assumed about them."""
    rows = [row.record for row in facts.table(CrewRow)]
    if not rows:
        why = (
            f"no resources table: each crew of the catalogue gives {DEFAULT_DAYS_PER_WEEK:.0f} "
            f"person-days a week at {DEFAULT_RATE:.0f} a day (project default)"
        )
        return Crews((), False), (LeftOut("assumption: crews", why),)
    notes: list[LeftOut] = []
    found: list[Crew] = []
    for row in rows:
        days, rate, missing = row.days_per_week, row.rate_per_day, list[str]()
        if not days or days <= 0:
            days = (row.people or 1.0) * DEFAULT_DAYS_PER_WEEK
            missing.append(f"{days:.0f} person-days a week")
        if rate is None:
            rate = DEFAULT_RATE
            missing.append(f"{rate:.0f} a day")
        if missing:
            why = f"not stated, planned with {' and '.join(missing)} (project default)"
            notes.append(LeftOut(f"assumption: {row.crew}", why))
        found.append(_crew(row, days, rate))
    return Crews(tuple(found), True), tuple(notes)


def day_rate(crews: Iterable[Crew]) -> float:
    """Return the person-days that crews give on a working day when they work together."""
    return sum(crew.days_per_week for crew in crews) / 5


def money_rate(crews: Iterable[Crew]) -> float:
    """Return what a person-day of crews working together costs, each by its share."""
    crews = tuple(crews)
    days = sum(crew.days_per_week for crew in crews)
    return sum(c.rate_per_day * c.days_per_week for c in crews) / days if days else 0.0


def available(crew: Crew, first: date, last: date) -> bool:
    """Whether a crew is there from the first to the last day."""
    after = crew.available_from is None or first >= crew.available_from
    return after and (crew.available_until is None or last <= crew.available_until)


def _crew(row: CrewRow, days: float, rate: float) -> Crew:
    return Crew(row.crew, row.skills, days, rate, row.available_from, row.available_until)


def _ways(skill: str) -> list[str]:
    return [way.strip() for way in skill.split("/") if way.strip()]


def _can(crew: Crew, skill: str) -> bool:
    offered = {_folded(name) for name in (crew.name, *crew.skills)}
    return any(_folded(way) in offered for way in (skill, *_ways(skill)))


@functools.lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\([^)]*\)", "", name)).strip().casefold()
