"""DAT-14 over answers; today is 16 November 2026."""

from __future__ import annotations

from audit.inventory.tables import UseCaseRow
from checks.data_path.traceability_is_captured_where_it_is_asked_for import CHECK
from checks.records import Outcome
from tests.checks.data_path.given import open_answers, said
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows

DUTY, GAPS = said("traceability_duty", "yes"), said("traceability_gaps", "2")
NO_DUTY = "no"
PASSPORT = rows(UseCaseRow(use_case="pdm", duty="battery passport from 2027"))


def until(day: str) -> Edit:
    return said("traceability_deadline", day)


CASES: list[Case] = [
    ("all points", [DUTY, said("traceability_gaps", "0")], Outcome.PASS, "", ["all are"]),
    ("no gap in words", [DUTY, said("traceability_gaps", "none")], Outcome.PASS, "", []),
    ("gaps, a plan, time", [DUTY, GAPS, until("2028-01-01"), said("traceability_plan", "yes")],
     Outcome.WARN, "", ["2 points not captured", "a plan closes them"]),
    ("gaps, time, no plan", [DUTY, GAPS, until("01.01.2028")], Outcome.WARN, "", ["no plan"]),
    ("gaps and 3 months", [DUTY, GAPS, until("2027-02-18")], Outcome.FAIL, "", ["in 3 months"]),
    ("gaps and too late", [DUTY, GAPS, until("2026-01-01")], Outcome.FAIL, "", ["already over"]),
    ("the deadline is not asked", [DUTY, GAPS], Outcome.UNKNOWN, "not_asked", []),
    ("the deadline is not known", [DUTY, GAPS, until("don't know")], Outcome.UNKNOWN,
     "dont_know", []),
    ("the deadline is no day", [DUTY, GAPS, until("soon")], Outcome.UNKNOWN, "conflict", []),
    ("gaps not asked", [DUTY], Outcome.UNKNOWN, "not_asked", []),
    ("gaps not known", [DUTY, said("traceability_gaps", "?")], Outcome.UNKNOWN, "dont_know", []),
    ("gaps not counted", [DUTY, said("traceability_gaps", "a few")], Outcome.UNKNOWN, "conflict",
     []),
    ("no duty, quality signs", [said("traceability_duty", NO_DUTY, role="quality manager")],
     Outcome.NA, "", ["as quality manager states"]),
    ("no duty, a document", [said("traceability_duty", NO_DUTY, document="memo 2026-05")],
     Outcome.NA, "", []),
    ("no duty, and nobody signs", [said("traceability_duty", NO_DUTY)], Outcome.UNKNOWN,
     "not_asked", ["neither legal nor quality"]),
    ("no duty, but the use case names one",
     [PASSPORT, said("traceability_duty", NO_DUTY, role="quality")], Outcome.UNKNOWN, "conflict",
     ["battery passport from 2027"]),
    ("the use case names one", [PASSPORT, said("traceability_gaps", "0")], Outcome.PASS, "", []),
    *open_answers("traceability_duty"),
]  # fmt: skip


@cases(*CASES)
def test_the_duty(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
