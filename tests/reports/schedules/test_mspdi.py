"""MS Project XML: read back against the documented schema's order, types and meaning."""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from defusedxml.ElementTree import fromstring

from planning.records import Plan
from reports.schedules.mspdi import NAMESPACE, project_xml
from tests.reports.schedules import plans

MADE_ON = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)

# The children of each element that the file uses, in the order of the documented schema
# (Project XML Data Interchange Schema: "Elements and XML structure").
ORDER = {
    "Project": "SaveVersion UID Name Title Subject Category Company Manager Author CreationDate "
    "Revision LastSaved ScheduleFromStart StartDate FinishDate FYStartDate CriticalSlackLimit "
    "CurrencyDigits CurrencySymbol CurrencyCode CurrencySymbolPosition CalendarUID "
    "DefaultStartTime DefaultFinishTime MinutesPerDay MinutesPerWeek DaysPerMonth "
    "DefaultTaskType DefaultFixedCostAccrual DefaultStandardRate DefaultOvertimeRate "
    "DurationFormat WorkFormat Calendars Tasks Resources Assignments",
    "Calendar": "UID Name IsBaseCalendar BaseCalendarUID WeekDays Exceptions",
    "WeekDay": "DayType DayWorking TimePeriod WorkingTimes",
    "TimePeriod": "FromDate ToDate",
    "WorkingTime": "FromTime ToTime",
    "Task": "UID ID Name Type IsNull CreateDate Contact WBS WBSLevel OutlineNumber OutlineLevel "
    "Priority Start Finish Duration DurationFormat Work Stop Resume ResumeValid EffortDriven "
    "Recurring OverAllocated Estimated Milestone Summary Critical IsSubproject EarlyStart "
    "EarlyFinish LateStart LateFinish FreeSlack TotalSlack FixedCost FixedCostAccrual "
    "PercentComplete PercentWorkComplete Cost ActualStart ActualFinish ActualDuration "
    "ConstraintType CalendarUID ConstraintDate Deadline LevelAssignments LevelingCanSplit "
    "LevelingDelay Hyperlink IgnoreResourceCalendar Notes HideBar Rollup PredecessorLink",
    "PredecessorLink": "PredecessorUID Type CrossProject CrossProjectName LinkLag LagFormat",
    "Resource": "UID ID Name Type IsNull Initials Group EmailAddress MaxUnits PeakUnits "
    "OverAllocated AvailableFrom AvailableTo Work StandardRate StandardRateFormat CalendarUID",
    "Assignment": "UID TaskUID ResourceUID PercentWorkComplete ActualFinish ActualStart Delay "
    "Finish HasFixedRateUnits RemainingWork Start Stop Resume Units Work",
}
LISTS = {
    "Calendars": "Calendar",
    "WeekDays": "WeekDay",
    "WorkingTimes": "WorkingTime",
    "Tasks": "Task",
    "Resources": "Resource",
    "Assignments": "Assignment",
}
REPEATED = {"PredecessorLink"}
TYPES = {
    r"\d+": "UID ID Type IsNull OutlineLevel DurationFormat LagFormat ConstraintType "
    "PredecessorUID LinkLag TaskUID ResourceUID PercentComplete DayType DayWorking MinutesPerDay "
    "Summary",
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d": "Start Finish StartDate FinishDate ConstraintDate Deadline "
    "FromDate ToDate CreationDate ActualStart ActualFinish",
    r"PT\d+H[0-5]?\dM0S": "Duration Work",
    r"\d\d:\d\d:\d\d": "FromTime ToTime DefaultStartTime DefaultFinishTime",
    r"[A-Z]{3}": "CurrencyCode",
}


class Node:
    """An element without the namespace."""

    def __init__(self, element: object) -> None:
        self.tag = str(getattr(element, "tag", "")).removeprefix(f"{{{NAMESPACE}}}")
        self.text = str(getattr(element, "text", None) or "")
        self.children = [Node(child) for child in element]  # type: ignore[attr-defined]  # an element

    def all(self, tag: str) -> list[Node]:
        return [child for child in self.children if child.tag == tag]

    def one(self, tag: str) -> Node:
        (found,) = self.all(tag)
        return found

    def get(self, tag: str) -> str:
        return self.one(tag).text

    def walk(self) -> list[Node]:
        return [self, *(node for child in self.children for node in child.walk())]


@functools.cache
def _read(plan: Plan | None = None) -> Node:
    text = project_xml(plan or plans.plan(), plans.facts(), made_on=MADE_ON)
    return Node(fromstring(text.encode()))


def _tasks(project: Node) -> dict[str, Node]:
    every = project.one("Tasks").all("Task")
    return {task.get("WBS"): task for task in every if task.all("WBS")}


def test_every_element_stands_where_the_schema_has_it() -> None:
    for node in _read().walk():
        names = [child.tag for child in node.children]
        if node.tag in LISTS:
            assert set(names) <= {LISTS[node.tag]}
        elif node.tag in ORDER:
            order = ORDER[node.tag].split()
            places = [order.index(name) for name in names]
            assert places == sorted(places), node.tag
            once = [name for name in names if name not in REPEATED]
            assert len(once) == len(set(once)), node.tag
        else:
            assert not names, node.tag


def test_every_value_has_the_type_of_its_element() -> None:
    kinds = {tag: form for form, tags in TYPES.items() for tag in tags.split()}
    for node in _read().walk():
        if node.tag in kinds:
            assert re.fullmatch(kinds[node.tag], node.text), f"{node.tag}: {node.text}"


def test_uids_are_unique_and_refer_to_what_is_there() -> None:
    project = _read()
    for parent, child in (("Tasks", "Task"), ("Resources", "Resource")):
        uids = [node.get("UID") for node in project.one(parent).all(child)]
        assert len(uids) == len(set(uids))
        assert "0" not in uids
    tasks = {node.get("UID") for node in project.one("Tasks").all("Task")}
    crews = {node.get("UID") for node in project.one("Resources").all("Resource")}
    assigned = project.one("Assignments").all("Assignment")
    assert {node.get("TaskUID") for node in assigned} <= tasks
    assert {node.get("ResourceUID") for node in assigned} == crews
    assert len(assigned) == sum(len(item.task.crews) for item in plans.plan().tasks)


def test_each_task_keeps_its_dates_its_constraint_and_its_links() -> None:
    tasks, plan = _tasks(_read()), plans.plan()
    uid = {name: node.get("UID") for name, node in tasks.items()}
    assert set(tasks) == {item.task.task_id for item in plan.tasks}
    for item in plan.tasks:
        node = tasks[item.task.task_id]
        assert node.get("Start") == node.get("ConstraintDate") == f"{item.start}T08:00:00"
        assert node.get("Finish") == f"{item.finish}T17:00:00"
        assert node.get("ConstraintType") == "4"
        linked = [link.get("PredecessorUID") for link in node.all("PredecessorLink")]
        assert linked == [uid[name] for name in item.task.after if name in uid]


def test_a_duration_is_the_working_days_between_start_and_finish() -> None:
    project = _read()
    plan_calendar = project.one("Calendars").all("Calendar")[0]
    off = {
        date.fromisoformat(day.one("TimePeriod").get("FromDate")[:10])
        for day in plan_calendar.one("WeekDays").all("WeekDay")
        if day.get("DayType") == "0"
    }
    assert date(2027, 3, 26) in off  # Good Friday
    for name, node in _tasks(project).items():
        if node.all("IgnoreResourceCalendar"):
            continue
        first, last = (date.fromisoformat(node.get(tag)[:10]) for tag in ("Start", "Finish"))
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        worked = sum(day.weekday() < 5 and day not in off for day in days)
        assert node.get("Duration") == f"PT{worked * 8}H0M0S", name


def test_lags_are_tenths_of_a_minute_and_hostile_text_is_harmless() -> None:
    plan = plans.plan()
    place = next(n for n, item in enumerate(plan.tasks) if item.task.after)
    item = plan.tasks[place]
    task = replace(
        item.task,
        lags=((item.task.after[0], 3),),
        name='<x> & "\x00\x1b\ufffe]]>',
        deadline=item.finish,
    )
    tasks = (*plan.tasks[:place], replace(item, task=task), *plan.tasks[place + 1 :])
    node = _tasks(_read(replace(plan, tasks=tasks)))[task.task_id]
    assert node.all("PredecessorLink")[0].get("LinkLag") == str(3 * 8 * 60 * 10)
    assert node.get("Name") == f'{task.task_id} <x> & "]]>'
    assert node.get("Deadline") == f"{item.finish}T17:00:00"


def test_a_window_on_a_day_off_has_a_calendar_that_works_on_it() -> None:
    plan = plans.plan()
    saturday = date(2027, 2, 6)
    place = next(n for n, item in enumerate(plan.tasks) if item.task.downtime_h > 0)
    moved = replace(plan.tasks[place], start=saturday, finish=saturday)
    project = _read(replace(plan, tasks=(*plan.tasks[:place], moved, *plan.tasks[place + 1 :])))
    calendars = {c.get("UID"): c for c in project.one("Calendars").all("Calendar")}
    used = _tasks(project)[moved.task.task_id].get("CalendarUID")
    worked = [
        day.one("TimePeriod").get("FromDate")
        for day in calendars[used].one("WeekDays").all("WeekDay")
        if day.get("DayType") == "0" and day.get("DayWorking") == "1"
    ]
    assert worked == [f"{saturday}T00:00:00"]


def test_an_empty_plan_is_still_a_project() -> None:
    project = _read(replace(plans.plan(), tasks=(), values=()))
    assert project.one("Tasks").children == []
