"""NET-17 over cabinets as seen on a walk-down, and answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from audit.inventory.tables import CabinetRow, SwitchRow
from checks.network.cabinets_suit_the_network_gear import CHECK, CHOICES, QUESTION_ID
from checks.records import Outcome
from tests.checks.data_path.given import open_answers, said
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows


def cabinet(name: str = "CC-1", line: str = "L1", **more: Any) -> Edit:
    given: dict[str, Any] = {
        "ups": True, "ups_tested_on": date(2026, 3, 1), "rated": True, "suitable": True,
        "locked": True, **more,
    }  # fmt: skip
    return rows(CabinetRow(cabinet=name, line=(line,) if line else (), **given))


STANDS = rows(SwitchRow(switch="SW-1", line=("L1",), cabinet="CC-9"))
PILOT = cabinet("CC-3", "L3")

CASES: list[Case] = [
    ("in order", [cabinet()], Outcome.PASS, "", ["1 of 1 cabinets"]),
    ("the UPS was tested long ago", [cabinet(ups_tested_on=date(2025, 11, 1))], Outcome.WARN, "",
     ["lacks a UPS tested within 12 months"]),
    ("no lock", [cabinet(locked=False)], Outcome.WARN, "", ["CC-1 lacks a lock"]),
    ("no UPS", [cabinet(ups=False)], Outcome.WARN, "", []),
    ("no UPS, and the pilot has one", [cabinet(ups=False), PILOT], Outcome.FAIL, "",
     ["the pilot's cabinets have one"]),
    ("no UPS, nor has the pilot", [cabinet(ups=False), cabinet("CC-3", "L3", ups=False)],
     Outcome.WARN, "", []),
    ("office gear in an office", [cabinet(rated=False)], Outcome.WARN, "", ["lacks rated gear"]),
    ("office gear in the heat", [cabinet(rated=False, suitable=False)], Outcome.FAIL, "",
     ["too hot, dusty or damp"]),
    ("two of three", [cabinet(ups=False, locked=False)], Outcome.FAIL, "", ["and a lock"]),
    ("the cabinet of its switch", [STANDS, cabinet("CC-9", "", locked=False)], Outcome.WARN, "",
     ["CC-9 lacks a lock"]),
    ("office gear, and the climate is not said", [cabinet(rated=False, suitable=None)],
     Outcome.UNKNOWN, "not_asked", ["whether its climate"]),
    ("the lock is not said", [cabinet(locked=None)], Outcome.UNKNOWN, "not_asked", ["a lock"]),
    ("when the UPS was tested is not said", [cabinet(ups_tested_on=None)], Outcome.UNKNOWN,
     "not_asked", ["a UPS tested"]),
    ("two missing, so the third does not matter",
     [cabinet(ups=False, locked=False, rated=None)], Outcome.FAIL, "", []),
    ("one cabinet was not looked at", [STANDS, cabinet()], Outcome.UNKNOWN, "no_evidence",
     ["nobody looked into CC-9"]),
    *((text, [said(QUESTION_ID, text)], outcome, "", [text]) for text, outcome in CHOICES.items()),
    ("an answer hides no heat", [cabinet(rated=False, suitable=False),
                                 said(QUESTION_ID, next(iter(CHOICES)))], Outcome.FAIL, "", []),
    *open_answers(QUESTION_ID, STANDS),
]  # fmt: skip


@cases(*CASES)
def test_cabinets(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_the_pilot_is_not_held_against_itself() -> None:
    facts = plant(cabinet("CC-3", "L3", ups=False), cabinet("CC-4", "L3"))
    expect(ask(CHECK, facts, "L3"), Outcome.WARN, "CC-3 lacks a UPS")
