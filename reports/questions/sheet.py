"""One side's questionnaire as a workbook: a row a question and line, drop-downs, hidden keys.

Every text is written as text, and the cells to fill in are text cells: nothing that anybody types
becomes a formula, a date or another number than the one typed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from audit.imports.questionnaire import COLUMNS, META, SCHEMA, SCHEMA_VERSION
from checks.open_questions import OpenQuestion
from checks.question import Asks, Question, Who
from checks.wanted import offered
from reports.language import ENGLISH, Speech
from reports.language.sheets import say_workbook
from reports.questions import form
from reports.workbook.book import Book
from reports.workbook.values import store_values

HELP = (
    "Choose or type an answer in the yellow cells. “don't know” is an honest answer. For “not"
    " applicable” say why in the column beside it. Sort, filter and add rows as you like, and send"
    " the whole file back."
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a questionnaire says of where it comes from."""

    case_id: str
    case_name: str
    dataset_hash: str
    as_of: date
    made_on: date


def questionnaire(
    rows: Sequence[OpenQuestion], who: Who, heading: Heading, speech: Speech = ENGLISH
) -> bytes:
    """The workbook of one side; the same rows give the same bytes."""
    book = Book(f"{heading.case_id} · as of {heading.as_of} · {heading.dataset_hash[:12]}")
    title = f"Questions {who}"
    ws = book.sheet(title, f"{heading.case_name}: questions for {who}", _intro(rows))
    form.once(book, ws)
    book.table(ws, form.columns(), [_cells(row) for row in rows], at=form.HEADER_ROW)
    form.choices(book, ws, [offered(row.question) for row in rows])
    form.finish(ws)
    _meta(book, rows, who, heading)
    say_workbook(book, speech)
    return _saved(book, heading.made_on)


def _intro(rows: Sequence[OpenQuestion]) -> str:
    minutes = sum(row.question.minutes for row in rows)
    return f"{len(rows)} questions, about {minutes} minutes, the weightiest first. {HELP}"


def _cells(row: OpenQuestion) -> tuple[str | int | None, ...]:
    given: dict[str, str | int | None] = {
        "line": row.line or "plant",
        "question": row.text,
        "how": how_to_answer(row.question),
        "answer": row.known or None,
        "decides": ", ".join(row.checks),
        "minutes": row.question.minutes,
        "key": row.key,
    }
    return tuple(given.get(field) for field in COLUMNS)


def how_to_answer(question: Question) -> str:
    """What an answer may look like, and the document that would raise its worth."""
    match question.asks:
        case Asks.YES_NO:
            how = "yes, partly or no"
        case Asks.CHOICE:
            how = "one of the list"
        case Asks.NUMBER:
            how = f"a number{f' in {question.unit}' if question.unit else ''}"
        case Asks.DAY:
            how = "a day, as 2027-03-31 or 31.03.2027"
        case Asks.TEXT:
            how = "a few words"
    return f"{how}. A document that helps: {question.proof}" if question.proof else how


def _meta(book: Book, rows: Sequence[OpenQuestion], who: Who, heading: Heading) -> None:
    """What `merge` needs: where the sheet comes from, and what was known when it was written."""
    ws: Any = book.workbook.create_sheet(META)
    ws.sheet_state = "hidden"
    said = {
        "schema": f"{SCHEMA} {SCHEMA_VERSION}",
        "case": heading.case_id,
        "side": str(who),
        "dataset": heading.dataset_hash,
        "as of": heading.as_of.isoformat(),
    }
    known = {row.key: row.known for row in rows}
    for number, (name, value) in enumerate({**said, **known}.items(), 1):
        book.text(ws, number, 1, name)
        book.text(ws, number, 2, value)


def _saved(book: Book, made_on: date) -> bytes:
    made = io.BytesIO()
    book.workbook.save(made)
    titles = [str(title) for title in book.workbook.sheetnames]
    return store_values(made.getvalue(), titles, book.values, made_on)
