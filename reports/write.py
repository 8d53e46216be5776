"""Write a report in the formats that are wanted: one model in, paths out."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reports.brand import PLAIN, Brand
from reports.errors import ReportError
from reports.language import ENGLISH, Speech
from reports.model import ReportModel

WRITERS = {
    "pdf": ("reports.pdf", "write_pdf", "report.pdf"),
    "xlsx": ("reports.xlsx", "write_xlsx", "workbook.xlsx"),
    "html": ("reports.screen", "write_screen", "report.html"),
    "json": ("reports.json_report", "write_json", "report.json"),
}
"""Format → module, function, file name. A format's module is loaded only when it is wanted."""
PAGES = ("A4", "Letter")


def write_reports(
    model: ReportModel,
    formats: Sequence[str],
    folder: Path,
    *,
    page: str = "A4",
    brand: Brand = PLAIN,
    speech: Speech = ENGLISH,
) -> tuple[Path, ...]:
    """Write each format into `folder`, in the order given; a file appears whole or not at all. The
    PDF is two files, the report and its annex.

    Raises
    ------
    ReportError
        After the other formats were written: what could not be written, why, and what to do.
        Before anything was written for a format or a page size that does not exist.
    """
    unknown = [name for name in formats if name not in WRITERS]
    if unknown:
        raise ReportError(f"there is no format {unknown[0]!r}; there are: {', '.join(WRITERS)}")
    if page not in PAGES:
        raise ReportError(f"there is no page size {page!r}; there are: {', '.join(PAGES)}")
    paths: list[Path] = []
    problems: list[str] = []
    for name in dict.fromkeys(formats):
        try:
            paths += _write(model, name, folder, page, brand, speech)
        except ReportError as error:
            problems.append(str(error))
    if problems:
        written = f" Written: {', '.join(path.name for path in paths)}." if paths else ""
        raise ReportError(" ".join(problems) + written)
    return tuple(paths)


def _write(
    model: ReportModel, name: str, folder: Path, page: str, brand: Brand, speech: Speech
) -> tuple[Path, ...]:
    module, function, file = WRITERS[name]
    writer: Any = getattr(importlib.import_module(module), function)
    options: dict[str, Any] = {"page": page} if name in ("pdf", "xlsx") else {}
    if name in ("pdf", "html"):
        options["brand"] = brand
    if name != "json":  # the dataset is the same in every language
        options["speech"] = speech
    made: Path | tuple[Path, ...] = writer(model, folder / file, **options)
    return made if isinstance(made, tuple) else (made,)
