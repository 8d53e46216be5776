"""The stage as one call: judgement and facts in, a verified plan with money and decisions out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from audit.facts.model import PlantFacts
from checks.records import EconomicFlag, Judgement
from planning.apart import Solver, lent
from planning.chance import Draws, chances, draw, sure
from planning.conflicts import conflicting, relaxed
from planning.decisions import decisions
from planning.difference import Change, difference
from planning.errors import PlanningError
from planning.figures import Basis, figures
from planning.greedy import Board, Starts
from planning.grid import Grid, make_grid
from planning.ground import INTERLEAVED, OWN
from planning.money import cash, line_cost
from planning.ordering import chosen
from planning.overtime import with_overtime
from planning.pins import Pins
from planning.problem import Draft, Variant, draft
from planning.records import LeftOut, LineCost, Plan, Problem, Scheduled, TaskKind
from planning.schedule import scheduled, value_dates
from planning.score import LEVEL, SPONSOR, VALUE, check_objective, score
from planning.solve import INFEASIBLE, Progress, Solved, solve
from planning.verify import verify
from planning.worth import alarms, package_values, payback_rows

TIME_LIMIT_S = 10.0


def make_plan(
    judgement: Judgement,
    facts: PlantFacts,
    objective: str = VALUE,
    scenario: str = INTERLEAVED,
    time_limit_s: float = TIME_LIMIT_S,
    progress: Progress | None = None,
    *,
    holidays: Iterable[date] = (),
    previous: Plan | None = None,
    pins: Pins | None = None,
    overtime: bool = False,
) -> Plan:
    """Return the sequenced plan of a judged plant.

    The same input gives the same plan: the limit counts the solver's work, not the clock. An
    infeasible problem gives the plan that holds once the facts in `conflicts` are set aside;
    `problems` then lists what it breaks.

    Parameters
    ----------
    objective
        value, cost, level, sponsor.
    scenario
        interleaved, foundation first, copy the pilot, or own.
    previous
        A plan made before: what it began before the case's date stays where it is.
    pins
        The user's own order of lines and dates of tasks.
    overtime
        Whether tasks may be worked longer each day where that pays.

    Raises
    ------
    PlanningError
        A crew is missing, or the objective or scenario is not known.
    """
    return made(
        judgement,
        facts,
        objective,
        scenario,
        time_limit_s,
        progress,
        holidays=holidays,
        previous=previous,
        pins=pins,
        overtime=overtime,
    ).plan


@dataclass(frozen=True, slots=True)
class Made:
    """A plan with what it was made from."""

    plan: Plan
    grid: Grid
    starts: Starts
    draws: Draws | None
    """None: there is no schedule to draw from."""


def made(
    judgement: Judgement,
    facts: PlantFacts,
    objective: str,
    scenario: str,
    time_limit_s: float,
    progress: Progress | None = None,
    *,
    holidays: Iterable[date] = (),
    previous: Plan | None = None,
    pins: Pins | None = None,
    overtime: bool = False,
    solver: Solver | None = None,
) -> Made:
    """Make a plan as `make_plan` does; return it with its grid."""
    check_objective(objective)
    kept = previous.tasks if previous else ()
    order = _sponsor_order(facts) if objective == SPONSOR else None

    def drawn_for(lines: tuple[str, ...] | None, variant: Variant) -> Draft:
        return draft(
            judgement,
            facts,
            scenario,
            order=lines,
            holidays=holidays,
            previous=kept,
            pins=pins,
            variant=variant,
        )

    fixed = objective in (SPONSOR, LEVEL) or bool(pins and pins.order)
    conflicts: tuple[str, ...] = ()
    with lent(solver) as own:
        way = chosen(drawn_for, objective, time_limit_s, progress, own, order=order, fixed=fixed)
        drawn, grid, solved = way.draft, way.grid, way.solved
        solved = _steady(grid, solved, objective, kept)
        if overtime and solved.starts:
            grid, starts = with_overtime(grid, solved.starts)
            drawn, solved = replace(drawn, problem=grid.problem), Solved(starts, solved.status)
        if not solved.starts and grid.nodes:
            grid, solved, conflicts = _set_aside(grid, solved, objective, time_limit_s, own)
    tasks = _restored(scheduled(grid, solved.starts) if solved.starts else (), drawn.problem)
    draws = draw(grid, solved.starts) if solved.starts else None
    plan = _joined(
        judgement, facts, drawn, grid, solved, tasks, conflicts, draws, objective, scenario,
        way.reason,
    )  # fmt: skip
    row = figures(plan, Basis(grid, solved.starts, draws), facts)
    return Made(replace(plan, compared=(row,)), grid, solved.starts, draws)


def replan(
    previous: Plan,
    judgement: Judgement,
    facts: PlantFacts,
    time_limit_s: float = TIME_LIMIT_S,
    progress: Progress | None = None,
) -> Plan:
    """Plan again from the new facts; what the previous plan began before their date stays."""
    return make_plan(
        judgement,
        facts,
        previous.objective,
        previous.scenario,
        time_limit_s,
        progress,
        previous=previous,
        pins=_pins_of(previous, facts.case.as_of) if previous.scenario == OWN else None,
    )


def moved(before: Plan, after: Plan) -> tuple[str, ...]:
    """Return a sentence for each task that is new, gone or on other days than before."""
    moves = difference(before, after).moves
    places = (Change.STARTED, Change.DONE)
    return tuple(m.sentence() for m in moves if m.days or m.change not in places)


def _steady(grid: Grid, solved: Solved, objective: str, previous: Iterable[Scheduled]) -> Solved:
    """Return the plan with the fewest moves against an earlier one, where that costs nothing."""
    days = {item.task.task_id: item.start for item in previous}
    if not days or not solved.starts:
        return solved
    board = Board(grid)
    for node in grid.nodes:
        if node.fixed:
            board.place(node, node.starts[0])
    last = grid.problem.horizon_days
    was = {
        node.number: grid.calendar.on_or_before(days[node.task.task_id])
        for node in grid.nodes
        if node.task.task_id in days
    }
    for number in sorted(solved.starts, key=lambda n: (was.get(n, last), solved.starts[n], n)):
        node = grid.nodes[number]
        if node.fixed:
            continue
        if any(other not in board.starts for other in node.after):
            return solved
        day = board.first_fit(node, max(board.ready(node), was.get(number, 0)))
        if day is None:
            return solved
        board.place(node, day)
    kept, best = (score(grid, starts, objective)[0] for starts in (board.starts, solved.starts))
    return Solved(board.starts, solved.status) if kept <= best + 1e-9 else solved


def _pins_of(plan: Plan, as_of: date) -> Pins:
    """Return what the user fixed in a plan of their own, as far as it has not begun."""
    order = dict.fromkeys(v.line for v in plan.values)
    dates = tuple(
        (item.task.task_id, item.task.pinned, "the kept plan")
        for item in plan.tasks
        if item.task.pinned is not None and item.start >= as_of
    )
    return Pins(tuple(order), dates)


def _sponsor_order(facts: PlantFacts) -> tuple[str, ...]:
    wanted = [(n.rollout_order, n.line) for n in facts.lines if n.rollout_order is not None]
    return tuple(line for _, line in sorted(wanted))


def _set_aside(
    grid: Grid, solved: Solved, objective: str, time_limit_s: float, solver: Solver
) -> tuple[Grid, Solved, tuple[str, ...]]:
    """Name the clash, then plan without the facts that clash."""
    groups, sentences = conflicting(grid, solved.stuck, solver)
    # First without the clashing facts only; a second clash may hide behind the first.
    for wanted in (groups, (*groups, "budget", "windows", "deadlines", "pins", "crews", "waves")):
        free = make_grid(relaxed(grid.problem, wanted))
        again = solve(free, objective, time_limit_s, None, solver)
        if again.starts:
            return free, Solved(again.starts, INFEASIBLE), sentences
    return grid, Solved({}, INFEASIBLE), sentences


def _restored(tasks: tuple[Scheduled, ...], problem: Problem) -> tuple[Scheduled, ...]:
    """Show the problem's own tasks, also where a plan had to set some of their facts aside."""
    own = {task.task_id: task for task in problem.tasks}
    return tuple(replace(item, task=own[item.task.task_id]) for item in tasks)


def _joined(
    judgement: Judgement,
    facts: PlantFacts,
    drawn: Draft,
    grid: Grid,
    solved: Solved,
    tasks: tuple[Scheduled, ...],
    conflicts: tuple[str, ...],
    draws: Draws | None,
    objective: str,
    scenario: str,
    order_reason: tuple[LeftOut, ...],
) -> Plan:
    problem = drawn.problem
    values = value_dates(grid, solved.starts) if solved.starts else ()
    money = cash(problem, tasks, values, scenario)
    return Plan(
        dataset_hash=judgement.dataset_hash,
        scenario=scenario,
        objective=objective,
        status=solved.status,
        start=problem.start,
        tasks=tasks,
        values=values,
        money=money.rows,
        lines=tuple(
            sure(line, draws) if draws and line.ready_on else line
            for line in _line_costs(judgement, facts, problem, tasks, scenario)
        ),
        decisions=decisions(judgement, facts, problem, tasks),
        left_out=(*drawn.needs.left_out, *drawn.notes, *order_reason),
        conflicts=conflicts,
        problems=verify(problem, tasks),
        total_cost=money.total_cost,
        peak_cash=money.peak_cash,
        self_funded_on=money.self_funded_on,
        alarms=alarms(problem, values, tasks),
        chances=chances(grid, draws, solved.starts) if draws else (),
        packages=package_values(problem),
        paybacks=payback_rows(judgement, facts),
    )


def _line_costs(
    judgement: Judgement,
    facts: PlantFacts,
    problem: Problem,
    tasks: tuple[Scheduled, ...],
    scenario: str,
) -> tuple[LineCost, ...]:
    """Return the cost of every line in the order of the scores; a line that is left out is costed
    as if it were planned after the others, without dates.
    """
    found: list[LineCost] = []
    for line in dict.fromkeys(s.line for s in judgement.scores):
        cost = line_cost(line, problem.tasks, tasks)
        if cost is None:
            cost = _as_if_planned(judgement, facts, problem, line, scenario)
        if cost is not None:
            found.append(cost)
    return tuple(found)


def _as_if_planned(
    judgement: Judgement, facts: PlantFacts, problem: Problem, line: str, scenario: str
) -> LineCost | None:
    scores = tuple(
        replace(score, economic_flag=EconomicFlag.NONE) if score.line == line else score
        for score in judgement.scores
    )
    planned = tuple(dict.fromkeys(t.line for t in problem.tasks if t.kind is TaskKind.USE_CASE))
    try:
        with_it = draft(replace(judgement, scores=scores), facts, scenario, order=(*planned, line))
    except PlanningError:
        # A crew that only this line would need is no reason to have no plan for the others.
        return None
    return line_cost(line, with_it.problem.tasks)
