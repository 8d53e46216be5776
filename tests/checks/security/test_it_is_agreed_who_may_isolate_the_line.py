"""SEC-13 over the list of owners and the answers of both sides."""

from __future__ import annotations

from audit.inventory.tables import OwnerRow
from audit.records import Grade
from checks.records import Outcome
from checks.security.it_is_agreed_who_may_isolate_the_line import CHECK
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows
from tests.checks.security.told import said

Q, POINT, DAY = "incident_isolation_role", "incident_isolation_point", "incident_rehearsed_on"


def both(it: str, ot: str) -> list[Edit]:
    return [said(Q, it, "IT"), said(Q, ot, "OT")]


def owner(name: str, layer: str = "incident") -> Edit:
    return rows(OwnerRow(layer=layer, line="L1", accountable=name), grade=Grade.C)


AGREED = both("shift lead", "the shift lead")
READY = [said(POINT, "yes"), said(DAY, "2026-03-01")]

CASES: list[Case] = [
    ("named, marked, rehearsed", [*AGREED, *READY], Outcome.PASS, "", ["rehearsed 9 months ago"]),
    ("written, marked, rehearsed", [owner("shift lead"), *READY], Outcome.PASS, "", []),
    ("rehearsed long ago", [*AGREED, said(POINT, "yes"), said(DAY, "2023-03-01")], Outcome.WARN, "",
     ["too long ago"]),
    ("never rehearsed", [*AGREED, said(POINT, "yes"), said(DAY, "never")], Outcome.WARN, "",
     ["never rehearsed"]),
    ("not marked", [*AGREED, said(POINT, "no"), said(DAY, "2026-03-01")], Outcome.WARN, "",
     ["not marked"]),
    ("marking not asked", [*AGREED, said(DAY, "2026-03-01")], Outcome.UNKNOWN, "not_asked",
     ["whether it is marked"]),
    ("rehearsal not known", [*AGREED, said(POINT, "yes"), said(DAY, "don't know")], Outcome.UNKNOWN,
     "dont_know", ["whether it is rehearsed"]),
    ("two names", [*both("security officer", "shift lead"), *READY], Outcome.FAIL, "",
     ['IT says "security officer"', 'OT says "shift lead"']),
    ("another name than the list", [owner("security officer"), *AGREED, *READY], Outcome.FAIL, "",
     ["do not agree"]),
    ("nobody", both("nobody", "don't know"), Outcome.FAIL, "", ["nobody is named"]),
    ("one does not know", both("don't know", "shift lead"), Outcome.UNKNOWN, "dont_know", []),
    ("neither knows", both("don't know", "?"), Outcome.FAIL, "", ["nobody is named"]),
    ("one side only", [said(Q, "shift lead"), *READY], Outcome.UNKNOWN, "not_asked",
     ["only one side"]),
    ("an owner of another layer", [owner("shift lead", "network")], Outcome.UNKNOWN, "not_asked",
     []),
    ("nobody asked", [], Outcome.UNKNOWN, "not_asked", ["nobody was asked"]),
]  # fmt: skip


@cases(*CASES)
def test_isolation(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
