"""Sheets: Findings, Unknowns, Evidence, Footprint, Waivers, the extra tables."""

from __future__ import annotations

from collections.abc import Sequence

from reports.layout import MANY_LINES, listed_findings
from reports.model import ReportModel
from reports.model.annex import FindingRow
from reports.workbook.book import HEADER_ROW, Book, Cell, Column, a1
from reports.workbook.bulk import Plain, Rows

MOST_ROWS = 1_000_000
"""Rows that a sheet can hold."""
MORE_WAIVERS = 5
"""Empty rows for new ones."""
TONES_OF_CHANGE = {
    "new": "bad",
    "worse": "bad",
    "no longer assessed": "open",
    "now assessed": "open",
    "better": "enough",
    "fixed": "good",
}
STATES = ("open", "in work", "done", "will not do")


def findings(book: Book, m: ReportModel) -> None:
    """One row a check, line and use case, then one a target."""
    help_text = "`State` and `Due` are yours; the rest is the program's."
    if len(m.names) > MANY_LINES:
        help_text += " Single things that are well are left out; `export findings` has them."
    ws = book.sheet("Findings", "Findings", help_text)
    columns = (
        *(Column("Key", 30), Column("Line", 8), Column("Use case", 14), Column("Check", 10)),
        *(Column("Question", 40), Column("Target", 18), Column("Status", 18)),
        *(Column("Severity if failed", 11), Column("Gate", 7), Column("To the pilot", 20)),
        *(Column("Measured", 18), Column("Pilot", 18), Column("Seen", 70), Column("Why open", 30)),
        *(Column("Package", 36), Column("Grade", 7), Column("Age (days)", 8)),
        *(Column("Evidence", 18), Column("Accepted risk", 30)),
        *(Column("State", 12, edit=True), Column("Due", 12, "yyyy-mm-dd", edit=True)),
    )
    rows = Rows(listed_findings(m)[:MOST_ROWS], _finding)
    area = book.long_table(ws, columns, rows, name="findings")
    if rows:
        book.by_symbol(ws, f"G{area.first_row}:G{area.last_row}", f"G{area.first_row}")
        book.choices(ws, f"T{area.first_row}:T{area.last_row}", STATES, strict=True)
    ws.freeze_panes = a1(7, HEADER_ROW + 1)


def _finding(f: FindingRow) -> Sequence[Cell]:
    return (
        *(f.row_key, f.line, f.use_case, f.check_id, f.title, f.target),
        *(f"{f.mark.symbol} {f.mark.word}", f.severity, "gate" if f.gate else "", f.relation),
        *(f.measured, f.pilot_measured, f.sentence, f.why, f.package, f.grade, f.age_days),
        *(f.evidence, f.waived, None, None),
    )


def unknowns(book: Book, m: ReportModel) -> None:
    """What is not known, and the cheapest evidence that would tell."""
    ws = book.sheet("Unknowns", "Unknowns", "What nobody knows yet, and what would close it.")
    columns = (
        *(Column("Key", 22), Column("Check", 10), Column("Line", 14), Column("Question", 56)),
        *(Column("Why it is open", 34), Column("Cheapest evidence", 44)),
        *(Column("Who can tell", 22), Column("Minutes", 9), Column("Decides a verdict", 10)),
    )
    rows: list[list[Cell]] = [
        [
            *(q.row_key, q.check_id, q.lines, q.ask, q.why, q.close, q.who, q.minutes),
            "yes" if q.gate else "",
        ]
        for q in m.questions
    ]
    book.table(ws, columns, rows, name="unknowns")
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


def rules(book: Book, m: ReportModel) -> None:
    """The rules of engagement, line by line, beside what was sent (Footprint)."""
    said = "What the client allowed, as signed; Footprint says what was sent."
    none = "No rules of engagement lie with this case; without them nothing is sent."
    ws = book.sheet(
        "Rules of engagement", "Rules of engagement", said if m.annex.rules else none,
        landscape=False,
    )  # fmt: skip
    for row, line in enumerate(m.annex.rules, HEADER_ROW):
        book.text(ws, row, 2 if line.below else 1, line.text)
    ws.column_dimensions["A"].width, ws.column_dimensions["B"].width = 4, 100


def delta(book: Book, m: ReportModel) -> None:
    """What changed since the earlier audit of this case."""
    none = "This is the first audit of this case; `diff` compares it with another case."
    ws = book.sheet("Delta", "Delta", f"{m.since.sentence} {m.since.apart}" if m.since else none)
    titles = {check.check_id: check.title for check in m.annex.checks}
    names = {name.line: name.name for name in m.names}
    uses = {use.use_case: use.name for use in m.use_cases}
    columns = (
        *(Column("Change", 18), Column("Line", 22), Column("Use case", 22), Column("Check", 10)),
        *(Column("Question", 44), Column("Before", 14), Column("Now", 14), Column("Seen", 70)),
    )
    rows: list[list[Plain]] = [
        [
            *(c.kind, names.get(c.line, c.line), uses.get(c.use_case, c.use_case), c.check_id),
            *(titles.get(c.check_id, ""), c.before or "–", c.after or "–", c.sentence),
        ]
        for c in (m.since.changes if m.since else ())
    ]
    area = book.long_table(ws, columns, rows, name="delta")
    if rows:
        first = f"A{area.first_row}"
        for kind, tone in TONES_OF_CHANGE.items():
            book.rule(ws, f"{first}:A{area.last_row}", f'{first}="{kind}"', tone)
    ws.freeze_panes = a1(2, HEADER_ROW + 1)


def waivers(book: Book, m: ReportModel) -> None:
    """Accepted risks, and what the plan leaves out on purpose."""
    help_text = (
        "It keeps the status underneath and has an end. New ones: fill in a row, then merge."
    )
    ws = book.sheet("Waivers", "Waivers", help_text)
    columns = (
        *(Column("Line", 12), Column("Check", 12), Column("Question", 48), Column("Status", 12)),
        *(Column("Reason", 44, edit=True), Column("Approved by", 24, edit=True)),
        Column("Until", 12, "yyyy-mm-dd", edit=True),
    )
    rows: list[list[Cell]] = [
        [w.line, w.check_id, w.title, w.status, w.reason, w.approver, w.expires]
        for w in m.annex.waivers
    ]
    empty: list[Cell] = [None] * len(columns)
    rows += [empty] * MORE_WAIVERS
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
        book.long_table(ws, columns, extra.rows, name=extra.name.lower().replace(" ", "_"))
        ws.freeze_panes = a1(2, HEADER_ROW + 1)
