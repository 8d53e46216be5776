"""Deadlines and systems that never stop: tasks in, the same with what holds for them out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import DeadlineRow, NeverStopRow
from planning.records import Task, TaskKind


def dated(tasks: Iterable[Task], facts: PlantFacts) -> tuple[Task, ...]:
    """Return the tasks with the deadlines of the inventory and what they must not stop."""
    rows = [row.record for row in facts.table(DeadlineRow) if row.record.day is not None]
    kept = facts.table(NeverStopRow)
    return tuple(_held(_due(task, rows), kept) for task in tasks)


def _due(task: Task, rows: list[DeadlineRow]) -> Task:
    if task.done or task.fixed_start is not None:
        return task
    days = [row.day for row in rows if row.day is not None and _meant(row, task)]
    if task.deadline is not None:
        days.append(task.deadline)
    return replace(task, deadline=min(days)) if days else task


def _meant(row: DeadlineRow, task: Task) -> bool:
    if row.line and task.line != row.line:
        return False
    if row.work_package:
        return task.work_package == row.work_package.strip().upper()
    uses = task.kind is TaskKind.USE_CASE
    return uses and row.use_case in ("", task.task_id.partition("/")[2])


def _held(task: Task, rows: Iterable[Stated[NeverStopRow]]) -> Task:
    """Return a standstill step with the system that it would stop and that has no way around."""
    if task.downtime_h <= 0 or task.done:
        return task
    for row in rows:
        system = row.record
        names = {name.casefold() for name in system.must_stop_for}
        wanted = {task.work_package.casefold(), task.task_id.casefold()}
        if not system.plan and system.line in ("", task.line) and names & wanted:
            return replace(task, never_stop=system.system)
    return task
