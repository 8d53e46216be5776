"""OPS-13 over answers, budgets and schedules."""

from __future__ import annotations

from audit.inventory.tables import AnswerRow, BudgetRow, PlannedRow
from checks.operations.a_sponsor_and_a_stage_budget_exist import (
    CHECK,
    ENDS_ID,
    FUNDED_ID,
    SPONSOR_ID,
)
from checks.planned import RESULT_ID
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows


def said(question: str, text: str, side: str = "OT") -> Edit:
    fields = {"question_id": question, "answer": text, "side": side}
    return rows(AnswerRow.model_validate(fields))


def budget(end: str, amount: object = 1000) -> Edit:
    return rows(BudgetRow.model_validate({"period": end, "end": end, "amount": amount}))


SPONSOR, FUNDED = said(SPONSOR_ID, "plant manager"), said(FUNDED_ID, "yes")
ENDS, RESULT = said(ENDS_ID, "2027-12-31"), said(RESULT_ID, "2027-06-28")
PLANNED = rows(
    PlannedRow.model_validate(
        {"task_id": "GO", "line": "L4", "finish": "2027-06-28", "result": "yes"}
    )
)

CASES: list[Case] = [
    ("all told", [SPONSOR, FUNDED, ENDS, RESULT], Outcome.PASS, "",
     ["plant manager is the sponsor, the next stage is funded, the money lasts until 2027-12-31"]),
    ("budget and schedule", [SPONSOR, FUNDED, budget("2027-03-31"), budget("2027-06-28"), PLANNED],
     Outcome.PASS, "", ["the first result is planned for 2027-06-28"]),
    ("the next stage is not funded", [SPONSOR, said(FUNDED_ID, "no"), ENDS, RESULT],
     Outcome.WARN, "", ["the next stage is not funded"]),
    ("partly funded", [SPONSOR, said(FUNDED_ID, "partly"), ENDS, RESULT], Outcome.WARN, "",
     ["the next stage is partly funded"]),
    ("no sponsor", [said(SPONSOR_ID, "nobody")], Outcome.FAIL, "", ["there is no sponsor"]),
    ("no sponsor, all else well", [said(SPONSOR_ID, "no"), FUNDED, ENDS, RESULT],
     Outcome.FAIL, "", []),
    ("the money ends first", [SPONSOR, FUNDED, budget("2027-06-27"), PLANNED], Outcome.FAIL, "",
     ["until 2027-06-27, the first result is planned for 2027-06-28"]),
    ("the budget counts more than what was told", [SPONSOR, FUNDED, budget("2027-03-31"), ENDS,
     RESULT], Outcome.FAIL, "", ["until 2027-03-31"]),
    ("an empty period is no money", [SPONSOR, FUNDED, budget("2027-12-31", 0),
     budget("2027-03-31"), PLANNED], Outcome.FAIL, "", []),
    ("not asked", [], Outcome.UNKNOWN, "not_asked", ["nobody was asked"]),
    ("a sponsor alone", [SPONSOR], Outcome.UNKNOWN, "not_asked", []),
    ("no end of the money", [SPONSOR, FUNDED, RESULT], Outcome.UNKNOWN, "not_asked", []),
    ("no first result", [SPONSOR, FUNDED, ENDS], Outcome.UNKNOWN, "not_asked",
     ["the money ends on 2027-12-31; nobody was asked"]),
    ("a schedule that marks no result", [SPONSOR, FUNDED, ENDS, rows(PlannedRow(task_id="A"))],
     Outcome.UNKNOWN, "no_evidence", ["is not marked"]),
    ("nobody knows the sponsor", [said(SPONSOR_ID, "don't know"), FUNDED, ENDS, RESULT],
     Outcome.UNKNOWN, "dont_know", []),
    ("yes is no name", [said(SPONSOR_ID, "yes"), FUNDED, ENDS, RESULT], Outcome.UNKNOWN,
     "conflict", ["does not say who"]),
    ("two sponsors", [SPONSOR, said(SPONSOR_ID, "head of IT", "IT"), FUNDED, ENDS, RESULT],
     Outcome.UNKNOWN, "conflict", ['IT says "head of IT"']),
    ("no day for the money", [SPONSOR, FUNDED, said(ENDS_ID, "in a while"), RESULT],
     Outcome.UNKNOWN, "conflict", ['"in a while" is no day']),
    ("neither yes nor no", [SPONSOR, said(FUNDED_ID, "perhaps"), ENDS, RESULT],
     Outcome.UNKNOWN, "conflict", ["neither yes nor no"]),
]  # fmt: skip


@cases(*CASES)
def test_sponsor(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
