"""In which order the lines are proposed, with the reason: the cheapest first, then the richest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit.facts.model import PlantFacts
from audit.inventory.tables import CrewRow
from checks.payback import case_of, finance_row
from planning.catalogue import by_code
from planning.crews import DEFAULT_RATE
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
    """Order the lines by what only they cost: their own packages and their use cases. Shared plant
    work counts for nobody.
    """
    places = list(places)
    effort = {line: own_effort(line, places, facts) for line in rollouts}
    rate = _mean_rate(facts)
    cost = {
        line: effort[line] * rate + sum(use_case_cost(facts, line, u) for u in rollouts[line])
        for line in rollouts
    }
    value = {line: sum(per_week(facts, line, u)[0] for u in rollouts[line]) for line in rollouts}
    lines = sorted(rollouts, key=lambda n: (round(cost[n], -2), -value[n], n))
    reasons = tuple(
        f"{line}: {sum(1 for _, at in places if at == line)} packages of its own with "
        f"{effort[line]:.0f} person-days, with its use cases about {cost[line]:,.0f}"
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


def use_case_cost(facts: PlantFacts, line: str, use_case: str) -> float:
    """Return the one-off cost of a use case on a line, the middle of the range, without any share
    of the foundation, which the plan has as work of its own.
    """
    stated = finance_row(facts, line, use_case)
    if stated is None:
        return 0.0
    row = stated.record
    ends = [cost for cost in (row.cost_low, row.cost_high) if cost is not None]
    return (sum(ends) / len(ends) if ends else 0.0) + (row.other_cost or 0.0)


def _mean_rate(facts: PlantFacts) -> float:
    rates = [r.record.rate_per_day for r in facts.table(CrewRow) if r.record.rate_per_day]
    return sum(rates) / len(rates) if rates else DEFAULT_RATE


def per_week(facts: PlantFacts, line: str, use_case: str) -> tuple[float, float]:
    """Return benefit less upkeep of a use case per week, low and high; zero: nobody says it."""
    row = finance_row(facts, line, use_case)
    case = case_of(row.record) if row else None
    return (case.net[0] / 52, case.net[1] / 52) if case else (0.0, 0.0)
