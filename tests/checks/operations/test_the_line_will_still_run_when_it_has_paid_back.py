"""OPS-14 over line ends, finance tables and answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from audit.inventory.tables import AnswerRow, FinanceRow, LineRow
from checks.operations.the_line_will_still_run_when_it_has_paid_back import CHECK
from checks.records import Outcome
from tests.checks import plants
from tests.checks.plants import Edit, ask, cases, expect, plant, rows

CASE = replace(plants.CASE, plan_start=date(2027, 1, 1))
THREE_YEARS = rows(
    FinanceRow(line="L1", use_case="pdm", cost_low=60_000, benefit_per_year_low=20_000)
)
NEVER = rows(FinanceRow(line="L1", use_case="pdm", cost_low=60_000, benefit_per_year_low=0))
RANGE = rows(
    FinanceRow(
        line="L1", use_case="pdm", cost_low=60_000, cost_high=100_000, benefit_per_year_low=20_000
    )
)


def ends(day: str) -> Edit:
    return rows(LineRow.model_validate({"line": "L1", "end_of_life": day}))


def said(text: str, side: str = "OT") -> Edit:
    return rows(
        AnswerRow.model_validate({"question_id": "line_ends_on", "answer": text, "side": side})
    )


CASES: list[plants.Case] = [
    ("24 months after it", [THREE_YEARS, ends("2032-01-02")], Outcome.PASS, "",
     ["it ends on 2032-01-02, 24 months after the payback of 3.0 years from 2027-01-01"]),
    ("23 months after it", [THREE_YEARS, ends("2031-12-01")], Outcome.WARN, "", ["23 months"]),
    ("a month before it", [THREE_YEARS, ends("2029-12-01")], Outcome.FAIL, "",
     ["1 month before"]),
    ("the late end of the payback counts", [RANGE, ends("2031-06-01")], Outcome.FAIL, "",
     ["payback of 5.0 years"]),
    ("no end is planned", [THREE_YEARS, said("none")], Outcome.PASS, "", ["no end is planned"]),
    ("an end was told", [THREE_YEARS, said("31.12.2028")], Outcome.FAIL, "", ["2028-12-31"]),
    ("never paid back", [NEVER, said("no")], Outcome.FAIL, "", ["the money never comes back"]),
    ("not asked", [THREE_YEARS], Outcome.UNKNOWN, "not_asked", ["nobody was asked"]),
    ("nobody knows", [THREE_YEARS, said("don't know")], Outcome.UNKNOWN, "dont_know", []),
    ("neither a day nor none", [THREE_YEARS, said("some time")], Outcome.UNKNOWN, "conflict",
     ['"some time" is no day']),
    ("two people differ", [THREE_YEARS, said("none"), said("2030-01-01", "IT")],
     Outcome.UNKNOWN, "conflict", ["OT says"]),
    ("list and answer differ", [THREE_YEARS, ends("2036-12-31"), said("2028-12-31")],
     Outcome.UNKNOWN, "conflict", ["it ends on 2036-12-31, somebody that it ends on 2028-12-31"]),
    ("list and answer agree", [THREE_YEARS, ends("2036-12-31"), said("2036-12-31")],
     Outcome.PASS, "", []),
    ("the list alone, and nobody knows better", [THREE_YEARS, ends("2036-12-31"), said("?")],
     Outcome.PASS, "", []),
    ("no cost", [ends("2036-12-31")], Outcome.UNKNOWN, "not_asked", ["cost or benefit is missing"]),
]  # fmt: skip


@cases(*CASES)
def test_line_end(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts, case=CASE)), outcome, *words, code=code)


def test_an_end_given_by_the_line_list_is_its_evidence() -> None:
    got = ask(CHECK, plant(THREE_YEARS, ends("2036-12-31"), case=CASE))
    assert len(got.evidence) == 2
