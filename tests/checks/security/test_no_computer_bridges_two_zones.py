"""SEC-03 over addresses, the table of hosts and answers."""

from __future__ import annotations

from audit.facts.model import Conflict
from checks.records import Outcome
from checks.security.no_computer_bridges_two_zones import CHECK
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant
from tests.checks.security.told import host, said

ONE = device("HMI-1", role="HMI", ips=("10.0.1.31",))
TWO = device("HMI-1", role="HMI", ips=("10.0.1.31", "192.168.1.31"))
TORN = device(
    "HMI-1", role="HMI", ips=("10.0.1.31", "192.168.1.31"),
    conflicts=(Conflict("ip", "10.0.1.31", "192.168.1.31", 1, 2),),
)  # fmt: skip
Q = "computers_in_two_networks"

CASES: list[Case] = [
    ("one network", [ONE, host("HMI-1", nics="10.0.1.31")], Outcome.PASS, "", ["on 1 computers"]),
    ("two cards in one network", [ONE, host("HMI-1", nics="10.0.1.31;10.0.1.32")], Outcome.PASS,
     "", []),
    ("two networks", [TWO], Outcome.FAIL, "", ["10.0.1.0/24 and 192.168.1.0/24", "no list"]),
    ("two networks, by the list", [ONE, host("HMI-1", nics="10.0.1.31;172.16.0.9")], Outcome.FAIL,
     "", ["172.16.0.0/24"]),
    ("listed and hardened", [TWO, host("HMI-1", bridge="yes", hardened="yes")], Outcome.WARN, "",
     ["listed and hardened"]),
    ("listed, not hardened", [TWO, host("HMI-1", bridge="yes", hardened="no")], Outcome.FAIL, "",
     ["not hardened"]),
    ("listed, hardening not said", [TWO, host("HMI-1", bridge="yes")], Outcome.UNKNOWN, "not_asked",
     []),
    ("sources that disagree", [TORN], Outcome.UNKNOWN, "conflict", ["or one is old"]),
    ("cards not listed", [ONE], Outcome.UNKNOWN, "no_evidence", ["are not listed"]),
    ("cards not listed, answered", [ONE, said(Q, "none")], Outcome.PASS, "", []),
    ("two networks, answered none", [TWO, said(Q, "none")], Outcome.FAIL, "", []),
    ("answered: listed ones", [said(Q, "listed and hardened ones")], Outcome.WARN, "", []),
    ("answered: others", [said(Q, "others")], Outcome.FAIL, "", []),
    ("answered: others, none found", [ONE, host("HMI-1", nics="10.0.1.31"), said(Q, "others")],
     Outcome.UNKNOWN, "conflict", ["there are others"]),
    ("nobody knows", [said(Q, "don't know")], Outcome.UNKNOWN, "dont_know", []),
    ("not applicable", [said(Q, "not applicable: x")], Outcome.UNKNOWN, "conflict", []),
    ("nothing known", [], Outcome.UNKNOWN, "no_evidence", ["no computer of the line"]),
]  # fmt: skip


@cases(*CASES)
def test_bridges(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_a_router_may_stand_in_many_networks() -> None:
    router = device("R-1", role="router", ips=("10.0.1.1", "10.0.2.1"))
    expect(ask(CHECK, plant(router)), Outcome.UNKNOWN, "no computer", code="no_evidence")
