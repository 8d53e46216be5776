"""Sheets: Findings, Questions, Evidence, Footprint, Waivers, the extra tables, hidden _meta."""

from __future__ import annotations

from reports.model import ReportModel
from reports.workbook.book import HEADER_ROW, Book, Cell, Column, a1

SIDES = ("IT", "OT", "floor")
STATES = ("open", "in work", "done", "will not do")
STOCK_ANSWERS = ("yes", "no", "don't know", "not applicable: why")


def findings(book: Book, m: ReportModel) -> None:
    """One row a check, line and use case, then one a target."""
    ws = book.sheet(
        "Findings", "Findings", "`State` and `Due` are yours; the rest is the program's."
    )
    columns = (
        *(Column("Key", 30), Column("Line", 8), Column("Use case", 14), Column("Check", 10)),
        *(Column("Question", 40), Column("Target", 18), Column("Status", 18)),
        *(Column("Severity if failed", 11), Column("Gate", 7), Column("To the pilot", 20)),
        *(Column("Measured", 18), Column("Pilot", 18), Column("Seen", 70), Column("Why open", 30)),
        *(Column("Package", 36), Column("Grade", 7), Column("Age (days)", 8)),
        *(Column("Evidence", 18), Column("Accepted risk", 30)),
        *(Column("State", 12, edit=True), Column("Due", 12, "yyyy-mm-dd", edit=True)),
    )
    rows: list[list[Cell]] = [
        [
            *(f.row_key, f.line, f.use_case, f.check_id, f.title, f.target),
            *(f"{f.mark.symbol} {f.mark.word}", f.severity, "gate" if f.gate else "", f.relation),
            *(f.measured, f.pilot_measured, f.sentence, f.why, f.package, f.grade, f.age_days),
            *(f.evidence, f.waived, None, None),
        ]
        for f in m.annex.findings
    ]
    area = book.table(ws, columns, rows, name="findings")
    if rows:
        book.by_symbol(ws, f"G{area.first_row}:G{area.last_row}", f"G{area.first_row}")
        book.choices(ws, f"T{area.first_row}:T{area.last_row}", STATES, strict=True)
    ws.freeze_panes = a1(7, HEADER_ROW + 1)


def questions(book: Book, m: ReportModel) -> None:
    """The round trip: fill in the yellow cells and hand the file back."""
    help_text = "Leave a cell empty when nobody was asked; `don't know` is an answer."
    ws = book.sheet("Questions", "Questions", help_text)
    columns = (
        *(Column("Key", 22), Column("Check", 10), Column("Line", 14), Column("Question", 56)),
        *(
            Column("Why it is open", 34),
            Column("Cheapest evidence", 44),
            Column("Who can tell", 22),
        ),
        *(Column("Minutes", 9), Column("Decides a verdict", 10)),
        *(Column("Side", 9, edit=True), Column("Answer", 34, edit=True)),
        *(Column("Evidence reference", 28, edit=True), Column("Answered by", 20, edit=True)),
        Column("Date", 12, "yyyy-mm-dd", edit=True),
    )
    rows: list[list[Cell]] = [
        [
            *(q.row_key, q.check_id, q.lines, q.ask, q.why, q.close, q.who, q.minutes),
            *("yes" if q.gate else "", None, None, None, None, None),
        ]
        for q in m.questions
    ]
    area = book.table(ws, columns, rows, name="questions")
    if rows:
        book.choices(ws, f"J{area.first_row}:J{area.last_row}", SIDES, strict=True)
        book.choices(ws, f"K{area.first_row}:K{area.last_row}", STOCK_ANSWERS, strict=False)
    ws.freeze_panes = a1(5, HEADER_ROW + 1)


def evidence(book: Book, m: ReportModel) -> None:
    """Sources with their hash."""
    ws = book.sheet("Evidence", "Evidence", m.annex.files_text)
    columns = (
        *(Column("Source", 44), Column("Read by", 16), Column("Grade", 8)),
        *(Column("Observations", 12), Column("From", 14), Column("To", 14), Column("SHA-256", 70)),
    )
    rows: list[list[Cell]] = [
        [f.file, f.method, f.grade, f.count, f.first, f.last, f.sha256] for f in m.annex.files
    ]
    book.table(ws, columns, rows, name="evidence")
    ws.freeze_panes = a1(1, HEADER_ROW + 1)


def footprint(book: Book, m: ReportModel) -> None:
    """What was sent to whom."""
    ws = book.sheet("Footprint", "Footprint", m.annex.footprint_text)
    columns = (
        *(Column("Destination", 24), Column("Probe", 12), Column("Exchanges", 11)),
        *(Column("Packets", 10), Column("Bytes", 12), Column("Outcome", 30)),
    )
    rows: list[list[Cell]] = [
        [f.destination, f.probe, f.exchanges, f.packets, f.bytes, f.outcome]
        for f in m.annex.footprint
    ]
    book.table(ws, columns, rows, name="footprint")
    ws.freeze_panes = a1(1, HEADER_ROW + 1)


def waivers(book: Book, m: ReportModel) -> None:
    """Accepted risks, and what the plan leaves out on purpose."""
    ws = book.sheet("Waivers", "Waivers", "A waiver keeps the status underneath and has an end.")
    columns = (
        *(Column("Line", 12), Column("Check", 12), Column("Question", 48), Column("Status", 12)),
        *(Column("Reason", 44), Column("Approved by", 24), Column("Until", 12)),
    )
    rows: list[list[Cell]] = [
        [w.line, w.check_id, w.title, w.status, w.reason, w.approver, w.expires]
        for w in m.annex.waivers
    ]
    area = book.table(ws, columns, rows, filtered=False, name="waivers")
    left = [[what, why] for what, why in m.annex.left_out]
    top = max(area.last_row, HEADER_ROW) + 3
    book.table(ws, (Column("Left out", 12), Column("Why", 12)), left, at=top, filtered=False)


def extras(book: Book, m: ReportModel) -> None:
    """Work packages, links, segments, accounts: those that the case has."""
    for extra in m.annex.extras:
        ws = book.sheet(extra.name, extra.name, extra.what)
        columns = tuple(
            Column(title, min(40.0, max(12.0, len(title) + 4.0))) for title in extra.columns
        )
        book.table(ws, columns, extra.rows, name=extra.name.lower().replace(" ", "_"))
        ws.freeze_panes = a1(2, HEADER_ROW + 1)


def meta(book: Book, m: ReportModel) -> None:
    """The hidden sheet that a returned file is recognised by: the keys and values as exported."""
    ws = book.workbook.create_sheet("_meta")
    ws.sheet_state = "hidden"
    pairs = (
        ("schema_version", m.schema_version),
        ("case_id", m.case_id),
        ("dataset_hash", m.dataset_hash),
        ("as_of", m.as_of.isoformat()),
        ("made_on", m.made_on.isoformat()),
        ("tool_version", m.tool_version),
    )
    for row, (key, value) in enumerate(pairs, 1):
        book.text(ws, row, 1, key)
        book.text(ws, row, 2, value)
    keys = [("Questions", q.row_key, q.ask) for q in m.questions]
    keys += [("Findings", f.row_key, f.status) for f in m.annex.findings]
    for row, cells in enumerate(keys, len(pairs) + 2):
        for column, value in enumerate(cells, 1):
            book.text(ws, row, column, value)
