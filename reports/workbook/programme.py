"""Sheets about more than one line: portfolio, value events, early warnings, plants, effort of each
line, drivers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.model import ReportModel
from reports.model.programme import VERDICT_ORDER, EffortPoint
from reports.model.records import Mark
from reports.workbook.book import HEADER_ROW, Book, Cell, Column, a1

MOST_BARS = 20
"""Lines that the chart of efforts shows."""


def _marked(mark: Mark) -> str:
    return f"{mark.symbol} {mark.word}"


def portfolio(book: Book, m: ReportModel) -> None:
    """Each pilot with its money, results and reuse; below it what two of them share."""
    p = m.programme
    ws = book.sheet("Portfolio", "Portfolio", p.sentence)
    columns = (
        *(Column("Pilot", 30), Column("Plant", 14), Column("Line", 18), Column("Use cases", 24)),
        *(Column("State", 10), Column("Age counts from", 12, "yyyy-mm-dd")),
        *(Column("Age (months)", 9), Column("Second line", 16), Column("Idle", 7)),
        *(Column(f"Spent ({m.currency})", 11, "#,##0"), Column("Spent as", 20)),
        *(Column(f"Value ({m.currency})", 11, "#,##0"), Column("Value events", 20)),
        *(Column("What it brought", 26), Column("Reusable (%)", 10, "0"), Column("Reuse", 24)),
        *(Column("Runs on", 30), Column("Candidate for", 24), Column("Why", 40)),
        Column("Owner", 16),
    )
    rows: list[list[Cell]] = [
        [
            *(c.name, c.plant, c.line_name, c.uses, c.state, c.since, c.age_months),
            *(c.second_line, "yes" if c.idle else "", c.spent, c.spent_text, c.value),
            *(c.value_text, c.result, c.reusable_percent, c.reuse_text),
            *("; ".join(c.infrastructure), "; ".join(map(_marked, c.advice)), c.why, c.owner),
        ]
        for c in p.pilots
    ]
    area = book.table(ws, columns, rows, name="portfolio")
    last = max(area.last_row, HEADER_ROW + 1)
    book.by_symbol(ws, f"R{HEADER_ROW + 1}:R{last}", f"R{HEADER_ROW + 1}")
    ws.freeze_panes = a1(2, HEADER_ROW + 1)
    last = _overlaps(book, ws, m, last + 3)
    for row, rule in enumerate((*p.rules, *p.quoted), last + 2):
        book.text(ws, row, 1, rule)


def _overlaps(book: Book, ws: Any, m: ReportModel, at: int) -> int:
    """What each two pilots share; the row it ends in."""
    book.text(ws, at - 1, 1, "What two pilots share", bold=True)
    columns = (
        *(Column("One pilot", 34), Column("The other", 16), Column("Data", 20)),
        *(Column("Connectors", 30), Column("Consumers", 12), Column("Network", 12)),
        Column("Systems", 9),
    )
    rows: list[list[Cell]] = [
        [o.one, o.other, "; ".join(o.data), "; ".join(o.connectors), "; ".join(o.consumers),
         "; ".join(o.network), "; ".join(o.systems)]
        for o in m.programme.overlaps
    ]  # fmt: skip
    if not rows:
        book.text(ws, at, 1, "Nothing on record is shared by two pilots.")
        return at
    return book.table(ws, columns, rows, at=at, filtered=False, name="overlaps").last_row


def value_events(book: Book, m: ReportModel) -> None:
    """What the pilots brought, with the file that shows it."""
    ws = book.sheet("Value events", "Value events", m.programme.events_text)
    columns = (
        *(Column("Event", 14), Column("Pilot", 34), Column("Line", 20), Column("Use case", 24)),
        *(Column("Day", 12, "yyyy-mm-dd"), Column("What it brought", 50)),
        *(Column(f"Amount ({m.currency})", 13, "#,##0"), Column("Basis", 11)),
        *(Column("Counted", 9), Column("Evidence", 24), Column("Document", 30)),
        *(Column("SHA-256", 70), Column("Confirmed by", 22)),
    )
    rows: list[list[Cell]] = [
        [
            *(e.event, e.pilot, e.line_name, e.use_name, e.day, e.what, e.amount, e.basis),
            *("yes" if e.counted else "no", _marked(e.proof), e.document, e.sha256),
            e.confirmed_by,
        ]
        for e in m.programme.events
    ]
    area = book.table(ws, columns, rows, name="value_events")
    if rows:
        book.by_symbol(ws, f"J{area.first_row}:J{area.last_row}", f"J{area.first_row}")
    ws.freeze_panes = a1(2, HEADER_ROW + 1)


def warnings(book: Book, m: ReportModel) -> None:
    """What announces a stall, the oldest first."""
    ws = book.sheet("Early warnings", "Early warnings", m.programme.warnings_text)
    columns = (
        *(Column("Kind", 24), Column("What", 70), Column("Since", 12, "yyyy-mm-dd")),
        *(Column("Age (weeks)", 9), Column("Who", 26), Column("What to do", 56)),
    )
    rows: list[list[Cell]] = [
        [w.kind, w.what, w.since, w.weeks, w.who, w.answer] for w in m.programme.warnings
    ]
    book.table(ws, columns, rows, name="early_warnings")
    ws.freeze_panes = a1(2, HEADER_ROW + 1)


def plants(book: Book, m: ReportModel) -> None:
    """Plant > area > line, every line in one ranking; below it one row a plant."""
    p = m.programme
    ws = book.sheet("Plants", "Plants", p.plants_text)
    columns = (
        *(Column("Plant", 20), Column("Area", 20), Column("Line", 24), Column("Rank", 7)),
        *(Column("Verdict", 26), Column("Index", 8), Column("Gates failed", 9)),
        *(Column("First in the way", 50), Column("Assets", 8)),
        *(Column(f"Cost low ({m.currency})", 12, "#,##0"), Column("Cost high", 12, "#,##0")),
        *(Column("Ready", 12, "yyyy-mm-dd"), Column("Live", 12, "yyyy-mm-dd")),
    )
    rows: list[list[Cell]] = [
        [
            *(
                x.plant,
                x.area,
                x.name,
                x.rank,
                _marked(x.mark),
                x.index,
                None if x.index is None else x.blockers,
            ),
            *(x.first, x.assets, x.cost_low, x.cost_high, x.ready_on, x.live_on),
        ]
        for x in p.plant_lines
    ]
    area = book.table(ws, columns, rows, name="plant_lines")
    last = max(area.last_row, HEADER_ROW + 1)
    book.by_symbol(ws, f"E{HEADER_ROW + 1}:E{last}", f"E{HEADER_ROW + 1}")
    ws.freeze_panes = a1(4, HEADER_ROW + 1)
    _plants(book, ws, m, last + 3)


def _plants(book: Book, ws: Any, m: ReportModel, at: int) -> None:
    columns = (
        *(Column("Plant", 20), Column("Pilots", 20), Column("Nearest to ready", 24)),
        *(Column("Areas", 7), Column("Lines", 26), Column("Assets", 8), Column("Mean index", 9)),
        *(Column(verdict, 12) for verdict in VERDICT_ORDER),
        *(Column("First live", 12, "yyyy-mm-dd"), Column("Cost low", 12, "#,##0")),
        Column("Cost high", 12, "#,##0"),
    )
    rows: list[list[Cell]] = [
        [r.plant or "not stated", r.pilots, r.best, r.areas, r.lines, r.assets, r.index,
         *r.verdicts, r.first_live, r.cost_low, r.cost_high]
        for r in m.programme.plants
    ]  # fmt: skip
    book.table(ws, columns, rows, at=at, filtered=False, name="plants")


def effort(book: Book, m: ReportModel) -> None:
    """Effort of line 1, 2, 3 … with a shared layer and without, as a chart beside the table."""
    e = m.programme.effort
    ws = book.sheet("Effort per line", "Effort per line", f"{e.sentence} {e.reuse_text}")
    columns = (
        *(Column("No.", 6), Column("Line", 26), Column("With the layer (pd)", 12, "0.0")),
        *(Column("Without (pd)", 12, "0.0"), Column("Measured (pd)", 12, "0.0")),
        *(Column("Links added over the layer", 12), Column("Links added point to point", 12)),
        Column("Reuse factor from", 50),
    )
    rows: list[list[Cell]] = [
        [x.place or "pilot", x.name, x.with_layer, x.without, x.actual, x.links_with,
         x.links_without, x.basis]
        for x in e.points
    ]  # fmt: skip
    area = book.table(ws, columns, rows, name="effort_per_line")
    ws.freeze_panes = a1(3, HEADER_ROW + 1)
    if any(x.with_layer is not None for x in e.points):
        _bars(ws, area.first_row, e.points)


def _bars(ws: Any, first: int, points: Sequence[EffortPoint]) -> None:
    from openpyxl.chart import BarChart, Reference

    last = first + min(len(points), MOST_BARS) - 1
    chart: Any = BarChart()
    chart.type, chart.title = "col", "Effort of each further line (pd)"
    chart.height, chart.width = 9, 22
    measured = any(point.actual is not None for point in points)
    values = Reference(ws, min_col=3, max_col=5 if measured else 4, min_row=first - 1, max_row=last)
    chart.add_data(values, titles_from_data=True)
    chart.set_categories(Reference(ws, min_col=2, min_row=first, max_row=last))
    for series, colour in zip(chart.series, ("0B4F6C", "B9C6CD", "B06000"), strict=False):
        series.graphicalProperties.solidFill = colour
    chart.x_axis.delete, chart.y_axis.delete = False, False
    chart.y_axis.number_format, chart.legend.position = "0", "b"
    ws.add_chart(chart, f"J{HEADER_ROW}")


def drivers(book: Book, m: ReportModel) -> None:
    """Laws, customers and suppliers with their day, against the plan."""
    ws = book.sheet("Drivers", "Drivers", m.programme.drivers_text)
    columns = (
        *(Column("Driver", 36), Column("Kind", 12), Column("Line", 22), Column("Use case", 24)),
        *(Column("Package", 10), Column("Day", 12, "yyyy-mm-dd"), Column("Weeks left", 9)),
        *(Column("Done by the plan", 12, "yyyy-mm-dd"), Column("Days to spare", 9)),
        *(Column("Met", 20), Column("Note", 60), Column("Source", 30)),
    )
    rows: list[list[Cell]] = [
        [
            *(d.driver, d.kind, d.line_name or "plant", d.use_name, d.package, d.day),
            *(d.weeks_left, d.planned, d.spare_days, _marked(d.mark), d.note, d.source),
        ]
        for d in m.programme.drivers
    ]
    area = book.table(ws, columns, rows, name="drivers")
    if rows:
        book.by_symbol(ws, f"J{area.first_row}:J{area.last_row}", f"J{area.first_row}")
    ws.freeze_panes = a1(2, HEADER_ROW + 1)
