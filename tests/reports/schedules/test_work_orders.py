"""Work orders: each crew has its own, and nothing is on nobody's."""

from __future__ import annotations

import importlib
import io
from dataclasses import replace
from typing import Any

from reports.schedules.work_orders import workbook_bytes
from reports.tables import rows_of
from tests.reports.schedules import plans

openpyxl: Any = importlib.import_module("openpyxl")


def test_every_open_task_is_on_the_order_of_each_of_its_crews() -> None:
    plan = plans.plan()
    rows = rows_of("workorders", plan=plan)
    wanted = {
        (crew, i.task.task_id) for i in plan.tasks for crew in i.task.crews if not i.task.done
    }
    assert {(row["crew"], row["task_id"]) for row in rows} == wanted
    assert len(rows) == len(wanted)
    together = next(row for row in rows if row["together_with"])
    assert together["crew"] not in together["together_with"]


def test_a_crew_has_one_sheet_with_its_tasks_in_order_and_no_formula() -> None:
    plan = plans.plan()
    item = replace(plan.tasks[0], why_here="=HYPERLINK(1)")
    book = openpyxl.load_workbook(
        io.BytesIO(workbook_bytes(replace(plan, tasks=(item, *plan.tasks[1:]))))
    )
    rows = rows_of("workorders", plan=plan)
    assert book.sheetnames == sorted({row["crew"] for row in rows})
    for name in book.sheetnames:
        sheet = book[name]
        starts = [row[3].value for row in sheet.iter_rows(min_row=2)]
        assert starts == sorted(starts)
        assert len(starts) == sum(row["crew"] == name for row in rows)
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_crews_with_odd_names_get_sheets_of_their_own() -> None:
    plan = plans.plan()
    crews = dict.fromkeys(name for i in plan.tasks for name in i.task.crews)
    odd = {name: f"{'a/b:c' * 9}{n}" for n, name in enumerate(crews)}
    tasks = tuple(
        replace(i, task=replace(i.task, crews=tuple(odd[n] for n in i.task.crews)))
        for i in plan.tasks
    )
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(replace(plan, tasks=tasks))))
    assert len(book.sheetnames) == len(crews)


def test_a_plan_without_tasks_says_so() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(replace(plans.plan(), tasks=()))))
    assert book.sheetnames == ["no work"]
