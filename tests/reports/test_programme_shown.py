"""The programme as workbook, screen and page show it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from audit.inventory.tables import DeadlineRow, LineRow, PilotRow, ValueEventRow
from audit.inventory.tables.money import DeadlineKind
from reports.html import render
from reports.model import ReportModel
from reports.screen.data import payload
from tests.reports.build import HASH, LINES, NAMES, make_facts, model, stated
from tests.reports.made import plain, rows, workbook
from tests.reports.schedule import make_plan

PLANTS = {"L1": "North", "L2": "South", "L3": "North", "L4": "South"}


@cache
def rich() -> ReportModel:
    """Two plants, a pilot with a history, a value event, a law."""
    more = stated(
        *(LineRow(line=line, name=NAMES.get(line, "Line 4 Couplings"), plant=PLANTS[line],
                  area="Hall", pilot=line == "L3") for line in LINES),
        PilotRow(pilot="P1", name="Bearing watch", line="L3", proved_on=date(2025, 11, 10),
                 spent=61500),
        ValueEventRow(event="V1", pilot="P1", day=date(2026, 5, 4), amount=18400,
                      what="=HYPERLINK(bearing)", document="assets.csv"),
        DeadlineRow(deadline="battery passport", kind=DeadlineKind.LEGAL, line="L4",
                    day=date(2027, 3, 31)),
    )  # fmt: skip
    facts = make_facts()
    plan = make_plan(HASH)
    dated = tuple(
        replace(item, task=replace(item.task, deadline=date(2027, 3, 31)))
        if item.task.task_id.startswith("GO-pdm@L4")
        else item
        for item in plan.tasks
    )
    return model(facts=replace(facts, rows={**facts.rows, **more}), plan=replace(plan, tasks=dated))


def test_the_portfolio_lists_each_pilot_with_the_rule() -> None:
    sheet = workbook(rich())["Portfolio"]
    (row,) = rows(sheet, "Pilot")
    assert (row["Pilot"], row["Age (months)"], row["Idle"]) == (
        "Bearing watch (Line 3 Bearings)", 12, "yes",
    )  # fmt: skip
    assert (row["Spent (EUR)"], row["Value (EUR)"]) == (61500, 18400)
    texts = {cell.value for line in sheet.iter_rows() for cell in line if cell.value}
    assert set(rich().programme.rules) <= texts


def test_a_value_event_stands_with_the_hash_of_its_file_and_stays_text() -> None:
    (row,) = rows(workbook(rich(), values=False)["Value events"], "Event")
    assert row["What it brought"] == "=HYPERLINK(bearing)"
    assert (row["Evidence"], row["SHA-256"]) == ("✔ file in the case", "ab" * 32)
    cells = (c for line in workbook(rich(), values=False)["Value events"].iter_rows() for c in line)
    assert not any(cell.data_type == "f" for cell in cells)


def test_lines_can_be_filtered_by_plant() -> None:
    ranked = rows(workbook(rich())["Plants"], "Plant")
    assert [(r["Plant"], r["Rank"]) for r in ranked] == [
        ("South", 1), ("North", 2), ("South", 3), ("North", None),
    ]  # fmt: skip
    assert workbook(rich())["Plants"].auto_filter.ref.startswith("A4:")
    compared = rows(workbook(rich())["Compare lines"], "Line")
    assert {(r["Line"], r["Plant"]) for r in compared} == {
        ("Line 1 Housings", "North"), ("Line 2 Shafts", "South"), ("Line 4 Couplings", "South"),
    }  # fmt: skip
    assert "Plant" not in rows(workbook(plain())["Compare lines"], "Line")[0], "one plant only"


def test_a_task_with_a_deadline_says_how_much_it_has_to_spare() -> None:
    found = {r["Task"]: r for r in rows(workbook(rich())["Plan"], "Task")}
    task = found["GO-pdm@L4"]
    assert task["Must be done by"].date() == date(2027, 3, 31)
    assert task["Deadline"].startswith("✔ 31 Mar 2027, ")
    assert {r["Deadline"] for name, r in found.items() if name != "GO-pdm@L4"} == {None}
    (driver,) = rows(workbook(rich())["Drivers"], "Driver")
    assert driver["Met"] == "✔ done in time"
    assert driver["Days to spare"] == (date(2027, 3, 31) - driver["Done by the plan"].date()).days


def test_effort_per_line_is_a_table_and_a_chart() -> None:
    sheet = workbook(rich(), values=False)["Effort per line"]
    assert len(rows(sheet, "No.")) == len(rich().programme.effort.points)
    assert len(sheet._charts) == 1


def test_the_page_says_age_and_value_only_where_they_are_stated() -> None:
    text = render(rich(), part="main")
    assert "Bearing watch (Line 3 Bearings) proved itself 12 months ago" in text
    assert "1 value event on record, EUR 18 k together" in text
    assert plain().programme.box == ""
    assert "value event" not in render(plain(), part="main")


def test_the_screen_carries_the_programme_and_the_plants_of_the_lines() -> None:
    found = payload(rich())
    assert {line["id"]: line["plant"] for line in found["lines"]} == PLANTS
    programme = found["programme"]
    assert programme["pilots"][0]["idle"] is True
    assert programme["events"][0][5] == "ab" * 32
    assert len(programme["lines"]) == 4
    tasks = [r for g in found["plan"]["groups"] for r in g["rows"] if r["by"]]
    assert [task["id"] for task in tasks] == ["GO-pdm@L4"]
