"""NET-16 over sockets that were read, counted by somebody, and not known."""

from __future__ import annotations

from audit.inventory.tables import SwitchRow
from audit.inventory.tables.network import CredentialStatus
from audit.payloads import Interface, PoeBudget, TableRead, TableState
from checks.network.ports_and_power_are_enough_for_the_rollout import CHECK
from checks.records import Outcome
from tests.checks.data_path.given import said
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows, seen

SWITCH = [rows(SwitchRow(switch="SW-1", line=("L1",))), device("SW-1", "L1", "switch")]
SECOND = rows(SwitchRow(switch="SW-2", line=("L1",)))
NO_POWER = said("poe_watts_needed", "0")
COMPLETE = seen("SW-1", TableRead("interfaces", TableState.COMPLETE))


def free(number: int, name: str = "Gi0/{}") -> Edit:
    ports = (Interface(name.format(n), oper_up=False) for n in range(number))
    return seen("SW-1", Interface("Gi1/1", oper_up=True), *ports)


def need(ports: str, watts: str = "0") -> list[Edit]:
    return [said("ports_needed", ports), said("poe_watts_needed", watts)]


BASE = [*SWITCH, COMPLETE]

CASES: list[Case] = [
    ("20 % more", [*BASE, free(12), *need("10")], Outcome.PASS, "", ["10 ports needed, 12 free"]),
    ("just enough", [*BASE, free(11), *need("10")], Outcome.WARN, "", ["11 free"]),
    ("one less", [*BASE, free(9), *need("10")], Outcome.FAIL, "", ["10 ports needed, 9 free"]),
    ("VLANs are no sockets", [*BASE, free(2), free(9, "Vlan{}"), *need("3")], Outcome.FAIL, "",
     ["2 free"]),
    ("power too", [*BASE, free(9), seen("SW-1", PoeBudget(1, 120, 20)), *need("2", "60")],
     Outcome.PASS, "", ["60 W PoE power needed, 100 W free"]),
    ("power is short", [*BASE, free(9), seen("SW-1", PoeBudget(1, 60, 20)), *need("2", "60")],
     Outcome.FAIL, "", ["40 W free"]),
    ("power of a switch with groups not read whole",
     [*BASE, free(9), seen("SW-1", PoeBudget(1, 60, None)), *need("2", "60")], Outcome.UNKNOWN,
     "no_evidence", ["PoE power needed; what is free is not known"]),
    ("somebody counted", [*SWITCH, *need("2"), said("ports_free", "5")], Outcome.PASS, "",
     ["5 free"]),
    ("somebody counted less than is needed", [*SWITCH, *need("7"), said("ports_free", "5")],
     Outcome.FAIL, "", []),
    ("somebody says more than was read", [*BASE, free(3), *need("4"), said("ports_free", "9")],
     Outcome.FAIL, "", ["3 free"]),
    ("power as somebody says", [*BASE, free(9), *need("2", "30"), said("poe_watts_free", "50,5")],
     Outcome.PASS, "", ["50.5 W free"]),
    ("what was read is enough, though one switch was not",
     [*BASE, SECOND, free(9), *need("2")], Outcome.PASS, "", []),
    ("what was read is not enough, and one switch was not read",
     [*BASE, SECOND, free(2), *need("4")], Outcome.UNKNOWN, "no_evidence",
     ["2 free on the switches that were read"]),
    ("as before, and somebody counted all", [*BASE, SECOND, free(2), *need("4"),
                                             said("ports_free", "3")], Outcome.FAIL, "",
     ["3 free"]),
    ("ports not read", [*SWITCH, *need("2")], Outcome.UNKNOWN, "no_evidence",
     ["what is free is not known"]),
    ("ports without a state", [*BASE, seen("SW-1", Interface("Gi0/1")), *need("2")],
     Outcome.UNKNOWN, "no_evidence", []),
    ("nobody can log in",
     [rows(SwitchRow(switch="SW-1", line=("L1",), credential_status=CredentialStatus.UNKNOWN)),
      *need("2")], Outcome.UNKNOWN, "blocked_by:NET-08", []),
    ("no switch", need("2"), Outcome.UNKNOWN, "no_evidence", []),
    ("nobody said what is needed", [*BASE, free(5), NO_POWER], Outcome.UNKNOWN, "not_asked",
     ["how many ports the use case needs is not known"]),
    ("nobody said how much power", [*BASE, free(5), said("ports_needed", "2")], Outcome.UNKNOWN,
     "not_asked", ["how much PoE power"]),
    ("nobody knows", [*BASE, free(5), *need("don't know")], Outcome.UNKNOWN, "dont_know", []),
    ("no number", [*BASE, free(5), *need("a few")], Outcome.UNKNOWN, "conflict", []),
    ("a number below zero", [*BASE, free(5), *need("-2")], Outcome.UNKNOWN, "conflict", []),
    ("nothing is plugged in", need("0"), Outcome.NA, "", ["plugs nothing in"]),
    ("not applicable, as somebody says", need("n/a: software only", "0"), Outcome.NA, "", []),
]  # fmt: skip


@cases(*CASES)
def test_spare(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
