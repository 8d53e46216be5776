"""The plan in one row a line, and the decisions on its time axis."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from planning.records import Plan, Scheduled, TaskKind
from reports.model.ground import Ground
from reports.model.schedule import DecisionMark, GanttGroup, ShortBar, ShortRow
from reports.model.words import day, number_range, span, sure

Left = Callable[[date], float]
Width = Callable[[date, date], float]
PLANT = "The whole plant, once"
TURNS = 90.0
"""Percent of the axis behind which no flag begins: its words would leave the page."""


def decision_marks(plan: Plan, left: Left, last: date) -> Iterable[DecisionMark]:
    """One mark a day; decisions outside the axis have none."""
    by_day: dict[date, list[str]] = {}
    for decision in plan.decisions:
        by_day.setdefault(decision.by, []).append(decision.what)
    for on, what in sorted(by_day.items()):
        if left(on) >= 0 and on <= last:
            yield DecisionMark(left(on), day(on), "; ".join(what))


def short_rows(ground: Ground, plan: Plan, left: Left, width: Width) -> tuple[ShortRow, ...]:
    """The plant's row first, then each line's, in the order in which they are live."""
    groups: dict[str, list[Scheduled]] = {}
    for scheduled in plan.tasks:
        groups.setdefault(scheduled.task.line, []).append(scheduled)
    live: dict[str, date] = {}
    for value in sorted(plan.values, key=lambda v: v.day, reverse=True):
        live[value.line] = value.day

    def rank(line: str) -> tuple[bool, date, date]:
        return bool(line), live.get(line, date.max), min(s.start for s in groups[line])

    return tuple(
        _row(ground, line, groups[line], live.get(line), left, width)
        for line in sorted(groups, key=rank)
    )


def _row(
    ground: Ground,
    line: str,
    tasks: list[Scheduled],
    live: date | None,
    left: Left,
    width: Width,
) -> ShortRow:
    tones = ((TaskKind.FOUNDATION, "foundation"), (TaskKind.ROLLOUT, "rollout"))
    bars: list[ShortBar] = []
    for kind, tone in tones:
        kinds = (kind,) if kind is TaskKind.FOUNDATION else (kind, TaskKind.USE_CASE)
        own = [s for s in tasks if s.task.kind in kinds]
        if own:
            first, last = min(s.start for s in own), max(s.finish for s in own)
            bars.append(ShortBar(tone, left(first), width(first, last), span(first, last)))
    low, high = sum(s.task.effort_low for s in tasks), sum(s.task.effort_high for s in tasks)
    return ShortRow(
        line=line,
        name=ground.name(line).name if line else PLANT,
        tasks=len(tasks),
        bars=tuple(bars),
        flag=day(live) if live else "",
        flag_at=min(max((b.left + b.width for b in bars), default=0.0) + 0.8, TURNS),
        effort=number_range(low, high, "pd").text,
        note="",
        sure=_sure(ground, line),
    )


def _sure(ground: Ground, line: str) -> str:
    cost = ground.cost(line)
    return sure(cost.live_p50, cost.live_p80) if cost else ""


def row_count(groups: Iterable[GanttGroup]) -> int:
    """Rows that the whole plan takes, headings included."""
    return sum(len(group.rows) + 1 for group in groups)
