"""The German workbook: titles, lists and formulas still fit each other."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reports.language import speech
from reports.xlsx import xlsx_bytes
from tests.reports.made import attacked, plain


def _said(*, values: bool) -> Any:
    data = xlsx_bytes(plain(), speech=speech("de"))
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def test_sheets_have_german_titles_that_formulas_and_names_use() -> None:
    book = _said(values=False)
    assert {"Befunde", "Geld", "Ausnahmen"} <= set(book.sheetnames)
    named = [name.attr_text for name in book.defined_names.values()]
    formulas = [c.value for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]
    assert formulas
    for text in (*named, *formulas):
        for title in re.findall(r"'([^']+)'!", str(text)):
            assert title in book.sheetnames, text


def test_charts_are_read_from_the_sheets_as_they_are_called_in_german() -> None:
    data = xlsx_bytes(plain(), speech=speech("de"))
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        charts = [parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/charts/")]
    assert len(charts) == 2
    titles = set(_said(values=False).sheetnames)
    for chart in charts:
        read_from = re.findall(r"<(?:c:)?f>'([^']+)'!", chart)
        assert read_from, "a chart without data"
        assert set(read_from) <= titles
    assert any("Aufwand jeder weiteren Linie (PT)" in chart for chart in charts)


def test_libreoffice_calculates_the_german_workbook_alike(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed: formulas cannot be recalculated")
    bare = tmp_path / "bare.xlsx"
    _said(values=False).save(bare)  # openpyxl drops the values
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    form = "xlsx:Calc MS Excel 2007 XML"
    subprocess.run(
        [office, home, "--headless", "--convert-to", form, "--outdir", tmp_path / "out", bare],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    calculated: Any = openpyxl.load_workbook(tmp_path / "out" / "bare.xlsx", data_only=True)
    shown, count = _said(values=True), 0
    for sheet in _said(values=False):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    stored = shown[sheet.title][cell.coordinate].value
                    there = calculated[sheet.title][cell.coordinate].value
                    assert there == pytest.approx(stored, abs=1e-6), (sheet.title, cell.coordinate)
                    count += 1
    assert count > 300


def test_english_and_german_workbooks_hold_the_same_numbers() -> None:
    english = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(plain())), data_only=True)
    german = _said(values=True)
    for one, other in zip(english.worksheets, german.worksheets, strict=True):
        if one.sheet_state != "visible":
            continue
        for left, right in zip(one.iter_rows(), other.iter_rows(), strict=True):
            numbers = [c.value for c in left if isinstance(c.value, int | float)]
            assert numbers == [c.value for c in right if isinstance(c.value, int | float)]


def test_hostile_text_becomes_no_formula_in_german_either() -> None:
    data = xlsx_bytes(attacked(), speech=speech("de"))
    book: Any = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or "cmd" not in str(cell.value), cell.coordinate
