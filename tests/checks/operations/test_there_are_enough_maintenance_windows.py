"""OPS-09 over calendars, schedules and answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from audit.inventory.tables import AnswerRow, PlannedRow, WindowRow
from checks.operations.there_are_enough_maintenance_windows import CHECK
from checks.records import Outcome
from tests.checks import plants
from tests.checks.plants import Edit, ask, cases, expect, plant, rows

CASE = replace(plants.CASE, plan_start=date(2027, 1, 11))


def task(task_id: str, hours: object, line: str = "L1", **more: object) -> Edit:
    fields = {"task_id": task_id, "line": line, "downtime_h": hours}
    return rows(PlannedRow.model_validate({**fields, **more}))


def window(start: str, end: str, line: str = "L1", **more: object) -> Edit:
    fields = {"window": f"{line} {start}", "line": line, "start": start, "end": end}
    return rows(WindowRow.model_validate({**fields, **more}))


def said(text: str, side: str = "OT") -> Edit:
    fields = {"question_id": "standstill_hours_needed", "answer": text, "side": side}
    return rows(AnswerRow.model_validate({**fields, "line": "L1"}))


H12 = window("2027-02-01T06:00", "2027-02-01T18:00")
NEVER = window("", "", kind="never stop")
CREW = {"crews": "OT network", "start": "2027-02-01", "finish": "2027-02-02"}

CASES: list[plants.Case] = [
    ("1.2 times", [H12, task("A", 10)], Outcome.PASS, "",
     ["12 h open until 2028-01-10, 10 h needed"]),
    ("just below 1.2 times", [H12, task("A", 10.5)], Outcome.WARN, "", []),
    ("just enough", [H12, task("A", 8), task("B", 4)], Outcome.WARN, "", ["12 h needed"]),
    ("not enough", [H12, task("A", 12.5)], Outcome.FAIL, "", ["12.5 h needed"]),
    ("work for the plant counts", [H12, task("A", 8), task("B", 8, "")], Outcome.FAIL, "", []),
    ("other lines' work does not", [H12, task("A", 8), task("B", 8, "L2")], Outcome.PASS, "", []),
    ("work that is done does not", [H12, task("A", 8), task("B", 8, done="yes")],
     Outcome.PASS, "", []),
    ("windows after the horizon do not", [window("2028-02-01T06:00", "2028-02-01T18:00"),
     task("A", 8)], Outcome.FAIL, "", ["0 h open"]),
    ("a line that never stops", [H12, NEVER, task("A", 1)], Outcome.FAIL, "", ["0 h open"]),
    ("a crew on two lines at once", [H12, task("A", 8, **CREW), task("B", 8, "L2", **CREW)],
     Outcome.WARN, "", ["OT network is needed for A and B on 2027-02-01"]),
    ("a crew that is still on another line after a shorter task there",
     [H12, task("A", 8, "L2", **{**CREW, "finish": "2027-02-20"}),
      task("B", 1, "L2", **{**CREW, "start": "2027-02-03", "finish": "2027-02-04"}),
      task("C", 8, **{**CREW, "start": "2027-02-10", "finish": "2027-02-10"})],
     Outcome.WARN, "", ["OT network is needed for A and C on 2027-02-10"]),
    ("a crew on one line twice", [H12, task("A", 4, **CREW), task("B", 4, **CREW)],
     Outcome.PASS, "", []),
    ("two crews on two lines at once", [H12, task("A", 8, **CREW),
     task("B", 8, "L2", **{**CREW, "crews": "controls"})], Outcome.PASS, "", []),
    ("one crew, one line after the other", [H12, task("A", 8, **CREW),
     task("B", 8, "L2", **{**CREW, "start": "2027-02-03", "finish": "2027-02-03"})],
     Outcome.PASS, "", []),
    ("nothing stops the line", [task("A", 0)], Outcome.NA, "", ["no planned task stops"]),
    ("all is done", [task("A", 9, done="yes")], Outcome.NA, "", []),
    ("no calendar", [task("A", 8)], Outcome.UNKNOWN, "not_asked", ["no window of the line"]),
    ("another line's calendar", [window("2027-02-01T06:00", "2027-02-01T18:00", "L2"),
     task("A", 8)], Outcome.UNKNOWN, "not_asked", []),
    ("standstill not stated", [H12, task("A", 8), task("B", "")], Outcome.UNKNOWN, "no_evidence",
     ["standstill not stated: B"]),
    ("too little without it already", [H12, task("A", 13), task("B", "")], Outcome.FAIL, "", []),
    ("a window without a day", [H12, window("", ""), task("A", 13)], Outcome.UNKNOWN,
     "no_evidence", ["without a day: L1"]),
    ("no schedule", [H12], Outcome.UNKNOWN, "not_asked", ["nobody was asked"]),
    ("hours were told", [H12, said("8,5 h")], Outcome.PASS, "", ["8.5 h needed"]),
    ("none are needed, it was told", [H12, said("0")], Outcome.NA, "", []),
    ("no number was told", [H12, said("a lot")], Outcome.UNKNOWN, "conflict", ["no number"]),
    ("nobody knows", [H12, said("don't know")], Outcome.UNKNOWN, "dont_know", []),
    ("two numbers were told", [H12, said("8"), said("20", "IT")], Outcome.UNKNOWN, "conflict", []),
]  # fmt: skip


@cases(*CASES)
def test_windows(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts, case=CASE)), outcome, *words, code=code)


def test_a_crew_needed_twice_is_said_on_both_lines() -> None:
    parts = [task("A", 8, **CREW), task("B", 8, "L2", **CREW)]
    windows = [H12, window("2027-02-01T06:00", "2027-02-01T18:00", "L2")]
    got = ask(CHECK, plant(*parts, *windows, case=CASE), "L2")
    expect(got, Outcome.WARN, "OT network is needed for A and B")


def test_a_crew_clash_names_the_other_lines_task() -> None:
    parts = [H12, task("A", 8, **CREW), task("B", 8, "L2", **CREW)]
    got = ask(CHECK, plant(*parts, case=CASE))
    assert len(got.evidence) == 3
