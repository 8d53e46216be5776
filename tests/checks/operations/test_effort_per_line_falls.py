"""OPS-12 over deployments and answers."""

from __future__ import annotations

from datetime import date

from audit.inventory.tables import AnswerRow, DeploymentRow
from checks.operations.effort_per_line_falls import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows


def done(*efforts: object, **more: object) -> Edit:
    return rows(
        *(
            DeploymentRow.model_validate(
                {"line": f"L{n}", "use_case": "pdm", "effort_pd": effort,
                 "finished_on": f"2026-0{n}-01", **more}
            )
            for n, effort in enumerate(efforts, 1)
        )
    )  # fmt: skip


def said(text: str, side: str = "OT") -> Edit:
    fields = {"question_id": "deployment_efforts", "answer": text, "side": side}
    return rows(AnswerRow.model_validate(fields))


CASES: list[Case] = [
    ("as claimed", [done(40, 24, 14)], Outcome.PASS, "",
     ["40, 24, 14 person-days, 0.60 and 0.35 of the first"]),
    ("two, well below", [done(40, 20)], Outcome.PASS, "", ["0.50 of the first"]),
    ("the third a little above the second, both well below", [done(40, 10, 11)],
     Outcome.PASS, "", []),
    ("falling, slower", [done(40, 25, 20)], Outcome.WARN, "", ["0.62 and 0.50"]),
    ("the second slower", [done(40, 30)], Outcome.WARN, "", []),
    ("flat", [done(40, 40)], Outcome.FAIL, "", []),
    ("rising at the third", [done(40, 20, 22)], Outcome.FAIL, "", []),
    ("every use case's", [done(40, 20, use_case="")], Outcome.PASS, "", []),
    ("reuse is said", [done(40, 20, reused_percent=80)], Outcome.PASS, "", ["80 % of the last"]),
    ("one so far", [done(40)], Outcome.NA, "", ["is a hypothesis"]),
    ("the next is ahead", [done(40), rows(DeploymentRow(line="L9", use_case="pdm", effort_pd=1,
     finished_on=date(2027, 1, 1)))], Outcome.NA, "", []),
    ("no effort", [done(40, "")], Outcome.UNKNOWN, "no_evidence", ["of L2 is missing"]),
    ("no day", [done(40, 20, finished_on="")], Outcome.UNKNOWN, "no_evidence", ["L1 and L2"]),
    ("nothing at the first", [done(0, 20)], Outcome.UNKNOWN, "no_evidence", ["took no person-day"]),
    ("another use case's", [done(40, 20, use_case="defect")], Outcome.UNKNOWN, "not_asked", []),
    ("not asked", [], Outcome.UNKNOWN, "not_asked", ["nobody was asked"]),
    ("told", [said("42,5; 24; 14")], Outcome.PASS, "", ["42.5, 24, 14 person-days"]),
    ("told with commas", [said("42, 30, 29 person-days")], Outcome.WARN, "", []),
    ("told that it rises", [said("20 / 30")], Outcome.FAIL, "", []),
    ("told of one", [said("42")], Outcome.NA, "", []),
    ("told with line numbers", [said("line 1 42; line 2 20")], Outcome.UNKNOWN, "conflict",
     ["names no person-days"]),
    ("nobody knows", [said("don't know")], Outcome.UNKNOWN, "dont_know", []),
    ("two people differ", [said("42; 20"), said("42; 41", "IT")], Outcome.UNKNOWN, "conflict",
     ["OT says"]),
]  # fmt: skip


@cases(*CASES)
def test_efforts(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_deployments_count_in_the_order_in_which_they_were_finished() -> None:
    late = rows(DeploymentRow(line="A", effort_pd=10, finished_on=date(2026, 9, 1)))
    expect(ask(CHECK, plant(late, done(40, 20))), Outcome.PASS, "40, 20, 10 person-days")
