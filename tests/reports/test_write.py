"""Writing: whole files, plain errors, the other formats go on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reports import ReportError, write_reports
from reports import pdf as pdf_module
from tests.reports.made import plain


def test_formats_are_written_in_the_order_given_and_nothing_else_is_left(tmp_path: Path) -> None:
    paths = write_reports(plain(), ["json", "html", "xlsx"], tmp_path / "new" / "folder")
    assert [path.name for path in paths] == ["report.json", "report.html", "workbook.xlsx"]
    assert sorted(p.name for p in paths[0].parent.iterdir()) == sorted(p.name for p in paths)


def test_an_existing_report_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("old")
    (path,) = write_reports(plain(), ["json"], tmp_path)
    assert path.read_text("utf-8").startswith("{")


def test_a_file_that_another_program_keeps_open_is_named_and_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses to replace an open file with PermissionError."""
    target = tmp_path / "workbook.xlsx"
    target.write_text("open in a spreadsheet")

    def refuse(self: Path, target: Any) -> Path:
        raise PermissionError(13, "in use", str(self))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(ReportError, match=r"workbook\.xlsx is open in another program.*close it"):
        write_reports(plain(), ["xlsx"], tmp_path)
    assert target.read_text() == "open in a spreadsheet"
    assert [p.name for p in tmp_path.iterdir()] == ["workbook.xlsx"]


def test_without_pdf_libraries_the_other_formats_are_still_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent() -> tuple[Any, Any]:
        raise ReportError("the PDF was not written: install Pango.")

    monkeypatch.setattr(pdf_module, "_libraries", absent)
    with pytest.raises(ReportError, match=r"install Pango.*Written: report\.json, report\.html"):
        write_reports(plain(), ["pdf", "json", "html"], tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["report.html", "report.json"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportError, match="file could not be written"):
        write_reports(plain(), ["json"], tmp_path / "file")


@pytest.mark.parametrize(("formats", "page"), [(["docx"], "A4"), (["json"], "A5")])
def test_an_unknown_format_or_page_writes_nothing(
    tmp_path: Path, formats: list[str], page: str
) -> None:
    with pytest.raises(ReportError, match="there is no"):
        write_reports(plain(), formats, tmp_path, page=page)
    assert not list(tmp_path.iterdir())


def test_importing_the_package_loads_no_writer_library() -> None:
    heavy = ("weasyprint", "openpyxl", "altair", "vl_convert", "jinja2", "pandas", "ortools")
    code = f"import sys, reports; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
