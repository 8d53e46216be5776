"""The text of both PDFs page by page, as pdftotext reads it; `python -m tests.reports.golden_pages`
writes it anew after a change that is meant.
"""

from __future__ import annotations

import subprocess
import textwrap
from pathlib import Path
from shutil import which
from typing import Any

from tests.reports.made import pdf, plain

FOLDER = Path(__file__).parent / "golden"
PARTS = ("main", "annex")


def texts(part: Any) -> list[str]:
    """One text a page, its words in reading order, wrapped so that a change is seen in a line."""
    tool = which("pdftotext")
    if tool is None:
        raise FileNotFoundError("pdftotext (poppler-utils) is not installed")
    data = pdf(plain(), "A4", part)
    done = subprocess.run([tool, "-", "-"], input=data, capture_output=True, check=True)
    pages = done.stdout.decode("utf-8").split("\f")[:-1]
    return [textwrap.fill(" ".join(page.split()), 100) + "\n" for page in pages]


def path_of(part: str) -> Path:
    """Where the text of a part is kept."""
    return FOLDER / f"{part}.txt"


def joined(pages: list[str]) -> str:
    """All pages as one text, each under its number."""
    return "\n".join(f"== page {number}\n{text}" for number, text in enumerate(pages, 1))


def main() -> None:
    """Write the texts."""
    FOLDER.mkdir(exist_ok=True)
    for part in PARTS:
        path_of(part).write_text(joined(texts(part)), encoding="utf-8")


if __name__ == "__main__":
    main()
