"""OPS-03 over the use case's row and the answer of finance."""

from __future__ import annotations

from typing import Any

from audit.inventory.tables import AnswerRow, UseCaseRow
from checks.operations.the_benefit_is_measurable_and_finance_accepts_it import (
    CHECK,
    CHOICES,
    DEFINED,
    NOTHING,
    QUESTION_ID,
    SIGNED,
)
from checks.records import Outcome
from tests.checks.data_path.given import open_answers
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows


def use_case(**more: Any) -> Edit:
    return rows(UseCaseRow(use_case="pdm", **more))


def finance(text: str) -> Edit:
    row = {"question_id": QUESTION_ID, "side": "finance", "answer": text}
    return rows(AnswerRow.model_validate(row))


NAMED = use_case(kpi="stops in h")
BOTH = use_case(kpi="stops in h", finance_signed_by="controlling")

CASES: list[Case] = [
    ("named and signed", [BOTH], Outcome.PASS, "", ['"stops in h"', "signed by controlling"]),
    ("named", [NAMED], Outcome.WARN, "", ["finance has not signed it"]),
    ("signed by nobody", [use_case(kpi="stops in h", finance_signed_by="nobody")], Outcome.WARN,
     "", []),
    ("named, and finance says it signed", [NAMED, finance(SIGNED)], Outcome.PASS, "", []),
    ("named, and finance says it did not sign", [NAMED, finance(DEFINED)], Outcome.WARN, "", []),
    ("signed, and finance says so too", [BOTH, finance(SIGNED)], Outcome.PASS, "", []),
    ("no effect", [use_case(kpi="none")], Outcome.FAIL, "", ["none is named"]),
    ("signed, and finance knows nothing of it", [BOTH, finance(DEFINED)], Outcome.UNKNOWN,
     "conflict", ["signed by controlling; but"]),
    ("named, and finance sees no effect", [NAMED, finance(NOTHING)], Outcome.UNKNOWN, "conflict",
     ["signed by nobody; but"]),
    ("named, and finance says something else", [NAMED, finance("blue")], Outcome.UNKNOWN,
     "conflict", []),
    ("who signed is not known", [use_case(kpi="stops", finance_signed_by="unknown")],
     Outcome.UNKNOWN, "dont_know", ["whether finance signed it"]),
    ("what it is measured by is not known", [use_case(kpi="don't know")], Outcome.UNKNOWN,
     "not_asked", []),
    *((text, [use_case(), finance(text)], outcome, "", [text])
      for text, outcome in CHOICES.items()),
    *open_answers(QUESTION_ID, use_case(), line=""),
]  # fmt: skip


@cases(*CASES)
def test_measure(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
