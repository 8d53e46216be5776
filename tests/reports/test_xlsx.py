"""The workbook: sheets, live formulas with their values, what people may edit."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from reports.xlsx import xlsx_bytes
from tests.reports.build import model
from tests.reports.made import plain, rows, workbook

SHEETS = [
    "Read me", "Readiness", "Compare lines", "Conditions", "Line differences",
    "Data paths", "Layer capabilities", "Findings", "Score ledger",
    "Weights & thresholds", "What-if", "Plan", "Money", "Effort per line", "Portfolio",
    "Value events", "Early warnings", "Drivers", "Plants", "Work packages", "Links", "Segments",
    "Accounts", "Crews", "Windows", "Ownership", "Use cases", "Questions", "Status",
    "Unknowns", "Evidence", "Footprint", "Rules of engagement", "Delta",
    "Trend", "Also enabled", "Waivers", "_meta",
]  # fmt: skip
HIDDEN = {"_meta", "_lists"}
ALLOWED = {"SUMPRODUCT", "LEFT", "MIN", "ROUND", "IF", "ISNUMBER", "SEARCH"}
"""Functions that Excel 2016 and LibreOffice both have."""


def _formulas() -> list[Any]:
    return [
        cell
        for sheet in workbook(plain(), values=False)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def test_the_sheets_are_there_and_only_meta_is_hidden() -> None:
    book = workbook(plain())
    assert [name for name in book.sheetnames if name != "_lists"] == SHEETS
    assert {s.title for s in book if s.sheet_state != "visible"} <= HIDDEN


def test_every_formula_has_its_value_and_uses_functions_that_every_program_knows() -> None:
    import re

    shown = workbook(plain())
    for cell in _formulas():
        assert shown[cell.parent.title][cell.coordinate].value is not None, cell.value
        assert set(re.findall(r"([A-Z]+)\(", cell.value)) <= ALLOWED


def test_libreoffice_calculates_the_same_values(tmp_path: Path) -> None:
    import openpyxl

    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed: formulas cannot be recalculated")
    bare = tmp_path / "bare.xlsx"
    openpyxl.load_workbook(io.BytesIO(xlsx_bytes(plain()))).save(bare)  # openpyxl drops the values
    form = "xlsx:Calc MS Excel 2007 XML"
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [office, home, "--headless", "--convert-to", form, "--outdir", tmp_path / "out", bare],
        check=True,
        capture_output=True,
        timeout=120,
    )
    calculated: Any = openpyxl.load_workbook(tmp_path / "out" / "bare.xlsx", data_only=True)
    shown, formulas = workbook(plain()), _formulas()
    assert len(formulas) > 300
    for cell in formulas:
        stored = shown[cell.parent.title][cell.coordinate].value
        there = calculated[cell.parent.title][cell.coordinate].value
        assert there == pytest.approx(stored, abs=1e-6), (cell.parent.title, cell.coordinate)


def test_the_points_sum_to_the_engines_scores() -> None:
    """By hand, from the rows as printed: the ledger needs no formula to be checked."""
    points = [r for r in rows(workbook(plain())["Score ledger"], "Line") if r["Score"]]
    sheet = workbook(plain())["Score ledger"]
    all_rows = list(sheet.iter_rows(values_only=True))
    heads = [n for n, row in enumerate(all_rows) if row[0] == "Line"]
    table = [row for row in all_rows[heads[1] + 1 :] if row[0]]
    assert len(points) == len(plain().annex.sums)
    for s in plain().annex.sums:
        mine = [r for r in table if tuple(r[:3]) == (s.line, s.use_case, s.score)]
        weight = sum(r[7] for r in mine)
        assert weight == s.weight
        assert 100 * sum(r[7] * r[8] for r in mine) / weight == pytest.approx(s.low)
        assert 100 * sum(r[7] * r[9] for r in mine) / weight == pytest.approx(s.high)


def test_cumulative_money_follows_cost_and_benefit() -> None:
    total = 0.0
    for row in rows(workbook(plain())["Money"], "Week"):
        total += row["Benefit (EUR)"] - row["Cost (EUR)"]
        assert row["Cumulative"] == pytest.approx(total)


def test_questions_can_be_answered_and_found_again() -> None:
    m, book = plain(), workbook(plain())
    sheet = book["Questions"]
    keys = [row.key for row in m.annex.asked]
    found = [cell.value for row in sheet.iter_rows(min_row=9) for cell in row[-1:] if cell.value]
    assert found == keys
    assert len(set(keys)) == len(keys)
    known = {row[0] for row in book["_meta"].iter_rows(values_only=True)}
    assert set(keys) <= known


def test_everything_unknown_is_listed_with_what_would_close_it() -> None:
    listed = rows(workbook(plain())["Unknowns"], "Key")
    assert [row["Key"] for row in listed] == [q.row_key for q in plain().questions]
    assert all(row["Cheapest evidence"] for row in listed)


def test_tables_are_named_filtered_frozen_and_repeat_their_head_on_paper() -> None:
    book = workbook(plain(), values=False)
    assert {"readiness", "findings", "plan", "questions", "weights"} <= set(book.defined_names)
    for title in ("Readiness", "Findings", "Plan", "Questions", "Evidence"):
        sheet = book[title]
        assert sheet.auto_filter.ref
        assert sheet.freeze_panes
        assert sheet.print_title_rows
        assert sheet.page_setup.fitToWidth == 1


def test_statuses_and_changed_thresholds_are_marked_by_rules() -> None:
    book = workbook(plain(), values=False)
    rules = [
        str(rule.formula[0])
        for title in ("Readiness", "Weights & thresholds", "Plan")
        for ranged in book[title].conditional_formatting
        for rule in ranged.rules
    ]
    assert any('="✖"' in rule for rule in rules)
    assert any("<>" in rule for rule in rules)
    assert any("AND(" in rule for rule in rules)


def test_equal_models_give_equal_workbooks() -> None:
    assert xlsx_bytes(model()) == xlsx_bytes(plain())
