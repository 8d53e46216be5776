"""docs/coverage.md against what exists: every command, sheet and page it names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from cli.main import COMMANDS

if TYPE_CHECKING:
    from tests.golden.conftest import Audit

PAGE = Path(__file__).resolve().parents[2] / "docs" / "coverage.md"
ROW = re.compile(r"^\| ([A-E]\d+) \| (.+) \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"(command|sheet|page):([^;(]+)")


def rows() -> list[tuple[str, str, str]]:
    return ROW.findall(PAGE.read_text(encoding="utf-8"))


def named(kind: str) -> set[str]:
    answers = (answer for _, _, answer in rows() if not answer.startswith("not yet"))
    return {
        name.strip() for answer in answers for found, name in NAMED.findall(answer) if found == kind
    }


def test_every_demand_has_a_row_with_an_answer_or_not_yet() -> None:
    found = rows()
    assert len(found) == 106
    assert len({row[0] for row in found}) == 106
    for row_id, _, answer in found:
        assert answer.startswith("not yet") or NAMED.search(answer), row_id
    answered = sum(not answer.startswith("not yet") for _, _, answer in found)
    assert f"{answered} of 106 answered." in PAGE.read_text(encoding="utf-8")


def test_every_command_it_names_exists() -> None:
    assert named("command") <= set(COMMANDS)


def test_every_sheet_it_names_is_in_the_workbook(riverside: Audit) -> None:
    from openpyxl import load_workbook

    book = load_workbook(next((riverside.folder / "reports").glob("*.xlsx")), read_only=True)
    assert named("sheet") <= set(book.sheetnames)


def test_every_page_it_names_is_in_the_pdf(riverside: Audit) -> None:
    from pypdf import PdfReader

    titles: set[str] = set()
    for path in (riverside.folder / "reports").glob("*.pdf"):
        titles |= {
            str(entry.title) for entry in PdfReader(path).outline if not isinstance(entry, list)
        }
    assert named("page") <= titles
