"""IDA-06 over exports of administrators' groups and answers."""

from __future__ import annotations

from checks.identity.privileged_accounts_are_few_and_remote_admin_uses_mfa import CHECK
from checks.records import Outcome
from tests.checks.identity.told import account, said
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant


def people(admins: int, others: int, dark: int = 0) -> list[Edit]:
    return [
        *(account(f"adm{n}", "human", privileged=True) for n in range(admins)),
        *(account(f"user{n}", "human", privileged=False) for n in range(others)),
        *(account(f"dark{n}", "human") for n in range(dark)),
    ]


def second(answer: str, **more: str) -> Edit:
    return said("remote_admin_second_proof", answer, "IT", **more)


EVERY, MOST, NONE = second("on every way in"), second("on most ways in"), second(
    "on none, or on few")  # fmt: skip
NO_REMOTE = second("not applicable: nobody comes in from outside")

CASES: list[Case] = [
    ("one of ten, the limit itself", [*people(1, 9), EVERY], Outcome.PASS, "", ["1 of 10"]),
    ("one of nine", [*people(1, 8), EVERY], Outcome.FAIL, "", ["adm0", "11 %"]),
    ("most ways", [*people(1, 9), MOST], Outcome.WARN, "", ["on most ways in"]),
    ("a password alone", [*people(1, 9), NONE], Outcome.FAIL, "", ["on none"]),
    ("a password alone, no export", [NONE], Outcome.FAIL, "", []),
    ("an administrator's login is shared", [
        *people(0, 19), account("adm", "shared", privileged=True), EVERY],
     Outcome.WARN, "", ["shared: adm"]),
    ("disabled ones do not count", [
        *people(1, 9), account("old", "human", privileged=True, enabled=False), EVERY],
     Outcome.PASS, "", ["1 of 10"]),
    ("no remote access", [*people(1, 9), NO_REMOTE], Outcome.NA, "", ["nobody comes in"]),
    ("no remote access, but too many administrators", [*people(5, 5), NO_REMOTE], Outcome.FAIL, "",
     ["5 of 10"]),
    ("no remote access, but a box for it", [
        *people(1, 9), device("ewon-1", role="remote access"), NO_REMOTE],
     Outcome.UNKNOWN, "conflict", ["not known"]),
    ("not said for all, but it does not matter", [*people(0, 19, 1), EVERY], Outcome.PASS, "", []),
    ("not said for too many", [*people(1, 9, 5), EVERY], Outcome.UNKNOWN, "no_evidence",
     ["of 5 it is not said"]),
    ("no column says it", [*people(0, 0, 5), EVERY], Outcome.UNKNOWN, "no_evidence",
     ["no export says"]),
    ("no export", [EVERY], Outcome.UNKNOWN, "no_evidence", []),
    ("second proof not asked", people(1, 9), Outcome.UNKNOWN, "not_asked", []),
    ("second proof not known", [*people(1, 9), second("?")], Outcome.UNKNOWN, "dont_know", []),
    ("two say two things", [*people(1, 9), EVERY, said("remote_admin_second_proof",
                                                       "on most ways in")],
     Outcome.UNKNOWN, "conflict", []),
]  # fmt: skip


@cases(*CASES)
def test_administrators(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
