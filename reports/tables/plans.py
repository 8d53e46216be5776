"""The tables of what a plan means: tasks with reasons, work orders, packages, scenarios."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from planning.records import Plan, Scheduled, TaskKind
from reports.tables.table import Column, Kind, Needs, Table

_Rows = Iterable[tuple[Any, ...]]


def _tasks(plan: Plan) -> _Rows:
    for item in plan.tasks:
        task = item.task
        yield (
            *(task.task_id, task.name, task.kind, task.line, task.crews, item.start, item.finish),
            *(task.duration_days, task.effort_low, task.effort_high, task.lead_days),
            *(task.downtime_h, item.window, task.after),
            *([f"{name} +{days}d" for name, days in task.lags], task.deadline, task.pinned),
            *(task.because, task.gates, item.proven_by, item.why_here, item.slips),
            *(item.slack_days, task.thin_slice, task.done),
        )


def _work_orders(plan: Plan) -> _Rows:
    for crew in crews_of(plan):
        for item in _of(plan, crew):
            task = item.task
            yield (
                *(crew, task.task_id, task.name, task.line or "whole plant"),
                *(item.start, item.finish, item.window, task.downtime_h or None),
                *(round(task.effort_pd / len(task.crews), 2), _others(item, crew)),
                *(task.after, item.proven_by, item.why_here, item.slack_days),
            )


def crews_of(plan: Plan) -> list[str]:
    """Return the crews that the plan has work for, by name."""
    return sorted({name for i in plan.tasks if not i.task.done for name in i.task.crews})


def _of(plan: Plan, crew: str) -> list[Scheduled]:
    return [item for item in plan.tasks if crew in item.task.crews and not item.task.done]


def _others(item: Scheduled, crew: str) -> tuple[str, ...]:
    return tuple(name for name in item.task.crews if name != crew)


def _packages(plan: Plan) -> _Rows:
    for row in plan.packages:
        yield row.work_package, row.cost, row.per_week, row.go_lives


def _scenarios(plan: Plan) -> _Rows:
    for row in plan.compared:
        cash = dict(row.cumulative)
        yield (
            *(row.scenario, row.status, row.first_value, row.first_value_week, row.last_value),
            *(row.total_cost, row.peak_cash, row.self_funded_on, row.present_value),
            *(cash.get(week) for week in (13, 26, 52, 104)),
            *(row.direct_links, row.layer_links, row.downtime_h, row.crew_days),
            *(row.busiest_crew, row.busiest_share),
            *(row.first_p50, row.first_p80, row.p50, row.p80, row.problems),
        )


TASKS = Table(
    "tasks",
    "One task of the plan with its reasons: what it waits for, why it is here, what proves it.",
    (
        Column("task_id"),
        Column("what"),
        Column("kind", allowed=tuple(TaskKind)),
        Column("line"),
        Column("crew", Kind.TEXTS),
        Column("start", Kind.DAY),
        Column("finish", Kind.DAY),
        Column("duration_days", Kind.WHOLE),
        Column("effort_low", Kind.NUMBER),
        Column("effort_high", Kind.NUMBER),
        Column("lead_days", Kind.WHOLE),
        Column("standstill_h", Kind.NUMBER),
        Column("window"),
        Column("after", Kind.TEXTS),
        Column("lags", Kind.TEXTS),
        Column("deadline", Kind.DAY),
        Column("pinned", Kind.DAY),
        Column("because", Kind.TEXTS),
        Column("gates", Kind.TEXTS),
        Column("proven_by", Kind.TEXTS),
        Column("why_here"),
        Column("slips", Kind.TEXTS),
        Column("slack_days", Kind.WHOLE),
        Column("thin_slice", Kind.YES_NO),
        Column("done", Kind.YES_NO),
    ),
    Needs.PLAN,
    _tasks,
)
WORK_ORDERS = Table(
    "workorders",
    "One task for one crew: what, where, when, with whom, and which checks prove it done.",
    (
        Column("crew"),
        Column("task_id"),
        Column("what"),
        Column("place"),
        Column("start", Kind.DAY),
        Column("finish", Kind.DAY),
        Column("window"),
        Column("standstill_h", Kind.NUMBER),
        Column("effort_pd", Kind.NUMBER),
        Column("together_with", Kind.TEXTS),
        Column("after", Kind.TEXTS),
        Column("proven_by", Kind.TEXTS),
        Column("why_here"),
        Column("slack_days", Kind.WHOLE),
    ),
    Needs.PLAN,
    _work_orders,
)
PACKAGES = Table(
    "packages",
    "One work package of the plan: its cost, and the benefit a week that waits for it.",
    (
        Column("work_package"),
        Column("cost", Kind.NUMBER),
        Column("per_week", Kind.NUMBER),
        Column("go_lives", Kind.TEXTS),
    ),
    Needs.PLAN,
    _packages,
)
SCENARIOS = Table(
    "scenarios",
    "One way to roll out, side by side with the others; from `plantready plan --compare`.",
    (
        Column("scenario"),
        Column("status"),
        Column("first_value", Kind.DAY),
        Column("first_value_week", Kind.WHOLE),
        Column("last_value", Kind.DAY),
        Column("total_cost", Kind.NUMBER),
        Column("peak_cash", Kind.NUMBER),
        Column("self_funded_on", Kind.DAY),
        Column("present_value", Kind.NUMBER),
        *(Column(f"cash_week_{week}", Kind.NUMBER) for week in (13, 26, 52, 104)),
        Column("direct_links", Kind.WHOLE),
        Column("layer_links", Kind.WHOLE),
        Column("downtime_h", Kind.NUMBER),
        Column("crew_days", Kind.NUMBER),
        Column("busiest_crew"),
        Column("busiest_share", Kind.NUMBER),
        Column("first_p50", Kind.DAY),
        Column("first_p80", Kind.DAY),
        Column("last_p50", Kind.DAY),
        Column("last_p80", Kind.DAY),
        Column("problems", Kind.TEXTS),
    ),
    Needs.PLAN,
    _scenarios,
)
ALL = (TASKS, WORK_ORDERS, PACKAGES, SCENARIOS)
