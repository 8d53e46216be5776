"""SEC-12 over answers of several roles."""

from __future__ import annotations

from checks.records import Outcome
from checks.security.someone_outside_the_team_reviewed_the_network import CHECK
from tests.checks.plants import Case, Edit, ask, cases, expect, plant
from tests.checks.security.told import said

Q, TRACKED = "last_external_review", said("review_findings_tracked", "yes")


def never(*sides: str) -> list[Edit]:
    return [said(Q, "never", side) for side in sides]


CASES: list[Case] = [
    ("a year ago, tracked", [said(Q, "2025-11-20"), TRACKED], Outcome.PASS, "",
     ["12 months ago", "tracked"]),
    ("a year ago, not tracked", [said(Q, "2025-11-20"), said("review_findings_tracked", "no")],
     Outcome.WARN, "", ["nobody tracks"]),
    ("a year ago, tracking not asked", [said(Q, "20.11.2025")], Outcome.UNKNOWN, "not_asked", []),
    ("a year ago, tracking not known",
     [said(Q, "2025-11-20"), said("review_findings_tracked", "don't know")], Outcome.UNKNOWN,
     "dont_know", []),
    ("three years ago", [said(Q, "2023-11-20"), TRACKED], Outcome.WARN, "", ["36 months"]),
    ("six years ago", [said(Q, "2020-11-20"), TRACKED], Outcome.FAIL, "", ["72 months"]),
    ("three roles say never", never("IT", "OT", "floor"), Outcome.FAIL, "", ["3 roles"]),
    ("two roles say never", never("IT", "OT"), Outcome.UNKNOWN, "dont_know", ["2 of the 3 roles"]),
    ("nobody can say", [said(Q, "don't know", "IT"), said(Q, "?")], Outcome.UNKNOWN, "dont_know",
     ["can say when"]),
    ("a day and a never", [said(Q, "2025-11-20"), *never("IT")], Outcome.UNKNOWN, "conflict", []),
    ("two days", [said(Q, "2025-11-20"), said(Q, "2024-01-10", "IT")], Outcome.UNKNOWN, "conflict",
     []),
    ("no day", [said(Q, "some time ago")], Outcome.UNKNOWN, "conflict", ["is no day"]),
    ("nobody asked", [], Outcome.UNKNOWN, "not_asked", []),
]  # fmt: skip


@cases(*CASES)
def test_review(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
