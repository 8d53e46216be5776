"""SEC-08 over configurations and answers."""

from __future__ import annotations

from audit.inventory.tables import SwitchRow
from audit.payloads import Management
from checks.records import Outcome
from checks.security.logs_are_collected_with_correct_time import CHECK
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows, seen
from tests.checks.security.told import said

KEPT = said("log_retention_days", "90 days", "IT")
HOST, TIME = ("10.0.50.5",), ("10.0.50.6",)


def gear(name: str, logs: tuple[str, ...] = HOST, time: tuple[str, ...] = TIME) -> list[Edit]:
    config = Management(complete=True, log_hosts=logs, ntp_servers=time)
    return [device(name, role="switch"), seen(name, config)]


def many(good: int, bad: int) -> list[Edit]:
    parts = [edit for n in range(good) for edit in gear(f"SW-{n}")]
    return parts + [edit for n in range(bad) for edit in gear(f"SX-{n}", logs=())]


CASES: list[Case] = [
    ("all gear, kept", [*many(2, 0), KEPT], Outcome.PASS, "", ["on 2 of 2", "kept for 90 days"]),
    ("nine of ten", [*many(9, 1), KEPT], Outcome.PASS, "", ["SX-0 keeps its log to itself"]),
    ("half of it", [*many(1, 1), KEPT], Outcome.WARN, "", []),
    ("less than half", [*many(1, 2), KEPT], Outcome.FAIL, "", []),
    ("no time server", [*gear("SW-1", time=()), KEPT], Outcome.FAIL, "", ["has no time server"]),
    ("kept for a month", [*many(2, 0), said("log_retention_days", "30", "IT")], Outcome.WARN, "",
     ["kept for 30 days"]),
    ("nobody asked how long", many(2, 0), Outcome.UNKNOWN, "not_asked", ["how long"]),
    ("nobody knows how long", [*many(2, 0), said("log_retention_days", "don't know", "IT")],
     Outcome.UNKNOWN, "dont_know", []),
    ("two lengths", [*many(2, 0), KEPT, said("log_retention_days", "30")], Outcome.UNKNOWN,
     "conflict", ["30 or 90 days"]),
    ("not read", [device("SW-1", role="switch"), KEPT], Outcome.UNKNOWN, "no_evidence",
     ["not read in full"]),
    ("bad enough whatever the rest is",
     [*many(0, 3), device("FW-1", role="firewall")], Outcome.FAIL, "", []),
    ("answered: 95 percent", [said("logs_collected_percent", "95 %", "IT"), KEPT], Outcome.PASS,
     "", []),
    ("answered: 60 percent", [said("logs_collected_percent", "60", "IT")], Outcome.WARN, "", []),
    ("answered: 10 percent", [said("logs_collected_percent", "10", "IT")], Outcome.FAIL, "", []),
    ("no number", [said("logs_collected_percent", "most", "IT")], Outcome.UNKNOWN, "conflict", []),
    ("not applicable", [said("logs_collected_percent", "n/a: none", "IT")], Outcome.UNKNOWN,
     "conflict", []),
    ("nothing known", [], Outcome.UNKNOWN, "no_evidence", ["no switch"]),
]  # fmt: skip


@cases(*CASES)
def test_logs(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_an_unmanaged_switch_has_no_log_to_send() -> None:
    facts = plant(*many(1, 0), KEPT, rows(SwitchRow(switch="SW-U", managed=False)))
    expect(ask(CHECK, facts), Outcome.PASS, "on 1 of 1")
