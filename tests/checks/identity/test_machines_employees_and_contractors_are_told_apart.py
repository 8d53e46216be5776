"""IDA-07 over directory exports and answers."""

from __future__ import annotations

from datetime import timedelta

from audit.records import Grade
from checks.identity.machines_employees_and_contractors_are_told_apart import CHECK
from checks.records import Outcome
from tests.checks.identity.told import account, said
from tests.checks.plants import AS_OF, Case, Edit, ask, cases, expect, plant

LATER = AS_OF + timedelta(days=90)


def people(classed: int, unclassed: int = 0) -> list[Edit]:
    return [
        *(account(f"user{n}", "human") for n in range(classed)),
        *(account(f"dark{n}") for n in range(unclassed)),
    ]


def logins(answer: str, side: str = "IT", **more: str) -> Edit:
    return said("contractor_logins", answer, side, **more)


OWN = logins("each person has a login of his own with an end date")
OPEN_END = logins("each person has a login of his own without an end date")
SHARED = logins("one login for a company, or for all")
NOBODY = logins("not applicable: nobody of another company logs in")
GUEST = account("x.guest", "contractor", description="drives, service", end_date=LATER)

CASES: list[Case] = [
    ("all classed, a contractor with an end date", [*people(4), GUEST], Outcome.PASS, "",
     ["5 of 5"]),
    ("all classed, contractors answered", [*people(4), OWN], Outcome.PASS, "", ["with an end"]),
    ("all classed, contractors without an end", [*people(4), OPEN_END], Outcome.WARN, "", []),
    ("80 percent, the limit itself", [*people(4, 1), OWN], Outcome.WARN, "", ["not dark0"]),
    ("three of four", [*people(3, 1), OWN], Outcome.FAIL, "", ["3 of 4"]),
    ("a contractor without an end date", [*people(4), account(
        "x.guest", "contractor", description="drives")], Outcome.WARN, "", ["lacks an end date"]),
    ("a contractor without anything", [*people(4), account("x.guest", "contractor")], Outcome.WARN,
     "", ["lacks a name and an end date"]),
    ("a contractor whose time is over", [*people(4), account(
        "x.guest", "contractor", owner="maintenance", end_date=AS_OF - timedelta(days=1))],
     Outcome.WARN, "", ["ended on"]),
    ("a contractor's last day is today", [*people(4), account(
        "x.guest", "contractor", owner="maintenance", end_date=AS_OF)], Outcome.PASS, "", []),
    ("suppliers share a login", [*people(4), account("vendor", "shared")], Outcome.FAIL, "",
     ["vendor is one login"]),
    ("suppliers share a login that is disabled", [
        *people(4), account("vendor", "shared", enabled=False), OWN], Outcome.PASS, "", []),
    ("answered: they share one", [*people(4), GUEST, SHARED], Outcome.FAIL, "", []),
    ("answered: they share one, no export", [SHARED], Outcome.FAIL, "", []),
    ("the list shows more than the answer says", [*people(4), account(
        "x.guest", "contractor"), OWN], Outcome.WARN, "", []),
    ("no third parties", [*people(4), NOBODY], Outcome.NA, "", ["nobody of another company"]),
    ("no third parties, but the list has one", [*people(4), GUEST, NOBODY], Outcome.UNKNOWN,
     "conflict", ["x.guest is in the list"]),
    ("contractors not asked", people(4), Outcome.UNKNOWN, "not_asked", ["no contractor is listed"]),
    ("contractors not known", [*people(4), logins("?")], Outcome.UNKNOWN, "dont_know", []),
    ("two say two things", [*people(4), OWN, logins("one login for a company, or for all", "OT")],
     Outcome.UNKNOWN, "conflict", []),
    ("the export lacks the class", [*people(0, 5), OWN], Outcome.UNKNOWN, "no_evidence",
     ["no list of accounts says"]),
    ("no export", [OWN], Outcome.UNKNOWN, "no_evidence", []),
]  # fmt: skip


@cases(*CASES)
def test_classes(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_the_plant_has_one_answer() -> None:
    facts = plant(*people(4), OWN)
    assert ask(CHECK, facts, "L1") is ask(CHECK, facts, "L2")


def test_an_export_that_lists_contractors_keeps_its_grade() -> None:
    assert ask(CHECK, plant(*people(4), GUEST, OWN)).grade is Grade.B
    assert ask(CHECK, plant(*people(4), OWN)).grade is Grade.D
