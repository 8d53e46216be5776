"""DAT-01 over hop exports, captures and tries."""

from __future__ import annotations

from audit.payloads import Reach
from checks.data_path.every_signal_reaches_its_consumer import CHECK
from checks.records import Outcome
from tests.checks.data_path.given import MES_IP, PLACES, PLC_IP, flow, hop, signal, talk
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, seen

PERIOD = signal("vibration", asset="PLC-L1", needed_ms=1000)
GOOD = [flow(), PERIOD, hop("gateway", age_s=1), hop("MES-1", age_s=2)]
HEARD = [*PLACES, flow(), talk(PLC_IP, MES_IP, 4840, "opcua")]


def tried(outcome: str) -> Edit:
    return seen("", Reach(MES_IP, 4840, outcome, flow="F1"))


CASES: list[Case] = [
    ("every value in time", GOOD, Outcome.PASS, "", ["1 proven"]),
    ("a successful try agrees", [*GOOD, tried("ok")], Outcome.PASS, "", []),
    (
        "some late",
        [*GOOD, hop("broker", late_percent=5)],
        Outcome.WARN,
        "",
        ["5 % of the values come late at broker"],
    ),
    ("too many late", [*GOOD, hop("broker", late_percent=5.1)], Outcome.FAIL, "", ["broker"]),
    ("a stale value", [*GOOD, hop("broker", age_s=2.1)], Outcome.FAIL, "", ["100 %"]),
    ("late, nothing rests on it", [flow(load_bearing=False), hop("broker", late_percent=50)],
     Outcome.WARN, "", []),
    (
        "nothing arrives",
        [*GOOD, hop("broker", signal="vibration", arrived=False)],
        Outcome.FAIL,
        "",
        ["nothing arrives at broker of vibration"],
    ),
    ("nothing arrives, nothing rests on it", [flow(load_bearing=False), hop("b", arrived=False)],
     Outcome.WARN, "", []),
    ("one hop not verified", [*GOOD, hop("broker", arrived=None)], Outcome.WARN, "",
     ["broker was not verified"]),
    ("no period to hold the age against", [flow(), hop("broker", age_s=1)], Outcome.WARN, "",
     ["broker was not verified"]),
    (
        "two hops not verified",
        [*GOOD, hop("broker", arrived=None), hop("edge", arrived=None)],
        Outcome.UNKNOWN,
        "no_evidence",
        ["2 stations"],
    ),
    ("less than a shift", [flow(), PERIOD, hop("MES-1", age_s=1, hours=2)], Outcome.UNKNOWN,
     "no_evidence", ["2 h only"]),
    ("no hop export", [flow()], Outcome.UNKNOWN, "no_evidence", ["F1: no hop export"]),
    ("heard only", HEARD, Outcome.WARN, "", ["heard between its ends"]),
    ("refused, though values are listed", [*GOOD, tried("refused")], Outcome.UNKNOWN, "conflict",
     [f"{MES_IP} port 4840 gave refused"]),
    ("not built", [flow(exists=False), flow("F2", exists=False)], Outcome.NOT_BUILT, "",
     ["none of 2 required flows"]),
    ("built in part", [*GOOD, flow("F2", exists=False)], Outcome.FAIL, "", ["F2 is not built"]),
    ("built but for what it can do without",
     [*GOOD, flow("F2", exists=False, load_bearing=False)], Outcome.WARN, "", []),
    ("no flow list", [], Outcome.UNKNOWN, "not_asked", ["no flow of pdm is listed"]),
]  # fmt: skip


@cases(*CASES)
def test_the_way(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_each_signal_has_its_own_period() -> None:
    slow = signal("temperature", asset="PLC-L1", needed_ms=60_000)
    parts = [flow(), PERIOD, slow, hop("MES-1", signal="Temperature", age_s=50)]
    assert ask(CHECK, plant(*parts)).outcome is Outcome.PASS
