"""A report of two pilots: who proved what, who signed, and what each is held against."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.html import render
from reports.model import ReportModel
from reports.xlsx import xlsx_bytes
from tests.reports.build import make_judgement, model
from tests.reports.made import plain


@pytest.fixture(scope="module")
def two() -> ReportModel:
    judged = make_judgement()
    baselines = tuple(
        replace(b, pilot_line="L4", signed_by="") if b.use_case == "defect" else b
        for b in judged.baselines
    )
    cells = tuple(
        replace(cell, use_case=b.use_case)
        for b in judged.baselines
        for cell in judged.cells
        if cell.condition_id in {c.condition_id for c in b.conditions}
    )
    return model(judgement=replace(judged, baselines=baselines, cells=cells))


def test_the_first_sentences_say_what_each_pilot_proved(two: ReportModel) -> None:
    names = {use.use_case: use.name for use in two.use_cases}
    text = two.answer.sentence
    assert text.startswith(f"The pilot of {names['pdm']} works on Line 3 Bearings under ")
    assert (
        f"written down for the pilot of {names['defect']} on Line 4 Couplings, but nobody" in text
    )


def test_every_use_case_carries_its_pilot(two: ReportModel) -> None:
    assert {use.use_case: use.pilot for use in two.use_cases} == {"pdm": "L3", "defect": "L4"}
    assert [name.line for name in two.names[:2] if name.proved] == ["L3", "L4"]
    assert {use.pilot for use in plain().use_cases} == {"L3"}
    assert not any(name.proved for name in plain().names)


def test_each_signature_is_named_with_its_pilot(two: ReportModel) -> None:
    text = two.baseline.sentence
    assert "written down for 2 pilots." in text
    assert "For Line 3 Bearings (" in text
    assert "nobody has signed." in text.partition("For Line 4 Couplings (")[2]


def test_a_condition_has_a_row_for_each_pilot(two: ReportModel) -> None:
    uses = {use.name for use in two.use_cases}
    rows = [row for row in two.matrix if row.condition_id == "C01"]
    assert {row.uses for row in rows} == uses
    assert len([row for row in plain().matrix if row.condition_id == "C01"]) == 1


def test_money_is_held_against_the_pilot_of_the_use_case(two: ReportModel) -> None:
    assert two.money is not None
    pilots = {(p.line, p.use_case) for p in two.money.paybacks if p.stretch_text == "pilot"}
    assert pilots <= {("L3", "pdm"), ("L4", "defect")}
    assert ("L3", "pdm") in pilots


def test_page_and_workbook_name_the_pilots(two: ReportModel) -> None:
    page = render(two)
    assert all(f"pilot of {use.name}" in page for use in two.use_cases)
    assert xlsx_bytes(two)
    register = next(extra for extra in two.annex.extras if extra.name == "Use cases")
    assert register.columns[-1] == "pilot"
    alone = next(extra for extra in plain().annex.extras if extra.name == "Use cases")
    assert "pilot" not in alone.columns
