"""IDA-03 over account lists and answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from audit.records import Grade
from checks.identity.machine_account_secrets_are_rotated import CHECK
from checks.records import Outcome
from tests.checks.identity.told import account, said
from tests.checks.plants import AS_OF, Case, Edit, ask, cases, expect, plant


def aged(name: str, days: int, **more: Any) -> Edit:
    return account(name, "service", pwd_last_set=AS_OF - timedelta(days=days), **more)


UNDATED = account("svc-x", "machine")

CASES: list[Case] = [
    ("a year old, the limit itself", [aged("a", 365)], Outcome.PASS, "", ["365 days ago"]),
    ("a day more", [aged("a", 366)], Outcome.WARN, "", ["366 days ago"]),
    ("three years, the limit itself", [aged("a", 1095)], Outcome.WARN, "", []),
    ("more than three years", [aged("old", 1096), aged("b", 1)], Outcome.FAIL, "", ["old"]),
    ("the newest of two lists counts", [aged("a", 2000, system="spreadsheet"), aged("A", 5)],
     Outcome.PASS, "", []),
    ("the directory rotates it", [account("g", "service", description="gMSA of the MES")],
     Outcome.PASS, "", ["rotated by the directory"]),
    ("certificates only", [account("c", "machine", description="logs in with a certificate")],
     Outcome.NA, "", ["certificates"]),
    ("a certificate and a fresh password", [
        account("c", "machine", description="certificate"), aged("a", 5)], Outcome.PASS, "", []),
    ("disabled ones do not count", [aged("old", 3000, enabled=False), aged("b", 1)],
     Outcome.PASS, "", []),
    ("people do not count", [account("p", "human", pwd_last_set="2001-01-01"), aged("b", 1)],
     Outcome.PASS, "", []),
    ("the list has no day", [UNDATED], Outcome.UNKNOWN, "no_evidence", ["no list says when"]),
    ("one has none, one is too old", [UNDATED, aged("old", 3000)], Outcome.FAIL, "", ["old"]),
    ("one has none, one is fresh", [UNDATED, aged("b", 3)], Outcome.UNKNOWN, "no_evidence", []),
    ("one has none, and the answer says a year", [
        UNDATED, aged("b", 3), said("machine_password_age", "within the last year")],
     Outcome.PASS, "", []),
    ("the answer hides no older one", [
        UNDATED, aged("b", 800), said("machine_password_age", "within the last year")],
     Outcome.WARN, "", ["800 days"]),
    ("the answer hides none that is too old", [
        aged("b", 3000), said("machine_password_age", "within the last year")],
     Outcome.FAIL, "", []),
    ("a day in the future", [aged("b", -3)], Outcome.UNKNOWN, "conflict", ["in the future"]),
    ("a day in the future and an undated one, answered", [
        aged("b", -3), UNDATED, said("machine_password_age", "within the last year")],
     Outcome.UNKNOWN, "conflict", []),
    ("answered: one to three years", [said("machine_password_age", "one to three years ago")],
     Outcome.WARN, "", []),
    ("answered: never", [UNDATED, said("machine_password_age", "longer ago, or never")],
     Outcome.FAIL, "", []),
    ("answered: no passwords", [said("machine_password_age", "n/a: certificates")], Outcome.NA,
     "", []),
    ("answered: no passwords, but one is dated", [
        UNDATED, aged("b", 5), said("machine_password_age", "n/a: certificates")],
     Outcome.UNKNOWN, "conflict", ["a list says when"]),
    ("two say two things", [
        said("machine_password_age", "within the last year"),
        said("machine_password_age", "one to three years ago", "IT")],
     Outcome.UNKNOWN, "conflict", []),
    ("nobody knows", [UNDATED, said("machine_password_age", "?")], Outcome.UNKNOWN,
     "dont_know", []),
    ("nothing known", [], Outcome.UNKNOWN, "no_evidence", []),
]  # fmt: skip


def test_an_answer_for_an_undated_account_gives_its_grade() -> None:
    parts = [UNDATED, aged("b", 3), said("machine_password_age", "within the last year")]
    assert ask(CHECK, plant(*parts)).grade is Grade.D
    assert ask(CHECK, plant(*parts[1:])).grade is Grade.B


@cases(*CASES)
def test_ages(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
