"""IDA-09 over the answers of the shifts."""

from __future__ import annotations

from dataclasses import replace

from audit.facts.model import PlantFacts
from audit.inventory.tables import LineRow
from checks.identity.log_in_works_on_every_shift import CHECK
from checks.records import Outcome
from tests.checks.identity.told import said
from tests.checks.plants import Case, Edit, ask, cases, expect, plant


def works(shifts: int) -> Edit:
    """Let line L1 work that many shifts."""

    def add(facts: PlantFacts) -> PlantFacts:
        told = tuple(
            replace(row, record=row.record.model_copy(update={"shifts": shifts}))
            for row in facts.table(LineRow)
        )
        return replace(facts, rows={**facts.rows, "lines": told})

    return add


def own(*answers: str) -> list[Edit]:
    names = ("early", "late", "night")
    return [
        said(f"own_login_{name}_shift", answer, "floor")
        for name, answer in zip(names, answers, strict=False)
        if answer
    ]


def fallback(answer: str, side: str = "OT") -> Edit:
    return said("login_without_directory", answer, side)


TRIED = fallback("people go on working, and that was tried")
UNTRIED = fallback("people should be able to go on, but nobody tried")
STUCK = fallback("nobody can log in then")
NO_LOGIN = fallback("not applicable: the panels need no login")

CASES: list[Case] = [
    ("all shifts, tried", [*own("yes", "yes", "yes"), TRIED], Outcome.PASS, "", ["that was tried"]),
    ("two shifts are all", [works(2), *own("yes", "yes"), TRIED], Outcome.PASS, "", []),
    ("two shifts, early and night", [works(2), *own("yes", "n/a: no such shift", "yes"), TRIED],
     Outcome.PASS, "", []),
    ("two shifts, only one asked", [works(2), *own("yes"), TRIED], Outcome.UNKNOWN, "not_asked",
     ["the late shift"]),
    ("the number of shifts is not stated, two asked", [*own("yes", "yes"), TRIED],
     Outcome.UNKNOWN, "not_asked", ["the night shift"]),
    ("no night shift", [*own("yes", "yes", "n/a: no such shift"), TRIED], Outcome.PASS, "", []),
    ("four crews", [works(4), *own("yes", "yes", "yes"), TRIED], Outcome.PASS, "", []),
    ("never tried", [*own("yes", "yes", "yes"), UNTRIED], Outcome.WARN, "", ["nobody tried"]),
    ("blocked", [*own("yes", "yes", "yes"), STUCK], Outcome.FAIL, "", ["nobody can log in then"]),
    ("blocked, no shift asked", [STUCK], Outcome.FAIL, "", []),
    ("the night shift uses another's", [*own("yes", "yes", "no"), TRIED], Outcome.FAIL, "",
     ["the night shift", "somebody else's login"]),
    ("a third shift that the list does not know uses another's",
     [works(2), *own("yes", "yes", "no"), TRIED], Outcome.FAIL, "", ["night"]),
    ("one shift partly", [*own("yes", "yes", "partly, two people"), TRIED], Outcome.WARN, "", []),
    ("nobody logs in", [NO_LOGIN], Outcome.NA, "", ["need no login"]),
    ("nobody logs in, but a shift does", [NO_LOGIN, *own("yes")], Outcome.UNKNOWN, "conflict",
     ["early"]),
    ("no shift exists", [works(0), *own(*["n/a: no such shift"] * 3), TRIED], Outcome.UNKNOWN,
     "conflict", ["not to exist"]),
    ("fallback not asked", own("yes", "yes", "yes"), Outcome.UNKNOWN, "not_asked", []),
    ("fallback not known", [*own("yes", "yes", "yes"), fallback("don't know")], Outcome.UNKNOWN,
     "dont_know", []),
    ("a shift does not know", [*own("yes", "?", "yes"), TRIED], Outcome.UNKNOWN, "dont_know", []),
    ("two say two things", [*own("yes", "yes", "yes"), TRIED, fallback("nobody can log in then",
                                                                      "IT")],
     Outcome.UNKNOWN, "conflict", []),
    ("nothing known", [], Outcome.UNKNOWN, "not_asked", []),
]  # fmt: skip


@cases(*CASES)
def test_shifts(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
