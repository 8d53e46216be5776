"""Fill in a questionnaire as people do: open, type, sort, move, save."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from audit.case import Case
from audit.evidence import Evidence
from audit.facts.build import build_facts
from audit.facts.model import PlantFacts
from audit.imports.questionnaire import COLUMNS
from audit.inventory.tables import AnswerRow
from checks.question import Asks, Question, Who
from cli.stages import case_facts
from tests.cli.run import Done, plantready

ASKED = (
    Question("boundary_owner", "Who decides when a project breaks between IT and OT?",
             ("OWN-02",), (Who.IT, Who.OT), Asks.TEXT, per_line=False),
    Question("boundary_rights_written", "Is that written down?", ("OWN-02",), (Who.IT, Who.OT),
             per_line=False),
    Question("log_in", "Who can log in to the switches of {line}?", ("NET-08",), (Who.IT,),
             Asks.CHOICE, ("us, today", "after a call, within a day", "nobody")),
    Question("hours", "For how many hours is data of {line} kept?", ("OWN-01",), (Who.IT,),
             Asks.NUMBER, unit="h"),
    Question("share", "How many percent of {line} is read?", ("OWN-04",), (Who.IT,), Asks.NUMBER,
             unit="%"),
    Question("until", "Until when is {line} under warranty?", ("OWN-04",), (Who.IT,), Asks.DAY),
)  # fmt: skip
BORDER, WRITTEN = "boundary_owner||IT", "boundary_rights_written||IT"
HOURS = "hours|L1|IT"


def opened(path: Path) -> Any:
    """The workbook."""
    openpyxl: Any = importlib.import_module("openpyxl")
    return openpyxl.load_workbook(path)


def questions(book: Any) -> Any:
    """The sheet with the questions."""
    return next(ws for ws in book.worksheets if ws.title.startswith("Questions"))


def column(ws: Any, field: str) -> int:
    """The number of a field's column, found by its title."""
    header = header_row(ws)
    found: int = next(cell.column for cell in ws[header] if cell.value == COLUMNS[field])
    return found


def header_row(ws: Any) -> int:
    """The row of the titles."""
    found: int = next(
        row[0].row
        for row in ws.iter_rows()
        if {COLUMNS["key"], COLUMNS["answer"]} <= {cell.value for cell in row}
    )
    return found


def row_of(ws: Any, key: str) -> int:
    """The row with that key."""
    at = column(ws, "key")
    return next(
        number
        for number in range(header_row(ws) + 1, ws.max_row + 1)
        if ws.cell(row=number, column=at).value == key
    )


def fill(ws: Any, key: str, **cells: object) -> None:
    """Type into the cells of one row."""
    number = row_of(ws, key)
    for field, value in cells.items():
        ws.cell(row=number, column=column(ws, field)).value = value


def add_row(ws: Any, **cells: str) -> None:
    """Type a row below the table."""
    number = ws.max_row + 1
    for field, value in cells.items():
        ws.cell(row=number, column=column(ws, field)).value = value


def filled(
    sent: Path, back: Path, answers: Mapping[str, object], *, by: str = "",
    also: Callable[[Any], None] | None = None,
) -> Path:  # fmt: skip
    """Write a filled-in copy; `also` does what else somebody did to the sheet."""
    book = opened(sent)
    ws = questions(book)
    for key, answer in answers.items():
        fill(ws, key, answer=answer, **({"answered_by": by} if by else {}))
    if also is not None:
        also(ws)
    back.parent.mkdir(parents=True, exist_ok=True)
    book.save(back)
    return back


def sent(case: Path, role: str = "IT") -> Path:
    """The questionnaire of a role, as it was written."""
    return case / "questions" / f"questions-{role}.xlsx"


def known(folder: Path) -> dict[str, str]:
    """Question, line, side and person → what the facts hold."""
    rows = [stated.record for stated in facts_of(folder).table(AnswerRow)]
    return {f"{r.question_id}|{r.line}|{r.side}|{r.answered_by}": r.answer for r in rows}


def facts_of(folder: Path) -> PlantFacts:
    """The facts of a case."""
    case = Case.open(folder)
    with Evidence(case.database_url) as evidence:
        return build_facts(evidence.read(), case_facts(case), evidence.head())


def stored(folder: Path) -> int:
    """How many observations the evidence holds."""
    case = Case.open(folder)
    with Evidence(case.database_url) as evidence:
        return len(list(evidence.read()))


def merge(case: Path, *files: Path) -> Done:
    """Merge and read the result."""
    return plantready("--json", "merge", *files, case=case)
