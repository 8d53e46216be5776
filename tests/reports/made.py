"""The formats of one model, each made once for all tests that read them."""

from __future__ import annotations

import ctypes.util
import functools
import io
from typing import Any

import pytest

from reports.errors import ReportError
from reports.model import ReportModel
from reports.pdf import pdf_bytes
from reports.xlsx import xlsx_bytes
from tests.reports.build import hostile, model

HOSTILE = (
    "=cmd|'/c calc'!A1 <script>alert(1)</script> \u202egnp.exe \x07"
    "<img src=file:///etc/passwd onerror=x> {{ 7*7 }} <link rel=attachment href=file:///etc/hosts>"
)
LONG = "Linie 7 für Wälzlagergehäuse und Kugelumlaufspindeln (Halle B)"


@functools.cache
def plain() -> ReportModel:
    """The plant of these tests."""
    return model()


@functools.cache
def attacked() -> ReportModel:
    """The same plant, hostile text everywhere."""
    return hostile(HOSTILE + " x" * 150)


def pdf(of: ReportModel, page: Any = "A4", part: Any = "main") -> bytes:
    """One of the two PDFs, or skip where the libraries it needs are not installed."""
    try:
        return _pdf(of, page, part)
    except ReportError as error:
        if ctypes.util.find_library("pango-1.0"):
            raise  # the libraries are there: this is a defect, not a bare machine
        pytest.skip(str(error))


@functools.cache
def _pdf(of: ReportModel, page: Any, part: Any) -> bytes:
    return pdf_bytes(of, page=page, part=part)


@functools.cache
def pdf_text(of: ReportModel, part: Any = "main") -> str:
    """A PDF's text, words joined by single spaces."""
    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(pdf(of, "A4", part))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@functools.cache
def workbook(of: ReportModel, *, values: bool = True) -> Any:
    """The workbook read back: with values as a viewer shows them, or with formulas."""
    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(of)), data_only=values)


def rows(sheet: Any, head: str) -> list[dict[str, Any]]:
    """The rows of the sheet's table whose first head cell is `head`."""
    found = list(sheet.iter_rows(values_only=True))
    top = next(n for n, row in enumerate(found) if row[0] == head)
    names = found[top]
    table: list[dict[str, Any]] = []
    for row in found[top + 1 :]:
        if row[0] is None:
            break
        table.append({str(k): v for k, v in zip(names, row, strict=True) if k is not None})
    return table
