"""Three readers, one dataset, the same numbers."""

from __future__ import annotations

import io
import json

import pytest

from reports.html import render
from reports.json_report import json_text
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
