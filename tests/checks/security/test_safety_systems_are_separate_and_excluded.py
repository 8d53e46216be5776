"""SEC-14 over devices, tries, segments and answers."""

from __future__ import annotations

from audit.payloads import Login, Reach
from audit.records import Grade, Status
from checks.records import Outcome
from checks.security.safety_systems_are_separate_and_excluded import CHECK
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, seen, segment
from tests.checks.security.told import said

SAFE = device("SAF-1", role="safety", ips=("10.0.9.11",))
PLC = device("PLC-1")
SIGNED = said("safety_list_signed", "yes", document="safety list 2026-05")
EXCLUDED = said("safety_excluded_from_probes", "yes", document="rules of engagement 2026-11-12")
APART = said("safety_separate", "yes")
DOCS = [SIGNED, EXCLUDED]


def tried(status: Status) -> Edit:
    return seen("SAF-1", Reach("10.0.9.11", 102, str(status)), status=status)


CASES: list[Case] = [
    ("listed, excluded, in its own segment", [SAFE, segment(9, "SAF-1"), *DOCS], Outcome.PASS, "",
     ["listed (safety list 2026-05), excluded from probes, in a network of their own"]),
    ("listed, excluded, said to be apart", [*DOCS, APART], Outcome.PASS, "", []),
    ("shares a segment", [SAFE, PLC, segment(30, "SAF-1", "PLC-1"), *DOCS, APART], Outcome.WARN, "",
     ["SAF-1 shares VLAN 30 with PLC-1"]),
    ("said to share one", [*DOCS, said("safety_separate", "no")], Outcome.WARN, "", []),
    ("apart or not: not asked", DOCS, Outcome.UNKNOWN, "not_asked", ["their own"]),
    ("apart or not: not known", [*DOCS, said("safety_separate", "don't know")], Outcome.UNKNOWN,
     "dont_know", []),
    ("not excluded", [SIGNED, said("safety_excluded_from_probes", "no")], Outcome.FAIL, "",
     ["not excluded"]),
    ("exclusion not asked", [SIGNED], Outcome.UNKNOWN, "not_asked", ["rules of engagement"]),
    ("exclusion not known", [SIGNED, said("safety_excluded_from_probes", "?")], Outcome.UNKNOWN,
     "dont_know", []),
    ("list not signed", [SAFE, said("safety_list_signed", "no")], Outcome.UNKNOWN, "no_evidence",
     ["not signed"]),
    ("no list", [said("safety_list_signed", "no")], Outcome.FAIL, "", ["no list of them"]),
    ("list partly signed", [said("safety_list_signed", "partly")], Outcome.UNKNOWN, "no_evidence",
     []),
    ("signed or not: not asked", [SAFE], Outcome.UNKNOWN, "not_asked", []),
    ("signed or not: not known", [said("safety_list_signed", "don't know")], Outcome.UNKNOWN,
     "dont_know", []),
    ("two answers about the list", [SIGNED, said("safety_list_signed", "no", "IT")],
     Outcome.UNKNOWN, "conflict", []),
    ("list not applicable", [said("safety_list_signed", "n/a: none")], Outcome.UNKNOWN, "conflict",
     []),
    ("a device that no list names", [device("SAF-9", role="safety", documented=False), *DOCS],
     Outcome.FAIL, "", ["no list names SAF-9"]),
    ("a probe went there", [SAFE, tried(Status.TIMEOUT), *DOCS, APART], Outcome.FAIL, "",
     ["a probe went to SAF-1"]),
    ("a login was tried", [SAFE, seen("SAF-1", Login(False, "ssh")), *DOCS, APART], Outcome.FAIL,
     "", []),
    ("the scope held a probe back", [SAFE, tried(Status.OUT_OF_SCOPE), *DOCS, APART], Outcome.PASS,
     "", []),
    ("no safety network", [said("safety_network", "no, relays only")], Outcome.NA, "",
     ["no safety network"]),
    ("no safety network, but a device", [SAFE, said("safety_network", "no")], Outcome.UNKNOWN,
     "not_asked", []),
    ("nothing known", [], Outcome.UNKNOWN, "not_asked", []),
]  # fmt: skip


@cases(*CASES)
def test_safety(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_documents_are_good_enough_for_the_gate() -> None:
    own = said("safety_separate", "yes", document="network drawing 2026-02")
    assert ask(CHECK, plant(*DOCS, own)).grade is Grade.C
    assert CHECK.min_grade is Grade.C
