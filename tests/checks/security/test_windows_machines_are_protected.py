"""SEC-10 over the table of hosts and answers."""

from __future__ import annotations

from checks.records import Outcome
from checks.security.windows_machines_are_protected import CHECK
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant
from tests.checks.security.told import host, said

USB = said("usb_policy", "yes")


def pcs(good: int, bad: int, os: str = "Windows 10", usb: str = "") -> list[Edit]:
    made: list[Edit] = []
    for n in range(good + bad):
        name = f"HMI-{n}"
        guarded = "yes" if n < good else "no"
        made += [device(name, role="HMI", os=os),
                 host(name, malware_protection=guarded, usb_controlled=usb)]  # fmt: skip
    return made


PC = device("HMI-1", role="HMI", os="Windows 7")

CASES: list[Case] = [
    ("all protected, USB too", pcs(2, 0, usb="yes"), Outcome.PASS, "", ["with 2 of 2"]),
    ("all protected, USB answered", [*pcs(2, 0), USB], Outcome.PASS, "", ["USB is under control"]),
    ("listed programs only", [PC, host("HMI-1", allow_listed="yes", usb_controlled="yes")],
     Outcome.PASS, "", []),
    ("USB open", [*pcs(2, 0, usb="no")], Outcome.WARN, "", ["not under control"]),
    ("USB open, as answered", [*pcs(2, 0, usb="yes"), said("usb_policy", "no")], Outcome.WARN, "",
     []),
    ("USB not asked", pcs(2, 0), Outcome.UNKNOWN, "not_asked", ["USB"]),
    ("USB not known", [*pcs(2, 0), said("usb_policy", "don't know")], Outcome.UNKNOWN, "dont_know",
     []),
    ("three of four", [*pcs(3, 1), USB], Outcome.WARN, "", ["HMI-3 has no protection"]),
    ("one of four", [*pcs(1, 3), USB], Outcome.FAIL, "", []),
    ("not stated", [PC], Outcome.UNKNOWN, "no_evidence", ["its protection is not stated"]),
    ("no Windows", pcs(1, 0, os="Linux"), Outcome.NA, "", ["no Windows on the line"]),
    ("no Windows, as answered", [said("windows_on_line", "no")], Outcome.NA, "", []),
    ("no Windows, but one is listed", [*pcs(0, 1), said("windows_on_line", "no")], Outcome.FAIL, "",
     []),
    ("answered: all", [said("windows_protected_percent", "100"), USB], Outcome.PASS, "", []),
    ("answered: 80 percent", [said("windows_protected_percent", "80 %")], Outcome.WARN, "", []),
    ("answered: 20 percent", [said("windows_protected_percent", "20")], Outcome.FAIL, "", []),
    ("not applicable, but Windows is listed", [PC, said("windows_protected_percent", "n/a: none")],
     Outcome.UNKNOWN, "conflict", ["HMI-1 runs Windows"]),
    ("nobody knows", [said("windows_protected_percent", "?")], Outcome.UNKNOWN, "dont_know", []),
    ("nothing known", [], Outcome.UNKNOWN, "no_evidence", []),
]  # fmt: skip


@cases(*CASES)
def test_windows(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_a_computer_of_which_nobody_says_what_it_runs_counts_as_windows() -> None:
    facts = plant(*pcs(1, 0, usb="yes"), device("HMI-9", role="HMI"))
    expect(ask(CHECK, facts), Outcome.UNKNOWN, "HMI-9", code="no_evidence")


def test_a_name_that_does_not_tell_the_system_is_no_proof_against_windows() -> None:
    facts = plant(*pcs(1, 0, os="WinCC", usb="yes"))
    expect(ask(CHECK, facts), Outcome.PASS, "with 1 of 1")
    expect(ask(CHECK, plant(device("HMI-1", role="HMI", os="WinCC"))), Outcome.UNKNOWN,
           code="no_evidence")  # fmt: skip
