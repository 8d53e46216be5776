"""The report as PDF: the HTML page set by WeasyPrint, which may fetch only what lies inside it."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reports.errors import ReportError
from reports.files import write_bytes
from reports.html import Page, render
from reports.model import ReportModel

VARIANT = "pdf/ua-1"
"""Tagged, with language, title and bookmarks; built as PDF/UA-1, not certified."""


def write_pdf(model: ReportModel, path: Path, *, page: Page = "A4") -> Path:
    """Write the PDF.

    Raises
    ------
    ReportError
        When WeasyPrint's libraries are missing, with what to install; or the file cannot be
        written.
    """
    return write_bytes(path, pdf_bytes(model, page=page))


def pdf_bytes(model: ReportModel, *, page: Page = "A4") -> bytes:
    """The PDF; the same model gives the same bytes."""
    weasyprint, urls = _libraries()
    html = render(model, page=page, printed=True)
    made = datetime.combine(model.made_on, datetime.min.time(), UTC)
    with _quiet(), _fixed_time(int(made.timestamp())):
        document = weasyprint.HTML(
            string=html, url_fetcher=urls.URLFetcher(allowed_protocols=["data"])
        )
        data: bytes = document.write_pdf(pdf_variant=VARIANT, pdf_tags=True)
    return data


def _libraries() -> tuple[Any, Any]:
    try:
        return importlib.import_module("weasyprint"), importlib.import_module("weasyprint.urls")
    except (ImportError, OSError) as error:
        raise ReportError(
            f"the PDF was not written: WeasyPrint cannot load ({_first_line(error)}). {_remedy()}"
            " The HTML report holds the same pages."
        ) from None


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__


def _remedy() -> str:
    if sys.platform == "darwin":
        return "Install Pango: brew install pango."
    if sys.platform == "win32":
        return (
            "Install Pango with MSYS2 (pacman -S mingw-w64-x86_64-pango) and set"
            " WEASYPRINT_DLL_DIRECTORIES to its bin folder."
        )
    return (
        "Install Pango: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0,"
        " or your distribution's pango package."
    )


@contextmanager
def _quiet() -> Generator[None]:
    """Keep the libraries' notes about fonts off the console; errors still raise."""
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


@contextmanager
def _fixed_time(seconds: int) -> Generator[None]:
    """Let embedded fonts carry the date of the report: equal input then gives equal bytes."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(seconds)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
