"""OPS-05 over histories of key figures, and answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from audit.inventory.tables import KpiRow, UseCaseRow
from checks.operations.the_line_has_a_quantified_starting_point import CHECK, CHOICES, QUESTION_ID
from checks.records import Outcome
from tests.checks.data_path.given import open_answers, said
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows

STOPS = rows(UseCaseRow(use_case="pdm", kpi="Stops"))


def history(weeks: float | None, source: str = "system", **more: Any) -> Edit:
    row = {"line": "L1", "kpi": "stops", "weeks": weeks, "source": source, **more}
    return rows(KpiRow.model_validate(row))


CASES: list[Case] = [
    ("13 weeks", [STOPS, history(13, system="MES")], Outcome.PASS, "", ['13 weeks of "stops"',
                                                                        "from MES"]),
    ("12 weeks", [STOPS, history(12)], Outcome.WARN, "", ["12 weeks"]),
    ("4 weeks", [STOPS, history(4)], Outcome.WARN, "", []),
    ("3 weeks", [STOPS, history(3)], Outcome.FAIL, "", ["3 weeks"]),
    ("a shift book", [STOPS, history(50, "manual log")], Outcome.WARN, "", ["manual log"]),
    ("estimates", [STOPS, history(50, "estimate")], Outcome.FAIL, "", ["estimated only"]),
    ("the better source counts", [STOPS, history(50, "estimate"), history(13)], Outcome.PASS, "",
     []),
    ("any key figure where none is named", [history(13, kpi="OEE")], Outcome.PASS, "", ["OEE"]),
    ("another use case's", [STOPS, history(13, use_case="other")], Outcome.UNKNOWN, "not_asked",
     []),
    ("another line's", [STOPS, history(13, line="L2")], Outcome.UNKNOWN, "not_asked", []),
    ("another key figure", [STOPS, history(13, kpi="scrap")], Outcome.UNKNOWN, "no_evidence",
     ['of "Stops" there is no history, only of scrap']),
    ("how many weeks is not said", [STOPS, history(None)], Outcome.UNKNOWN, "not_asked", []),
    ("from where is not said", [STOPS, history(20, "")], Outcome.UNKNOWN, "not_asked",
     ["from where is not said"]),
    *((text, [said(QUESTION_ID, text)], outcome, "", [text]) for text, outcome in CHOICES.items()),
    ("an answer hides no estimate",
     [STOPS, history(9, "estimate"), said(QUESTION_ID, next(iter(CHOICES)))], Outcome.FAIL, "", []),
    *open_answers(QUESTION_ID, STOPS),
]  # fmt: skip


@cases(*CASES)
def test_history(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_the_history_counts_from_its_last_day() -> None:
    facts = plant(STOPS, history(20, until=date(2026, 8, 30)))
    assert ask(CHECK, facts).oldest == date(2026, 8, 30)
