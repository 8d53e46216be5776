"""OPS-08 over schedules and answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from audit.inventory.tables import AnswerRow, PlannedRow
from checks.operations.the_plan_shows_a_first_visible_result_soon import CHECK
from checks.records import Outcome
from tests.checks import plants
from tests.checks.plants import Edit, ask, cases, expect, plant, rows

CASE = replace(plants.CASE, plan_start=date(2027, 1, 11))


def task(task_id: str, finish: str, line: str = "L4", **more: object) -> Edit:
    fields = {"task_id": task_id, "finish": finish, "line": line, "result": "yes"}
    return rows(PlannedRow.model_validate({**fields, **more}))


def said(text: str, side: str = "OT") -> Edit:
    return rows(
        AnswerRow.model_validate({"question_id": "first_result_on", "answer": text, "side": side})
    )


CASES: list[plants.Case] = [
    ("13 weeks", [task("GO", "2027-04-12")], Outcome.PASS, "", ["2027-04-12, 13 weeks after 2027"]),
    ("13 weeks and a day", [task("GO", "2027-04-13")], Outcome.WARN, "", ["14 weeks"]),
    ("27 weeks", [task("GO", "2027-07-19")], Outcome.WARN, "", ["few sponsors wait that long"]),
    ("52 weeks", [task("GO", "2028-01-10")], Outcome.WARN, "", ["52 weeks"]),
    ("53 weeks", [task("GO", "2028-01-11")], Outcome.FAIL, "", ["53 weeks"]),
    ("the earliest counts", [task("B", "2028-03-01"), task("A", "2027-03-01")],
     Outcome.PASS, "", ["7 weeks"]),
    ("the pilot's own result does not count",
     [task("A", "2027-01-20", "L3"), task("B", "2028-03-01")], Outcome.FAIL, "", ["2028-03-01"]),
    ("another use case's result does not count",
     [task("A", "2027-01-20", use_case="defect"), task("B", "2028-03-01")], Outcome.FAIL, "", []),
    ("no task ends with a result", [task("A", "2027-02-01", result="no")],
     Outcome.FAIL, "", ["none of the schedule's 1 tasks"]),
    ("no schedule", [], Outcome.UNKNOWN, "not_asked", ["nobody was asked"]),
    ("no result marked", [task("A", "2027-02-01", result="")], Outcome.UNKNOWN, "no_evidence",
     ["is not marked"]),
    ("a result without a day", [task("A", "")], Outcome.UNKNOWN, "no_evidence", ["has no date"]),
    ("a day was told", [said("2027-03-31")], Outcome.PASS, "", ["12 weeks"]),
    ("told for a schedule without marks", [task("A", "", result=""), said("31.03.2028")],
     Outcome.FAIL, "", []),
    ("the schedule counts more than what was told", [task("A", "2028-03-01"), said("2027-02-01")],
     Outcome.FAIL, "", ["2028-03-01"]),
    ("no day was told", [said("soon")], Outcome.UNKNOWN, "conflict", ['"soon" is no day']),
    ("nobody knows", [said("don't know")], Outcome.UNKNOWN, "dont_know", []),
    ("two days were told", [said("2027-03-31"), said("2027-05-31", "IT")],
     Outcome.UNKNOWN, "conflict", ["OT says"]),
]  # fmt: skip


@cases(*CASES)
def test_first_result(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts, case=CASE)), outcome, *words, code=code)


def test_an_answer_is_as_old_as_the_schedule_it_rests_on() -> None:
    got = ask(CHECK, plant(task("A", "2027-02-01", agreed_on="2026-03-01"), case=CASE))
    assert got.oldest == date(2026, 3, 1)


def test_without_a_start_weeks_count_from_the_day_of_the_audit() -> None:
    got = ask(CHECK, plant(task("A", "2026-11-30")))
    expect(got, Outcome.PASS, "2 weeks after 2026-11-16")
