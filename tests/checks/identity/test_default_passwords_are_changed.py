"""IDA-05 over attestations, the switch inventory and configurations."""

from __future__ import annotations

from audit.inventory.tables import SwitchRow
from audit.payloads import Management
from audit.records import Status
from checks.identity.default_passwords_are_changed import CHECK
from checks.records import Outcome
from tests.checks.identity.told import said
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows, seen

SIGNED = {"answered_by": "controls engineer", "answered_on": "2026-10-01"}


def attested(name: str, answer: str = "yes") -> Edit:
    return said(f"default_passwords:{name}", answer, **SIGNED)


def switch(status: str = "") -> Edit:
    fields = {"switch": "SW-1", "line": "L1", "managed": "yes", "credential_status": status}
    return rows(SwitchRow.model_validate(fields))


def panels(good: int, silent: int) -> list[Edit]:
    names = [f"HMI-{n}" for n in range(good + silent)]
    return [*(device(n, role="HMI") for n in names), *(attested(n) for n in names[:good])]


ALL = "changed on every device"
PUBLIC = Management(protocols=("snmpv2c",), default_community=True)

CASES: list[Case] = [
    ("all attested", panels(5, 0), Outcome.PASS, "", ["attested for 5 of 5 devices"]),
    ("four of five, the limit itself", panels(4, 1), Outcome.WARN, "", ["not for HMI-4"]),
    ("three of four", panels(3, 1), Outcome.UNKNOWN, "no_evidence", ["3 of 4"]),
    ("one still has it", [*panels(5, 0), device("P"), attested("P", "no")], Outcome.FAIL, "",
     ["P; still has the maker's password"]),
    ("a switch whose only login is the maker's", [*panels(5, 0), switch("default")], Outcome.FAIL,
     "", ["SW-1"]),
    ("a switch with the maker's community", [switch("vaulted"), seen("SW-1", PUBLIC)],
     Outcome.FAIL, "", ["SNMP community"]),
    ("a gateway with the maker's community, all said to be changed", [
        device("G", role="gateway"), seen("G", PUBLIC), attested("G"),
        said("default_passwords", ALL, **SIGNED)], Outcome.FAIL, "", ["G answers"]),
    ("a community that was refused proves nothing", [
        *panels(1, 0), seen("HMI-0", PUBLIC, status=Status.AUTH_FAILED)], Outcome.PASS, "", []),
    ("no password function", [device("S"), attested("S", "not applicable: no password function")],
     Outcome.NA, "", ["no device of the line has passwords"]),
    ("no password function on one", [
        *panels(1, 0), device("S"), attested("S", "n/a: no password function")],
     Outcome.PASS, "", ["1 of 1 device"]),
    ("sensors and planned devices do not count", [
        *panels(1, 0), device("S", role="sensor"), device("N", status="planned")],
     Outcome.PASS, "", ["1 of 1 device"]),
    ("the line's answer", [*panels(0, 3), said("default_passwords", ALL, **SIGNED)], Outcome.PASS,
     "", [ALL]),
    ("the line's answer without a date", [said("default_passwords", ALL, answered_by="x")],
     Outcome.UNKNOWN, "below_min_grade", ["no date"]),
    ("the line's answer without a name", [said("default_passwords", ALL, answered_on="2026-10-01")],
     Outcome.UNKNOWN, "below_min_grade", []),
    ("a device's answer without a date", [device("P"), said("default_passwords:P", "yes")],
     Outcome.UNKNOWN, "below_min_grade", []),
    ("the line's answer: most", [said("default_passwords", "changed on at least four of five, and"
                                      " on the others it is not known", **SIGNED)],
     Outcome.WARN, "", []),
    ("the line's answer: some have it", [*panels(2, 0), said(
        "default_passwords", "some device still has the maker's password")], Outcome.FAIL, "", []),
    ("two say two things", [said("default_passwords", ALL, **SIGNED), said(
        "default_passwords", "some device still has the maker's password", "IT")],
     Outcome.UNKNOWN, "conflict", []),
    ("nobody knows of the line", [said("default_passwords", "?")], Outcome.UNKNOWN, "dont_know",
     []),
    ("nobody knows of the device", [device("P"), attested("P", "don't know")], Outcome.UNKNOWN,
     "dont_know", []),
    ("nothing known", [], Outcome.UNKNOWN, "no_evidence", ["no device"]),
]  # fmt: skip


@cases(*CASES)
def test_passwords(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_who_does_not_know_leaves_each_device_open() -> None:
    got = ask(CHECK, plant(*panels(0, 2), said("default_passwords", "don't know")))
    expect(got, Outcome.UNKNOWN, code="dont_know")
    assert [target.name for target in got.targets] == ["HMI-0", "HMI-1"]


def test_a_switch_that_was_merged_with_a_device_counts_once() -> None:
    facts = plant(switch("vaulted"), device("SW-1", role="switch"), attested("SW-1"))
    expect(ask(CHECK, facts), Outcome.PASS, "1 of 1 device")
