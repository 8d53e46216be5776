"""The plan as MS Project XML (MSPDI, schema mspdi_pj12): a plan and its facts in, text out.

Rules
-----
1. Dates survive the import: each task starts no earlier than planned (constraint type 4), its
   duration is fixed, and its links stay live, so a moved task still pushes those after it.
2. The plan has its own calendar with its holidays; a window on a day off has a calendar of its own
   on which that day is worked.
3. Children stand in the order of the schema, which every reader of it may rely on.
4. UIDs are unique and begin with 1; 0 is the project itself.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from audit.facts.model import PlantFacts
from audit.inventory.tables import CrewRow
from planning.crews import DEFAULT_DAYS_PER_WEEK, DEFAULT_RATE
from planning.days_off import public_holidays
from planning.records import Plan, Scheduled

NAMESPACE = "http://schemas.microsoft.com/project"
HOURS = 8
_MINUTES_PER_DAY = HOURS * 60
_STANDARD, _WINDOWS = 1, 2
_FINISH_TO_START = 1
_START_NO_EARLIER_THAN = 4
_DAYS = 7
"""Of DurationFormat and LagFormat."""
_FORBIDDEN = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 (section 2.2) has no place for."""
_NAME_CHARS, _NOTE_CHARS = 255, 4000


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What every part of the file looks up."""

    plan: Plan
    uid: dict[str, int]
    """Task id → UID."""
    crew: dict[str, int]
    """Crew → UID."""
    off: frozenset[date]


def project_xml(plan: Plan, facts: PlantFacts, *, made_on: datetime) -> str:
    """Return the whole file as text, with its XML declaration (UTF-8)."""
    sheet = _sheet(plan, facts)
    root = ET.Element("Project", xmlns=NAMESPACE)
    first = min([plan.start, *(item.start for item in plan.tasks)])
    last = max([plan.start, *(item.finish for item in plan.tasks)])
    name = facts.case.name or facts.case.case_id
    _add(root, "SaveVersion", 12)
    _add(root, "Name", f"{facts.case.case_id}.xml")
    _add(root, "Title", f"{name}: rollout plan")
    _add(root, "Subject", f"dataset {plan.dataset_hash[:12]}, {plan.scenario}, {plan.objective}")
    _add(root, "CreationDate", made_on.strftime("%Y-%m-%dT%H:%M:%S"))
    _add(root, "ScheduleFromStart", 1)
    _add(root, "StartDate", _morning(first))
    _add(root, "FinishDate", _evening(last))
    _add(root, "CurrencyCode", facts.case.currency)
    _add(root, "CalendarUID", _STANDARD)
    _add(root, "DefaultStartTime", "08:00:00")
    _add(root, "DefaultFinishTime", "17:00:00")
    _add(root, "MinutesPerDay", _MINUTES_PER_DAY)
    _add(root, "MinutesPerWeek", _MINUTES_PER_DAY * 5)
    _add(root, "DaysPerMonth", 20)
    _add(root, "DefaultTaskType", 1)
    _add(root, "DurationFormat", _DAYS)
    _add(root, "WorkFormat", 2)
    _calendars(root, sheet)
    _tasks(root, sheet)
    _resources(root, sheet, facts)
    _assignments(root, sheet)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}\n'


def _sheet(plan: Plan, facts: PlantFacts) -> _Sheet:
    uid: dict[str, int] = {}
    number = 0
    for _, items in _groups(plan):
        number += 1
        for item in items:
            number += 1
            uid[item.task.task_id] = number
    crews = dict.fromkeys(name for item in plan.tasks for name in item.task.crews)
    last = max([plan.start, *(item.finish for item in plan.tasks)])
    first = min([plan.start, *(item.start for item in plan.tasks)])
    case = facts.case
    off = public_holidays(case.country, case.subdivision, first, last + timedelta(days=366))
    return _Sheet(plan, uid, {n: i for i, n in enumerate(crews, start=1)}, frozenset(off))


def _groups(plan: Plan) -> list[tuple[str, list[Scheduled]]]:
    """Return the plant's tasks, then each line's, in the order of their days."""
    lines = dict.fromkeys(item.task.line for item in plan.tasks)
    order = ["", *sorted(line for line in lines if line)]
    groups = ((line, [i for i in plan.tasks if i.task.line == line]) for line in order)
    return [(line, items) for line, items in groups if items]


# ---------------------------------------------------------------------------- calendars


def _calendars(root: ET.Element, sheet: _Sheet) -> None:
    calendars = _add(root, "Calendars")
    _calendar(calendars, _STANDARD, "Plan", sheet.off, ())
    extra = sorted(
        {i.start for i in sheet.plan.tasks if i.task.downtime_h > 0 and not _works(sheet, i.start)}
    )
    if extra:
        _calendar(calendars, _WINDOWS, "Maintenance windows", sheet.off - {*extra}, extra)


def _calendar(
    parent: ET.Element, uid: int, name: str, off: Iterable[date], extra: Iterable[date]
) -> None:
    calendar = _add(parent, "Calendar")
    _add(calendar, "UID", uid)
    _add(calendar, "Name", name)
    _add(calendar, "IsBaseCalendar", 1)
    _add(calendar, "BaseCalendarUID", -1)
    days = _add(calendar, "WeekDays")
    for number in range(1, 8):
        _week_day(days, number, number not in (1, 7), None)
    for day in sorted(off):
        _week_day(days, 0, False, day)
    for day in sorted(extra):
        _week_day(days, 0, True, day)


def _week_day(parent: ET.Element, kind: int, works: bool, day: date | None) -> None:
    """Add a day of the week (1 is Sunday), or with kind 0 an exception on one date."""
    element = _add(parent, "WeekDay")
    _add(element, "DayType", kind)
    _add(element, "DayWorking", int(works))
    if day is not None:
        span = _add(element, "TimePeriod")
        _add(span, "FromDate", f"{day}T00:00:00")
        _add(span, "ToDate", f"{day}T23:59:00")
    if works:
        times = _add(element, "WorkingTimes")
        for begin, end in (("08:00:00", "12:00:00"), ("13:00:00", "17:00:00")):
            time = _add(times, "WorkingTime")
            _add(time, "FromTime", begin)
            _add(time, "ToTime", end)


def _works(sheet: _Sheet, day: date) -> bool:
    return day.weekday() < 5 and day not in sheet.off


# ---------------------------------------------------------------------------- tasks


def _tasks(root: ET.Element, sheet: _Sheet) -> None:
    tasks = _add(root, "Tasks")
    number = 0
    for place, (line, items) in enumerate(_groups(sheet.plan), start=1):
        number += 1
        _summary(tasks, number, place, line, items)
        for at, item in enumerate(items, start=1):
            number += 1
            _task(tasks, sheet, item, number, f"{place}.{at}")


def _summary(parent: ET.Element, uid: int, place: int, line: str, items: list[Scheduled]) -> None:
    task = _add(parent, "Task")
    _add(task, "UID", uid)
    _add(task, "ID", uid)
    _add(task, "Name", line or "The whole plant, once")
    _add(task, "Type", 1)
    _add(task, "IsNull", 0)
    _add(task, "OutlineNumber", place)
    _add(task, "OutlineLevel", 1)
    _add(task, "Start", _morning(min(item.start for item in items)))
    _add(task, "Finish", _evening(max(item.finish for item in items)))
    _add(task, "Summary", 1)


def _task(parent: ET.Element, sheet: _Sheet, item: Scheduled, uid: int, outline: str) -> None:
    plan, task = item, item.task
    days = task.duration_days if task.downtime_h <= 0 else 1
    element = _add(parent, "Task")
    _add(element, "UID", uid)
    _add(element, "ID", uid)
    _add(element, "Name", f"{task.task_id} {task.name}"[:_NAME_CHARS])
    _add(element, "Type", 1)
    _add(element, "IsNull", 0)
    _add(element, "WBS", task.task_id)
    _add(element, "OutlineNumber", outline)
    _add(element, "OutlineLevel", 2)
    _add(element, "Start", _morning(plan.start))
    _add(element, "Finish", _evening(plan.finish))
    _add(element, "Duration", _span(days * HOURS))
    _add(element, "DurationFormat", _DAYS)
    _add(element, "Work", _span(task.effort_pd * HOURS))
    _add(element, "EffortDriven", 0)
    _add(element, "Estimated", 0)
    _add(element, "Milestone", 0)
    _add(element, "Summary", 0)
    if not task.crews and task.cost:
        _add(element, "FixedCost", round(task.cost * 100))
    _add(element, "PercentComplete", 100 if task.done else 0)
    if task.fixed_start is not None:
        _add(element, "ActualStart", _morning(plan.start))
    if task.done:
        _add(element, "ActualFinish", _evening(plan.finish))
    _add(element, "ConstraintType", _START_NO_EARLIER_THAN)
    if task.downtime_h > 0 and not _works(sheet, plan.start):
        _add(element, "CalendarUID", _WINDOWS)
    _add(element, "ConstraintDate", _morning(plan.start))
    if task.deadline is not None:
        _add(element, "Deadline", _evening(task.deadline))
    if task.downtime_h > 0:
        _add(element, "IgnoreResourceCalendar", 1)
    _add(element, "Notes", _note(item))
    if not task.done and task.fixed_start is None:
        _links(element, sheet, item)


def _links(element: ET.Element, sheet: _Sheet, item: Scheduled) -> None:
    lags = dict(item.task.lags)
    for name in item.task.after:
        if name in sheet.uid:
            link = _add(element, "PredecessorLink")
            _add(link, "PredecessorUID", sheet.uid[name])
            _add(link, "Type", _FINISH_TO_START)
            _add(link, "CrossProject", 0)
            _add(link, "LinkLag", lags.get(name, 0) * _MINUTES_PER_DAY * 10)
            _add(link, "LagFormat", _DAYS)


def _note(item: Scheduled) -> str:
    task = item.task
    parts = [f"Why here: {item.why_here}"]
    if item.window:
        parts.append(f"Window: {item.window}, {task.downtime_h:.1f} h")
    if task.gates:
        parts.append(f"Clears: {', '.join(task.gates)}")
    if item.proven_by:
        parts.append(f"Done when these pass: {', '.join(item.proven_by)}")
    if item.slips:
        parts.append(f"One week later: {'; '.join(item.slips)}")
    parts.append(f"Slack: {item.slack_days} working days")
    return "\n".join(parts)[:_NOTE_CHARS]


# ---------------------------------------------------------------------------- crews


def _resources(root: ET.Element, sheet: _Sheet, facts: PlantFacts) -> None:
    rows = {row.record.crew: row.record for row in facts.table(CrewRow)}
    resources = _add(root, "Resources")
    for name, uid in sheet.crew.items():
        row = rows.get(name)
        days = (row.days_per_week if row else None) or DEFAULT_DAYS_PER_WEEK
        rate = row.rate_per_day if row and row.rate_per_day is not None else DEFAULT_RATE
        element = _add(resources, "Resource")
        _add(element, "UID", uid)
        _add(element, "ID", uid)
        _add(element, "Name", name[:_NAME_CHARS])
        _add(element, "Type", 1)
        _add(element, "IsNull", 0)
        _add(element, "MaxUnits", f"{days / 5:.4g}")
        _add(element, "StandardRate", f"{rate / HOURS:.4f}")
        _add(element, "StandardRateFormat", 2)


def _assignments(root: ET.Element, sheet: _Sheet) -> None:
    assignments = _add(root, "Assignments")
    number = 0
    for item in sheet.plan.tasks:
        crews = item.task.crews
        hours = max(1, item.task.duration_days) * HOURS
        for name in crews:
            number += 1
            work = item.task.effort_pd * HOURS / len(crews)
            element = _add(assignments, "Assignment")
            _add(element, "UID", number)
            _add(element, "TaskUID", sheet.uid[item.task.task_id])
            _add(element, "ResourceUID", sheet.crew[name])
            _add(element, "Finish", _evening(item.finish))
            _add(element, "Start", _morning(item.start))
            _add(element, "Units", f"{work / hours:.4g}")
            _add(element, "Work", _span(work))


# ---------------------------------------------------------------------------- values


def _add(parent: ET.Element, name: str, value: object = None) -> ET.Element:
    element = ET.SubElement(parent, name)
    if value is not None:
        element.text = _FORBIDDEN.sub("", str(value))
    return element


def _span(hours: float) -> str:
    """Return a duration as the schema has it: `PT12H30M0S`."""
    minutes = round(hours * 60)
    return f"PT{minutes // 60}H{minutes % 60}M0S"


def _morning(day: date) -> str:
    return f"{day}T08:00:00"


def _evening(day: date) -> str:
    return f"{day}T17:00:00"
