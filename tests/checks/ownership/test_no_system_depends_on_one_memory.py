"""OWN-04 over knowledge sheets."""

from __future__ import annotations

from datetime import date

from audit.inventory.tables import KnowledgeRow
from checks.ownership.no_system_depends_on_one_memory import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows

SOON, LATER = date(2027, 6, 16), date(2027, 11, 17)
"""Seven months after the day of the audit, and a year and a day after it."""


def knows(person: str, written: bool | None = True, level: int | None = 3, **more: object) -> Edit:
    fields = {"system": "SLC program", "person": person, "level": level, "written": written}
    return rows(KnowledgeRow.model_validate({**fields, "critical": True, **more}))


CASES: list[Case] = [
    ("two and written", [knows("lead"), knows("second", level=2)], Outcome.PASS, "", ["for 1"]),
    ("two, not written", [knows("lead", False), knows("second", False)], Outcome.WARN, "", []),
    ("one and written", [knows("lead")], Outcome.WARN, "", ["lead can run it, a written"]),
    (
        "one who has only seen it does not count",
        [knows("lead"), knows("second", level=1)],
        Outcome.WARN,
        "",
        [],
    ),
    (
        "one, not written",
        [knows("lead", False)],
        Outcome.FAIL,
        "",
        ["SLC program: lead can run it, nothing written"],
    ),
    (
        "one, written, leaves in seven months",
        [knows("lead", leave_date=SOON)],
        Outcome.FAIL,
        "",
        ["lead (leaves on 2027-06-16)"],
    ),
    ("one, written, leaves later", [knows("lead", leave_date=LATER)], Outcome.WARN, "", []),
    (
        "one, written, leaves on the last day of the twelve months",
        [knows("lead", leave_date=date(2027, 11, 16))],
        Outcome.FAIL,
        "",
        [],
    ),
    (
        "one whose last day is today does not count",
        [knows("lead"), knows("second", leave_date=date(2026, 11, 16))],
        Outcome.WARN,
        "",
        [],
    ),
    (
        "two and written, one leaves",
        [knows("lead", leave_date=SOON), knows("second")],
        Outcome.WARN,
        "",
        ["leaves on 2027-06-16"],
    ),
    (
        "two and written, both leave",
        [knows("lead", leave_date=SOON), knows("second", leave_date=SOON)],
        Outcome.FAIL,
        "",
        [],
    ),
    (
        "one who left already does not count",
        [knows("lead"), knows("second", leave_date=date(2026, 6, 30))],
        Outcome.WARN,
        "",
        ["lead can run it"],
    ),
    ("nobody can", [knows("lead", level=1)], Outcome.FAIL, "", ["nobody can run it"]),
    (
        "whether it is written is not said",
        [knows("lead", None), knows("second", None)],
        Outcome.UNKNOWN,
        "not_asked",
        ["not stated"],
    ),
    (
        "a level is not said, and it decides",
        [knows("lead"), knows("second", level=None)],
        Outcome.UNKNOWN,
        "not_asked",
        [],
    ),
    (
        "a level is not said, and it does not decide",
        [knows("a"), knows("b"), knows("c", level=None)],
        Outcome.PASS,
        "",
        [],
    ),
    ("not critical", [knows("lead", False, critical=False)], Outcome.UNKNOWN, "not_asked", []),
    ("criticality not said", [knows("lead", False, critical=None)], Outcome.FAIL, "", []),
    ("another line's", [knows("lead", False, line="L2")], Outcome.UNKNOWN, "not_asked", []),
    ("nothing asked", [], Outcome.UNKNOWN, "not_asked", ["nobody was asked"]),
]


@cases(*CASES)
def test_knowledge(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_each_system_is_named() -> None:
    got = ask(
        CHECK, plant(knows("lead", False), knows("a", system="MES"), knows("b", system="MES"))
    )
    expect(got, Outcome.FAIL, "2 critical systems; seen for 1: SLC program")
    assert {t.name: t.outcome for t in got.targets} == {
        "MES": Outcome.PASS,
        "SLC program": Outcome.FAIL,
    }
