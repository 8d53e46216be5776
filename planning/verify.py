"""A second opinion on a schedule: every rule again from first principles, in dates and money.

It shares nothing with the solvers but the records: a mistake in their grid does not hide here.

Rules
-----
1. Every task once, and plant work once: a package has one task for the plant, and one thin slice.
2. A task takes its working days, not before the plan's start, its lead time, or what it waits for.
3. A crew is at one place on a day; tasks that stop the same line in one window may share it.
4. A line stands only in a window of its own or of the plant, never in a freeze, never longer.
5. What starts in a period costs no more than the period's budget; every cost has a period.
6. Whatever decides a line's verdict is finished before the line's connector, and that before its
   go-live.
7. No more lines in work at once than wanted: from a line's first change to its last go-live.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from planning.records import Problem, Scheduled, Span, Task, TaskKind

_CONNECTOR = "WP-28"
_NO_CHANGE = {"WP-01", "WP-02", "WP-23", "WP-34", "WP-37"}
"""Access, discovery, knowledge, key figures, contracts: they change nothing on the line yet."""
_CENT = 0.01
_TENTH_OF_A_MINUTE = 0.002


def verify(problem: Problem, schedule: Iterable[Scheduled]) -> tuple[str, ...]:
    """Return a sentence for each broken rule; empty: the schedule holds."""
    placed = tuple(schedule)
    by_id = {item.task.task_id: item for item in placed}
    return (
        *_once(problem, placed),
        *_durations(problem, placed),
        *_order(problem, placed, by_id),
        *_crews(problem, placed),
        *_windows(problem, placed),
        *_money(problem, placed),
        *_foundation(placed),
        *_waves(problem, placed, by_id),
    )


def _once(problem: Problem, placed: tuple[Scheduled, ...]) -> Iterator[str]:
    counted = Counter(item.task.task_id for item in placed)
    known = {task.task_id: task for task in problem.tasks}
    for name in known:
        if name not in counted:
            yield f"{name} is not in the schedule"
    for name, times in counted.items():
        if name not in known:
            yield f"{name} is in the schedule and not in the problem"
        if times > 1:
            yield f"{name} is in the schedule {times} times"
    for item in placed:
        if known.get(item.task.task_id, item.task) != item.task:
            yield f"{item.task.task_id} was changed: it is not the problem's task any more"
    plant = Counter((t.work_package, t.thin_slice) for t in problem.tasks if not t.line)
    for (package, thin), times in plant.items():
        if times > 1:
            yield f"{package} is planned {times} times for the plant{' as a slice' * thin}"


def _durations(problem: Problem, placed: tuple[Scheduled, ...]) -> Iterator[str]:
    for item in placed:
        task, name = item.task, item.task.task_id
        if item.finish < item.start:
            yield f"{name} finishes on {item.finish} before it starts on {item.start}"
        if task.fixed_start is not None:
            yield from _fixed(problem, item)
            continue
        if task.done:
            continue
        if item.start < problem.start:
            yield f"{name} starts on {item.start}, before the plan does on {problem.start}"
        if task.downtime_h <= 0:
            yield from _worked(problem, item)
        waited = len(_working(problem, problem.start, item.start)) - _works(problem, item.start)
        if waited < task.lead_days:
            yield (
                f"{name} starts on {item.start}, {waited} working days after the order; "
                f"it needs {task.lead_days}"
            )
        if task.pinned is not None and item.start != task.pinned:
            yield f"{name} starts on {item.start}; it is pinned to {task.pinned}"
        if task.deadline is not None and item.finish > task.deadline:
            yield f"{name} finishes on {item.finish}, after its deadline {task.deadline}"


def _fixed(problem: Problem, item: Scheduled) -> Iterator[str]:
    begun = item.task.fixed_start
    if begun is None or item.start == begun:
        return
    if _working(problem, begun, item.start) != [item.start] or _works(problem, begun):
        yield f"{item.task.task_id} began on {begun} and is shown on {item.start}"


def _worked(problem: Problem, item: Scheduled) -> Iterator[str]:
    name, days = item.task.task_id, len(_working(problem, item.start, item.finish))
    if days != item.task.duration_days:
        yield f"{name} has {days} working days; it needs {item.task.duration_days}"
    for day in (item.start, item.finish):
        if not _works(problem, day):
            yield f"{name} starts or finishes on {day}, which is a day off"
    if (item.start - problem.start).days > problem.horizon_days * 2:
        yield f"{name} starts on {item.start}, past the horizon"


def _order(
    problem: Problem, placed: tuple[Scheduled, ...], by_id: Mapping[str, Scheduled]
) -> Iterator[str]:
    for item in placed:
        if item.task.done or item.task.fixed_start is not None:
            continue
        lags = dict(item.task.lags)
        for name in item.task.after:
            other = by_id.get(name)
            if other is None:
                continue
            lag = lags.get(name, 0)
            if other.finish >= item.start:
                yield (
                    f"{item.task.task_id} starts on {item.start} but waits for {name}, "
                    f"which finishes on {other.finish}"
                )
            elif lag and _between(problem, other.finish, item.start) < lag:
                yield (
                    f"{item.task.task_id} starts on {item.start}, fewer than {lag} working days "
                    f"after {name}, which finishes on {other.finish}"
                )


def _between(problem: Problem, finish: date, start: date) -> int:
    """Working days after one day and before another."""
    day = timedelta(days=1)
    return len(_working(problem, finish + day, start - day))


def _crews(problem: Problem, placed: tuple[Scheduled, ...]) -> Iterator[str]:
    known = {crew.name: crew for crew in problem.crews}
    busy: dict[tuple[str, date], list[Task]] = defaultdict(list)
    for item in placed:
        if item.task.done:
            continue
        for name in item.task.crews:
            crew = known.get(name)
            if crew is None:
                yield f"{item.task.task_id} needs the crew {name}, which does not exist"
                continue
            fixed = item.task.fixed_start is not None
            early = crew.available_from is not None and item.start < crew.available_from
            late = crew.available_until is not None and item.finish > crew.available_until
            if (early or late) and not fixed:
                yield f"{name} is not there for all of {item.task.task_id} from {item.start}"
            for day in _days(item.start, item.finish):
                if _works(problem, day) or item.task.downtime_h > 0:
                    busy[name, day].append(item.task)
    for (name, day), tasks in busy.items():
        one_window = len({t.line for t in tasks}) == 1 and all(t.downtime_h > 0 for t in tasks)
        if len(tasks) > 1 and not one_window and not all(t.fixed_start for t in tasks):
            where = " and ".join(sorted(t.task_id for t in tasks))
            yield f"{name} is wanted for {where} on {day}"


def _windows(problem: Problem, placed: tuple[Scheduled, ...]) -> Iterator[str]:
    hours: dict[tuple[str, date], float] = defaultdict(float)
    for item in placed:
        task = item.task
        if task.downtime_h <= 0 or task.done:
            continue
        if task.never_stop:
            yield f"{task.task_id} stops {task.never_stop}, which must never stop"
        if item.start != item.finish:
            yield f"{task.task_id} stops {task.line} over more than one day"
        hours[task.line, item.start] += task.downtime_h
        for line, span in problem.freezes:
            if line in ("", task.line) and _inside(span, item.start):
                yield f"{task.task_id} stops {task.line} on {item.start}, in a freeze"
    for (line, day), needed in hours.items():
        there = [w.hours for w in problem.windows if w.day == day and w.line in ("", line)]
        if not there:
            yield f"{line} stands on {day}, where it has no window"
        elif needed > max(there) + _TENTH_OF_A_MINUTE:
            yield f"{line} stands {needed:.1f} h on {day}; its window has {max(there):.1f} h"


def _money(problem: Problem, placed: tuple[Scheduled, ...]) -> Iterator[str]:
    if not problem.budget:
        return
    begun = [item for item in placed if not item.task.done and item.task.cost > 0]
    for name, span, amount in problem.budget:
        spent = sum(item.task.cost for item in begun if _inside(span, item.start))
        if spent > amount + _CENT:
            yield f"{name} costs {spent:,.0f}; its budget is {amount:,.0f}"
    for item in begun:
        funded = any(_inside(span, item.start) for _, span, _ in problem.budget)
        if not funded and item.start >= problem.start and item.task.fixed_start is None:
            yield f"{item.task.task_id} starts on {item.start}, in no budget period"


def _foundation(placed: tuple[Scheduled, ...]) -> Iterator[str]:
    connectors = {i.task.line: i for i in placed if i.task.work_package == _CONNECTOR}
    for line, connector in connectors.items():
        for item in placed:
            decides = [g for g in item.task.gates if g.rpartition("@")[2] == line]
            if item.task.kind is TaskKind.FOUNDATION and decides and _late(item, connector):
                yield (
                    f"{connector.task.task_id} starts on {connector.start}; "
                    f"{', '.join(decides)} is open until {item.finish} ({item.task.task_id})"
                )
    for item in placed:
        if item.task.kind is TaskKind.USE_CASE:
            before = connectors.get(item.task.line)
            if before is None:
                yield f"{item.task.task_id} has no connector on {item.task.line}"
            elif before.finish >= item.start:
                yield f"{item.task.task_id} goes live before {before.task.task_id} is finished"


def _late(item: Scheduled, connector: Scheduled) -> bool:
    return item.finish >= connector.start and not connector.task.done


def _waves(
    problem: Problem, placed: tuple[Scheduled, ...], by_id: Mapping[str, Scheduled]
) -> Iterator[str]:
    spans: dict[str, Span] = {}
    for line in {i.task.line for i in placed if i.task.kind is TaskKind.USE_CASE}:
        goes = [i for i in placed if i.task.kind is TaskKind.USE_CASE and i.task.line == line]
        changes = [
            item
            for item in _waited_for(goes, by_id)
            if item.task.line == line
            and item.task.work_package not in _NO_CHANGE
            and not item.task.done
        ]
        begin = min(item.start for item in changes)
        spans[line] = Span(begin, max(item.finish for item in goes))
    for line, span in sorted(spans.items()):
        others = [n for n, s in sorted(spans.items()) if n != line and _inside(s, span.start)]
        if len(others) + 1 > problem.max_lines_at_once:
            yield (
                f"{line} opens on {span.start} while {' and '.join(others)} are open; "
                f"{problem.max_lines_at_once} lines may be in work at once"
            )


def _waited_for(goes: list[Scheduled], by_id: Mapping[str, Scheduled]) -> list[Scheduled]:
    queue, seen = list(goes), dict[str, Scheduled]()
    while queue:
        item = queue.pop()
        if item.task.task_id not in seen:
            seen[item.task.task_id] = item
            queue.extend(by_id[name] for name in item.task.after if name in by_id)
    return list(seen.values())


# ---------------------------------------------------------------------------- days


def _works(problem: Problem, day: date) -> bool:
    return day.weekday() < 5 and day not in problem.holidays


def _days(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


def _working(problem: Problem, first: date, last: date) -> list[date]:
    return [day for day in _days(first, last) if _works(problem, day)]


def _inside(span: Span, day: date) -> bool:
    return span.start <= day <= span.finish
