"""NET-08 over credentials and tried logins."""

from __future__ import annotations

from datetime import date
from typing import Any

from audit.inventory.tables import SwitchRow
from audit.payloads import Login
from audit.records import Status
from checks.network.somebody_can_log_in_to_every_switch import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows, seen


def switch(status: str, name: str = "SW-1", **more: Any) -> Edit:
    given: dict[str, Any] = {"line": ("L1",), "credential_status": status, **more}
    return rows(SwitchRow(switch=name, **given))


TESTED = date(2025, 11, 16)
"""A year before the day of the case."""
LET_IN = seen("SW-1", Login(True, "ssh"))
REFUSED = seen("SW-1", Login(False, "ssh"), status=Status.AUTH_FAILED)


def tried(status: Status) -> Edit:
    return seen("SW-1", Login(False, "ssh"), status=status)


CASES: list[Case] = [
    (
        "vaulted and tested a year ago",
        [switch("vaulted", credential_tested_on=TESTED)],
        Outcome.PASS,
        "",
        ["on 1 of 1 switches"],
    ),
    (
        "a day too long ago",
        [switch("vaulted", credential_tested_on=date(2025, 11, 15))],
        Outcome.WARN,
        "",
        ["last tested 2025-11-15"],
    ),
    ("never tested", [switch("vaulted")], Outcome.WARN, "", ["never tested"]),
    ("tested now", [switch("vaulted"), LET_IN], Outcome.PASS, "", []),
    ("one person", [switch("known by one")], Outcome.WARN, "", ["known to one person"]),
    ("nobody", [switch("unknown")], Outcome.FAIL, "", ["SW-1: nobody knows the password"]),
    ("factory default", [switch("default")], Outcome.FAIL, "", ["factory default"]),
    (
        "vaulted, and the switch refuses it",
        [switch("vaulted", credential_tested_on=TESTED), REFUSED],
        Outcome.FAIL,
        "",
        ["refused"],
    ),
    (
        "one of two ways was refused",
        [switch("vaulted", credential_tested_on=TESTED), REFUSED, LET_IN],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "a try without an answer says nothing of the credential",
        [switch("vaulted", credential_tested_on=TESTED), tried(Status.TIMEOUT)],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "a closed connection says nothing of the credential",
        [switch("known by one"), tried(Status.CLOSED)],
        Outcome.WARN,
        "",
        ["known to one person"],
    ),
    (
        "a switch of two lines",
        [switch("unknown", line=("L1", "L2"))],
        Outcome.FAIL,
        "",
        ["SW-1"],
    ),
    (
        "the plant's switch beside the data path",
        [
            switch("vaulted", credential_tested_on=TESTED),
            switch("unknown", "OFF", line=(), in_data_path=False),
        ],
        Outcome.PASS,
        "",
        [],
    ),
    ("left blank", [switch("")], Outcome.UNKNOWN, "not_asked", ["who can log in is not said"]),
    ("left blank, and it worked", [switch(""), LET_IN], Outcome.WARN, "", ["a login worked"]),
    (
        "one lost among good ones",
        [switch("vaulted", credential_tested_on=TESTED), switch("unknown", "SW-2")],
        Outcome.FAIL,
        "",
        ["on 1 of 2 switches", "SW-2"],
    ),
    (
        "a blank one among good ones",
        [switch("vaulted", credential_tested_on=TESTED), switch("", "SW-2")],
        Outcome.UNKNOWN,
        "not_asked",
        ["SW-2"],
    ),
    (
        "the plant's own switch in the data path",
        [switch("unknown", "CORE", line=(), in_data_path=True)],
        Outcome.FAIL,
        "",
        ["CORE"],
    ),
    (
        "a switch of another line",
        [switch("vaulted", credential_tested_on=TESTED), switch("unknown", "X", line=("L2",))],
        Outcome.PASS,
        "",
        [],
    ),
    ("unmanaged only", [switch("", managed=False)], Outcome.NA, "", ["unmanaged"]),
    ("no switch", [], Outcome.UNKNOWN, "no_evidence", ["no managed switch"]),
]


@cases(*CASES)
def test_logins(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_a_switch_that_somebody_opened_counts_in_the_measure() -> None:
    got = ask(CHECK, plant(switch("vaulted"), LET_IN, switch("unknown", "SW-2")))
    assert got.measured == "1 of 2 with a tested login"
    assert [t.name for t in got.targets] == ["SW-1", "SW-2"]
