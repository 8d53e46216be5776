"""IDA-10 over configurations and answers."""

from __future__ import annotations

from audit.inventory.tables import SwitchRow
from audit.payloads import Login, Management
from audit.records import Grade, Status
from checks.identity.network_gear_is_administered_with_named_accounts import CHECK
from checks.records import Outcome
from tests.checks.identity.told import said
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows, seen


def switch(name: str = "SW-1", **more: str) -> Edit:
    fields = {"switch": name, "line": "L1", "managed": "yes", **more}
    return rows(SwitchRow.model_validate(fields))


def admins(answer: str, side: str = "IT") -> Edit:
    return said("switch_administrators", answer, side)


SEALED = admins("a central server knows each of them, and one sealed login is left for emergencies")
BARE = admins("a central server knows each of them, and nothing is left for emergencies")
OWN = admins("each has a login of his own on the switch")
ONE = admins("all use one login")
AAA = seen("SW-1", Management(aaa=True, complete=True))
LOCAL = seen("SW-1", Management(complete=True))
PART = seen("SW-1", Management())

CASES: list[Case] = [
    ("server and sealed login", [switch(), AAA, SEALED], Outcome.PASS, "", ["1 of 1 switches"]),
    ("server, nothing for emergencies", [switch(), AAA, BARE], Outcome.WARN, "",
     ["asks a central server"]),
    ("server, local logins not asked", [switch(), AAA], Outcome.UNKNOWN, "not_asked",
     ["who uses its local logins"]),
    ("server, local logins not known", [switch(), AAA, admins("?")], Outcome.UNKNOWN, "dont_know",
     []),
    ("server, but all use one login", [switch(), AAA, ONE], Outcome.UNKNOWN, "conflict", []),
    ("no server, own logins", [switch(), LOCAL, OWN], Outcome.WARN, "", ["asks no central server"]),
    ("no server, one login", [switch(), LOCAL, ONE], Outcome.FAIL, "", ["all use one login"]),
    ("no server, said to have one", [switch(), LOCAL, SEALED], Outcome.UNKNOWN, "conflict", []),
    ("switched off in words", [switch(), seen("SW-1", Management(aaa=False)), ONE], Outcome.FAIL,
     "", []),
    ("no server, not asked", [switch(), LOCAL], Outcome.UNKNOWN, "not_asked", []),
    ("no server, not applicable", [switch(), LOCAL, admins("n/a: no need")], Outcome.UNKNOWN,
     "conflict", []),
    ("a part of the configuration says nothing, answered", [switch(), PART, ONE], Outcome.FAIL, "",
     []),
    ("no configuration, answered: own logins", [switch(), OWN], Outcome.WARN, "",
     ['SW-1: "each has a login']),
    ("no configuration, answered: server", [switch(), SEALED], Outcome.PASS, "", []),
    ("no configuration, not asked", [switch(), PART], Outcome.UNKNOWN, "no_evidence",
     ["how administrators log in is not known"]),
    ("no configuration, not known", [switch(), admins("don't know")], Outcome.UNKNOWN, "dont_know",
     []),
    ("nobody can log in", [switch(credential_status="unknown"), ONE], Outcome.UNKNOWN,
     "blocked_by:NET-08", []),
    ("the login was refused", [
        switch(), seen("SW-1", Login(ok=False, method="ssh"), status=Status.AUTH_FAILED), OWN],
     Outcome.UNKNOWN, "blocked_by:NET-08", []),
    ("unmanaged only", [switch(managed="no"), ONE], Outcome.NA, "", ["unmanaged"]),
    ("two say two things", [switch(), LOCAL, ONE, admins("each has a login of his own on the"
                                                         " switch", "OT")],
     Outcome.UNKNOWN, "conflict", []),
    ("no switch is known", [ONE], Outcome.UNKNOWN, "no_evidence", []),
]  # fmt: skip


@cases(*CASES)
def test_administrators(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_a_switch_of_the_whole_plant_is_judged_by_what_is_said_of_the_plant() -> None:
    core = switch("SW-CORE", line="", in_data_path="yes")
    here = said("switch_administrators", "all use one login", "IT", line="L1")
    expect(ask(CHECK, plant(core, OWN, here)), Outcome.WARN, "each has a login of his own")
    expect(ask(CHECK, plant(core, here)), Outcome.UNKNOWN, "SW-CORE", code="no_evidence")
    expect(ask(CHECK, plant(core, OWN, switch(), here)), Outcome.FAIL, "all use one login")


def test_an_answer_that_decides_gives_its_grade() -> None:
    assert ask(CHECK, plant(switch(), AAA, SEALED)).grade is Grade.D
    assert ask(CHECK, plant(switch(), AAA)).grade is Grade.B
