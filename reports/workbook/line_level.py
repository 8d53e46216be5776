"""Sheets: Line differences, Data paths, Layer capabilities, Trend, Also enabled."""

from __future__ import annotations

from collections.abc import Sequence

from reports.model import ReportModel
from reports.model.path_records import DataPath, Hop
from reports.model.trend import Shared, TrendPoint, TrendRow
from reports.workbook.book import HEADER_ROW, Area, Book, Cell, Column, a1, letter
from reports.workbook.bulk import Rows

HEAT = {"✔": "good", "▲": "warn", "≠": "bad", "?": "open"}
"""How different a line is from the pilot, as a colour beside the symbol."""
CHANGES = {"better than before": "good", "worse than before": "bad", "less is known": "open"}


def differences(book: Book, m: ReportModel) -> None:
    """Line × respect as a heat map; the pilot's own values on top."""
    title = "Line differences"
    ws = book.sheet(title, "How different is each line from the pilot?", m.contrast.sentence)
    columns = [
        *(Column("Line", 24), Column("Pilot", 24), Column("Different", 10), Column("Partly", 9)),
        *(Column("Unknown", 10), *(Column(name, 30) for name in m.contrast.respects)),
    ]
    rows: list[Sequence[Cell]] = [
        (
            name,
            "the pilot itself",
            None,
            None,
            None,
            *(f"● {value}" if value else "?" for value in had),
        )
        for name, had in m.contrast.pilots
    ]
    rows += [
        (r.line_name, r.pilot_name, r.differs, r.partly, r.unknown,
         *(f"{c.mark.symbol} {c.value or c.mark.word}" for c in r.cells))
        for r in m.contrast.rows
    ]  # fmt: skip
    area = book.table(ws, columns, rows, name="line_differences")
    if rows:
        first, right = f"F{area.first_row}", letter(len(columns))
        for symbol, tone in HEAT.items():
            book.rule(ws, f"{first}:{right}{area.last_row}", f'LEFT({first},1)="{symbol}"', tone)
    ws.freeze_panes = a1(3, HEADER_ROW + 1)


def data_paths(book: Book, m: ReportModel) -> None:
    """One row a station; the stations of one way follow each other."""
    ws = book.sheet("Data paths", "Data paths from sensor to decision", m.paths.sentence)
    columns = (
        *(Column("Line", 22), Column("Use case", 22), Column("Signals", 34), Column("Flow", 12)),
        *(Column("Way", 20), Column("Wired by", 20), Column("Made of", 24)),
        *(Column("The way", 20), Column("Station", 9), Column("Kind", 18), Column("Name", 28)),
        *(Column("State", 20), Column("Check", 9), Column("Why", 60)),
    )
    stations = [(p, n, h) for p in m.paths.paths for n, h in enumerate(p.hops, 1)]

    def row(station: tuple[DataPath, int, Hop]) -> Sequence[Cell]:
        p, number, h = station
        return (
            *(p.line_name, p.use_name, p.signals_text, p.flow, p.way, p.wired_by, p.code),
            *(f"{p.mark.symbol} {p.mark.word}", number, h.kind, h.name),
            *(f"{h.mark.symbol} {h.mark.word}", h.check_id, h.why),
        )

    area = book.long_table(ws, columns, Rows(stations, row), name="data_paths")
    for column in ("H", "L"):
        _by_symbol(book, ws, area, column)
    ws.freeze_panes = a1(4, HEADER_ROW + 1)


def capabilities(book: Book, m: ReportModel) -> None:
    """What the shared layer can do, as the plant says and as the checks found."""
    ws = book.sheet("Layer capabilities", "What the shared layer can do", m.capabilities.sentence)
    columns = (
        *(Column("Capability", 20), Column("What it means", 44), Column("Has it?", 14)),
        *(Column("The list says", 24), Column("The checks say", 34), Column("Checks", 10)),
        *(Column("System", 22), Column("Owner", 20), Column("Document", 26)),
        Column("What would tell", 50),
    )
    rows: list[list[Cell]] = [
        [
            *(c.name, c.what, f"{c.mark.symbol} {c.mark.word}", c.stated, c.seen, c.checks),
            *(c.system, c.owner, c.document, c.missing),
        ]
        for c in m.capabilities.rows
    ]
    area = book.table(ws, columns, rows, name="layer_capabilities")
    _by_symbol(book, ws, area, "C")
    ws.freeze_panes = a1(2, HEADER_ROW + 1)


def trend(book: Book, m: ReportModel) -> None:
    """One row a line, use case and audit."""
    ws = book.sheet("Trend", "From audit to audit", m.trend.sentence)
    columns = (
        *(Column("Line", 24), Column("Use case", 24), Column("Audit", 12), Column("Verdict", 26)),
        *(Column("Index", 8), Column("Low", 8, "0.0"), Column("High", 8, "0.0")),
        *(Column("Answered", 10, "0%"), Column("Open blockers", 10), Column("Change", 16)),
    )
    points = [(r, p) for r in m.trend.rows for p in r.points]

    def row(point: tuple[TrendRow, TrendPoint]) -> Sequence[Cell]:
        r, p = point
        return (
            *(r.line_name, r.use_name, p.as_of, f"{p.mark.symbol} {p.mark.word}", p.index),
            *(p.low, p.high, p.coverage, p.blockers, p.change),
        )

    area = book.long_table(ws, columns, Rows(points, row), name="trend")
    if points:
        _by_symbol(book, ws, area, "D")
        first = f"J{area.first_row}"
        for word, tone in CHANGES.items():
            book.rule(ws, f"{first}:J{area.last_row}", f'{first}="{word}"', tone)
    ws.freeze_panes = a1(3, HEADER_ROW + 1)


def enabled(book: Book, m: ReportModel) -> None:
    """What the foundation of one use case also carries."""
    title = "Also enabled"
    ws = book.sheet(title, "What this foundation also enables", m.trend.enables_text)
    columns = (
        *(Column("Line", 24), Column("First", 28), Column("Then", 28)),
        *(Column("Blockers cleared too", 10), Column("Blockers left", 10), Column("Left", 24)),
        *(Column("Open questions", 10), Column("In words", 70)),
    )

    def row(e: Shared) -> Sequence[Cell]:
        return (
            *(e.line_name, e.first, e.second, e.shared, len(e.left), "; ".join(e.left)),
            *(e.questions, e.sentence),
        )

    book.long_table(ws, columns, Rows(m.trend.enables, row), name="also_enabled")
    ws.freeze_panes = a1(2, HEADER_ROW + 1)


def _by_symbol(book: Book, ws: object, area: Area, column: str) -> None:
    if area.last_row >= area.first_row:
        cells = f"{column}{area.first_row}:{column}{area.last_row}"
        book.by_symbol(ws, cells, f"{column}{area.first_row}")
