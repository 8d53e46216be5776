"""The report as two PDF files, set by WeasyPrint, which may fetch only what lies inside the page.

The main file keeps each section to its page: it is set again with fewer rows a list until it does.
The annex holds every list whole.
"""

from __future__ import annotations

import functools
import gc
import importlib
import logging
import os
import sys
from collections import Counter
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reports.brand import PLAIN, Brand
from reports.errors import ReportError
from reports.files import write_bytes
from reports.html import Page, charts, shell
from reports.json_report import json_text
from reports.language import ENGLISH, Speech
from reports.layout import FACTORS
from reports.metadata import with_ua
from reports.model import ReportModel
from reports.pango import shipped, within_reach
from reports.sections import Part, Writer, sections_of, sheets_apart
from reports.tags import set_right

VARIANT = "pdf/a-3a"
"""Tagged, archivable, with an attachment; built as PDF/A-3 and as PDF/UA-1, not certified."""
FILES: dict[Part, str] = {"main": "", "annex": "-annex", "sheets": "-annex-lines"}
"""Part → what its file's name adds."""
DATASET = "report.json"
MOST_ROWS = 10_000
"""Findings and targets up to which the attached dataset holds each of them."""


def write_pdf(
    model: ReportModel,
    path: Path,
    *,
    page: Page = "A4",
    brand: Brand = PLAIN,
    speech: Speech = ENGLISH,
) -> tuple[Path, ...]:
    """Write the report and, beside it, its annex; of a plant with many lines their sheets too.

    Raises
    ------
    ReportError
        When WeasyPrint's libraries are missing, with what to install; or a file cannot be written.
    """
    made: list[Path] = []
    for part, name in FILES.items():
        place = path.with_name(f"{path.stem}{name}{path.suffix}")
        if part == "sheets" and not sheets_apart(model):
            place.unlink(missing_ok=True)  # of an earlier run with more lines
            continue
        made.append(
            write_bytes(place, pdf_bytes(model, page=page, brand=brand, part=part, speech=speech))
        )
        gc.collect()  # a laid-out document refers to itself, and the next one needs the room
    return tuple(made)


def pdf_bytes(
    model: ReportModel,
    *,
    page: Page = "A4",
    brand: Brand = PLAIN,
    part: Part = "main",
    speech: Speech = ENGLISH,
) -> bytes:
    """One of the two files; the same model gives the same bytes."""
    weasyprint, _ = _libraries()
    made = datetime.combine(model.made_on, datetime.min.time(), UTC)
    with _quiet(), _fixed_time(int(made.timestamp())):
        document = laid_out(model, page=page, brand=brand, part=part, speech=speech)
        _say_ua(document.metadata)
        if part == "main":
            document.metadata.attachments.append(_dataset(weasyprint, model, made))
        data: bytes = document.write_pdf(
            finisher=set_right,
            pdf_variant=VARIANT,
            pdf_tags=True,
            pdf_identifier=_identifier(model, part),
        )
    return data


def _say_ua(metadata: Any) -> None:
    """Let the file say that it was built as PDF/UA-1 too."""
    describe = metadata.generate_rdf_metadata

    def describe_both(*given: Any) -> bytes:
        return with_ua(describe(*given))

    metadata.generate_rdf_metadata = describe_both


def laid_out(
    model: ReportModel,
    *,
    page: Page = "A4",
    brand: Brand = PLAIN,
    part: Part = "main",
    speech: Speech = ENGLISH,
) -> Any:
    """The pages as WeasyPrint's document; in the main file each section keeps to one page."""
    weasyprint, urls = _libraries()

    def lay_out(html: str) -> Any:
        fetcher = urls.URLFetcher(allowed_protocols=["data"])
        return weasyprint.HTML(string=html, url_fetcher=fetcher).render()

    writer = Writer(model, brand, part, charts(model, brand) if part == "main" else {}, speech)
    paper = functools.partial(
        shell, model, page=page, printed=True, part=part, brand=brand, speech=speech
    )
    start = int(part != "main")
    found = {section.name: writer.section(section, start) for section in sections_of(model, part)}
    document = lay_out(paper(list(found.values())))
    if part != "main" or not (over := too_long(document, found)):
        return document
    by_name = {section.name: section for section in sections_of(model, part)}
    for level in range(1, len(FACTORS)):
        for name in over:
            found[name] = writer.section(by_name[name], level)
        # Each section begins a page of its own, so those that do not fit are set again alone.
        over = too_long(lay_out(paper([found[name] for name in over])), over)
        if not over:
            break
    return lay_out(paper(list(found.values())))


def too_long(document: Any, names: Iterable[str]) -> list[str]:
    """The sections that take more than one page, or are wider than it."""
    pages = Counter(anchor for page in document.pages for anchor in page.anchors)
    wide = {anchor for page in document.pages if _is_wide(page) for anchor in page.anchors}
    return [name for name in names if pages[name] > 1 or name in wide]


def _is_wide(page: Any) -> bool:
    """Whether a text ends outside the page, as where a word has hundreds of letters."""
    for box in page._page_box.descendants():
        if hasattr(box, "text") and box.position_x + box.width > page.width:
            return True
    return False


def _identifier(model: ReportModel, part: Part) -> bytes:
    """A file identifier that depends on the content alone."""
    return f"{model.dataset_hash}-{model.made_on}-{part}".encode()


def attached(model: ReportModel) -> ReportModel:
    """The model as it is attached: of a large plant without the single findings, which the JSON
    report has.
    """
    if len(model.annex.findings) <= MOST_ROWS:
        return model
    annex = replace(model.annex, findings=(), answers=(), points=(), cited=())
    return replace(model, annex=annex)


def _dataset(weasyprint: Any, model: ReportModel, made: datetime) -> Any:
    """The numbers of the report, for those who want to check them or go on with them."""
    return weasyprint.Attachment(
        string=json_text(attached(model)),
        name=DATASET,
        description=f"Dataset {model.dataset_hash}",
        relationship="Data",
        created=made,
        modified=made,
    )


def _libraries() -> tuple[Any, Any]:
    try:
        with within_reach(shipped()):
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
            "Install Pango: pip install gstreamer-libs, or MSYS2's (pacman -S"
            " mingw-w64-x86_64-pango) with WEASYPRINT_DLL_DIRECTORIES set to its bin folder."
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
