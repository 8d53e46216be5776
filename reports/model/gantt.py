"""The plan's pages: where each bar lies on the time axis, who is busy when, when lines stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from audit.inventory.tables import CrewRow
from planning.records import Chance, Plan, Scheduled, TaskKind
from reports.model.gantt_short import PLANT, decision_marks, row_count, short_rows
from reports.model.ground import Ground
from reports.model.lines import line_cost
from reports.model.schedule import (
    CrewLoad,
    GanttGroup,
    GanttRow,
    LoadCell,
    PlanReport,
    Stop,
    Tick,
    ValueRow,
)
from reports.model.words import (
    MONTHS,
    count,
    day,
    hours,
    listed,
    money,
    number_range,
    plain,
    readable,
    shorten,
    some,
    span,
    sure,
)

_Whisker = tuple[float, float, float]
TONES = {TaskKind.FOUNDATION: "foundation", TaskKind.ROLLOUT: "rollout", TaskKind.USE_CASE: "use"}
NARROWEST = 0.9
"""Percent of the axis: a task of one day must still be seen."""

LABEL = 68
TAG_GAP = 0.8
TAG_LETTER = 0.78
"""Percent of the axis that one letter beside a bar takes, on the safe side."""
FLAG, SHORT_FLAG = 34, 26
"""Characters of the words beside a flag; where P50 and P80 stand there too."""


def plan_report(ground: Ground) -> PlanReport | None:
    """The plan's pages; None without a plan or without a task in it."""
    plan = ground.plan
    if plan is None or not plan.tasks:
        return None
    first = min(plan.start, *(s.start for s in plan.tasks))
    last = max(plan.start, *(s.finish for s in plan.tasks), *(v.day for v in plan.values))
    axis = _Axis(first, max(last, *(c.p80 or last for c in plan.chances)) if plan.chances else last)
    stops = tuple(_stops(ground, plan))
    groups = tuple(_groups(ground, plan, axis))
    return PlanReport(
        scenario=plan.scenario,
        objective=plan.objective,
        status=plan.status,
        sentence=_sentence(ground, plan, first, last),
        start=first,
        finish=last,
        groups=groups,
        months=tuple(axis.months()),
        values=tuple(_value(ground, axis, v.line, v.use_case, v.day, v.week) for v in plan.values),
        stops=stops,
        stops_text=_stops_text(stops),
        crews=tuple(_crews(ground, plan, axis)),
        conflicts=plan.conflicts,
        problems=plan.problems,
        decisions=tuple(decision_marks(plan, axis.left, last)),
        short=short_rows(ground, plan, axis.left, axis.width),
        row_count=row_count(groups),
    )


class _Axis:
    """Days to percent of the width; the axis starts on the first of the first month."""

    def __init__(self, first: date, last: date) -> None:
        self.first = first.replace(day=1)
        self.end = _next_month(last)
        self.days = (self.end - self.first).days

    def left(self, day_: date) -> float:
        return round((day_ - self.first).days / self.days * 100, 2)

    def width(self, first: date, last: date) -> float:
        return max(NARROWEST, round(((last - first).days + 1) / self.days * 100, 2))

    def months(self) -> Iterable[Tick]:
        month, number = self.first, 0
        while month < self.end:
            after = _next_month(month)
            label = MONTHS[month.month - 1]
            if number == 0 or month.month == 1:
                label += f" {month.year}"
            left = self.left(month)
            every = 12 if month.month == 1 else 3 if month.month % 3 == 1 else 1
            yield Tick(left, round((after - month).days / self.days * 100, 2), label, every)
            month, number = after, number + 1


def _next_month(day_: date) -> date:
    return (day_.replace(day=1) + timedelta(days=32)).replace(day=1)


def _sentence(ground: Ground, plan: Plan, first: date, last: date) -> str:
    tasks = f"{count(len(plan.tasks), 'task')} from {day(first)} to {day(last)}"
    if not plan.values:
        return f"{tasks}. No use case goes live in this plan."
    value = min(plan.values, key=lambda v: (v.day, v.line))
    return (
        f"{tasks}. First value in week {value.week}: {ground.use_name(value.use_case)} on"
        f" {ground.name(value.line).name}, {day(value.day)}."
    )


def _groups(ground: Ground, plan: Plan, axis: _Axis) -> Iterable[GanttGroup]:
    order = ["", *(name.line for name in ground.names)]
    order += sorted({s.task.line for s in plan.tasks} - set(order))
    for line in order:
        found = sorted(
            (s for s in plan.tasks if s.task.line == line),
            key=lambda s: (s.start, s.finish, s.task.task_id),
        )
        if found:
            name = ground.name(line).name if line else PLANT
            rows = tuple(_row(ground, plan, axis, s) for s in found)
            yield GanttGroup(name, rows, _note(ground, line))


def _note(ground: Ground, line: str) -> str:
    cost = line_cost(ground, line) if line else None
    if cost is None:
        return ""
    ready = f"ready {day(cost.ready_on)}" if cost.ready_on else ""
    live = f"live {day(cost.live_on)}" if cost.live_on else ""
    return " · ".join(text for text in (ready, live) if text)


def _row(ground: Ground, plan: Plan, axis: _Axis, s: Scheduled) -> GanttRow:
    task = s.task
    live = [v for v in plan.values if v.line == task.line and v.day == s.finish]
    own = [v for v in live if task.task_id.endswith(f"/{v.use_case}")]
    goes_live = (own or live) if task.kind is TaskKind.USE_CASE else []
    left, width = axis.left(s.start), axis.width(s.start, s.finish)
    chance = next((c for c in plan.chances if c.task_id == task.task_id), None)
    room = SHORT_FLAG if chance else FLAG
    names = (f"{shorten(ground.use_name(v.use_case), room)} live" for v in goes_live[:1])
    flag, dates = listed(names), span(s.start, s.finish)
    said, whisker = _chance(axis, s.finish, chance)
    ends = max(left + width, whisker[0] + whisker[1])
    return GanttRow(
        task_id=task.task_id,
        package=task.work_package,
        what=task.name,
        label=shorten(task.name, LABEL),
        kind=str(task.kind),
        tone=TONES[task.kind],
        start=s.start,
        finish=s.finish,
        dates=dates,
        left=left,
        width=width,
        tag_at=round(ends + TAG_GAP, 2),
        tag_left=ends + TAG_LETTER * (len(flag) + len(dates) + len(said) + 5) > 100,
        tag_right_at=round(100 - left + TAG_GAP, 2),
        crew=listed(task.crews),
        effort_pd=task.effort_pd,
        effort=number_range(task.effort_low, task.effort_high, "pd", 1).text,
        cost=task.cost,
        cost_text=money(task.cost, ground.currency),
        downtime_h=task.downtime_h,
        downtime=hours(task.downtime_h),
        window=s.window,
        why_here=readable(s.why_here),
        slack_days=s.slack_days,
        after="; ".join(task.after),
        clears="; ".join(task.clears),
        because="; ".join(task.because),
        flag=flag,
        done=task.done,
        p50=chance.p50 if chance else None,
        p80=chance.p80 if chance else None,
        sure=said,
        sure_left=whisker[0],
        sure_width=whisker[1],
        sure_p50=whisker[2],
        deadline=task.deadline,
        deadline_spare=(task.deadline - s.finish).days if task.deadline else None,
        deadline_text=_deadline(task.deadline, s.finish),
    )


def _deadline(by: date | None, finish: date) -> str:
    """The day by which it must be done, and how many days it has to spare."""
    if by is None:
        return ""
    spare = (by - finish).days
    if spare < 0:
        return f"✖ {day(by)}, {count(-spare, 'day')} too late"
    return f"✔ {day(by)}, {count(spare, 'day')} to spare"


def _chance(axis: _Axis, planned: date, found: Chance | None) -> tuple[str, _Whisker]:
    """P50 and P80 in words, and the line from the planned day to the later of them: left, width,
    where P50 is on it.
    """
    if found is None or found.p50 is None:
        return "", (0.0, 0.0, 0.0)
    last = max(planned, found.p50, found.p80 or found.p50)
    left, middle, right = (axis.left(d) for d in (planned, max(planned, found.p50), last))
    width = round(right - left, 2)
    at = round(100 * (middle - left) / width, 2) if width else 0.0
    return sure(found.p50, found.p80), (left, width, at)


def _value(ground: Ground, axis: _Axis, line: str, use: str, day_: date, week: int) -> ValueRow:
    name, use_name = ground.name(line).name, ground.use_name(use)
    return ValueRow(line, name, use, use_name, day_, day(day_), week, axis.left(day_))


def _stops(ground: Ground, plan: Plan) -> Iterable[Stop]:
    standing = [s for s in plan.tasks if s.task.downtime_h]
    for s in sorted(standing, key=lambda s: (s.start, s.task.task_id)):
        line = ground.name(s.task.line).name if s.task.line else "Plant"
        need = s.task.downtime_h
        yield Stop(line, s.start, day(s.start), s.window, need, hours(need), s.task.name)


def _stops_text(stops: tuple[Stop, ...]) -> str:
    if not stops:
        return "No task of this plan needs a line to stand."
    total: dict[str, float] = {}
    for stop in stops:
        total[stop.line] = total.get(stop.line, 0.0) + stop.hours
    parts = [f"{line} {hours(amount)}" for line, amount in total.items()]
    return f"Standstill that this plan needs: {some(parts)}, all of it inside named windows."


def _crews(ground: Ground, plan: Plan, axis: _Axis) -> Iterable[CrewLoad]:
    """Person-days a month; a task's effort is spread evenly over its days and its crews."""
    months = _months(axis)
    load: dict[str, list[float]] = {}
    for s in plan.tasks:
        days = [s.start + timedelta(days=n) for n in range((s.finish - s.start).days + 1)]
        worked = [d for d in days if d.weekday() < 5] or days
        for crew in s.task.crews:
            row = load.setdefault(crew, [0.0] * len(months))
            each = s.task.effort_pd / len(s.task.crews) / len(worked)
            for d in worked:
                row[(d.year - months[0].year) * 12 + d.month - months[0].month] += each
    gives = {r.record.crew: r.record.days_per_week for r in ground.facts.table(CrewRow)}
    for crew in sorted(load):
        cells = tuple(
            _load(need, gives.get(crew), month)
            for need, month in zip(load[crew], months, strict=True)
        )
        yield CrewLoad(crew, cells, f"{plain(sum(load[crew]), 0)} pd")


def _months(axis: _Axis) -> list[date]:
    months = [axis.first]
    while _next_month(months[-1]) < axis.end:
        months.append(_next_month(months[-1]))
    return months


def _load(need: float, per_week: float | None, month: date) -> LoadCell:
    if need < 0.05:
        return LoadCell(0.0, "", "")
    text = plain(need, 0) if need >= 1 else "<1"
    if per_week is None:
        return LoadCell(round(need, 2), text, "")
    weeks = (_next_month(month) - month).days / 7
    return LoadCell(round(need, 2), text, "▲" if need > per_week * weeks + 0.5 else "")
