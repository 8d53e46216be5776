"""Sheets: Read me, Readiness, Compare lines, Conditions."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from reports.model import ReportModel
from reports.model.annex import CheckLine
from reports.model.records import ConditionRow
from reports.workbook.book import HEADER_ROW, Book, Cell, Column, Formula, a1, letter
from reports.workbook.bulk import Rows
from reports.workbook.scores import SCORES, score_row

SHEETS = (
    ("Readiness", "every check on every line, one column a line and use case"),
    ("Compare lines", "one row a line and use case: verdict, scores, cost, dates"),
    ("Conditions", "the pilot's conditions against each line"),
    ("Findings", "the flat list with sentences, evidence and packages"),
    ("Score ledger", "weight and points of every answer; the scores are sums over it"),
    ("Weights & thresholds", "change a weight here and the ledger's sums follow; merge takes it"),
    ("What-if", "tick work packages: gates and scores follow"),
    ("Plan", "tasks with dates, crews, reasons, and a Gantt by week"),
    ("Money", "cost and benefit week by week"),
    ("Effort per line", "line 1, 2, 3 … with the shared layer and without"),
    ("Portfolio", "the pilots side by side: age, money, reuse, what they share"),
    ("Value events", "what the pilots brought, with the file that shows it"),
    ("Early warnings", "what announces a stall, with its age"),
    ("Drivers", "laws, customers and suppliers with their day, against the plan"),
    ("Plants", "every line of every plant in one ranking"),
    ("Questions", "what can still change a verdict: fill in, hand the file back, merge"),
    ("Status", "how far the work is: fill in, merge, replan"),
    ("Unknowns", "everything that is not known, with the cheapest evidence"),
    ("Evidence", "what the answers rest on"),
    ("Footprint", "what was sent to the plant network"),
    ("Rules of engagement", "what the client allowed to be asked, and how"),
    ("Delta", "what changed since the earlier audit of this case"),
    ("Waivers", "accepted risks"),
)


def read_me(book: Book, m: ReportModel) -> None:
    """Which case this is, and how to use the workbook."""
    ws = book.sheet("Read me", m.case_name, m.answer.sentence, landscape=False)
    rows: list[tuple[str, str]] = [
        ("Case", m.case_id),
        ("As of", m.as_of_text),
        ("Made", f"{m.made_on_text} by plantready {m.tool_version}"),
        ("Dataset", m.dataset_hash),
        ("Classification", m.classification),
        ("Answered", m.answer.coverage),
        ("Counting", m.reconciliation),
        ("", ""),
        ("Yellow cells", "may be edited; everything else is written by the program"),
        ("✔ ▲ ✖ ? –", "pass, warn, fail, unknown, not applicable; a colour is never alone"),
        ("Formulas", "reproduce the program's own numbers; they hold its values until you edit"),
        *(("Own check", sentence) for sentence in m.annex.own_checks),
        ("", ""),
        *SHEETS,
    ]
    for row, (left, right) in enumerate(rows, HEADER_ROW):
        book.text(ws, row, 1, left, bold=True)
        book.text(ws, row, 2, right)
    ws.column_dimensions["A"].width, ws.column_dimensions["B"].width = 24, 90


def readiness(book: Book, m: ReportModel) -> None:
    """Check × line; the counts below the head are live."""
    ws = book.sheet("Readiness", "Readiness", "Filter by theme or gate; the counts are formulas.")
    pairs = [(t.line, t.use_case) for t in m.annex.tallies]
    uses = {use.use_case: use.name for use in m.use_cases}
    heads = [f"{line} · {uses.get(use, use)}" if len(uses) > 1 else line for line, use in pairs]
    columns = [Column("Check", 10), Column("Question", 56), Column("Theme", 13),
               Column("Severity", 10), Column("Gate", 14)]  # fmt: skip
    columns += [Column(head, 16) for head in heads]
    said = {
        (f.check_id, f.line, f.use_case): sys.intern(f"{f.mark.symbol} {f.status}")
        for f in m.annex.findings
        if not f.target
    }
    first = HEADER_ROW + 6

    def row(check: CheckLine) -> Sequence[Cell]:
        found = (said.get((check.check_id, line, use), "") for line, use in pairs)
        return (check.check_id, check.title, check.theme, check.severity, check.gate, *found)

    area = book.long_table(ws, columns, Rows(m.annex.checks, row), at=first, name="readiness")
    last = max(area.last_row, first + 1)
    _tallies(book, ws, m, first, last)
    right = letter(max(6, len(columns)))
    book.by_symbol(ws, f"F{first + 1}:{right}{last}", f"F{first + 1}")
    ws.freeze_panes = f"C{first + 1}"


def _tallies(book: Book, ws: object, m: ReportModel, first: int, last: int) -> None:
    for offset, (word, mark) in enumerate(
        (("pass", "✔"), ("warn", "▲"), ("fail", "✖"), ("unknown", "?"), ("outside", "–"))
    ):
        row = HEADER_ROW + offset
        book.text(ws, row, 2, f"{mark} {word}", bold=True)
        for column, tally in enumerate(m.annex.tallies, 6):
            cells = f"{letter(column)}{first + 1}:{letter(column)}{last}"
            # SUMPRODUCT, not COUNTIF: a lone `?` would be a wildcard there.
            text = f'=SUMPRODUCT(--(LEFT({cells},1)="{mark}"))'
            book.put(ws, row, column, Formula(text, getattr(tally, f"{word}_count")))


def compare(book: Book, m: ReportModel) -> None:
    """One row a line and use case; scores and index are sums over the ledger."""
    ws = book.sheet("Compare lines", "Compare lines", "Scores and index follow the Score ledger.")
    columns = [
        *(Column("Line", 22), Column("Use case", 22), Column("Verdict", 24), Column("Flag", 18)),
        *(Column("Gates failed", 9), Column("Gates unknown", 9), Column("First in the way", 44)),
        *(Column("Foundation low", 11, "0.0"), Column("Foundation high", 11, "0.0")),
        *(Column("Transfer low", 11, "0.0"), Column("Transfer high", 11, "0.0")),
        *(Column("Answered", 10, "0%"), Column("Cap", 8), Column("Index", 8)),
        *(Column("Index by the program", 10), Column("Difference", 10), Column("Why capped", 34)),
        *(Column("Cost low", 12, "#,##0"), Column("Cost high", 12, "#,##0")),
        *(Column("Ready", 12), Column("Live", 12), Column("Standstill (h)", 10, "0.0")),
        *(Column("Ready by P50", 12), Column("Ready by P80", 12)),
        *(Column("Live by P50", 12), Column("Live by P80", 12)),
    ]
    places = {x.line: (x.plant, x.area) for x in m.programme.plant_lines}
    several = len(m.programme.plants) > 1
    columns += [Column("Plant", 18), Column("Area", 18)] if several else []
    rows: list[list[Cell]] = []
    for line in m.lines:
        for v in line.verdicts:
            at = HEADER_ROW + 1 + len(rows)
            sums = [score_row(m, line.name.line, v.use_case, s) for s in ("foundation", "transfer")]
            cells = [f"='{SCORES}'!{c}{row}" for row in sums for c in ("E", "F")]
            index = f"=MIN(M{at},ROUND(0.6*J{at}+0.4*H{at},0))"
            rows.append(
                [
                    *(line.name.name, v.use_name, f"{v.mark.symbol} {v.mark.word}", v.flag),
                    *(v.blockers, v.questions, v.first_blocker),
                    *(Formula(cells[0], v.low), Formula(cells[1], v.high)),
                    *(Formula(cells[2], v.transfer_low), Formula(cells[3], v.transfer_high)),
                    *(v.coverage, v.cap, Formula(index, v.index), v.index),
                    *(Formula(f"=N{at}-O{at}", 0), v.index_text),
                    line.cost.low if line.cost else None,
                    line.cost.high if line.cost else None,
                    *(line.ready_on, line.live_on, line.downtime_h),
                    *(line.ready_p50, line.ready_p80, line.live_p50, line.live_p80),
                    *(places.get(line.name.line, ("", "")) if several else ()),
                ]
            )
    area = book.table(ws, columns, rows, name="compare_lines")
    book.by_symbol(ws, f"C{HEADER_ROW + 1}:C{max(area.last_row, HEADER_ROW + 1)}", "C5")
    ws.freeze_panes = a1(2, HEADER_ROW + 1)


def conditions(book: Book, m: ReportModel) -> None:
    """Condition × line: symbol and value side by side."""
    ws = book.sheet("Conditions", "Conditions", "Filter a line for ✖, ▲, ≠ or ? to see the gap.")
    columns = [
        *(Column("Condition", 10), Column("Use case", 18), Column("Kind", 12)),
        *(Column("What made the pilot work", 46), Column("Check", 10), Column("Bears", 14)),
        *(Column("On the pilot", 22), Column("Pilot status", 12), Column("Needed", 22)),
        *(Column("Special help", 28), Column("Note", 28)),
    ]
    for name in m.matrix_lines:
        columns += [Column(name.name, 26), Column(f"{name.line} value", 18)]
    area = book.long_table(ws, columns, Rows(m.matrix, _condition), name="conditions")
    if m.matrix:
        right = letter(len(columns))
        book.by_symbol(ws, f"H{HEADER_ROW + 1}:{right}{area.last_row}", f"H{HEADER_ROW + 1}")
    ws.freeze_panes = a1(5, HEADER_ROW + 1)


def _condition(r: ConditionRow) -> Sequence[Cell]:
    row: list[Cell] = [
        *(r.condition_id, r.uses or "all", r.kind, r.statement, r.check_id, r.bearing),
        *(r.pilot_value, f"{r.pilot_mark.symbol} {r.pilot_mark.word}", r.needed_value),
        *(r.scaffolding, r.note),
    ]
    for cell in r.cells:
        row += [f"{cell.mark.symbol} {cell.mark.word}", cell.value]
    return row
