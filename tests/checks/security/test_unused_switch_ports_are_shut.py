"""SEC-11 over port tables and an answer."""

from __future__ import annotations

from audit.inventory.tables import SwitchRow
from audit.inventory.tables.network import CredentialStatus
from audit.payloads import Interface, TableRead, TableState
from checks.records import Outcome
from checks.security.unused_switch_ports_are_shut import CHECK
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows, seen
from tests.checks.security.told import said


def switch(name: str = "SW-1", **more: object) -> list[Edit]:
    row = SwitchRow.model_validate({"switch": name, "line": ["L1"], **more})
    return [rows(row), device(name, role="switch")]


def ports(used: int, opened: int, shut: int, state: str = "complete") -> list[Edit]:
    made = [Interface(f"Gi0/{n}", admin_up=True, oper_up=True) for n in range(used)]
    made += [Interface(f"Gi1/{n}", admin_up=True, oper_up=False) for n in range(opened)]
    made += [Interface(f"Gi2/{n}", admin_up=False, oper_up=False) for n in range(shut)]
    read = TableRead("interfaces", TableState(state))
    return [seen("SW-1", *made), seen("SW-1", read)]


CASES: list[Case] = [
    ("all shut", [*switch(), *ports(10, 0, 10)], Outcome.PASS, "", ["seen on 1 of 1"]),
    ("5 percent", [*switch(), *ports(10, 1, 9)], Outcome.PASS, "", []),
    ("a quarter", [*switch(), *ports(10, 5, 5)], Outcome.WARN, "", ["5 of 20 ports", "25 %"]),
    ("half", [*switch(), *ports(10, 10, 0)], Outcome.FAIL, "", ["10 of 20 ports"]),
    ("half, but they ask who plugs in",
     [*switch(), *ports(10, 10, 0), said("ports_ask_who_plugs_in", "yes", "IT")], Outcome.PASS, "",
     []),
    ("half, and they do not ask",
     [*switch(), *ports(10, 10, 0), said("ports_ask_who_plugs_in", "no", "IT")], Outcome.FAIL, "",
     []),
    ("read in part", [*switch(), *ports(10, 0, 9, "partial")], Outcome.UNKNOWN, "parse_partial",
     []),
    ("not read", switch(), Outcome.UNKNOWN, "no_evidence", ["state of its ports"]),
    ("a lost login", switch(credential_status=CredentialStatus.UNKNOWN), Outcome.UNKNOWN,
     "blocked_by:NET-08", []),
    ("unmanaged only", switch(managed=False), Outcome.NA, "", ["unmanaged"]),
    ("nothing known", [], Outcome.UNKNOWN, "no_evidence", []),
]  # fmt: skip


@cases(*CASES)
def test_ports(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_interfaces_without_a_socket_do_not_count() -> None:
    names = ("Vlan1", "Port-channel1", "Loopback0", "Null0")
    unplugged = [Interface(name, admin_up=True, oper_up=False) for name in names]
    facts = plant(*switch(), *ports(4, 0, 0), seen("SW-1", *unplugged))
    expect(ask(CHECK, facts), Outcome.PASS)
