"""From needs to tasks: thin slices, standstill steps, efforts, costs, and what waits for what.

Rules
-----
1. A package with standstill is prepared while the line runs (the task `WP-04@L1`), then done in
   steps (`WP-04@L1/1`, `/2`, …), each inside one window of the line.
2. Plant work that cuts lines over does so line by line (`WP-05@plant/slice/L4`).
3. Access comes first: all other foundation work of a line waits for its `WP-01`.
4. A line's connector waits for everything that clears one of its gates.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from audit.inventory.tables import UseCaseRow, WorkStatusRow
from audit.inventory.tables.money import WorkState
from planning.choice import CONNECTOR, DISCOVERY, PLC_ROUTES
from planning.copying import copied
from planning.crews import day_rate, money_rate
from planning.ground import COPY, FOUNDATION_FIRST, INTERLEAVED, OWN, SHUTDOWN_HOURS, Ground
from planning.packages import KNOWLEDGE, Need, Rollout
from planning.ranking import use_case_cost
from planning.records import Task, TaskKind, WorkPackage

ACCESS = "WP-01"
GO = "GO"
SLICED = frozenset({"WP-05", "WP-13", "WP-19", "WP-25"})
SLICE_SHARE = 0.35
"""Of the fixed effort: what serves the first line."""
_PLC_WORK = (*PLC_ROUTES, "WP-32")


@dataclass(frozen=True, slots=True)
class _Part:
    """A need, or the share of it that is one task with its steps."""

    need: Need
    task_id: str
    low: float
    high: float
    thin: bool
    serves: tuple[str, ...]
    """Lines whose findings it clears and whose cutover it does."""
    gates: tuple[str, ...]
    because: tuple[str, ...]


def build_tasks(ground: Ground) -> tuple[Task, ...]:
    """Return all tasks of the plan, foundation first, each with the ids it waits for."""
    parts = [part for need in ground.needs.items for part in _parts(need, ground)]
    tasks = {part.task_id: _tasks(part, ground) for part in parts}
    linked = [
        task for part in parts for task in _linked(part, tasks[part.task_id], parts, tasks, ground)
    ]
    goes = [
        _go(rollout, use_case, ground)
        for rollout in ground.needs.rollouts
        for use_case in rollout.use_cases
    ]
    tasks_of_plan = tuple(_access_first(linked)) + tuple(goes)
    return copied(tasks_of_plan, ground.lines) if ground.scenario == COPY else tasks_of_plan


# ---------------------------------------------------------------------------- parts


def _parts(need: Need, ground: Ground) -> list[_Part]:
    package = ground.packages[need.code]
    low, high = _effort(need, package, ground)
    place = need.line or "plant"
    whole = f"{need.code}@{place}"
    served = _served(need, ground)
    if need.line or ground.status(need.code, need.line) is not None:
        return [_Part(need, whole, low, high, False, served, need.gates, need.because)]
    if need.slice_only:
        slim = [SLICE_SHARE * e for e in (package.fixed_low, package.fixed_high)]
        unit = [low - package.fixed_low, high - package.fixed_high]
        return [_Part(need, f"{whole}/slice", slim[0] + unit[0], slim[1] + unit[1], True, served,
                      need.gates, need.because)]  # fmt: skip
    whole_first = ground.scenario not in (INTERLEAVED, OWN)
    if whole_first or need.code not in SLICED or len(ground.lines) < 2:
        return [_Part(need, whole, low, high, False, served, need.gates, need.because)]
    return _slices(need, whole, (low, high), package, ground)


def _slices(
    need: Need, whole: str, effort: tuple[float, float], package: WorkPackage, ground: Ground
) -> list[_Part]:
    first, later = ground.lines[:1], ground.lines[1:]
    per_line = package.unit == "line"
    low = SLICE_SHARE * package.fixed_low + (package.unit_low if per_line else 0.0)
    high = SLICE_SHARE * package.fixed_high + (package.unit_high if per_line else 0.0)
    thin = _Part(need, f"{whole}/slice", low, high, True, first,
                 _at(need.gates, first, True), _at(need.because, first, True))  # fmt: skip
    rest = _Part(need, whole, effort[0] - low, effort[1] - high, False, later,
                 _at(need.gates, first, False), _at(need.because, first, False))  # fmt: skip
    return [thin, rest]


def _at(names: Iterable[str], lines: tuple[str, ...], there: bool) -> tuple[str, ...]:
    return tuple(name for name in names if (name.partition("@")[2] in lines) is there)


def _served(need: Need, ground: Ground) -> tuple[str, ...]:
    return (need.line,) if need.line else ground.lines


def _effort(need: Need, package: WorkPackage, ground: Ground) -> tuple[float, float]:
    units = ground.units(package, need.line)
    low = package.fixed_low + units * package.unit_low
    high = package.fixed_high + units * package.unit_high
    if need.code == CONNECTOR:
        low, high = (effort * ground.reuse(need.line) for effort in (low, high))
    if need.code == DISCOVERY:
        asking = ground.question_days(need.line)
        low, high = low + asking, high + asking
    return low, high


# ---------------------------------------------------------------------------- tasks of a part


def _tasks(part: _Part, ground: Ground) -> list[Task]:
    """Return the task of a part and its standstill steps; dependencies follow later."""
    package = ground.packages[part.need.code]
    status = ground.status(part.need.code, part.need.line)
    main = _main(part, package, ground)
    if status is not None and status.state is WorkState.DONE:
        return [_done(main, status, ground)]
    steps = _steps(part, main, package, ground)
    if steps:
        main = _resized(main, main.effort_pd - sum(s.effort_pd for s in steps), ground)
        if main.line:
            # What is ordered (a spare, a switch) is needed for the exchange, not for preparing it.
            steps[0] = replace(steps[0], lead_days=main.lead_days)
            main = replace(main, clears=(), lead_days=0)
    if status is not None:
        main = replace(main, fixed_start=status.started_on or ground.start)
    return [main, *steps]


def _main(part: _Part, package: WorkPackage, ground: Ground) -> Task:
    need = part.need
    crews = ground.crews.match(package)
    weeks = package.lead_weeks_low
    if not part.thin:
        weeks = (package.lead_weeks_low + package.lead_weeks_high) / 2
    name = f"{package.name} (thin slice)" if part.thin else package.name
    task = Task(
        task_id=part.task_id,
        work_package=need.code,
        name=name,
        kind=TaskKind.ROLLOUT if need.code == CONNECTOR else TaskKind.FOUNDATION,
        scope="line" if need.line else "plant",
        line=need.line,
        crews=crews,
        effort_low=part.low,
        effort_high=part.high,
        effort_pd=(part.low + part.high) / 2,
        duration_days=1,
        lead_days=math.ceil(weeks * 5),
        downtime_h=0.0,
        cost=0.0,
        clears=package.clears,
        because=part.because,
        after=(),
        deadline=_deadline(need, ground),
        thin_slice=part.thin,
        gates=part.gates,
    )
    return _resized(task, task.effort_pd, ground)


def _resized(task: Task, effort: float, ground: Ground) -> Task:
    """Return the task with another effort, and the duration and cost that follow from it."""
    crews = ground.crews.used(task.crews)
    share = effort / task.effort_pd if task.effort_pd else 1.0
    return replace(
        task,
        effort_low=task.effort_low * share,
        effort_high=task.effort_high * share,
        effort_pd=effort,
        duration_days=max(1, math.ceil(effort / day_rate(crews) - 1e-9)) if crews else 1,
        cost=effort * money_rate(crews),
    )


def _deadline(need: Need, ground: Ground) -> date | None:
    if need.code != KNOWLEDGE:
        return None
    leaves = ground.leaves_on(need.line)
    return leaves - timedelta(days=1) if leaves else None


def _done(task: Task, status: WorkStatusRow, ground: Ground) -> Task:
    finish = status.done_on or ground.start - timedelta(days=1)
    begin = min(status.started_on or finish, finish)
    effort = task.effort_pd if status.actual_pd is None else status.actual_pd
    first, last = (ground.calendar.on_or_after(day) for day in (begin, finish))
    task = _resized(replace(task, lead_days=0, deadline=None), effort, ground)
    length = max(1, last - first + 1)
    return replace(task, done=True, fixed_start=begin, duration_days=length)


def _steps(part: _Part, main: Task, package: WorkPackage, ground: Ground) -> list[Task]:
    if package.downtime_text.startswith("none"):
        return []
    middle = (package.downtime_h_low + package.downtime_h_high) / 2
    if package.downtime_per_unit and part.need.line:
        middle *= max(1.0, ground.units(package, part.need.line))
    if middle <= 0:
        return []
    if part.need.line:
        hours = _split(middle, ground.longest_window(part.need.line))
        names = [(f"{main.task_id}/{n}", part.need.line, h) for n, h in enumerate(hours, start=1)]
    else:
        names = [(f"{main.task_id}/{line}", line, middle) for line in part.serves]
    rate = day_rate(ground.crews.used(main.crews))
    effort = min(rate, main.effort_pd / (len(names) + 1)) if names else 0.0
    return [_step(main, name, line, h, _resized(main, effort, ground)) for name, line, h in names]


def _step(main: Task, task_id: str, line: str, hours: float, sized: Task) -> Task:
    return replace(
        sized,
        task_id=task_id,
        name=f"{main.name}: {'cutover' if not main.line else 'standstill step'}",
        scope="line",
        line=line,
        duration_days=1,
        lead_days=0,
        downtime_h=hours,
        gates=main.gates if main.line else _at(main.gates, (line,), True),
        because=main.because if main.line else _at(main.because, (line,), True),
    )


def _split(hours: float, window: float) -> list[float]:
    """Return the hours of each step: equal ones that fit a window, or whole days of a shutdown."""
    size = SHUTDOWN_HOURS if hours >= SHUTDOWN_HOURS else window
    number = math.ceil(hours / size - 1e-9) if size > 0 else 1
    return [hours / number] * number


# ---------------------------------------------------------------------------- dependencies


def _linked(
    part: _Part,
    tasks: list[Task],
    parts: list[_Part],
    by_part: dict[str, list[Task]],
    ground: Ground,
) -> list[Task]:
    after = _prerequisites(part, parts, by_part, ground)
    if part.need.code == CONNECTOR:
        after += _before_connector(part.need.line, parts, by_part, ground)
    if not part.thin and not part.need.line:
        after += [t.task_id for t in by_part.get(f"{part.task_id}/slice", ())[:1]]
    own = {t.task_id for t in tasks}
    waits = tuple(a for a in dict.fromkeys(after) if a not in own)
    days = dict(ground.packages[part.need.code].lags)
    lags = tuple((a, n) for a in waits if (n := days.get(a.partition("@")[0], 0)))
    main = replace(tasks[0], after=waits, lags=lags)
    linked = [main]
    for step in tasks[1:]:
        chained = linked[-1] if main.line else main
        linked.append(replace(step, after=(chained.task_id,), clears=()))
    if main.line and len(linked) > 1:
        linked[-1] = replace(linked[-1], clears=tasks[-1].clears)
    return linked


def _prerequisites(
    part: _Part, parts: list[_Part], by_part: dict[str, list[Task]], ground: Ground
) -> list[str]:
    package = ground.packages[part.need.code]
    found: list[str] = []
    for code in (*package.prerequisites, *package.only_if_planned):
        scope = ground.packages[code].scope
        for other in parts:
            if other.need.code != code:
                continue
            if scope == "plant":
                fits = _serves(other, part, parts, ground)
            elif scope == "pilot line":
                fits = True
            else:
                fits = other.need.line == (part.need.line or ground.needs.first)
            if fits:
                found.extend(t.task_id for t in _finals(other, by_part))
    return found


def _serves(other: _Part, part: _Part, parts: list[_Part], ground: Ground) -> bool:
    """Whether a plant part is the one to wait for: the slice for the first line, for other slices
    and for whole plant packages; the rest for what comes later.
    """
    twin = {p.task_id for p in parts if p.need.code == other.need.code and not p.need.line}
    if len(twin) < 2:
        return True
    rest = f"{part.need.code}@plant/slice" in {p.task_id for p in parts}
    later = part.need.line in ground.lines[1:] or (not part.need.line and not part.thin and rest)
    return other.thin is not later


def _finals(part: _Part, by_part: dict[str, list[Task]]) -> list[Task]:
    """Return what must be finished for a part to count: its last step. The cutovers of plant work
    hold up only the connector of their line.
    """
    tasks = by_part[part.task_id]
    return tasks[-1:] if part.need.line else tasks[:1]


def _before_connector(
    line: str, parts: list[_Part], by_part: dict[str, list[Task]], ground: Ground
) -> list[str]:
    place = ground.lines.index(line)
    found: list[str] = []
    for part in parts:
        if part.need.code == CONNECTOR:
            if place and part.need.line == ground.lines[place - 1]:
                found.extend(t.task_id for t in _finals(part, by_part))
            continue
        gate = any(name.endswith(f"@{line}") for name in part.gates)
        plc = part.need.line == line and part.need.code in _PLC_WORK
        plant = not part.need.line and ground.scenario == FOUNDATION_FIRST
        if gate or plc or plant:
            found.extend(t.task_id for t in _finals(part, by_part))
        if not part.need.line:
            found.extend(t.task_id for t in by_part[part.task_id][1:] if t.line == line)
    return found


def _access_first(tasks: list[Task]) -> list[Task]:
    """Make a line's foundation wait until its access is being recovered."""
    access = {t.line: t.task_id for t in tasks if t.work_package == ACCESS and not _is_step(t)}
    return [
        replace(task, after=(*task.after, access[task.line]))
        if task.line in access
        and task.work_package != ACCESS
        and not task.done
        and task.fixed_start is None
        and access[task.line] not in task.after
        else task
        for task in tasks
    ]


def _is_step(task: Task) -> bool:
    return task.downtime_h > 0


# ---------------------------------------------------------------------------- going live


def _use_name(use_case: str, ground: Ground) -> str:
    """Return the use case's own name, its id where it has none."""
    names = {row.record.use_case: row.record.name for row in ground.facts.table(UseCaseRow)}
    return names.get(use_case) or use_case


def _go(rollout: Rollout, use_case: str, ground: Ground) -> Task:
    return Task(
        task_id=f"{GO}@{rollout.line}/{use_case}",
        work_package=GO,
        name=f"{_use_name(use_case, ground)} goes live",
        kind=TaskKind.USE_CASE,
        scope="line",
        line=rollout.line,
        crews=(),
        effort_low=0.0,
        effort_high=0.0,
        effort_pd=0.0,
        duration_days=1,
        lead_days=0,
        downtime_h=0.0,
        cost=use_case_cost(ground.facts, rollout.line, use_case),
        clears=(),
        because=(),
        after=(f"{CONNECTOR}@{rollout.line}",),
    )
