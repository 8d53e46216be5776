"""SEC-02 over captures, tries, firewall rules, flows and answers."""

from __future__ import annotations

from audit.inventory.tables import FlowRow
from audit.inventory.tables.data import Via
from audit.payloads import Conversation, Coverage, Reach
from checks.records import Outcome
from checks.security.no_control_device_talks_directly_to_the_internet import CHECK
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows, seen
from tests.checks.security.told import DENY, rule, said

PLC = device("PLC-1", ips=("10.0.1.11",))
INSIDE = seen("PLC-1", Conversation(src_ip="10.0.1.11", dst_ip="10.0.50.10", protocol="tcp"))
OUT = seen("PLC-1", Conversation(src_ip="10.0.1.11", dst_ip="8.8.8.8", protocol="dns"))
Q = "internet_paths"


def capture(days: float, mirror: str = "port") -> Edit:
    return seen("", Coverage("capture", seconds=days * 86400, mirror=mirror))


def flow(ip: str, via: Via) -> Edit:
    return rows(FlowRow(flow_id="F9", line="L1", source="PLC-1", dest_ip=ip, via=via))


def tried(outcome: str, vantage: str = "L1") -> Edit:
    return seen("", Reach("8.8.8.8", 443, outcome, vantage))


CASES: list[Case] = [
    ("nothing in 7 days", [PLC, INSIDE, capture(7)], Outcome.PASS, "", ["nothing heard in 7.0"]),
    ("a public address", [PLC, OUT, capture(1)], Outcome.FAIL, "", ["PLC-1 talks with 8.8.8.8"]),
    (
        "listed, but direct",
        [PLC, OUT, flow("8.8.8.8", Via.DIRECT)],
        Outcome.FAIL,
        "",
        ["8.8.8.8, directly"],
    ),
    ("listed, by the layer", [PLC, OUT, flow("8.8.8.8", Via.LAYER)], Outcome.WARN, "", []),
    ("a listed cloud path", [PLC, flow("8.8.4.4", Via.LAYER)], Outcome.WARN, "", ["flow F9"]),
    ("a listed direct path", [PLC, flow("8.8.4.4", Via.DIRECT)], Outcome.FAIL, "", ["directly"]),
    ("a capture of hours", [PLC, INSIDE, capture(0.5)], Outcome.UNKNOWN, "no_evidence",
     ["7 days are needed"]),
    ("the uplink only", [PLC, INSIDE, capture(9, "uplink")], Outcome.UNKNOWN, "no_evidence",
     ["uplink only"]),
    ("nobody listened", [PLC], Outcome.UNKNOWN, "no_evidence", ["nobody listened"]),
    ("a capture of another line", [PLC, capture(9)], Outcome.UNKNOWN, "no_evidence", []),
    ("a try that got out", [PLC, tried("ok")], Outcome.FAIL, "",
     ["from the line 8.8.8.8 port 443 answered"]),
    ("a try that was stopped", [PLC, tried("timeout")], Outcome.UNKNOWN, "no_evidence",
     ["nobody listened", "1 try from the line to the internet stopped, which says nothing of"]),
    ("a try that was stopped, and a capture", [PLC, tried("timeout"), INSIDE, capture(7)],
     Outcome.PASS, "", ["nothing heard in 7.0 days and 1 try from the line"]),
    ("a try that got out, and a capture", [PLC, tried("ok"), INSIDE, capture(7)], Outcome.FAIL, "",
     []),
    ("a try that was stopped, answered none", [PLC, tried("timeout"), said(Q, "none")],
     Outcome.PASS, "", []),
    ("a refusal, by whomever", [PLC, tried("refused")], Outcome.UNKNOWN, "no_evidence", []),
    ("a try from elsewhere", [PLC, tried("timeout", "office")], Outcome.UNKNOWN, "no_evidence", []),
    ("a rule out", [PLC, rule("r1", "10.0.1.0/24", "any", "any"), DENY], Outcome.FAIL, "",
     ["rule r1 of FW-1 lets the line out"]),
    ("a rule to one address", [PLC, rule("r1", "10.0.1.11", "8.8.4.4"), DENY], Outcome.WARN, "",
     ["single addresses"]),
    ("rules that let none out", [PLC, rule("r1", "10.0.1.11", "10.0.50.10"), DENY], Outcome.PASS,
     "", ["no firewall rule lets the line out"]),
    ("answered: none", [PLC, said(Q, "none")], Outcome.PASS, "", []),
    ("answered: none, but heard", [PLC, OUT, said(Q, "none")], Outcome.FAIL, "", []),
    ("answered: listed", [said(Q, "listed ones through a proxy or broker")], Outcome.WARN, "", []),
    ("answered: direct", [said(Q, "direct ones")], Outcome.FAIL, "", []),
    ("answered: direct, not heard", [PLC, INSIDE, capture(8), said(Q, "direct ones")], Outcome.FAIL,
     "", []),
    ("nobody knows", [said(Q, "don't know")], Outcome.UNKNOWN, "dont_know", []),
    ("two answers", [said(Q, "none"), said(Q, "direct ones", "IT")], Outcome.UNKNOWN, "conflict",
     []),
    ("not applicable", [said(Q, "not applicable: no")], Outcome.UNKNOWN, "conflict", []),
    ("nothing known", [], Outcome.UNKNOWN, "no_evidence", []),
]  # fmt: skip


@cases(*CASES)
def test_internet(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_an_office_computer_on_the_internet_is_not_this_checks_matter() -> None:
    pc = device("PC-1", role="office")
    talk = seen("PC-1", Conversation(src_ip="10.0.9.9", dst_ip="8.8.8.8"))
    expect(ask(CHECK, plant(pc, talk)), Outcome.UNKNOWN, code="no_evidence")
