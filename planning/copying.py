"""Copy the pilot line by line: tasks of a plan in, the same work in the order of its discovery out.

Rules
-----
1. Nobody looked first: what a line lacks is found one thing after another, in the order in which it
   stops the copy (controller, network, wireless, access, security, data, operation, ownership).
2. A line is begun when the one before it has its connector; nothing is prepared beside it.
3. There is no shared layer: its packages are not done, each connector is built anew in full.
4. Plant work is done whole, when the first line runs into it. Dated and begun work stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from planning.choice import CONNECTOR
from planning.records import Task, TaskKind

SHARED_LAYER = frozenset({"WP-25", "WP-26", "WP-27", "WP-33", "WP-38"})
DISCOVERED = ("PLC", "NET", "WLS", "IDA", "SEC", "DAT", "OPS", "OWN")
"""Themes of checks, in the order in which a rollout without an audit runs into them."""


def copied(tasks: Iterable[Task], lines: tuple[str, ...]) -> tuple[Task, ...]:
    """Return the tasks of a rollout that copies the pilot onto the lines, the first one first."""
    kept = [task for task in tasks if task.work_package not in SHARED_LAYER]
    names = {task.task_id for task in kept}
    kept = [replace(task, after=tuple(n for n in task.after if n in names)) for task in kept]
    by_id = {task.task_id: task for task in kept}
    more: dict[str, list[str]] = {}
    ranked = _ranked(by_id)
    done = ""
    for line in lines:
        connector = f"{CONNECTOR}@{line}"
        wanted = _ancestors(connector, by_id)
        before = done
        for name in ranked:
            task = by_id[name]
            if name not in wanted or not _found_late(task, line, name in more):
                continue
            if before:
                more.setdefault(name, []).append(before)
            before = _final(task, line, by_id)
        done = connector if connector in by_id else done
    return tuple(_waiting(task, more) for task in kept)


def _waiting(task: Task, more: Mapping[str, list[str]]) -> Task:
    """Return a task with what it waits for besides; dated work waits for nothing that is late."""
    if task.deadline is not None:
        return replace(task, after=tuple(name for name in task.after if name not in more))
    return replace(task, after=tuple(dict.fromkeys((*task.after, *more.get(task.task_id, ())))))


def _found_late(task: Task, line: str, chained: bool) -> bool:
    """Whether a task waits until the copy runs into it: no step, not dated, not begun, not placed
    with an earlier line.
    """
    free = task.downtime_h <= 0 and task.deadline is None and task.fixed_start is None
    return free and not chained and task.kind is TaskKind.FOUNDATION and task.line in ("", line)


def _final(task: Task, line: str, by_id: Mapping[str, Task]) -> str:
    """Return the last step of a task on a line, or itself where it has none."""
    steps = [
        name
        for name, other in by_id.items()
        if name.startswith(f"{task.task_id}/") and other.downtime_h > 0 and other.line == line
    ]
    return steps[-1] if steps else task.task_id


def _ancestors(name: str, by_id: Mapping[str, Task]) -> set[str]:
    queue, seen = [name], set[str]()
    while queue:
        found = queue.pop()
        if found in by_id and found not in seen:
            seen.add(found)
            queue.extend(by_id[found].after)
    return seen


def _ranked(by_id: Mapping[str, Task]) -> list[str]:
    """Return all tasks, each after what it waits for; where that leaves a choice, the theme that is
    found first.
    """
    waits = {name: {n for n in task.after if n in by_id} for name, task in by_id.items()}
    found: list[str] = []
    while waits:
        free = [name for name, left in waits.items() if not left]
        name = min(free, key=lambda n: (_theme(by_id[n]), n))
        found.append(name)
        del waits[name]
        for left in waits.values():
            left.discard(name)
    return found


def _theme(task: Task) -> int:
    themes = [name.partition("-")[0] for name in (*task.because, *task.clears)]
    return min((DISCOVERED.index(t) for t in themes if t in DISCOVERED), default=len(DISCOVERED))
