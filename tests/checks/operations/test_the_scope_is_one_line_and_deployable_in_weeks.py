"""OPS-04 over the agreed schedule, the written scope and answers."""

from __future__ import annotations

from typing import Any

from audit.inventory.tables import PlannedRow, UseCaseRow
from checks.operations.the_scope_is_one_line_and_deployable_in_weeks import CHECK
from checks.records import Outcome
from tests.checks.data_path.given import said
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows

ONE = rows(UseCaseRow(use_case="pdm", scope="one line"))
ALONE, TOGETHER = said("departments_together", "no"), said("departments_together", "yes, three")


def weeks(text: str) -> Edit:
    return said("deployment_weeks", text)


def task(task_id: str, kind: str, start: str, finish: str, **more: Any) -> Edit:
    row = {"task_id": task_id, "kind": kind, "line": "L1", "start": start, "finish": finish, **more}
    return rows(PlannedRow.model_validate(row))


BASE = task("A", "foundation", "2027-01-04", "2027-03-01")

CASES: list[Case] = [
    ("12 weeks", [ONE, weeks("12")], Outcome.PASS, "", ["12 weeks are planned"]),
    ("13 weeks", [ONE, weeks("13 weeks")], Outcome.WARN, "", []),
    ("26 weeks", [ONE, weeks("26")], Outcome.WARN, "", []),
    ("27 weeks", [ONE, weeks("27")], Outcome.FAIL, "", ["27 weeks"]),
    ("27 weeks, and the scope is open", [weeks("27")], Outcome.FAIL, "", []),
    ("several departments", [ONE, weeks("4"), TOGETHER], Outcome.FAIL, "", ["several departments"]),
    ("several departments, no weeks", [TOGETHER], Outcome.FAIL, "", []),
    ("one department, as answered", [ALONE, weeks("4")], Outcome.PASS, "", []),
    ("a process is one too", [rows(UseCaseRow(use_case="pdm", scope="A single process step")),
                              weeks("4")], Outcome.PASS, "", []),
    ("from the end of the foundation",
     [ONE, BASE, task("B", "use case", "2027-02-01", "2027-05-10"), weeks("40")], Outcome.PASS, "",
     ["10 weeks"]),
    ("the foundation for the whole plant counts",
     [ONE, task("A", "foundation", "2027-01-04", "2027-03-29", line=""),
      task("B", "rollout", "2027-03-29", "2027-12-27")], Outcome.FAIL, "", ["39 weeks"]),
    ("without a foundation from its own first day",
     [ONE, task("B", "use case", "2027-01-04", "2027-04-26")], Outcome.WARN, "", ["16 weeks"]),
    ("tasks of another line are not counted",
     [ONE, task("B", "use case", "2027-01-04", "2027-12-26", line="L2"), weeks("4")], Outcome.PASS,
     "", []),
    ("a task without a day, and an answer",
     [ONE, task("B", "use case", "2027-01-04", ""), weeks("8")], Outcome.PASS, "", ["8 weeks"]),
    ("a task without a day", [ONE, task("B", "use case", "2027-01-04", "")], Outcome.UNKNOWN,
     "no_evidence", ["is not planned"]),
    ("no plan", [ONE], Outcome.UNKNOWN, "not_asked", ["is not planned"]),
    ("who plans does not know", [ONE, weeks("don't know")], Outcome.UNKNOWN, "dont_know", []),
    ("no number", [ONE, weeks("soon")], Outcome.UNKNOWN, "conflict", []),
    ("no weeks at all", [ONE, weeks("0")], Outcome.UNKNOWN, "conflict", []),
    ("the scope is not said", [weeks("4")], Outcome.UNKNOWN, "not_asked",
     ["who has to move with it is not said"]),
    ("the scope is a word", [rows(UseCaseRow(use_case="pdm", scope="plant-wide")), weeks("4")],
     Outcome.UNKNOWN, "not_asked", []),
    ("nobody knows who has to move", [weeks("4"), said("departments_together", "don't know")],
     Outcome.UNKNOWN, "dont_know", []),
    ("partly together", [weeks("4"), said("departments_together", "partly")], Outcome.UNKNOWN,
     "conflict", []),
    ("together does not apply", [weeks("4"), said("departments_together", "n/a: one team")],
     Outcome.PASS, "", []),
]  # fmt: skip


@cases(*CASES)
def test_scope(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
