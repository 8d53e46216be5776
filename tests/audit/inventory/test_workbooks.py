"""Workbooks: merged cells, hidden rows, formulas, and files that want to do harm."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.inventory.cells import UnreadableTableError
from audit.inventory.grids import read_grids
from tests.audit.inventory.reading import read_files, rows, said
from tests.audit.inventory.workbooks import with_part, workbook


def test_a_formula_without_a_stored_value_is_said(tmp_path: Path) -> None:
    data = workbook(lines=[["line", "name", "shifts"], ["L1", "=1+1", 2], ["L2", "b", "=A1"]])
    read = read_files(tmp_path, inventory__xlsx=data)
    assert [row["line"] for row in rows(read, "lines")] == ["L1", "L2"]
    assert "inventory.xlsx lines!B2: '=1+1': a formula without a stored value" in said(read)
    assert "inventory.xlsx lines!C3" in said(read)


def test_a_hidden_sheet_is_read_and_said(tmp_path: Path) -> None:
    data = workbook(lines=[["line"], ["L1"]], other=[["x"]])
    hidden = data_with_hidden_sheet(data)
    read = read_files(tmp_path, inventory__xlsx=hidden)
    assert "lines: is a hidden sheet" in said(read)
    assert len(rows(read, "lines")) == 1


def data_with_hidden_sheet(data: bytes) -> bytes:
    """Hide the first sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = archive.read("xl/workbook.xml")
    assert b'name="lines"' in book
    hidden = book.replace(b'state="visible"', b'state="hidden"', 1)
    return with_part(data, "xl/workbook.xml", hidden)


def test_merged_cells_count_for_each_of_their_rows(tmp_path: Path) -> None:
    data = workbook(
        assets=[["asset_id", "line", "note"], ["A1", "L1", "x"], ["A2", None, "y"], ["A3", "L2"],
                ["A4", None]],
    )  # fmt: skip
    data = with_sheet_end(data, b'<mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>')
    read = read_files(tmp_path, inventory__xlsx=data)
    found = {row["asset_id"]: row["line"] for row in rows(read, "assets")}
    assert found == {"A1": "L1", "A2": "L1", "A3": "L2", "A4": ""}
    assert "inventory.xlsx assets: 1 merged cells over several rows" in said(read)


def test_hidden_rows_are_read_and_said(tmp_path: Path) -> None:
    data = workbook(lines=[["line"], ["L1"], ["L2"]])
    data = with_sheet(data, b'<row r="3"', b'<row r="3" hidden="1"')
    read = read_files(tmp_path, inventory__xlsx=data)
    assert len(rows(read, "lines")) == 2
    assert "inventory.xlsx lines: 1 hidden rows" in said(read)


def with_sheet(data: bytes, old: bytes, new: bytes) -> bytes:
    """Replace a piece of the first sheet's XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert old in sheet
    return with_part(data, "xl/worksheets/sheet1.xml", sheet.replace(old, new))


def with_sheet_end(data: bytes, xml: bytes) -> bytes:
    """Add XML behind the first sheet's rows."""
    return with_sheet(data, b"</sheetData>", b"</sheetData>" + xml)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=6))
def test_a_workbook_with_flipped_bytes_is_read_or_refused(place: int, noise: bytes) -> None:
    data = bytearray(SMALL)
    place %= len(data)
    data[place : place + len(noise)] = noise
    try:
        grids = read_grids("x.xlsx", bytes(data))
    except UnreadableTableError as error:
        assert "x.xlsx" in str(error)
    else:
        assert all(len(grid.lines) < 100 for grid in grids)


SMALL = workbook(lines=[["line", "name"], ["L1", "One"]])

LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&b;</t></si></sst>'
)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (with_part(workbook(lines=[["line"], ["L1"]]), "xl/sharedStrings.xml", LAUGHS), "entities"),
        (with_part(workbook(lines=[["line"]]), "xl/media/1.png", bytes(300_000_000)), "unpack"),
        (workbook(lines=[["line"], ["L1"]])[:-400], "damaged"),
        (with_part(workbook(lines=[["line"]]), "xl/workbook.xml", b"<broken"), "cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old .xls or a password-protected"),
    ],
    ids=["billion laughs", "zip bomb", "cut off", "broken part", "old or encrypted"],
)  # fmt: skip
def test_a_hostile_or_damaged_workbook_is_one_problem(
    tmp_path: Path, data: bytes, words: str
) -> None:
    read = read_files(tmp_path, inventory__xlsx=data, budget__csv="period,amount\nQ1,5\n")
    assert [problem.place for problem in read.problems] == ["inventory.xlsx"]
    assert words in said(read)
    assert len(rows(read, "budget")) == 1
