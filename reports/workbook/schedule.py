"""Sheets: Plan with a Gantt by week, and Money with its curve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from reports.model import ReportModel
from reports.model.money import MoneyReport
from reports.model.schedule import GanttGroup, GanttRow, PlanReport
from reports.workbook.book import HEADER_ROW, Book, Cell, Column, Formula, a1, letter
from reports.workbook.bulk import Rows

MOST_WEEKS = 260
"""Columns of the Gantt: five years."""


def plan(book: Book, m: ReportModel) -> None:
    """One row a task; the weeks to its right are coloured by rule, so they follow edited dates."""
    text = m.plan.sentence if m.plan else m.no_plan
    ws = book.sheet("Plan", "Plan", text)
    columns = [
        *(Column("Task", 18), Column("Package", 10), Column("Line", 18), Column("Work", 44)),
        *(Column("Kind", 11), Column("Start", 12, edit=True), Column("Finish", 12, edit=True)),
        *(Column("Crew", 24), Column("Effort (pd)", 9, "0.0"), Column("Cost", 11, "#,##0")),
        *(Column("Standstill (h)", 9, "0.0"), Column("Window", 26), Column("Why here", 40)),
        *(Column("Slack (days)", 8), Column("After", 26), Column("Clears", 26)),
        *(Column("Because", 26), Column("Done (%)", 8, edit=True)),
        *(Column("Live by P50", 12, "yyyy-mm-dd"), Column("Live by P80", 12, "yyyy-mm-dd")),
        *(Column("Must be done by", 12, "yyyy-mm-dd"), Column("Deadline", 26)),
    ]
    tasks = [(g, r) for g in m.plan.groups for r in g.rows] if m.plan else []
    area = book.long_table(ws, columns, Rows(tasks, _task), name="plan")
    if m.plan:
        book.by_symbol(ws, f"V{area.first_row}:V{area.last_row}", f"V{area.first_row}")
        _gantt(book, ws, m.plan, len(columns) + 1, area.last_row)
    ws.freeze_panes = a1(5, HEADER_ROW + 1)


def _task(task: tuple[GanttGroup, GanttRow]) -> Sequence[Cell]:
    g, r = task
    return (
        *(r.task_id, r.package, g.name, r.what, r.kind, r.start, r.finish, r.crew),
        *(r.effort_pd, r.cost, r.downtime_h, r.window, r.why_here, r.slack_days),
        *(r.after, r.clears, r.because, 100 if r.done else 0),
        *(r.p50, r.p80, r.deadline, r.deadline_text),
    )


def _gantt(book: Book, ws: Any, p: PlanReport, left: int, last: int) -> None:
    monday = p.start - timedelta(days=p.start.weekday())
    number = min(MOST_WEEKS, (p.finish - monday).days // 7 + 1)
    for offset in range(number):
        cell = ws.cell(row=HEADER_ROW, column=left + offset, value=monday + timedelta(weeks=offset))
        cell.number_format = "dd.mm."
        ws.column_dimensions[letter(left + offset)].width = 4.2
    first, head = HEADER_ROW + 1, f"{letter(left)}${HEADER_ROW}"
    area = f"{letter(left)}{first}:{letter(left + number - 1)}{last}"
    within = f"AND($F{first}<={head}+6,$G{first}>={head})"
    # A go-live's weeks up to P80, lighter: the date is not sure before.
    late = f"AND(ISNUMBER($T{first}),$G{first}<{head},$T{first}>={head})"
    book.rule(ws, area, late, "enough")
    for kind, tone in (("foundation", "foundation"), ("rollout", "rollout"), ("use case", "use")):
        book.rule(ws, area, f'AND({within},$E{first}="{kind}")', tone)


def money(book: Book, m: ReportModel) -> None:
    """Weeks with a live cumulative sum and its curve; then cost per line and payback."""
    text = m.money.sentence if m.money else m.no_plan
    ws = book.sheet("Money", "Money", text)
    weeks = m.money.weeks if m.money else ()
    columns = (
        *(Column("Week", 12), Column(f"Cost ({m.currency})", 14, "#,##0")),
        *(Column(f"Benefit ({m.currency})", 14, "#,##0"), Column("Cumulative", 14, "#,##0")),
    )
    rows: list[list[Cell]] = []
    for row, week in enumerate(weeks, HEADER_ROW + 1):
        before = f"D{row - 1}+" if rows else ""
        total = Formula(f"={before}C{row}-B{row}", week.cumulative)
        rows.append([week.period, week.cost, week.benefit, total])
    area = book.table(ws, columns, rows, name="money_weeks")
    ws.freeze_panes = a1(1, HEADER_ROW + 1)
    if m.money:
        _lines(book, ws, m.money, m.currency)
    if len(weeks) > 1:
        _chart(ws, area.last_row)


def _lines(book: Book, ws: Any, money_: MoneyReport, currency: str) -> None:
    columns = (
        *(Column("Line", 22), Column(f"Own low ({currency})", 12, "#,##0")),
        *(Column("Own high", 12, "#,##0"), Column("Share low", 12, "#,##0")),
        *(Column("Share high", 12, "#,##0"), Column("Effort", 14)),
        *(Column("Standstill (h)", 11, "0.0"), Column("Ready", 12), Column("Live", 12)),
    )
    rows: list[list[Cell]] = [
        [x.name, x.own.low, x.own.high, x.share.low, x.share.high, x.effort.text, x.downtime_h,
         x.ready_on, x.live_on]
        for x in money_.lines
    ]  # fmt: skip
    area = book.table(ws, columns, rows, left=6, filtered=False, name="money_lines")
    cases = (
        *(Column("Line", 22), Column("Use case", 12), Column("Invest low", 12, "#,##0")),
        *(Column("Invest high", 12, "#,##0"), Column("Net a year low", 12, "#,##0")),
        *(Column("Net a year high", 14, "#,##0"), Column("Payback", 11)),
        *(Column("Stretch", 12), Column("Note", 12)),
    )
    lines: list[list[Cell]] = [
        [x.line_name, x.use_name, x.invest.low, x.invest.high, x.net_per_year.low,
         x.net_per_year.high, x.years_text, x.stretch_text, x.note]
        for x in money_.paybacks
    ]  # fmt: skip
    top = area.last_row + 3
    book.table(ws, cases, lines, at=top, left=6, filtered=False, name="paybacks")


def _chart(ws: Any, last: int) -> None:
    from openpyxl.chart import LineChart, Reference

    chart: Any = LineChart()
    chart.title, chart.height, chart.width = "Cash, week by week", 9, 22
    values = Reference(ws, min_col=4, min_row=HEADER_ROW, max_row=last)
    chart.add_data(values, titles_from_data=True)
    chart.set_categories(Reference(ws, min_col=1, min_row=HEADER_ROW + 1, max_row=last))
    chart.legend = None
    chart.x_axis.number_format, chart.x_axis.delete = "mmm yy", False
    chart.y_axis.number_format, chart.y_axis.delete = "#,##0", False
    ws.add_chart(chart, f"P{HEADER_ROW}")
