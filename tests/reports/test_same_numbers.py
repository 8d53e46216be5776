"""Three readers, one dataset, the same numbers."""

from __future__ import annotations

import functools
import io
import json
import re
from datetime import datetime
from typing import Any

import pytest

from reports.html import render
from reports.json_report import json_text
from reports.model.front import FOUNDATIONS
from tests.reports.build import HASH
from tests.reports.made import pdf, pdf_text, plain, rows, workbook


def test_every_format_carries_the_same_dataset_hash() -> None:
    from pypdf import PdfReader

    m = plain()
    assert m.dataset_hash == HASH
    assert json.loads(json_text(m))["dataset_hash"] == HASH
    assert HASH in render(m)
    meta = {row[0]: row[1] for row in workbook(m)["_meta"].iter_rows(values_only=True)}
    assert meta["dataset_hash"] == HASH
    reader = PdfReader(io.BytesIO(pdf(m)))
    assert reader.metadata is not None
    assert HASH in str(reader.metadata["/Keywords"])
    assert all(HASH[:12] in page.extract_text() for page in reader.pages)


def test_verdict_scores_cost_and_dates_are_equal_in_workbook_json_and_pdf() -> None:
    m = plain()
    compared = {
        (row["Line"], row["Use case"]): row for row in rows(workbook(m)["Compare lines"], "Line")
    }
    text, told = pdf_text(m), json.loads(json_text(m))
    assert len(compared) == sum(len(line.verdicts) for line in m.lines) == 6
    for line, written in zip(m.lines, told["lines"], strict=True):
        for v, w in zip(line.verdicts, written["verdicts"], strict=True):
            row = compared[line.name.name, v.use_name]
            assert row["Verdict"] == f"{v.mark.symbol} {v.mark.word}"
            assert w["mark"]["word"] == v.mark.word
            assert row["Foundation low"] == pytest.approx(v.low) == pytest.approx(w["low"])
            assert row["Foundation high"] == pytest.approx(v.high) == pytest.approx(w["high"])
            assert row["Index"] == v.index == w["index"]
            assert v.interval_text in text
            assert v.index_text in text
            assert line.cost is not None
            assert (row["Cost low"], row["Cost high"]) == (line.cost.low, line.cost.high)
            assert (w_cost := written["cost"])["low"] == line.cost.low
            assert w_cost["text"] == line.cost_text
        assert line.cost_text in text
        assert line.ready_text in text
        assert line.live_text in text
        row = compared[line.name.name, line.verdicts[0].use_name]
        shown = row["Ready"].date() if row["Ready"] else None
        assert shown == line.ready_on
        assert written["ready_on"] == (line.ready_on.isoformat() if line.ready_on else None)


def test_the_answer_is_the_same_sentence_everywhere() -> None:
    m = plain()
    sentence = m.answer.sentence
    assert sentence in pdf_text(m)
    assert sentence in render(m)
    assert workbook(m)["Read me"]["A2"].value == sentence


def test_the_plan_has_the_same_tasks_and_dates_in_sheet_and_pdf() -> None:
    m = plain()
    assert m.plan is not None
    sheet = rows(workbook(m)["Plan"], "Task")
    tasks = [task for group in m.plan.groups for task in group.rows]
    assert [(r["Task"], r["Start"].date(), r["Finish"].date(), r["Cost"]) for r in sheet] == [
        (t.task_id, t.start, t.finish, t.cost) for t in tasks
    ]
    text = pdf_text(m)
    assert all(task.dates in text for task in tasks)


def test_the_counts_of_the_readiness_sheet_add_up_to_the_catalogue() -> None:
    m = plain()
    sheet = workbook(m)["Readiness"]
    for column, tally in enumerate(m.annex.tallies, 6):
        counts = [sheet.cell(row=row, column=column).value for row in range(4, 9)]
        assert counts == [
            tally.pass_count, tally.warn_count, tally.fail_count, tally.unknown_count,
            tally.outside_count,
        ]  # fmt: skip
        assert sum(counts) == len(m.annex.checks) == 30


def test_every_figure_of_page_one_is_in_the_json_and_in_the_workbook() -> None:
    """The figures are read off the finished page, not off the model."""
    from pypdf import PdfReader

    m = plain()
    first = " ".join(PdfReader(io.BytesIO(pdf(m))).pages[0].extract_text().split())
    body = first.partition(m.answer.sentence)[2].partition("made ")[0]
    figures = set(re.findall(FIGURE, m.answer.sentence)) | set(re.findall(FIGURE, body))
    assert len(figures) > 30, figures
    told = " ".join(json_text(m).split())
    assert not {figure for figure in figures if figure not in told}
    assert not {figure for figure in figures if not _in_workbook(figure)}


FIGURE = (
    r"\d+ [A-Z][a-z]{2} \d{4}|\d+ of \d+|\d[\d.,–]*\d(?: (?:k|M|%)(?!\w))?|\d+ (?:k|M|%)(?!\w)|\d+"
)


def _in_workbook(figure: str) -> bool:
    """As text, as a date, or as the numbers of a range, in thousands where it says so."""
    values = _values()
    if any(figure in value for value in values if isinstance(value, str)):
        return True
    if found := re.fullmatch(r"(\d+) ([A-Z][a-z]{2}) (\d{4})", figure):
        wanted = datetime.strptime(figure, "%d %b %Y").date()
        return any(isinstance(v, datetime) and v.date() == wanted for v in values) or not found
    if found := re.fullmatch(r"([\d.,–]+?)(?: (k|M|%))?", figure):
        factor = {"k": 1e3, "M": 1e6, "%": 0.01, None: 1}[found[2]]
        numbers = {round(v, 4) for v in values if isinstance(v, int | float)}
        parts = [float(n) * factor for n in re.findall(r"\d+(?:\.\d+)?", found[1])]
        return all(_near(number, numbers, factor) for number in parts)
    whole, total = map(int, re.findall(r"\d+", figure))
    return _counted(whole, total)


def _near(number: float, numbers: set[float], factor: float) -> bool:
    """Within what the printed figure is rounded to."""
    return any(abs(number - there) <= 0.5 * min(factor, 1000) for there in numbers)


def _counted(good: int, total: int) -> bool:
    """`7 of 11 hold`: counted again from the sheet of findings, line by foundation."""
    themes = {check.check_id: check.theme for check in plain().annex.checks}
    order = ("pass", "warn", "unknown", "fail")
    worst: dict[tuple[str, str, str], str] = {}
    for row in rows(workbook(plain())["Findings"], "Key"):
        status = str(row["Status"]).split(" ", 1)[1].split(",")[0]
        if row["Target"] is None and status in order:
            key = (str(row["Line"]), _foundation(themes[str(row["Check"])]), str(row["Check"]))
            worst[key] = max(status, worst.get(key, "pass"), key=order.index)
    for line, foundation in {key[:2] for key in worst}:
        found = [status for key, status in worst.items() if key[:2] == (line, foundation)]
        if (found.count("pass"), len(found)) == (good, total):
            return True
    return False


def _foundation(theme: str) -> str:
    plain_names = {str(t).replace("_", " "): name for name, themes in FOUNDATIONS for t in themes}
    return plain_names.get(theme.replace("_", " "), theme)


@functools.cache
def _values() -> frozenset[Any]:
    book = workbook(plain())
    return frozenset(
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row
        if cell.value is not None
    )  # fmt: skip
