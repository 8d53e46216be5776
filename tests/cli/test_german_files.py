"""German files: the workbook and the questionnaires go out, are filled in and come back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.run import plantready


def _cells(sheet: Any) -> Iterator[Any]:
    for row in sheet.iter_rows():
        yield from row


def _cell(sheet: Any, text: str) -> Any:
    return next(cell for cell in _cells(sheet) if cell.value == text)


def _table(case: Path, name: str) -> list[dict[str, str]]:
    text = (case / "inventory" / f"{name}.csv").read_text("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


@pytest.fixture
def workbook(riverside: Path) -> Path:
    """The German workbook as it goes out."""
    assert plantready("report", "xlsx", "--language", "de", case=riverside).code == 0
    return riverside / "reports" / "workbook.xlsx"


def test_an_untouched_german_workbook_changes_nothing(riverside: Path, workbook: Path) -> None:
    before = {p.name: p.read_bytes() for p in (riverside / "inventory").iterdir()}
    done = plantready("--json", "merge", workbook, case=riverside)
    assert done.code == 0, done.err
    assert done.data["tables"] == [] and done.data["new"] == []
    assert before == {p.name: p.read_bytes() for p in (riverside / "inventory").iterdir()}


def test_a_state_written_in_german_comes_back(
    riverside: Path, workbook: Path, tmp_path: Path
) -> None:
    book: Any = openpyxl.load_workbook(workbook)
    sheet = next(s for s in book if s.title == "Status")
    heads = {str(cell.value): cell.column for cell in sheet[4]}
    row = next(
        r for r in range(5, sheet.max_row + 1)
        if sheet.cell(r, heads["Paket"]).value == "WP-20"
    )  # fmt: skip
    choices = sheet.data_validations.dataValidation[0].formula1.strip('"').split(",")
    assert choices == ["nicht begonnen", "begonnen", "erledigt"]
    sheet.cell(row, heads["Zustand"]).value = choices[1]
    sheet.cell(row, heads["Begonnen"]).value = "04.01.2027"
    back = tmp_path / "zurueck.xlsx"
    book.save(back)
    done = plantready("merge", back, case=riverside)
    assert done.code == 0, done.err
    (charter,) = [r for r in _table(riverside, "status") if r["work_package"] == "WP-20"]
    assert (charter["state"], charter["started_on"]) == ("started", "04.01.2027")


def test_a_german_questionnaire_is_read_as_an_english_one(riverside: Path, tmp_path: Path) -> None:
    folder = tmp_path / "fragen"
    assert plantready("ask", "--language", "de", "-o", folder, case=riverside).code == 0
    book: Any = openpyxl.load_workbook(folder / "questions-IT.xlsx")
    sheet = book.worksheets[0]
    heads = {str(cell.value): cell.column for cell in sheet[8]}
    keys = {sheet.cell(r, heads["Schlüssel"]).value: r for r in range(9, sheet.max_row + 1)}
    row = next(r for key, r in keys.items() if str(key).startswith("layer_exists"))
    sheet.cell(row, heads["Ihre Antwort"]).value = "Ja"
    _cell(sheet, "ausgefüllt von").offset(column=1).value = "network lead"
    back = tmp_path / "fragen-zurueck.xlsx"
    book.save(back)
    done = plantready("--json", "merge", back, case=riverside)
    assert done.code == 0, done.err
    (new,) = done.data["new"]
    assert "layer_exists" in new
    again = plantready("--json", "merge", back, case=riverside)
    assert again.data["new"] == [] and again.data["merged_before"]
    judged = plantready("--json", "explain", "DAT-13", "L1", case=riverside)
    assert "layer_exists" not in judged.out or "yes" in judged.out


def test_the_language_of_the_case_counts_where_none_is_named(riverside: Path) -> None:
    case = riverside / "case.toml"
    case.write_text(case.read_text("utf-8") + '\n[report]\nlanguage = "de"\n', "utf-8")
    assert plantready("report", "html", case=riverside).code == 0
    page = (riverside / "reports" / "report.html").read_text("utf-8")
    assert '<html lang="de">' in page and "Warum der Pilot funktioniert hat" in page


def test_a_language_that_is_not_there_is_said_with_those_that_are(riverside: Path) -> None:
    case = riverside / "case.toml"
    case.write_text(case.read_text("utf-8") + '\n[report]\nlanguage = "fr"\n', "utf-8")
    done = plantready("report", "html", case=riverside)
    assert done.code != 0
    assert "language" in done.err and "en or de" in done.err
