"""WLS-05 over tests with the real client, and with others."""

from __future__ import annotations

from typing import Any

from audit.inventory.tables import UseCaseRow, WifiTestRow
from audit.inventory.tables.people import Side
from checks.records import Outcome
from checks.wireless.latency_loss_and_roaming_meet_the_use_case import CHECK
from tests.checks.data_path.given import said
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows
from tests.checks.wireless.walked import CARRIED, NO_WIFI, VEHICLES, WIFI

BASE = [WIFI, CARRIED]


def tried(**more: Any) -> Edit:
    given: dict[str, Any] = {
        "test": "T1", "line": "L1", "same_as_client": True, "latency_ms": 40, "loss_percent": 0.2,
        "roam_ms": 40, "dropped": False, **more,
    }  # fmt: skip
    return rows(WifiTestRow(**given))


def drops(text: str) -> Edit:
    return said("wifi_drops", text, side=Side.FLOOR)


CASES: list[Case] = [
    ("well inside", [*BASE, tried()], Outcome.PASS, "", ["latency 40 ms", "loss 0.2 %"]),
    ("roaming has no limit on foot", [*BASE, tried(roam_ms=None)], Outcome.PASS, "", []),
    ("79 ms", [*BASE, tried(latency_ms=79)], Outcome.PASS, "", []),
    ("80 ms", [*BASE, tried(latency_ms=80)], Outcome.WARN, "", ["80 ms"]),
    ("101 ms", [*BASE, tried(latency_ms=101)], Outcome.FAIL, "", ["latency 101 ms of 100"]),
    ("0.9 % lost", [*BASE, tried(loss_percent=0.9)], Outcome.WARN, "", []),
    ("2 % lost", [*BASE, tried(loss_percent=2)], Outcome.FAIL, "", ["loss 2 % of 1"]),
    ("it dropped", [*BASE, tried(dropped=True)], Outcome.FAIL, "", ["the client dropped"]),
    ("what the use case names", [rows(UseCaseRow(use_case="pdm", wireless=True, latency_ms=30)),
                                 CARRIED, tried()], Outcome.FAIL, "", ["40 ms of 30"]),
    ("vehicles", [WIFI, VEHICLES, tried(latency_ms=10, loss_percent=0.01, roam_ms=30)],
     Outcome.PASS, "", ["roaming 30 ms"]),
    ("vehicles that roam slowly",
     [WIFI, VEHICLES, tried(latency_ms=10, loss_percent=0.01, roam_ms=60)], Outcome.FAIL, "",
     ["roaming 60 ms of 50"]),
    ("vehicles, roaming not measured",
     [WIFI, VEHICLES, tried(latency_ms=10, loss_percent=0.01, roam_ms=None)], Outcome.UNKNOWN,
     "no_evidence", ["roaming was not measured"]),
    ("the worst test counts", [*BASE, tried(), tried(test="T2", latency_ms=300)],
     Outcome.FAIL, "", ["T2"]),
    ("a test of another use case", [*BASE, tried(use_case="other")], Outcome.UNKNOWN,
     "no_evidence", ["nobody tested"]),
    ("another device", [*BASE, tried(same_as_client=False)], Outcome.UNKNOWN, "no_evidence",
     ["another kind of device"]),
    ("which device, nobody said", [*BASE, tried(same_as_client=None)], Outcome.UNKNOWN,
     "no_evidence", ["nobody said"]),
    ("latency not measured", [*BASE, tried(latency_ms=None)], Outcome.UNKNOWN, "no_evidence",
     ["latency was not measured"]),
    ("drops not noted", [*BASE, tried(dropped=None)], Outcome.UNKNOWN, "no_evidence", []),
    ("whether vehicles drive, nobody said", [WIFI, tried()], Outcome.UNKNOWN, "not_asked",
     ["whether vehicles drive"]),
    ("good enough even for vehicles",
     [WIFI, tried(latency_ms=10, loss_percent=0.01)], Outcome.PASS, "", []),
    ("no test", BASE, Outcome.UNKNOWN, "no_evidence", ["nobody tested"]),
    ("no test, and the floor sees no drops", [*BASE, drops("never")], Outcome.UNKNOWN,
     "no_evidence", ["nobody tested"]),
    ("no test, and it drops every week", [*BASE, drops("every week or more often")],
     Outcome.FAIL, "", ["every week"]),
    ("two on the floor disagree",
     [*BASE, drops("never"), said("wifi_drops", "every week or more often")], Outcome.UNKNOWN,
     "conflict", []),
    ("nothing on Wi-Fi here", [*BASE, drops("not applicable: the screens are wired")], Outcome.NA,
     "", ["the screens are wired"]),
    ("a good test, and the floor sees drops", [*BASE, tried(), drops("every week or more often")],
     Outcome.UNKNOWN, "conflict", ["the floor sees drops"]),
    *NO_WIFI,
]  # fmt: skip


@cases(*CASES)
def test_path(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
