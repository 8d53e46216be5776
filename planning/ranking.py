"""In which order the lines are proposed, with the reason: the least own work first, value breaks a
tie.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit.facts.model import PlantFacts
from checks.payback import case_of, finance_row
from planning.catalogue import by_code
from planning.quantities import count

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Lines, the cheapest first, and a sentence on each."""

    lines: tuple[str, ...]
    reasons: tuple[str, ...]


def rank(
    rollouts: Mapping[str, tuple[str, ...]], places: Iterable[Place], facts: PlantFacts
) -> Ranking:
    """Order the lines by the work that only they need; shared plant work counts for nobody."""
    places = list(places)
    effort = {line: own_effort(line, places, facts) for line in rollouts}
    value = {line: sum(per_week(facts, line, u)[0] for u in rollouts[line]) for line in rollouts}
    lines = sorted(rollouts, key=lambda n: (round(effort[n], 1), -value[n], n))
    reasons = tuple(
        f"{line}: {sum(1 for _, at in places if at == line)} packages of its own, "
        f"{effort[line]:.0f} person-days"
        for line in lines
    )
    return Ranking(tuple(lines), reasons)


def own_effort(line: str, places: Iterable[Place], facts: PlantFacts) -> float:
    """Return the person-days (middle of the range) of the packages at a line."""
    packages = by_code()
    total = 0.0
    for code, at in places:
        if at == line:
            package = packages[code]
            units = count(facts, package.unit, line).number
            total += (package.fixed_low + package.fixed_high) / 2
            total += units * (package.unit_low + package.unit_high) / 2
    return total


def per_week(facts: PlantFacts, line: str, use_case: str) -> tuple[float, float]:
    """Return benefit less upkeep of a use case per week, low and high; zero: nobody says it."""
    row = finance_row(facts, line, use_case)
    case = case_of(row.record) if row else None
    return (case.net[0] / 52, case.net[1] / 52) if case else (0.0, 0.0)
