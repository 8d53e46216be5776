"""A plan in figures that stand beside those of another: plan and schedule in, one row out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from audit.facts.model import PlantFacts
from checks.links import basis, project
from planning.chance import Draws
from planning.greedy import Starts
from planning.grid import Grid
from planning.records import MoneyRow, Plan, ScenarioFigures
from planning.score import net_present_value

CASH_WEEKS = (13, 26, 52, 104)
NO_PLAN = "no plan"


@dataclass(frozen=True, slots=True)
class Basis:
    """A schedule on its grid; without draws there is none."""

    grid: Grid
    starts: Starts
    draws: Draws | None


def figures(plan: Plan, of: Basis, facts: PlantFacts) -> ScenarioFigures:
    """Return what sets a plan beside others."""
    first = min(plan.values, key=lambda v: v.day, default=None)
    lines = len({v.line for v in plan.values}) + 1
    links = project(basis(facts), lines)
    crew, share = _busiest(of)
    draws = of.draws
    steady = sum((v.per_week_low + v.per_week_high) / 2 for v in of.grid.problem.values)
    return ScenarioFigures(
        scenario=plan.scenario,
        status=plan.status if plan.tasks or not of.grid.nodes else NO_PLAN,
        first_value=first.day if first else None,
        first_value_week=first.week if first else None,
        last_value=max((v.day for v in plan.values), default=None),
        total_cost=plan.total_cost,
        peak_cash=plan.peak_cash,
        self_funded_on=plan.self_funded_on,
        cumulative=_cumulative(plan.money, plan.start, steady if plan.values else 0.0),
        present_value=net_present_value(of.grid, of.starts) if of.starts else 0.0,
        direct_links=links.direct,
        layer_links=links.layer,
        downtime_h=sum(i.task.downtime_h for i in plan.tasks if not i.task.done),
        crew_days=float(sum(_busy(of).values())),
        busiest_crew=crew,
        busiest_share=share,
        p50=draws.last(0.5) if draws else None,
        p80=draws.last(0.8) if draws else None,
        first_p50=draws.first(0.5) if draws else None,
        first_p80=draws.first(0.8) if draws else None,
        problems=(*plan.conflicts, *plan.problems),
    )


def _busy(of: Basis) -> dict[str, int]:
    """Return per crew its working days in the plan; steps in one window share their day."""
    days: dict[str, set[int]] = defaultdict(set)
    for node in of.grid.nodes:
        if node.number in of.starts and not node.task.done:
            begin = of.starts[node.number]
            for crew in node.task.crews:
                days[crew].update(range(begin, begin + node.days))
    return {crew: len(found) for crew, found in days.items()}


def _busiest(of: Basis) -> tuple[str, float]:
    """Return the crew with the most days and the share of the plan's working days that it works."""
    busy = _busy(of)
    if not busy:
        return "", 0.0
    crew = max(sorted(busy), key=lambda name: busy[name])
    nodes = [n for n in of.grid.nodes if n.number in of.starts and not n.task.done]
    first = min(of.starts[n.number] for n in nodes)
    last = max(of.starts[n.number] + n.days for n in nodes)
    return crew, round(busy[crew] / max(1, last - first), 3)


def _cumulative(
    rows: Iterable[MoneyRow], start: date, steady: float
) -> tuple[tuple[int, float], ...]:
    """Return the cash at the end of some weeks; past the last row the benefits go on."""
    monday = start - timedelta(days=start.weekday())
    ends = {(row.period - monday).days // 7 + 1: row.cumulative for row in rows}
    if not ends:
        return tuple((week, 0.0) for week in CASH_WEEKS)
    last = max(ends)
    found: list[tuple[int, float]] = []
    for week in CASH_WEEKS:
        known = max((n for n in ends if n <= week), default=None)
        cash = ends[known] if known is not None else 0.0
        found.append((week, cash + steady * max(0, week - last)))
    return tuple(found)
