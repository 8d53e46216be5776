"""WLS-09 over what is said of a walk, and the days of its points."""

from __future__ import annotations

from datetime import date

from checks.records import Outcome
from checks.wireless.the_wireless_survey_is_recent_and_representative import CHECK
from tests.checks.plants import Case, Edit, ask, cases, expect, plant
from tests.checks.wireless.walked import NO_WIFI, WIFI, meta, walk, zone

BASE = [WIFI, zone()]
MAY = walk((3, -50))

CASES: list[Case] = [
    ("this year", [*BASE, MAY, meta()], Outcome.PASS, "", ["6 months old"]),
    ("12 months", [*BASE, walk((3, -50), time="2025-11-16T08:00"), meta()], Outcome.PASS, "", []),
    ("13 months", [*BASE, walk((3, -50), time="2025-10-16"), meta()], Outcome.WARN, "",
     ["13 months old"]),
    ("25 months", [*BASE, walk((3, -50), time="2024-10-16"), meta()], Outcome.FAIL, "",
     ["25 months old"]),
    ("25 months, and nobody said how", [*BASE, walk((3, -50), time="2024-10-16")], Outcome.FAIL,
     "", []),
    ("the stated day where points have none",
     [*BASE, walk((3, -50), time=""), meta(date=date(2025, 6, 1))], Outcome.WARN, "", []),
    ("the points are older than what is said",
     [*BASE, walk((3, -50), time="2024-10-16"), meta(date=date(2026, 6, 1))], Outcome.FAIL, "", []),
    ("production stood", [*BASE, MAY, meta(production_running=False)], Outcome.WARN, "",
     ["while production stood"]),
    ("the layout changed", [*BASE, MAY, meta(layout_changed_since=True)], Outcome.FAIL, "",
     ["the layout changed"]),
    ("whether the layout changed", [*BASE, MAY, meta(layout_changed_since=None)], Outcome.UNKNOWN,
     "not_asked", ["whether the layout changed"]),
    ("whether production ran", [*BASE, MAY, meta(production_running=None)], Outcome.UNKNOWN,
     "not_asked", ["whether production ran"]),
    ("no day", [*BASE, walk((3, -50), time=""), meta()], Outcome.UNKNOWN, "not_asked", ["when Z1"]),
    ("no metadata", [*BASE, MAY], Outcome.UNKNOWN, "no_evidence", ["is not said"]),
    ("one zone was never walked", [*BASE, zone("Z2"), MAY, meta()], Outcome.UNKNOWN,
     "no_evidence", ["Z2 was never walked"]),
    ("no zone", [WIFI, meta()], Outcome.UNKNOWN, "not_asked", ["no zone"]),
    *NO_WIFI,
]  # fmt: skip


@cases(*CASES)
def test_age(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
