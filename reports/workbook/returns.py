"""Sheets that come back through `plantready merge`: Questions, Status; and what they said when they
were written, in the hidden sheets.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from audit.imports.questionnaire import COLUMNS, META, SCHEMA, SCHEMA_VERSION
from audit.imports.workbook_back import EDIT, Sheet, base_text
from reports.model import ReportModel
from reports.model.annex import StatusLine
from reports.questions import form
from reports.workbook.book import Book, Cell, Column
from reports.workbook.bulk import Rows

STATES = ("not started", "started", "done")


def questions(book: Book, m: ReportModel) -> None:
    """What can still change a verdict, one row a question, line and side; as a questionnaire."""
    asked = m.annex.asked
    minutes = sum(row.minutes for row in asked)
    said = (
        f"{len(asked)} questions, about {minutes} minutes. Fill in the yellow cells and hand the "
        "file back; `don't know` is an answer. The unknown that no answer closes is in Unknowns."
        if asked
        else "No question can change a verdict now, or the plant is so large that "
        "`plantready ask` writes them per role."
    )
    ws = book.sheet("Questions", "Questions", said)
    form.once(book, ws)
    rows: list[list[Cell]] = []
    for row in asked:
        given: dict[str, Cell] = {
            "line": row.line, "question": f"{row.text} ({row.side})", "how": row.how,
            "answer": row.known or None, "decides": row.decides, "minutes": row.minutes,
            "key": row.key,
        }  # fmt: skip
        rows.append([given.get(field) for field in COLUMNS])
    book.table(ws, form.columns(), rows, at=form.HEADER_ROW, name="questions")
    if asked:
        form.choices(book, ws, [row.offered for row in asked])
    form.finish(ws)


def status(book: Book, m: ReportModel) -> None:
    """How far the work is; a returned file changes the table `status`, and `replan` follows."""
    help_text = "Fill in the yellow cells, hand the file back: `plantready merge`, then `replan`."
    ws = book.sheet("Status", "Status", help_text)
    columns = (
        *(Column("Package", 10), Column("Work", 48), Column("Line", 12), Column("Planned", 12)),
        *(Column("State", 13, edit=True), Column("Started", 12, "yyyy-mm-dd", edit=True)),
        *(Column("Finished", 12, "yyyy-mm-dd", edit=True), Column("Actual (pd)", 11, edit=True)),
    )
    area = book.long_table(ws, columns, Rows(m.annex.status, _status), name="status")
    if m.annex.status:
        book.choices(ws, f"E{area.first_row}:E{area.last_row}", STATES, strict=True)
    ws.freeze_panes = "C5"


def _status(s: StatusLine) -> Sequence[Cell]:
    return (s.package, s.work, s.line or "plant", s.planned, s.state, s.started_on, s.done_on,
            s.actual_pd)  # fmt: skip


def meta(book: Book, m: ReportModel) -> None:
    """The hidden sheet that a returned file is recognised by: keys, and values as they were."""
    ws = book.workbook.create_sheet(META)
    ws.sheet_state = "hidden"
    said = {
        "schema": f"{SCHEMA} {SCHEMA_VERSION}",
        "schema_version": m.schema_version,
        "case": m.case_id,
        "case_id": m.case_id,
        "side": "",
        "dataset": m.dataset_hash,
        "dataset_hash": m.dataset_hash,
        "as_of": m.as_of.isoformat(),
        "made_on": m.made_on.isoformat(),
        "tool_version": m.tool_version,
    }
    rows: list[tuple[str, ...]] = [*said.items(), *((q.key, q.known) for q in m.annex.asked)]
    rows += [(EDIT, base_text(sheet, key), json.dumps(cells)) for sheet, key, cells in _bases(m)]
    rows += [("Unknowns", q.row_key, q.ask) for q in m.questions]
    for row, cells in enumerate(rows, 1):
        for column, value in enumerate(cells, 1):
            book.text(ws, row, column, value)


def _bases(m: ReportModel) -> list[tuple[Sheet, tuple[str, ...], dict[str, str]]]:
    """What each row that may be edited said when the workbook was written."""
    found: list[tuple[Sheet, tuple[str, ...], dict[str, str]]] = []
    for s in m.annex.status:
        cells = {"state": s.state, "started_on": _text(s.started_on),
                 "done_on": _text(s.done_on), "actual_pd": _text(s.actual_pd)}  # fmt: skip
        found.append((Sheet.STATUS, (s.package, s.line), cells))
    for w in m.annex.waivers:
        cells = {"reason": w.reason, "approver": w.approver, "expires": _text(w.expires)}
        found.append((Sheet.WAIVERS, (w.check_id, w.line), cells))
    for t in m.annex.thresholds:
        cells = {"value": _text(t.value), "reason": t.reason, "approved_by": t.approved_by}
        found.append((Sheet.THRESHOLDS, (t.check_id, t.name), cells))
    for name, weight, _ in m.annex.weights:
        cells = {"value": _text(weight), "reason": "", "approved_by": ""}
        found.append((Sheet.WEIGHTS, (name,), cells))
    return found


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.10g}" if isinstance(value, int | float) else str(value)
