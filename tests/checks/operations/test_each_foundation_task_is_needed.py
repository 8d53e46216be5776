"""OPS-11 over schedules."""

from __future__ import annotations

from audit.inventory.tables import ConditionRow, PlannedRow
from checks.operations.each_foundation_task_is_needed import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows


def task(task_id: str, effort: object, because: str = "", **more: object) -> Edit:
    fields = {"task_id": task_id, "effort_pd": effort, "because": because, "kind": "foundation"}
    return rows(PlannedRow.model_validate({**fields, **more}))


GATE, HIGH, MEDIUM = "OWN-02@L1", "OPS-07@L1", "OPS-14@L1"


def rests_on(check_id: str, use_case: str) -> Edit:
    fields = {"condition_id": "C1", "check_id": check_id, "use_case": use_case}
    return rows(ConditionRow.model_validate({**fields, "would_fail_without": "yes"}))


CASES: list[Case] = [
    ("90 percent", [task("A", 60, GATE), task("B", 30, HIGH), task("C", 10, MEDIUM)],
     Outcome.PASS, "", ["found 90 % (90 of 100 person-days)", "asks for C (10 pd)"]),
    ("just below 90", [task("A", 89.9, GATE), task("C", 10.1)], Outcome.WARN, "", ["10.1 pd"]),
    ("70 percent", [task("A", 70, GATE), task("C", 30)], Outcome.WARN, "", []),
    ("just below 70", [task("A", 69.9, GATE), task("C", 10), task("B", 20.1)], Outcome.FAIL, "",
     ["asks for B (20.1 pd) and C (10 pd)"]),
    ("one of its findings is enough", [task("A", 5, f"{MEDIUM};{GATE}")], Outcome.PASS, "", []),
    ("a check id alone", [task("A", 5, "own-02")], Outcome.PASS, "", []),
    ("no such check", [task("A", 5, "XYZ-99@L1")], Outcome.FAIL, "", ["found 0 %"]),
    ("a needed task waits for it", [task("A", 5, GATE, after="B"), task("B", 40, after="C"),
     task("C", 40)], Outcome.PASS, "", ["85 of 85"]),
    ("a task nobody needs waits for it", [task("A", 5, GATE), task("B", 40, after="C"),
     task("C", 40)], Outcome.FAIL, "", []),
    ("tasks that wait for each other", [task("A", 5, GATE, after="B"), task("B", 5, after="A")],
     Outcome.PASS, "", []),
    ("rollout is no foundation", [task("A", 5, GATE), task("B", 500, kind="rollout")],
     Outcome.PASS, "", ["5 of 5"]),
    ("a kind nobody says counts as foundation", [task("A", 5, GATE), task("B", 50, kind="")],
     Outcome.FAIL, "", []),
    ("another use case's task", [task("A", 5, GATE), task("B", 50, use_case="defect")],
     Outcome.PASS, "", []),
    ("no effort stated, and all needed", [task("A", "", GATE)], Outcome.PASS, "", []),
    ("no effort stated, and none needed", [task("A", "", MEDIUM)], Outcome.FAIL, "", []),
    ("no effort stated of one", [task("A", 5, GATE), task("B", "", MEDIUM)], Outcome.UNKNOWN,
     "no_evidence", ["effort not stated: B"]),
    ("no schedule", [], Outcome.UNKNOWN, "no_evidence", ["no schedule names a foundation task"]),
    ("no reasons", [task("A", 5), task("B", 5)], Outcome.UNKNOWN, "no_evidence",
     ["2 tasks name no finding"]),
]  # fmt: skip


@cases(*CASES)
def test_tracing(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_a_check_of_medium_severity_counts_where_the_use_case_rests_on_it() -> None:
    buffering = task("A", 5, "DAT-11@L1")
    expect(ask(CHECK, plant(buffering)), Outcome.FAIL)
    expect(ask(CHECK, plant(buffering, rests_on("DAT-11", "defect"))), Outcome.FAIL)
    expect(ask(CHECK, plant(buffering, rests_on("DAT-11", "pdm"))), Outcome.PASS)


def test_a_check_that_never_decides_counts_by_its_severity_alone() -> None:
    late_end = task("A", 5, MEDIUM)
    expect(ask(CHECK, plant(late_end, rests_on("OPS-14", "pdm"))), Outcome.FAIL)


def test_the_condition_that_makes_a_check_bear_is_evidence() -> None:
    got = ask(CHECK, plant(task("A", 5, "DAT-11@L1"), rests_on("DAT-11", "pdm")))
    assert len(got.evidence) == 2
