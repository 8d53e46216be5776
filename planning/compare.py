"""Ways to roll out side by side: a judged plant in, one row of figures a way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from audit.facts.model import PlantFacts
from checks.records import Judgement
from planning.apart import lent
from planning.errors import PlanningError
from planning.figures import NO_PLAN
from planning.ground import COPY, FOUNDATION_FIRST, INTERLEAVED, OWN
from planning.pins import Pins
from planning.plan import TIME_LIMIT_S, made
from planning.records import Plan, ScenarioFigures
from planning.score import VALUE
from planning.solve import Progress


def compare(
    judgement: Judgement,
    facts: PlantFacts,
    objective: str = VALUE,
    time_limit_s: float = TIME_LIMIT_S,
    progress: Progress | None = None,
    *,
    pins: Pins | None = None,
    previous: Plan | None = None,
) -> tuple[ScenarioFigures, ...]:
    """Return the figures of each way: copy the pilot, foundation first, interleaved, and the user's
    own where `pins` are given.

    A way that cannot be planned stays in the table with the reason.
    """
    names = (COPY, FOUNDATION_FIRST, INTERLEAVED, *((OWN,) if pins else ()))
    found: list[ScenarioFigures] = []
    with lent(None) as solver:
        for name in names:
            if progress:
                progress(f"scenario: {name}")
            try:
                made_of = made(
                    judgement, facts, objective, name, time_limit_s / len(names),
                    previous=previous, pins=pins if name == OWN else None, solver=solver,
                )  # fmt: skip
            except PlanningError as error:
                found.append(_nothing(name, str(error)))
                continue
            found.extend(made_of.plan.compared)
    return tuple(found)


def with_figures(plan: Plan, compared: Iterable[ScenarioFigures]) -> Plan:
    """Return a plan that carries the table of ways."""
    return replace(plan, compared=tuple(compared))


def _nothing(name: str, why: str) -> ScenarioFigures:
    return ScenarioFigures(
        name, NO_PLAN, None, None, None, 0.0, 0.0, None, (), 0.0, 0, 0, 0.0, 0.0, "", 0.0,
        None, None, None, None, (why,),
    )  # fmt: skip
