"""IDA-04 over directory exports."""

from __future__ import annotations

from datetime import date, timedelta

from audit.inventory.tables import AccountRow, AnswerRow, LeaverRow
from checks.identity.accounts_of_leavers_are_disabled import CHECK
from checks.records import Outcome
from tests.checks.plants import AS_OF, Case, Edit, ask, cases, expect, plant, rows


def account(name: str, idle_days: int | None = 1, **more: object) -> AccountRow:
    logon = AS_OF - timedelta(days=idle_days) if idle_days is not None else None
    fields = {
        "account": name,
        "system_of_record": "directory",
        "enabled": True,
        "last_logon": logon,
    }
    return AccountRow.model_validate({**fields, **more})


def many(used: int, idle: int, idle_days: int = 200) -> list[AccountRow]:
    return [account(f"used{n}") for n in range(used)] + [
        account(f"idle{n}", idle_days) for n in range(idle)
    ]


GONE = rows(LeaverRow(account="m.former", left_on=date(2026, 6, 30), role="technician"))

CASES: list[Case] = [
    ("2 % idle", [rows(*many(98, 2)), GONE], Outcome.PASS, "", ["2 of 100"]),
    ("5 % idle", [rows(*many(95, 5)), GONE], Outcome.WARN, "", ["5 of 100"]),
    ("10 % idle, the limit itself", [rows(*many(9, 1)), GONE], Outcome.WARN, "", ["1 of 10"]),
    ("11 % idle", [rows(*many(89, 11)), GONE], Outcome.FAIL, "", ["11 of 100"]),
    (
        "idle by less than the lag of the directory",
        [rows(*many(10, 5, idle_days=104)), GONE],
        Outcome.PASS,
        "",
        ["0 of 15", "14 days"],
    ),
    (
        "idle by a day more",
        [rows(*many(10, 5, idle_days=105)), GONE],
        Outcome.FAIL,
        "",
        ["5 of 15"],
    ),
    (
        "a leaver with OT rights",
        [rows(*many(99, 0), account("RIV\\M.Former", ot_rights=True)), GONE],
        Outcome.FAIL,
        "",
        ["M.Former (OT rights)"],
    ),
    (
        "a leaver without OT rights",
        [rows(*many(99, 0), account("m.former", ot_rights=False)), GONE],
        Outcome.WARN,
        "",
        ["enabled though the person left: m.former"],
    ),
    (
        "a leaver whose account is disabled",
        [rows(*many(99, 0), account("m.former", enabled=False)), GONE],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "a person who leaves next month is no leaver",
        [
            rows(*many(99, 0), account("m.soon", ot_rights=True)),
            rows(LeaverRow(account="m.soon", left_on=AS_OF + timedelta(days=30))),
        ],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "a person whose last day is today",
        [
            rows(*many(99, 0), account("m.now", ot_rights=True)),
            rows(LeaverRow(account="m.now", left_on=AS_OF)),
        ],
        Outcome.FAIL,
        "",
        ["m.now"],
    ),
    (
        "a made account that nobody used for a week is not idle",
        [rows(*many(8, 0), account("x", None, created=AS_OF - timedelta(days=7))), GONE],
        Outcome.PASS,
        "",
        ["0 of 9"],
    ),
    (
        "never used since it was made",
        [rows(*many(8, 0), account("x", None, created=date(2025, 1, 1))), GONE],
        Outcome.FAIL,
        "",
        ["1 of 9"],
    ),
    (
        "the export has no such column",
        [rows(*(account(f"a{n}", None, last_logon_known=False) for n in range(5))), GONE],
        Outcome.UNKNOWN,
        "no_evidence",
        ["not in the export for 5 accounts"],
    ),
    (
        "no such column, but a leaver with OT rights",
        [rows(account("m.former", None, last_logon_known=False, ot_rights=True)), GONE],
        Outcome.FAIL,
        "",
        ["m.former"],
    ),
    ("no leaver list", [rows(*many(100, 0))], Outcome.UNKNOWN, "not_asked", ["no leaver list"]),
    (
        "no leaver list, but too many idle",
        [rows(*many(50, 50))],
        Outcome.FAIL,
        "",
        ["50 of 100"],
    ),
    (
        "stated that nobody left",
        [rows(*many(100, 0), AnswerRow(question_id="leavers", answer="none"))],
        Outcome.PASS,
        "",
        [],
    ),
    ("no export", [], Outcome.UNKNOWN, "no_evidence", ["export of the directory"]),
]


@cases(*CASES)
def test_leavers_and_idle_accounts(
    parts: list[Edit], outcome: Outcome, code: str, words: list[str]
) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_accounts_that_carry_a_line_count_for_that_line_only() -> None:
    facts = plant(rows(*many(20, 0), account("m.former", line=["L2"])), GONE)
    expect(ask(CHECK, facts, "L1"), Outcome.PASS)
    expect(ask(CHECK, facts, "L2"), Outcome.FAIL, "m.former (OT rights)")


def test_each_leaver_and_each_idle_account_has_its_own_result() -> None:
    leavers = rows(LeaverRow(account="a"), LeaverRow(account="b", left_on=date(2026, 6, 30)))
    listed = [account("a", 300, ot_rights=True), account("b", ot_rights=False), account("c", 300)]
    got = ask(CHECK, plant(rows(*listed), leavers))
    assert [(t.name, t.outcome, t.sentence) for t in got.targets] == [
        ("a", Outcome.FAIL, "a left and is enabled with OT rights"),
        ("b", Outcome.WARN, "b left on 2026-06-30 and is enabled"),
        ("c", Outcome.WARN, "c is idle"),
    ]
