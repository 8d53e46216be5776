"""NET-09 over reviews, uptimes and support ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from audit.inventory.tables import LifecycleRow, SwitchRow
from checks.network.switch_software_is_supported_and_reviewed import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows

NEW, OLD = date(2026, 6, 1), date(2014, 3, 11)
YEAR_S = 366 * 86400


def switch(**more: Any) -> Edit:
    given: dict[str, Any] = {
        "line": ("L1",), "vendor": "Cisco", "os_version": "17.9.4", "last_reviewed": NEW, **more,
    }  # fmt: skip
    return rows(SwitchRow(switch="SW-1", **given))


def until(end: date | None, pattern: str = r"17\.9", vendor: str = "cisco") -> Edit:
    return rows(LifecycleRow(vendor=vendor, software_pattern=pattern, end_of_support=end))


LONG = until(date(2029, 1, 1))
CASES: list[Case] = [
    ("supported and reviewed", [switch(), LONG], Outcome.PASS, "", ["on 1 of 1 switches"]),
    (
        "reviewed three years ago",
        [switch(last_reviewed=date(2023, 11, 1)), LONG],
        Outcome.WARN,
        "",
        ["2023-11-01"],
    ),
    (
        "untouched since 2014",
        [switch(last_reviewed=None, last_changed=OLD), LONG],
        Outcome.FAIL,
        "",
        ["SW-1: last looked at 2014-03-11 (152 months ago)"],
    ),
    (
        "changed in 2014, reviewed this year",
        [switch(last_changed=OLD), LONG],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "the switch itself says when it was changed",
        [
            switch(last_reviewed=None),
            device("SW-1", role="switch", last_changed="2014-03-11T10:00:00"),
            LONG,
        ],
        Outcome.FAIL,
        "",
        ["2014-03-11"],
    ),
    (
        "text that is no date says nothing",
        [switch(), device("SW-1", role="switch", last_changed="never"), LONG],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "up for six years",
        [switch(), device("SW-1", role="switch", uptime_s=6 * YEAR_S), LONG],
        Outcome.FAIL,
        "",
        ["up for 6.0 years"],
    ),
    (
        "up for four years",
        [switch(), device("SW-1", role="switch", uptime_s=4 * YEAR_S), LONG],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "out of support",
        [switch(), until(date(2026, 11, 15))],
        Outcome.FAIL,
        "",
        ["17.9.4 left support on 2026-11-15"],
    ),
    (
        "support ends within a year",
        [switch(), until(date(2027, 6, 1))],
        Outcome.WARN,
        "",
        ["leaves support on 2027-06-01"],
    ),
    (
        "what the switch runs comes before what is written",
        [switch(os_version="12.2"), device("SW-1", role="switch", firmware="17.9.4"), LONG],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "in no lifecycle table",
        [switch(os_version="14.9.4"), until(date(2029, 1, 1), r"^12\.")],
        Outcome.UNKNOWN,
        "not_in_lifecycle_table",
        ["14.9.4", "no lifecycle table"],
    ),
    (
        "another vendor's row",
        [switch(os_version="14.9.4"), until(date(2029, 1, 1), r"14\.9", vendor="Siemens")],
        Outcome.UNKNOWN,
        "not_in_lifecycle_table",
        [],
    ),
    (
        "only the shipped table knows that it left support",
        [switch(os_version="17.09.04a")],
        Outcome.FAIL,
        "",
        ["left support on 2026-07-29 (endoflife.date cisco-ios-xe, checked on 2026-11-21)"],
    ),
    (
        "the shipped table knows how long it is supported",
        [switch(os_version="17.15.1")],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "the shipped table says that support ends soon",
        [switch(vendor="Fortinet Inc.", os_version="FortiOS v7.4.3")],
        Outcome.WARN,
        "",
        ["leaves support on 2027-11-11"],
    ),
    ("a row without a day", [switch(), until(None)], Outcome.UNKNOWN, "not_in_lifecycle_table", []),
    (
        "a pattern that is no pattern matches nothing",
        [switch(os_version="14.9.4"), until(date(2029, 1, 1), "14.9(")],
        Outcome.UNKNOWN,
        "not_in_lifecycle_table",
        [],
    ),
    (
        "version not known",
        [switch(os_version=""), LONG],
        Outcome.UNKNOWN,
        "no_evidence",
        ["the software version"],
    ),
    (
        "version not known, nobody can log in",
        [switch(os_version="", credential_status="unknown"), LONG],
        Outcome.UNKNOWN,
        "blocked_by:NET-08",
        ["nobody can log in"],
    ),
    (
        "version not known, but untouched since 2014",
        [switch(os_version="", last_reviewed=OLD)],
        Outcome.FAIL,
        "",
        ["2014"],
    ),
    (
        "version not known, reviewed three years ago",
        [switch(os_version="", last_reviewed=date(2023, 11, 1))],
        Outcome.UNKNOWN,
        "no_evidence",
        [],
    ),
    (
        "nobody said when it was reviewed",
        [switch(last_reviewed=None), LONG],
        Outcome.UNKNOWN,
        "no_evidence",
        ["when it was last reviewed"],
    ),
    ("unmanaged only", [switch(managed=False)], Outcome.NA, "", []),
    ("no switch", [], Outcome.UNKNOWN, "no_evidence", []),
]


@cases(*CASES)
def test_software(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
