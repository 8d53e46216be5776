"""Why there is no plan: the smallest set of facts that cannot hold together, with numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from planning.apart import Solver, lent
from planning.grid import Grid, Node, make_grid
from planning.records import Problem, Window
from planning.solve import GROUPS, can_hold

NEVER_STOP = "never stop"
MISSING_WINDOW = "window not in the calendar"
_CHECK_S = 4.0


def conflicting(
    grid: Grid, stuck: int | None, solver: Solver | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the groups of facts that clash, none of which can be spared, and a sentence on each.

    A task that fits nowhere by itself is named first. Else groups are dropped one by one as long as
    the rest still cannot hold together. Where the exact solver is missing or undecided, the task at
    which the serial schedule got stuck is named.
    """
    lonely = [node for node in grid.nodes if not node.starts]
    if lonely:
        found = [_why_nowhere(grid, node) for node in lonely]
        groups = tuple(dict.fromkeys(group for group, _ in found))
        return groups, tuple(dict.fromkeys(sentence for _, sentence in found))
    poor = _nothing_affordable(grid)
    if poor:
        return ("budget",), (poor,)
    with lent(solver) as own:
        groups = _smallest(grid, own)
    if not groups:
        name = grid.nodes[stuck].task.task_id if stuck is not None else "a task"
        return GROUPS, (f"{name} finds no place before {_last(grid)}; see what it waits for",)
    return groups, tuple(s for group in groups for s in _sentences(grid, group))


def _nothing_affordable(grid: Grid) -> str:
    """Say so when no period pays even for the cheapest task; empty: one does."""
    problem = grid.problem
    costs = [(n.task.cost, n.task.task_id) for n in grid.nodes if n.task.cost > 0 and not n.fixed]
    if not problem.budget or not costs:
        return ""
    least, name = min(costs)
    most, period = max((amount, title) for title, _, amount in problem.budget)
    if most >= least:
        return ""
    return (
        f"nothing is affordable: the cheapest task, {name}, costs {least:,.0f}; the largest "
        f"period, {period}, has {most:,.0f}"
    )


def relaxed(problem: Problem, groups: Iterable[str]) -> Problem:
    """Return the problem without these groups of facts, so that a plan can still be shown."""
    wanted = set(groups)
    if "budget" in wanted:
        problem = replace(problem, budget=())
    if "deadlines" in wanted:
        tasks = tuple(replace(task, deadline=None) for task in problem.tasks)
        problem = replace(problem, tasks=tasks)
    if "crews" in wanted:
        crews = tuple(
            replace(crew, available_from=None, available_until=None) for crew in problem.crews
        )
        problem = replace(problem, crews=crews)
    if NEVER_STOP in wanted:
        tasks = tuple(replace(task, never_stop="") for task in problem.tasks)
        problem = replace(problem, tasks=tasks)
    if "pins" in wanted:
        tasks = tuple(replace(task, pinned=None) for task in problem.tasks)
        problem = replace(problem, tasks=tasks)
    if "waves" in wanted:
        problem = replace(problem, max_lines_at_once=len({t.line for t in problem.tasks}) + 1)
    if "windows" in wanted:
        windows = (*problem.windows, *_imagined(problem))
        problem = replace(problem, windows=windows, freezes=())
    return problem


def _smallest(grid: Grid, solver: Solver) -> tuple[str, ...]:
    """Drop each group that is not needed for the clash; empty: it could not be decided."""
    if can_hold(grid, GROUPS, _CHECK_S, solver) is not False:
        return ()
    kept = list(GROUPS)
    for group in GROUPS:
        fewer = [name for name in kept if name != group]
        free = make_grid(relaxed(grid.problem, set(GROUPS) - set(fewer)))
        if can_hold(free, fewer, _CHECK_S, solver) is False:
            kept = fewer
    return tuple(kept)


def _why_nowhere(grid: Grid, node: Node) -> tuple[str, str]:
    """Return the group and the sentence for a task that no day of the calendar allows."""
    task = node.task
    if task.never_stop:
        return NEVER_STOP, (
            f"{task.task_id} needs {task.never_stop} to stand still, which must never stop; "
            "build beside it or plan a bypass, and say so in never_stop.csv"
        )
    if task.pinned is not None:
        return "pins", _why_not_then(grid, node, task.pinned)
    earliest = grid.calendar.day(task.lead_days + task.duration_days - 1)
    if task.deadline is not None and earliest > task.deadline:
        return "deadlines", (
            f"{task.task_id} must be finished by {task.deadline}; with {task.lead_days} working "
            f"days of lead time and {task.duration_days} of work it is finished on {earliest}"
        )
    if task.downtime_h > 0:
        return "windows", _standstill(grid, task.line)
    problem = grid.problem
    if problem.budget and not any(span.finish >= problem.start for _, span, _ in problem.budget):
        return "budget", f"{task.task_id} costs {task.cost:,.0f}; no budget period begins in time"
    until = [
        c for c in problem.crews if c.name in task.crews and (c.available_until or c.available_from)
    ]
    if until:
        names = " and ".join(
            f"{crew.name} ({crew.available_from or 'now'} to {crew.available_until or 'open end'})"
            for crew in until
        )
        return "crews", f"{task.task_id} takes {task.duration_days} working days of {names}"
    return "budget", f"{task.task_id} costs {task.cost:,.0f} and no funded day is long enough"


def _why_not_then(grid: Grid, node: Node, day: date) -> str:
    """Say what keeps a task from the day that the user wants."""
    task = node.task
    text = f"{task.task_id} is pinned to {day}"
    number = grid.calendar.on_or_before(day)
    if grid.calendar.day(number) != day and task.downtime_h <= 0:
        return f"{text}, which is a day off"
    if number < task.lead_days:
        earliest = grid.calendar.day(task.lead_days)
        return f"{text}; with its lead time it can start on {earliest} at the earliest"
    if task.downtime_h > 0:
        return f"{text}, where {task.line} has no window of {task.downtime_h:.1f} h"
    if task.deadline is not None and task.deadline < day:
        return f"{text}, after its deadline {task.deadline}"
    return f"{text}, where its crew, its money or the plan's last day does not let it start"


def _sentences(grid: Grid, group: str) -> list[str]:
    problem = grid.problem
    if group == "windows":
        lines = sorted({t.line for t in problem.tasks if t.downtime_h > 0})
        return [_standstill(grid, line) for line in lines]
    if group == "budget":
        cost = sum(t.cost for t in problem.tasks if not t.done)
        funded = sum(amount for _, _, amount in problem.budget)
        until = max((span.finish for _, span, _ in problem.budget), default=_last(grid))
        return [f"the work costs {cost:,.0f}; the budget has {funded:,.0f} until {until}"]
    if group == "deadlines":
        dated = [t for t in problem.tasks if t.deadline is not None]
        return [f"{t.task_id} must be finished by {t.deadline}" for t in dated]
    if group == "crews":
        return [_load(grid, crew.name) for crew in problem.crews]
    if group == "pins":
        return [f"{t.task_id} is pinned to {t.pinned}" for t in problem.tasks if t.pinned]
    if group == "waves":
        return [f"no more than {problem.max_lines_at_once} lines may be in work at once"]
    return ["the foundation of a line comes before its connector, prerequisites before both"]


def _standstill(grid: Grid, line: str) -> str:
    steps = [n.task.downtime_h for n in grid.nodes if n.task.line == line and n.task.downtime_h > 0]
    open_windows = [window for (where, _), window in grid.windows.items() if where == line]
    until = max((w.day for w in open_windows), default=_last(grid))
    longest = max((w.hours for w in open_windows), default=0.0)
    text = (
        f"{line} needs {sum(steps):.1f} h of standstill, its calendar has "
        f"{sum(w.hours for w in open_windows):.1f} h before {until + timedelta(days=1)}"
    )
    if max(steps) > longest:
        text += f"; one step needs {max(steps):.1f} h, the longest window has {longest:.1f} h"
    return text


def _load(grid: Grid, crew: str) -> str:
    days = sum(n.days for n in grid.nodes if crew in n.task.crews and not n.task.done)
    return f"{crew} is wanted for {days} working days"


def _imagined(problem: Problem) -> list[Window]:
    """Return windows on each Friday, long enough for the longest step of each line."""
    longest: dict[str, float] = {}
    for task in problem.tasks:
        if task.downtime_h > 0:
            longest[task.line] = max(longest.get(task.line, 0.0), task.downtime_h)
    friday = problem.start + timedelta(days=(4 - problem.start.weekday()) % 7)
    weeks = problem.horizon_days // 5
    return [
        Window(MISSING_WINDOW, line, friday + timedelta(weeks=n), hours)
        for n in range(weeks)
        for line, hours in sorted(longest.items())
    ]


def _last(grid: Grid) -> date:
    return grid.calendar.day(grid.problem.horizon_days - 1)
