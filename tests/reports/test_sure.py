"""How sure the plan's dates are: P50 and P80 of go-lives in every output."""

from __future__ import annotations

from datetime import date
from typing import Any

from reports.model.schedule import GanttRow
from reports.screen.data import payload
from tests.reports.made import pdf_text, plain, rows, workbook


def _go_live(line: str) -> GanttRow:
    plan = plain().plan
    assert plan is not None
    found = [r for group in plan.groups for r in group.rows if r.task_id == f"GO-pdm@{line}"]
    return found[0]


def test_a_go_lives_dates_lie_on_the_axis_in_their_order() -> None:
    row = _go_live("L4")
    assert row.p50 is not None
    assert row.p80 is not None
    assert row.finish < row.p50 < row.p80
    assert row.sure_left > row.left
    assert row.sure_left + row.sure_width <= 100
    assert 0 < row.sure_p50 < 100


def test_a_date_that_is_not_within_the_plan_is_said_so() -> None:
    row = _go_live("L1")
    assert row.p80 is None
    assert row.sure.endswith("P80 not within the plan")


def test_a_task_that_brings_nothing_live_has_no_such_dates() -> None:
    plan = plain().plan
    assert plan is not None
    others = [r for g in plan.groups for r in g.rows if r.tone != "use"]
    assert others
    assert all(r.p50 is None and not r.sure and not r.sure_width for r in others)


def test_pdf_workbook_and_page_give_the_same_dates() -> None:
    row = _go_live("L4")
    line = next(line for line in plain().lines if line.name.line == "L4")
    assert row.sure in pdf_text(plain())
    assert line.ready_sure in pdf_text(plain())
    book = workbook(plain())
    (task,) = [r for r in rows(book["Plan"], "Task") if r["Task"] == row.task_id]
    assert [_day(task["Live by P50"]), _day(task["Live by P80"])] == [row.p50, row.p80]
    compared = next(r for r in rows(book["Compare lines"], "Line") if r["Line"] == line.name.name)
    assert _day(compared["Ready by P80"]) == line.ready_p80
    assert _day(compared["Live by P50"]) == line.live_p50
    shown = payload(plain())["plan"]
    told = {r["id"]: r["sure"] for group in shown["groups"] for r in group["rows"]}
    assert told[row.task_id] == row.sure


def _day(value: Any) -> date:
    found: date = value.date()
    return found
