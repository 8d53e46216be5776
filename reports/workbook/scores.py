"""Sheets: Score ledger, whose sums reproduce the program's scores, and Weights & thresholds."""

from __future__ import annotations

from collections.abc import Sequence

from reports.model import ReportModel
from reports.model.annex import LedgerPoint
from reports.workbook.book import HEADER_ROW, Book, Cell, Column, Formula, a1
from reports.workbook.bulk import Rows

SCORES = "Score ledger"
WEIGHTS = "Weights & thresholds"


def score_row(m: ReportModel, line: str, use_case: str, score: str) -> int:
    """The row of the ledger sheet on which a score is summed."""
    keys = [(s.line, s.use_case, s.score) for s in m.annex.sums]
    return HEADER_ROW + 1 + keys.index((line, use_case, score))


def ledger(book: Book, m: ReportModel) -> None:
    """The sums on top, the points they are made of below."""
    ws = book.sheet(SCORES, SCORES, "Low counts an unknown as 0, high as 1. Weights are linked.")
    top = HEADER_ROW + len(m.annex.sums) + 3
    first, last = top + 1, top + max(1, len(m.annex.points))
    _sums(book, ws, m, first, last)
    columns = (
        *(Column("Line", 10), Column("Use case", 18), Column("Score", 12), Column("Check", 12)),
        *(Column("What", 52), Column("Status", 16), Column("Severity", 14)),
        *(Column("Weight", 9), Column("Points low", 9), Column("Points high", 9)),
    )
    severities = {name: row for row, (name, _, _) in enumerate(m.annex.weights, HEADER_ROW + 1)}

    def row(p: LedgerPoint) -> Sequence[Cell]:
        weight: Cell = p.weight
        if p.score == "foundation" and p.severity in severities:
            weight = Formula(f"='{WEIGHTS}'!$B${severities[p.severity]}", p.weight)
        return (p.line, p.use_case, p.score, p.check_id, p.title, p.status, p.severity, weight,
                p.low, p.high)  # fmt: skip

    book.long_table(ws, columns, Rows(m.annex.points, row), at=top, name="score_points")
    ws.freeze_panes = a1(1, HEADER_ROW + 1)


def _sums(book: Book, ws: object, m: ReportModel, first: int, last: int) -> None:
    columns = (
        *(
            Column("Line", 10),
            Column("Use case", 18),
            Column("Score", 12),
            Column("Answered", 12, "0%"),
        ),
        *(Column("Low", 12, "0.0"), Column("High", 16, "0.0"), Column("Weight", 14, "0.#")),
        *(Column("Low by the program", 9, "0.0"), Column("Difference", 9, "0.0")),
    )

    def cells(column: str) -> str:
        return f"${column}${first}:${column}${last}"

    rows: list[list[Cell]] = []
    for row, s in enumerate(m.annex.sums, HEADER_ROW + 1):
        mine = f"({cells('A')}=A{row})*({cells('B')}=B{row})*({cells('C')}=C{row})"
        weight = f"SUMPRODUCT({mine}*{cells('H')})"
        low = f"SUMPRODUCT({mine}*{cells('H')}*{cells('I')})"
        high = f"SUMPRODUCT({mine}*{cells('H')}*{cells('J')})"
        rows.append(
            [
                *(s.line, s.use_case, s.score),
                Formula(f"=IF(G{row}=0,0,1-({high}-{low})/G{row})", s.coverage),
                Formula(f"=IF(G{row}=0,0,100*{low}/G{row})", s.low),
                Formula(f"=IF(G{row}=0,100,100*{high}/G{row})", s.high),
                Formula(f"={weight}", s.weight),
                s.low,
                Formula(f"=ROUND(E{row}-H{row},6)", 0),
            ]
        )
    area = book.table(ws, columns, rows, filtered=False, name="scores")
    if rows:
        book.rule(ws, f"I{area.first_row}:I{area.last_row}", f"I{area.first_row}<>0", "changed")


def weights(book: Book, m: ReportModel) -> None:
    """Editable weights on top, the limits below; what differs from the default is highlighted."""
    ws = book.sheet(WEIGHTS, WEIGHTS, "Yellow cells may be changed; a changed one turns gold.")
    columns = (
        *(Column("Severity", 14), Column("Weight", 10, edit=True), Column("Default", 10)),
        *(Column("Why changed", 10, edit=True), Column("Who agreed", 22, edit=True)),
    )
    rows: list[list[Cell]] = [
        [name, weight, default, None, None] for name, weight, default in m.annex.weights
    ]
    area = book.table(ws, columns, rows, filtered=False, name="weights")
    book.rule(ws, f"B{area.first_row}:B{area.last_row}", f"B{area.first_row}<>C{area.first_row}",
              "changed")  # fmt: skip
    top = area.last_row + 3
    limits = (
        *(
            Column("Check", 14),
            Column("Value", 10, edit=True),
            Column("Default", 10),
            Column("Unit", 10),
        ),
        *(Column("Limit", 22), Column("Meaning", 52), Column("Basis", 26), Column("Changed", 10)),
        *(Column("Reason", 36, edit=True), Column("Approved by", 24, edit=True)),
    )
    lines: list[list[Cell]] = [
        [t.check_id, t.value, t.default, t.unit, t.name, t.meaning, t.basis_text,
         "changed" if t.changed else "", t.reason, t.approved_by]
        for t in m.annex.thresholds
    ]  # fmt: skip
    table = book.table(ws, limits, lines, at=top, name="thresholds")
    if lines:
        book.rule(ws, f"A{table.first_row}:J{table.last_row}",
                  f"$B{table.first_row}<>$C{table.first_row}", "changed")  # fmt: skip
