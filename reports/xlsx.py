"""The report as a workbook for Excel 2016+ and LibreOffice: every formula with its value, no
macros, no links.
"""

from __future__ import annotations

import io
from pathlib import Path

from reports.files import write_bytes
from reports.language import ENGLISH, Speech
from reports.language.sheets import say_workbook
from reports.model import ReportModel
from reports.workbook import (
    front,
    line_level,
    lists,
    programme,
    returns,
    schedule,
    scores,
    what_if,
)
from reports.workbook.book import Book
from reports.workbook.values import store_values

PAPER = {"A4": 9, "Letter": 1}
"""ECMA-376, Part 1, 18.3.1.63 pageSetup: paperSize."""
SHEETS = (
    front.read_me,
    front.readiness,
    front.compare,
    front.conditions,
    line_level.differences,
    line_level.data_paths,
    line_level.capabilities,
    lists.findings,
    scores.ledger,
    scores.weights,
    what_if.what_if,
    schedule.plan,
    schedule.money,
    programme.effort,
    programme.portfolio,
    programme.value_events,
    programme.warnings,
    programme.drivers,
    programme.plants,
    lists.extras,
    returns.questions,
    returns.status,
    lists.unknowns,
    lists.evidence,
    lists.footprint,
    lists.rules,
    lists.delta,
    line_level.trend,
    line_level.enabled,
    lists.waivers,
    returns.meta,
)


def write_xlsx(
    model: ReportModel, path: Path, *, page: str = "A4", speech: Speech = ENGLISH
) -> Path:
    """Write the workbook.

    Raises
    ------
    ReportError
        When the file cannot be written, or a spreadsheet program keeps it open.
    """
    return write_bytes(path, xlsx_bytes(model, page=page, speech=speech))


def xlsx_bytes(model: ReportModel, *, page: str = "A4", speech: Speech = ENGLISH) -> bytes:
    """The workbook; the same model gives the same bytes."""
    book = Book(f"{model.case_id} · as of {model.as_of} · dataset {model.hash_short}")
    for sheet in SHEETS:
        sheet(book, model)
    for ws in book.workbook.worksheets:
        ws.page_setup.paperSize = PAPER[page]
    properties = book.workbook.properties
    properties.creator = f"plantready {model.tool_version}"
    properties.title = model.case_name
    properties.description = f"Case {model.case_id}, as of {model.as_of}"
    properties.keywords = f"dataset:{model.dataset_hash}"
    say_workbook(book, speech)
    made = io.BytesIO()
    book.workbook.save(made)
    titles = [str(title) for title in book.workbook.sheetnames]
    return store_values(made.getvalue(), titles, book.values, model.made_on, book.bulks)
