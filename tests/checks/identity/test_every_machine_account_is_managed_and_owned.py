"""IDA-01 over tables of accounts."""

from __future__ import annotations

from audit.inventory.tables import AccountRow, AnswerRow
from audit.inventory.tables.data import AccountClass
from audit.inventory.tables.people import Side
from audit.records import Grade
from checks.identity.every_machine_account_is_managed_and_owned import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows


def account(
    name: str, system: str = "directory", owner: str = "MES team", **more: object
) -> AccountRow:
    fields: dict[str, object] = {
        "account": name,
        "account_class": AccountClass.MACHINE,
        "system_of_record": system,
        "owner": owner,
        "in_data_path": True,
        **more,
    }
    return AccountRow.model_validate(fields)


def said(answer: str, **more: object) -> AnswerRow:
    fields = {"question_id": "machine_accounts", "side": Side.OT, "answer": answer, **more}
    return AnswerRow.model_validate(fields)


GOOD = [account(f"svc-{n}") for n in range(9)]

CASES: list[Case] = [
    ("all in the directory", [rows(*GOOD)], Outcome.PASS, "", ["9 of 9"]),
    (
        "in the sheet and in the directory, other letters",
        [rows(account("RIV\\SVC-MES", owner=""), account("svc-mes", "spreadsheet"))],
        Outcome.PASS,
        "",
        ["1 of 1"],
    ),
    (
        "one known locally",
        [rows(*GOOD, account("opc-local", "local"))],
        Outcome.WARN,
        "",
        ["9 of 10", "opc-local"],
    ),
    (
        "one without an owner",
        [rows(*GOOD, account("svc-x", owner=""))],
        Outcome.WARN,
        "",
        ["without an owner: svc-x"],
    ),
    (
        "a third without an owner",
        [rows(*GOOD[:2], account("svc-x", owner=""))],
        Outcome.FAIL,
        "",
        ["without an owner: svc-x"],
    ),
    (
        "4 of 5, the limit itself",
        [rows(*GOOD[:4], account("opc-local", "local"))],
        Outcome.WARN,
        "",
        ["4 of 5"],
    ),
    (
        "1 of 5 without an owner, the limit itself",
        [rows(*GOOD[:4], account("svc-x", owner=""))],
        Outcome.WARN,
        "",
        ["svc-x"],
    ),
    (
        "one only in a spreadsheet",
        [rows(*GOOD, account("plc-hist", "spreadsheet"))],
        Outcome.FAIL,
        "",
        ["only in a spreadsheet: plc-hist"],
    ),
    (
        "most known locally",
        [rows(GOOD[0], account("a", "local"), account("b", "local"))],
        Outcome.FAIL,
        "",
        ["1 of 3"],
    ),
    (
        "the line's own sheet",
        [rows(account("other", line=["L2"]), account("mine", "spreadsheet", line=["L1"]))],
        Outcome.FAIL,
        "",
        ["mine"],
    ),
    (
        "another line's accounts",
        [rows(account("other", line=["L2"]))],
        Outcome.UNKNOWN,
        "no_evidence",
        ["name no machine account of L1"],
    ),
    (
        "disabled accounts do not count",
        [rows(account("old", "spreadsheet", enabled=False), GOOD[0])],
        Outcome.PASS,
        "",
        ["1 of 1"],
    ),
    (
        "people's accounts do not count",
        [rows(account("a.person", account_class=AccountClass.HUMAN))],
        Outcome.UNKNOWN,
        "no_evidence",
        [],
    ),
    ("no list at all", [], Outcome.UNKNOWN, "no_evidence", ["no account list"]),
    (
        "an interview",
        [rows(said("they are in a spreadsheet of the MES team"), grade=Grade.D)],
        Outcome.UNKNOWN,
        "below_min_grade",
        ["interview"],
    ),
    (
        "accounts listed from an interview",
        [rows(account("svc-1", "spreadsheet"), grade=Grade.D)],
        Outcome.UNKNOWN,
        "below_min_grade",
        ["interview"],
    ),
    ("nobody knows", [rows(said("don't know"))], Outcome.UNKNOWN, "no_evidence", []),
    (
        "stated that there are none",
        [rows(said("none", answered_by="controls lead"))],
        Outcome.NA,
        "",
        ["controls lead stated"],
    ),
]


@cases(*CASES)
def test_machine_accounts(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_a_case_may_tolerate_a_number_of_accounts_in_a_sheet() -> None:
    facts = plant(rows(*GOOD, account("plc-hist", "spreadsheet")))
    expect(ask(CHECK, facts, only_in_a_sheet=1), Outcome.WARN, "plc-hist")


def test_the_share_and_the_evidence_are_given() -> None:
    got = ask(CHECK, plant(rows(*GOOD, account("opc-local", "local"))))
    assert got.value == 90
    assert got.grade is Grade.B
    assert len(got.evidence) == 10
    assert {t.name for t in got.targets if t.outcome is Outcome.WARN} == {"opc-local"}


def test_without_a_mark_of_the_data_path_every_machine_account_counts() -> None:
    facts = plant(
        rows(account("svc-1", in_data_path=None), account("b", "local", in_data_path=None))
    )
    expect(ask(CHECK, facts), Outcome.FAIL, "1 of 2")


def test_each_account_has_its_own_result() -> None:
    mixed = [account("sheet", "spreadsheet"), account("local", "local"), account("bare", owner="")]
    got = ask(CHECK, plant(rows(GOOD[0], *mixed)))
    assert {target.name: target.outcome for target in got.targets} == {
        "bare": Outcome.WARN,
        "local": Outcome.WARN,
        "sheet": Outcome.FAIL,
        "svc-0": Outcome.PASS,
    }
    assert "in neither: local;" in got.sentence
