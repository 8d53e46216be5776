"""Which order of the lines, and which way to cut and assign the work, the plan is made with.

Rules
-----
1. The cheapest line first is the proposal. An order changes more than a sequence: the first line
   takes the thin slices, and each next connector takes less.
2. Few lines are tried in every order, more by moving lines about from a fixed seed. The serial
   schedule tells what an order is worth; the best ones are solved like the proposal.
3. Another order must save `MARGIN` of what work and waiting cost: estimates are no finer, and below
   that the reason "the cheapest first" is worth more.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import permutations

from planning.apart import Solver
from planning.errors import PlanningError
from planning.exact import FEASIBLE, OPTIMAL, SEED
from planning.greedy import Starts, first_serial
from planning.grid import Grid, make_grid
from planning.problem import OF_LARGE_PLANTS, VARIANTS, Draft, Variant
from planning.records import LeftOut
from planning.score import COST, score
from planning.solve import Progress, Solved, solve

Order = tuple[str, ...]
Drawn = Callable[[Order | None, Variant], Draft]
"""Draft the work for an order of the lines, None: the cheapest first, cut and assigned one way."""

MARGIN = 0.01
VARIED_UP_TO = 200
"""Tasks. Larger plants are planned in one way to cut and assign the work."""
ALL_UP_TO = 4
"""Lines of which every order is tried."""
SOLVED = 3
"""So many of the other orders are solved: of three lines not all, of two all."""
MOST_TRIED = 60
TRIED_AT_MOST = 1_200_000
"""Orders times the square of the tasks: drafting large plants takes long."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A draft with its schedule."""

    draft: Draft
    grid: Grid
    solved: Solved
    reason: tuple[LeftOut, ...]
    """Why the lines come in this order; empty: there is nothing to say."""


def chosen(
    drawn: Drawn,
    objective: str,
    time_limit_s: float,
    progress: Progress | None,
    solver: Solver,
    *,
    order: Order | None = None,
    fixed: bool = False,
) -> Chosen:
    """Return the best way found to order, cut and assign the work, solved.

    Parameters
    ----------
    order
        The order to start from; None: the cheapest line first.
    fixed
        Whether that order must be kept.
    """
    usual = drawn(order, VARIANTS[0])
    lines = tuple(rollout.line for rollout in usual.needs.rollouts)
    large = len(usual.problem.tasks) > VARIED_UP_TO
    way = OF_LARGE_PLANTS if large else VARIANTS[0]
    others: list[Order] = []
    if not fixed and len(lines) > 1:
        if progress:
            progress("trying orders of the lines")
        tried = MOST_TRIED
        tried = min(tried, TRIED_AT_MOST // max(1, len(usual.problem.tasks)) ** 2)
        others = _promising(lambda o: _quick(drawn, o, way, objective), lines, tried)
    others = others[: 1 if large else SOLVED]
    proposed = _different([drawn(order, v) for v in ((way,) if large else VARIANTS)])
    drafts = [*proposed, *(d for o in others if (d := _safe(drawn, o, way)))]
    share = time_limit_s / len(drafts)
    best = [_solved(each, objective, share, progress, solver) for each in drafts]
    number = len(proposed)
    return _decided(best[:number], best[number:], objective, lines, len(others))


def _decided(
    proposed: list[Chosen], others: list[Chosen], objective: str, lines: Order, solved: int
) -> Chosen:
    """Return the best of the proposal's ways; another order only where it clearly saves."""
    best = min(proposed, key=lambda each: round(_merit(each, objective), 6))
    reasons = best.draft.needs.order_reasons
    other = min(others, key=lambda each: round(_merit(each, objective), 6), default=None)
    if other is not None:
        gain = _merit(best, objective) - _merit(other, objective)
        if gain > MARGIN * _scale(best):
            order = ", ".join(rollout.line for rollout in other.draft.needs.rollouts)
            found = f"{order}: work and waiting cost {gain:,.0f} less than with the cheapest first"
            if math.isinf(gain):
                found = f"{order}: with the cheapest first there is no plan"
            return replace(other, reason=_note((found, *reasons)))
    if len(lines) > 1 and best.solved.status == OPTIMAL and solved < math.factorial(len(lines)) - 1:
        # Not every order was solved: nobody knows that this plan is the best.
        best = replace(best, solved=replace(best.solved, status=FEASIBLE)) if solved else best
    if len(reasons) < 2:
        return best
    return replace(best, reason=_note(("the cheapest first: " + reasons[0], *reasons[1:])))


def _note(sentences: tuple[str, ...]) -> tuple[LeftOut, ...]:
    return (LeftOut("order of the lines", "; ".join(sentences)),)


def _different(drafts: list[Draft]) -> list[Draft]:
    return [
        each
        for place, each in enumerate(drafts)
        if all(each.problem.tasks != other.problem.tasks for other in drafts[:place])
    ]


def _safe(drawn: Drawn, order: Order, way: Variant) -> Draft | None:
    """Draft another order; None: it cannot be planned with."""
    try:
        return drawn(order, way)
    except PlanningError:
        return None


def _solved(
    drawn: Draft, objective: str, time_limit_s: float, progress: Progress | None, solver: Solver
) -> Chosen:
    grid = make_grid(drawn.problem)
    return Chosen(drawn, grid, solve(grid, objective, time_limit_s, progress, solver), ())


def _merit(way: Chosen, objective: str) -> float:
    return merit(way.grid, way.solved.starts, objective) if way.solved.starts else math.inf


def merit(grid: Grid, starts: Starts, objective: str) -> float:
    """Return what work and waiting cost together, by which drafts can be compared; lower is better.

    Within one draft the work costs the same whatever the order of its tasks.
    """
    first = score(grid, starts, objective)[0]
    return first if objective == COST else first + _work(grid)


def _work(grid: Grid) -> float:
    return sum(node.task.cost for node in grid.nodes if not node.task.done)


def _scale(way: Chosen) -> float:
    """Return the money that the margin is a part of."""
    if not way.solved.starts:
        return 0.0
    return _work(way.grid) + abs(score(way.grid, way.solved.starts, "value")[0])


def _quick(drawn: Drawn, order: Order, way: Variant, objective: str) -> float:
    """Tell what an order is worth by the serial schedule."""
    draft = _safe(drawn, order, way)
    if draft is None:
        return math.inf
    grid = make_grid(draft.problem)
    starts = first_serial(grid)
    return merit(grid, starts, objective) if starts else math.inf


def _promising(worth: Callable[[Order], float], lines: Order, tries: int) -> list[Order]:
    """Return other orders, the best first."""
    found: dict[Order, float] = {}

    def look(order: Order) -> float:
        if order not in found:
            found[order] = worth(order)
        return found[order]

    if len(lines) <= ALL_UP_TO and math.factorial(len(lines)) <= tries:
        for order in permutations(lines):
            look(order)
    elif tries > 1:
        best = lines
        for line in lines[1:tries]:
            best = min(best, (line, *(n for n in lines if n != line)), key=look)
        dice = random.Random(SEED)  # noqa: S311 - not for secrets: moves that must repeat
        for _ in range(2 * tries):
            if len(found) >= tries:
                break
            best = min(best, _moved(best, dice), key=look)
    found.pop(lines, None)
    # The serial schedule gets stuck where the exact solver need not: of few lines such stay.
    few = len(lines) <= ALL_UP_TO
    return sorted((o for o, w in found.items() if few or w < math.inf), key=lambda o: found[o])


def _moved(order: Order, dice: random.Random) -> Order:
    """Take one line out and put it elsewhere."""
    names = list(order)
    name = names.pop(dice.randrange(len(names)))
    names.insert(dice.randrange(len(names) + 1), name)
    return tuple(names)
