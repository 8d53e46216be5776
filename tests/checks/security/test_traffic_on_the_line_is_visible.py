"""SEC-07 over listed pairs, captures and answers."""

from __future__ import annotations

from audit.inventory.tables import FlowRow
from audit.payloads import Conversation, Coverage
from checks.records import Outcome
from checks.security.traffic_on_the_line_is_visible import CHECK
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows, seen
from tests.checks.security.told import said

Q = "line_monitoring"
GEAR = [device(f"D-{n}", ips=(f"10.0.1.{n}",)) for n in range(1, 5)]


def capture(mirror: str = "port") -> Edit:
    return seen("", Coverage("capture", seconds=3600, mirror=mirror))


def flow(one: int, other: int, **more: str) -> Edit:
    fields = {"flow_id": f"F{one}{other}", "line": "L1", "source": f"D-{one}", "dest": f"D-{other}"}
    return rows(FlowRow.model_validate({**fields, **more}))


def talk(one: int, other: int) -> Edit:
    return seen(f"D-{one}", Conversation(src_ip=f"10.0.1.{one}", dst_ip=f"10.0.1.{other}"))


BOTH = [*GEAR, flow(1, 2), flow(3, 4)]
OUTSIDE = seen("D-1", Conversation(src_ip="10.0.1.1", dst_ip="10.0.50.10"))

CASES: list[Case] = [
    ("every pair", [*BOTH, talk(1, 2), talk(4, 3), capture()], Outcome.PASS, "", ["2 of 2"]),
    ("one of two", [*BOTH, talk(1, 2), capture()], Outcome.WARN, "", ["1 of 2", "50 %"]),
    ("no pair", [*BOTH, OUTSIDE, capture()], Outcome.FAIL, "", ["0 of 2"]),
    ("no pair, at the uplink", [*BOTH, OUTSIDE, capture("uplink")], Outcome.WARN, "",
     ["uplink only"]),
    ("no listed pair, at the uplink", [*GEAR, OUTSIDE, capture("uplink")], Outcome.WARN, "",
     ["uplink only"]),
    ("no listed pair", [*GEAR, OUTSIDE, capture()], Outcome.UNKNOWN, "no_evidence",
     ["nothing to compare"]),
    ("a pair that does not talk yet does not count",
     [*GEAR, flow(1, 2), flow(3, 4, exists="no"), talk(1, 2), capture()], Outcome.PASS, "",
     ["1 of 1"]),
    ("no capture", BOTH, Outcome.UNKNOWN, "no_evidence", ["no capture shows the line"]),
    ("a capture of another line", [*BOTH, capture()], Outcome.UNKNOWN, "no_evidence", []),
    ("answered: inside, not tested", [said(Q, "a sensor inside the line")], Outcome.UNKNOWN,
     "no_evidence", ["not tested"]),
    ("answered: uplink", [said(Q, "a sensor at the uplink only")], Outcome.WARN, "", []),
    ("answered: none", [said(Q, "none")], Outcome.FAIL, "", []),
    ("accepted in writing",
     [said(Q, "none, and the risk is accepted in writing", document="risk list 2026-04")],
     Outcome.NA, "", ["risk list 2026-04"]),
    ("accepted, without the writing", [said(Q, "none, and the risk is accepted in writing")],
     Outcome.UNKNOWN, "no_evidence", []),
    ("something else", [said(Q, "perhaps")], Outcome.UNKNOWN, "conflict", []),
    ("two answers", [said(Q, "none"), said(Q, "a sensor inside the line", "IT")], Outcome.UNKNOWN,
     "conflict", []),
    ("not applicable", [said(Q, "not applicable: small line")], Outcome.UNKNOWN, "conflict", []),
    ("nobody knows", [said(Q, "don't know")], Outcome.UNKNOWN, "dont_know", []),
    ("nothing known", [], Outcome.UNKNOWN, "no_evidence", []),
]  # fmt: skip


@cases(*CASES)
def test_visibility(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
