"""A problem on a grid of working days: allowed starts, crews, windows, budget, waves. Both solvers
work on it; the verifier does not.

Rules
-----
1. Day 0 is the plan's first working day. A task takes whole working days and is not interrupted.
2. A standstill step takes one day on which its line has a window. A window on a day off counts as
   the working day before it: its crew does nothing else on that day.
3. A crew works on one task a day; steps in the same line's window may share the crew's day.
4. The hours of all steps in a window fit the window.
5. A line's wave lasts from its first task that is no preparation to its last go-live. No more than
   `max_lines_at_once` waves overlap; the pilot's and left-out lines' work is no wave.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from planning.calendar import WorkCalendar
from planning.crews import available
from planning.errors import InputError
from planning.records import Problem, Task, TaskKind, Window

PREPARING = frozenset({"WP-01", "WP-02", "WP-23", "WP-34", "WP-37"})
"""Packages that open no wave: access, discovery, knowledge, key figures, contracts."""


@dataclass(frozen=True, slots=True)
class Node:
    """A task on the grid."""

    number: int
    task: Task
    days: int
    starts: tuple[int, ...]
    """Allowed first days, ascending, by calendar, crews' dates, lead time, deadline, budget."""
    after: tuple[int, ...]
    fixed: bool
    wave: str
    """The line whose wave it belongs to; empty: none."""
    gaps: tuple[int, ...] = ()
    """Working days that must pass after each of `after`; empty: none."""

    def ready(self, ends: Mapping[int, int]) -> int:
        """The first day that what it waits for leaves free; `ends` has the days after each."""
        gaps = self.gaps or (0,) * len(self.after)
        return max(
            (ends[n] + gap for n, gap in zip(self.after, gaps, strict=True) if n in ends), default=0
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """The problem, prepared for solving."""

    problem: Problem
    calendar: WorkCalendar
    nodes: tuple[Node, ...]
    before: tuple[tuple[int, ...], ...]
    """Per task: those that wait for it."""
    windows: Mapping[tuple[str, int], Window]
    """(line, day): the longest window that is open then."""
    goes: Mapping[str, tuple[int, ...]]
    """Line: its go-live tasks."""

    def periods(self, day: int) -> tuple[int, ...]:
        """The indices of the budget periods that a day falls in; empty: none pays for it."""
        when = self.calendar.day(day)
        spans = enumerate(self.problem.budget)
        return tuple(n for n, (_, span, _) in spans if span.start <= when <= span.finish)

    def gap(self, first: int, second: int) -> int:
        """Working days that must pass between a task's finish and the start of one after it."""
        node = self.nodes[second]
        return node.gaps[node.after.index(first)] if node.gaps else 0

    def first_start(self, node: Node, earliest: int) -> int | None:
        """The first allowed start on or after a day."""
        place = bisect_left(node.starts, earliest)
        return node.starts[place] if place < len(node.starts) else None


def make_grid(problem: Problem) -> Grid:
    """Prepare a problem for solving."""
    days = WorkCalendar.of(problem.start, problem.horizon_days, problem.holidays)
    number = {task.task_id: n for n, task in enumerate(problem.tasks)}
    windows = _windows(problem, days)
    periods = _PeriodOf(problem, days)
    after = [tuple(number[name] for name in task.after if name in number) for task in problem.tasks]
    _no_cycle(problem, after)
    waves = _waves(problem, after)
    nodes = tuple(
        Node(
            n,
            task,
            _length(task, days),
            _starts(task, problem, days, windows, periods),
            after[n],
            task.done or task.fixed_start is not None,
            waves.get(n, ""),
            _gaps(task, number),
        )
        for n, task in enumerate(problem.tasks)
    )
    before: list[list[int]] = [[] for _ in nodes]
    for node in nodes:
        for other in node.after:
            before[other].append(node.number)
    goes: dict[str, tuple[int, ...]] = defaultdict(tuple)
    for node in nodes:
        if node.task.kind is TaskKind.USE_CASE:
            goes[node.task.line] += (node.number,)
    return Grid(problem, days, nodes, tuple(map(tuple, before)), windows, dict(goes))


def _no_cycle(problem: Problem, after: list[tuple[int, ...]]) -> None:
    """Raise `InputError` when tasks wait for each other, with one round of them."""
    left = [len(set(waits)) for waits in after]
    before: dict[int, list[int]] = defaultdict(list)
    for n, waits in enumerate(after):
        for m in set(waits):
            before[m].append(n)
    free = [n for n, number in enumerate(left) if not number]
    while free:
        for n in before[free.pop()]:
            left[n] -= 1
            if not left[n]:
                free.append(n)
    stuck = {n for n, number in enumerate(left) if number}
    if not stuck:
        return
    path = [min(stuck)]
    while True:
        following = min(m for m in after[path[-1]] if m in stuck)
        if following in path:
            names = [problem.tasks[n].task_id for n in (*path[path.index(following) :], following)]
            raise InputError(f"tasks wait for each other: {' -> '.join(names)}; cut one of these")
        path.append(following)


def _gaps(task: Task, number: Mapping[str, int]) -> tuple[int, ...]:
    if not task.lags:
        return ()
    lags = dict(task.lags)
    return tuple(lags.get(name, 0) for name in task.after if name in number)


class _PeriodOf:
    """Whether money is there on a day: any period covers it."""

    def __init__(self, problem: Problem, days: WorkCalendar) -> None:
        self.any = bool(problem.budget)
        self.funded = [
            any(span.start <= days.day(n) <= span.finish for _, span, _ in problem.budget)
            for n in range(problem.horizon_days)
        ]


def _windows(problem: Problem, days: WorkCalendar) -> dict[tuple[str, int], Window]:
    lines = {task.line for task in problem.tasks if task.downtime_h > 0}
    found: dict[tuple[str, int], Window] = {}
    for window in problem.windows:
        day = days.on_or_before(window.day)
        if not 0 <= day < problem.horizon_days:
            continue
        for line in lines if not window.line else lines & {window.line}:
            longest = found.get((line, day))
            if (longest is None or window.hours > longest.hours) and not frozen(
                problem, line, window.day
            ):
                found[line, day] = window
    return found


def frozen(problem: Problem, line: str, day: date) -> bool:
    """Whether nothing may stop a line on a day."""
    return any(
        where in ("", line) and span.start <= day <= span.finish for where, span in problem.freezes
    )


def _length(task: Task, days: WorkCalendar) -> int:
    """Working days of a task; one that began before the plan and is not done lasts into it."""
    if task.done or task.fixed_start is None:
        return task.duration_days
    return max(task.duration_days, 1 - days.on_or_after(task.fixed_start))


def _starts(
    task: Task,
    problem: Problem,
    days: WorkCalendar,
    windows: Mapping[tuple[str, int], Window],
    periods: _PeriodOf,
) -> tuple[int, ...]:
    if task.fixed_start is not None:
        return (days.on_or_after(task.fixed_start),)
    if task.never_stop:
        return ()
    last = problem.horizon_days - task.duration_days
    if task.pinned is not None:
        wanted = days.on_or_before(task.pinned)
        last = min(last, wanted)
    if task.deadline is not None:
        last = min(last, days.on_or_before(task.deadline) - task.duration_days + 1)
    crews = [
        crew
        for crew in problem.crews
        if crew.name in task.crews and (crew.available_from or crew.available_until)
    ]
    found: list[int] = []
    for day in _open_days(task, max(task.lead_days, last if task.pinned else 0), last, windows):
        if task.pinned is not None and not _on(task, day, days, windows):
            continue
        if task.cost > 0 and periods.any and not periods.funded[day]:
            continue
        if crews:
            first, finish = days.day(day), days.day(day + task.duration_days - 1)
            if not all(available(crew, first, finish) for crew in crews):
                continue
        found.append(day)
    return tuple(found)


def _open_days(
    task: Task, first: int, last: int, windows: Mapping[tuple[str, int], Window]
) -> Iterable[int]:
    """Return the days on which a task may start as far as its line's windows say."""
    if task.downtime_h <= 0:
        return range(first, last + 1)
    return (
        day
        for day in range(first, last + 1)
        if (window := windows.get((task.line, day))) is not None
        and window.hours + 1e-6 >= task.downtime_h
    )


def _on(
    task: Task, day: int, days: WorkCalendar, windows: Mapping[tuple[str, int], Window]
) -> bool:
    """Whether a working day stands for the day that the user wants."""
    window = windows.get((task.line, day)) if task.downtime_h > 0 else None
    return (window.day if window else days.day(day)) == task.pinned


def _waves(problem: Problem, after: list[tuple[int, ...]]) -> dict[int, str]:
    """Return the line whose wave a task belongs to: what its go-live waits for, and that itself."""
    found: dict[int, str] = {}
    for n, task in enumerate(problem.tasks):
        if task.kind is not TaskKind.USE_CASE:
            continue
        found[n] = task.line
        queue, seen = list(after[n]), set[int]()
        while queue:
            m = queue.pop()
            if m in seen:
                continue
            seen.add(m)
            queue.extend(after[m])
            other = problem.tasks[m]
            opens = other.line == task.line and other.work_package not in PREPARING
            if opens and not other.done:
                found[m] = task.line
    return found
