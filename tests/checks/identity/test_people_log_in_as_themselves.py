"""IDA-02 over account lists and answers."""

from __future__ import annotations

from checks.identity.people_log_in_as_themselves import CHECK
from checks.records import Outcome
from tests.checks.identity.told import account, said
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant

PANEL = device("HMI-1", role="HMI")
LOCAL = account("local-1", "human", "local", used_by="HMI-1")
ENG = account("eng-1", "shared", description="engineering laptop")
BOOK = said("shared_login_log_book", "yes")
OWN = said("shared_logins", "everybody with a login of his own")

CASES: list[Case] = [
    ("the panel's own list shows nobody who shares", [PANEL, LOCAL], Outcome.PASS, "",
     ["none of 1 login is shared"]),
    ("the directory does not know the panel's accounts", [PANEL, account("a.person", "human")],
     Outcome.UNKNOWN, "no_evidence", ["local accounts of HMI-1"]),
    ("no panel is known", [account("a.person", "human")], Outcome.UNKNOWN, "no_evidence",
     ["the line's panels and computers"]),
    ("a list of another panel's accounts", [PANEL, account("x", "human", "local", used_by="HMI-12")
     ], Outcome.UNKNOWN, "no_evidence", []),
    ("an operator station", [PANEL, LOCAL, account("op", "shared", description="operator station")],
     Outcome.PASS, "", ["documented operator station"]),
    ("an operator station with an administrator's rights",
     [PANEL, LOCAL, account("op", "shared", description="operator station", privileged=True)],
     Outcome.FAIL, "", ["administrator's login"]),
    ("technicians share, with a log book", [PANEL, LOCAL, ENG, BOOK],
     Outcome.WARN, "", ["eng-1 is shared, with a log book"]),
    ("the list says log book", [PANEL, LOCAL, account("e", "shared", used_by="logbook in cabinet")],
     Outcome.WARN, "", []),
    ("technicians share, without", [PANEL, LOCAL, ENG, said("shared_login_log_book", "no")],
     Outcome.FAIL, "", ["nobody writes down"]),
    ("technicians share, log book not asked", [PANEL, LOCAL, ENG], Outcome.UNKNOWN,
     "not_asked", []),
    ("technicians share, log book not known", [ENG, said("shared_login_log_book", "don't know")],
     Outcome.UNKNOWN, "dont_know", []),
    ("suppliers share", [account("srv", "shared", description="for the vendor's service")],
     Outcome.FAIL, "", ["shared by suppliers"]),
    ("a disabled one", [PANEL, LOCAL, account("srv", "shared", privileged=True, enabled=False)],
     Outcome.PASS, "", []),
    ("answered: own logins", [OWN], Outcome.PASS, "", []),
    ("answered: own logins, but the list shows an administrator's",
     [OWN, account("adm", "shared", privileged=True)], Outcome.FAIL, "", ["adm"]),
    ("answered: own logins, but the list shows a shared one", [OWN, PANEL, ENG],
     Outcome.UNKNOWN, "conflict", ["eng-1 is in the list"]),
    ("answered: log book, and the list shows a shared one", [ENG, said(
        "shared_logins", "shared by technicians, with a log book")], Outcome.WARN, "", []),
    ("answered: log book", [said("shared_logins", "shared by technicians, with a log book")],
     Outcome.WARN, "", []),
    ("answered: one administrator for all, the list shows nothing", [PANEL, LOCAL, said(
        "shared_logins", "one administrator login for several people or suppliers")],
     Outcome.FAIL, "", []),
    ("not applicable is no answer", [said("shared_logins", "not applicable: no panels")],
     Outcome.UNKNOWN, "conflict", ["applies to every line"]),
    ("two say two things", [OWN, said("shared_logins", "shared by technicians, with a log book",
                                      "IT")], Outcome.UNKNOWN, "conflict", []),
    ("nobody knows", [said("shared_logins", "?")], Outcome.UNKNOWN, "dont_know", []),
    ("nothing known", [], Outcome.UNKNOWN, "no_evidence", ["no list of accounts"]),
]  # fmt: skip


@cases(*CASES)
def test_shared_logins(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_another_lines_accounts_do_not_count() -> None:
    facts = plant(account("adm", "shared", privileged=True, line="L2"))
    expect(ask(CHECK, facts, "L1"), Outcome.UNKNOWN, code="no_evidence")
    expect(ask(CHECK, facts, "L2"), Outcome.FAIL, "adm")
