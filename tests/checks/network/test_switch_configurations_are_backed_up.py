"""NET-11 over backups and saved configurations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from audit.inventory.tables import SwitchRow
from audit.payloads import Management
from checks.network.switch_configurations_are_backed_up import CHECK
from checks.records import Outcome
from tests.checks.plants import AS_OF, Case, Edit, ask, cases, expect, plant, rows, seen


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def switch(days: int | None, **more: Any) -> Edit:
    given: dict[str, Any] = {"line": ("L1",), "running_saved": True, **more}
    backup = None if days is None else ago(days)
    return rows(SwitchRow(switch="SW-1", backup_date=backup, **given))


CASES: list[Case] = [
    ("90 days", [switch(90)], Outcome.PASS, "", ["on 1 of 1 switches"]),
    ("91 days", [switch(91)], Outcome.WARN, "", ["91 days old", "running = saved"]),
    ("a year", [switch(365)], Outcome.WARN, "", []),
    ("more than a year", [switch(366)], Outcome.FAIL, "", ["366 days old"]),
    ("not saved", [switch(1, running_saved=False)], Outcome.WARN, "", ["unsaved changes"]),
    (
        "the switch says that it is not saved",
        [switch(1), seen("SW-1", Management(running_saved=False))],
        Outcome.WARN,
        "",
        ["unsaved changes"],
    ),
    (
        "the switch says that it is saved",
        [switch(1, running_saved=None), seen("SW-1", Management(running_saved=True))],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "nobody says whether it is saved",
        [switch(1, running_saved=None)],
        Outcome.UNKNOWN,
        "no_evidence",
        ["not said"],
    ),
    (
        "too old to matter whether it is saved",
        [switch(400, running_saved=None)],
        Outcome.FAIL,
        "",
        [],
    ),
    ("half a year, saved or not", [switch(180, running_saved=None)], Outcome.WARN, "", []),
    ("no date", [switch(None)], Outcome.UNKNOWN, "no_evidence", ["configuration backup"]),
    (
        "no date, nobody can log in",
        [switch(None, credential_status="unknown")],
        Outcome.UNKNOWN,
        "blocked_by:NET-08",
        ["SW-1: nobody can log in"],
    ),
    ("unmanaged only", [switch(None, managed=False)], Outcome.NA, "", []),
    ("no switch", [], Outcome.UNKNOWN, "no_evidence", []),
]


@cases(*CASES)
def test_backups(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_a_case_may_move_the_limit() -> None:
    facts = plant(switch(400))
    assert ask(CHECK, facts).outcome is Outcome.FAIL
    assert ask(CHECK, facts, fail_days=500).outcome is Outcome.WARN
