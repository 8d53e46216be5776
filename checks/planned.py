"""The schedule that the plant agreed on: its tasks for a use case and a line, and its first result.

The plan that `plantready plan` makes rests on the findings, so a finding cannot rest on it; what is
judged here is the schedule somebody agreed on and put into the table `planned`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import PlannedRow
from audit.records import Why
from checks.ground import Ground, naming, unknown
from checks.records import Answer, Asked
from checks.remembered import once, rows_where
from checks.replied import Rows, by_reply, day_in
from checks.replies import replies
from checks.signals import dated

Planned = Stated[PlannedRow]
RESULT_ID = "first_result_on"


@once
def planned_tasks(facts: PlantFacts, use_case: str) -> tuple[Planned, ...]:
    """Return the tasks that serve the use case; a task without a use case serves them all."""
    rows = facts.table(PlannedRow)
    return tuple(row for row in rows if row.record.use_case in ("", use_case))


def tasks_of_line(facts: PlantFacts, line: str, use_case: str) -> tuple[Planned, ...]:
    """Return the tasks of a line that serve the use case, and those for the whole plant."""
    rows = rows_where(facts, PlannedRow, "line", line, "")
    return tuple(row for row in rows if row.record.use_case in ("", use_case))


def agreed(tasks: Iterable[Planned]) -> Ground:
    """Return the ground of tasks: as old as the schedule they stand in."""
    rows = tuple(tasks)
    return dated(rows, (row.record.agreed_on for row in rows))


def plan_start(asked: Asked) -> date:
    """Return the day from which weeks are counted: the case's, else its own day."""
    return asked.facts.case.plan_start or asked.facts.case.as_of


def first_result(asked: Asked, expected: str) -> tuple[date, Ground] | Answer:
    """Return the day of the first accepted result beyond the pilot, or why it is not known.

    The schedule counts; where it marks no result, what was answered does.
    """
    facts, use_case = asked.facts, asked.use_case
    planned = _planned_result(facts, use_case)
    if planned:
        return planned
    tasks = planned_tasks(facts, use_case)
    if not tasks or replies(facts, RESULT_ID, asked.line):
        return _answered(asked, expected)
    what = "has no date" if _results(facts, use_case) else "is not marked in the schedule"
    text = f"{expected}; the first result beyond the pilot {what}"
    return unknown(Why.NO_EVIDENCE, f"the first result {what}", text, agreed(tasks))


@once
def _planned_result(facts: PlantFacts, use_case: str) -> tuple[date, Ground] | None:
    results = _results(facts, use_case)
    days = [(row.record.finish, row) for row in results if row.record.finish is not None]
    if not days:
        return None
    day, row = min(days, key=lambda pair: (pair[0], pair[1].record.task_id))
    return day, naming(agreed([row]), agreed(results))


@once
def _results(facts: PlantFacts, use_case: str) -> tuple[Planned, ...]:
    pilot, tasks = facts.case.pilot_line, planned_tasks(facts, use_case)
    return tuple(row for row in tasks if row.record.result and row.record.line != pilot)


def _answered(asked: Asked, expected: str) -> tuple[date, Ground] | Answer:
    days: list[tuple[date, Ground]] = []

    def decide(rows: Rows, on: Ground) -> Answer:
        said = rows[0].record.answer
        day = day_in(said)
        days.extend([(day, on)] if day else [])
        return unknown(Why.CONFLICT, RESULT_ID, f'{expected}; "{said}" is no day', on)

    got = by_reply(asked, RESULT_ID, expected, decide)
    return days[0] if days else got
