"""OPS-10 over lists of systems, schedules and answers."""

from __future__ import annotations

from audit.inventory.tables import AnswerRow, NeverStopRow, PlannedRow, WindowRow
from checks.operations.systems_that_cannot_stop_have_a_way_around import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows


def system(name: str, plan: str = "", line: str = "L1", **more: object) -> Edit:
    fields = {"system": name, "plan": plan, "line": line}
    return rows(NeverStopRow.model_validate({**fields, **more}))


def task(task_id: str, **more: object) -> Edit:
    return rows(PlannedRow.model_validate({"task_id": task_id, "line": "L1", **more}))


def said(text: str, side: str = "OT") -> Edit:
    fields = {"question_id": "never_stop_systems", "answer": text, "side": side}
    return rows(AnswerRow.model_validate({**fields, "line": "L1"}))


WHOLE = rows(WindowRow.model_validate({"window": "furnace", "line": "L1", "kind": "never stop"}))
NIGHT = rows(
    WindowRow.model_validate(
        {"window": "night", "line": "L1", "kind": "never stop", "start": "2027-01-01",
         "end": "2027-01-02"}
    )
)  # fmt: skip

CASES: list[Case] = [
    ("a way around", [system("MES", "second server")], Outcome.PASS, "", ["1 of 1 have one"]),
    ("of the whole plant", [system("MES", "second server", "")], Outcome.PASS, "", []),
    ("one of two without", [system("MES", "second server"), system("oven", reason="cracks")],
     Outcome.WARN, "", ["1 of 2 have one", "oven (cracks) has no way around"]),
    ("a task stops it", [system("oven 1"), task("WP-04@L1", stops="Oven-1")], Outcome.FAIL, "",
     ["oven 1 has no way around, and WP-04@L1 needs it to stop"]),
    ("a task stops it, and there is a way around", [system("oven", "bypass"),
     task("WP-04@L1", stops="oven")], Outcome.PASS, "", []),
    ("the task is done", [system("oven"), task("A", stops="oven", done="yes")],
     Outcome.WARN, "", []),
    ("the list names the work", [system("oven", must_stop_for="WP-06")], Outcome.FAIL, "",
     ["WP-06 needs it to stop"]),
    ("a line that never stops", [WHOLE], Outcome.WARN, "", ["furnace has no way around"]),
    ("a line that never stops, and work that stops it", [WHOLE, task("A", downtime_h=2)],
     Outcome.FAIL, "", ["A needs it to stop"]),
    ("a night without stops is no such system", [NIGHT], Outcome.UNKNOWN, "not_asked", []),
    ("production says that there are none", [said("there are none")], Outcome.NA, "",
     ["as production states"]),
    ("the floor says none", [said("none", "floor")], Outcome.NA, "", []),
    ("only IT says that there are none", [said("there are none", "IT")], Outcome.UNKNOWN,
     "not_asked", ["production did not say so"]),
    ("none, but one is listed", [said("there are none"), system("oven", "bypass")],
     Outcome.UNKNOWN, "conflict", ["somebody says that there are none"]),
    ("said to have one each", [said("each has a way around")], Outcome.PASS, "", []),
    ("said to lack some", [said("some have no way around")], Outcome.WARN, "", []),
    ("another line's system", [system("oven", line="L2")], Outcome.UNKNOWN, "not_asked", []),
    ("not asked", [], Outcome.UNKNOWN, "not_asked", ["nobody was asked"]),
    ("nobody knows", [said("don't know")], Outcome.UNKNOWN, "dont_know", []),
    ("something else was said", [said("the oven")], Outcome.UNKNOWN, "conflict",
     ["none of the choices"]),
    ("two people differ", [said("each has a way around"),
     said("some have no way around", "IT")], Outcome.UNKNOWN, "conflict", ["OT says"]),
]  # fmt: skip


@cases(*CASES)
def test_never_stop(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_the_task_that_stops_a_system_is_evidence() -> None:
    got = ask(CHECK, plant(system("oven"), task("A", stops="oven"), task("B")))
    assert len(got.evidence) == 2
