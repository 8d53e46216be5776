"""PLC-10 over captures, segments, tries and answers."""

from __future__ import annotations

from audit.inventory.tables import SegmentRow
from audit.payloads import Reach, Service
from checks.controllers.control_protocols_stay_inside_the_line import CHECK, CHOICES
from checks.records import Outcome
from tests.checks.data_path.given import (
    MES_IP,
    PLACES,
    PLC_IP,
    capture,
    flow,
    open_answers,
    said,
    talk,
)
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows, seen, segment

BEST, MIDDLE, WORST = CHOICES
PC = device("QA-PC2", "", "office", ips=("10.0.5.7",))
ENG = device("ENG-1", "", "engineering", ips=("10.0.6.1",))
HMI = device("HMI-L1", "L1", "HMI", ips=("10.0.1.3",))
DAY = capture(9)
HEARD = [*PLACES, HMI, talk("10.0.1.3"), DAY]
OFFICE = rows(SegmentRow(segment="VLAN 70", vlan=70, purpose="office floor"))
PLAN = rows(SegmentRow(segment="VLAN 1", vlan=1, shared_services=("QA-PC2",)))
FLAT = [*PLACES, PC, segment(1, "PLC-L1", "QA-PC2")]


NETS = rows(SegmentRow(segment="office"), SegmentRow(segment="guests"),
            SegmentRow(segment="line 1", line="L1"))  # fmt: skip


def from_there(vantage: str, outcome: str) -> Edit:
    return seen("", Reach(PLC_IP, 502, outcome, vantage))


OPEN_INSIDE = [from_there("line 1", "ok")]


def answered(text: str) -> Edit:
    return said("controllers_reachable_from", text)


ASKED = [
    case for case in open_answers("controllers_reachable_from", device("PLC-L1", ips=(PLC_IP,)))
    if case[0] != "nobody asked"
]  # fmt: skip
CASES: list[Case] = [
    ("the line's own panel only", HEARD, Outcome.PASS, "", ["listed stations only"]),
    ("a listed consumer", [*HEARD, flow(), talk(MES_IP, port=4840, protocol="opcua")],
     Outcome.PASS, "", []),
    ("an engineering station", [*HEARD, ENG, talk("10.0.6.1")], Outcome.WARN, "",
     ["ENG-1 speaks Modbus TCP with PLC-L1 (engineering)"]),
    ("an office PC", [*HEARD, PC, talk("10.0.5.7")], Outcome.FAIL, "", ["QA-PC2", "the office"]),
    ("an office PC, heard for a minute", [*PLACES, PC, talk("10.0.5.7")], Outcome.FAIL, "", []),
    ("a server in the office's network",
     [*HEARD, device("SRV-7", "", "server", ips=("10.0.7.7",)), OFFICE,
      segment(70, "SRV-7", name="VLAN 70"), talk("10.0.7.7")], Outcome.FAIL, "", ["SRV-7"]),
    ("a client that nobody knows", [*HEARD, talk("10.0.8.8")], Outcome.UNKNOWN, "no_evidence",
     ["10.0.8.8", "nobody knows what it is"]),
    ("the way back is no client",
     [*HEARD, device("HIST-1", "", "server", ips=("10.0.9.2",)),
      seen("HIST-1", Service("10.0.9.2", 4840, "tcp", "opcua")),
      talk("10.0.9.2", port=4840, protocol="opcua")], Outcome.PASS, "", []),
    ("an office port is no control protocol", [*HEARD, PC, talk("10.0.5.7", port=443)],
     Outcome.PASS, "", []),
    ("one network with the office", FLAT, Outcome.FAIL, "",
     ["QA-PC2 of the office in one network (VLAN 1) with PLC-L1"]),
    ("one network with an allowed office PC",
     [*PLACES, PC, PLAN, segment(1, "PLC-L1", "QA-PC2", name="VLAN 1"), talk("10.0.1.1"), DAY],
     Outcome.PASS, "", []),
    ("tried from the office", [*HEARD, seen("", Reach(PLC_IP, 502, "ok", "office LAN"))],
     Outcome.FAIL, "", ["PLC-L1 port 502 answers to office LAN"]),
    ("tried from the office in vain",
     [*HEARD, seen("", Reach(PLC_IP, 502, "timeout", "office LAN"))], Outcome.PASS, "", []),
    ("tried from the line", [*HEARD, seen("", Reach(PLC_IP, 502, "ok", "cabinet CC-1"))],
     Outcome.PASS, "", []),
    ("no capture and no rules", PLACES, Outcome.UNKNOWN, "no_evidence", ["no capture"]),
    ("stopped from the office and from every other network",
     [*PLACES, NETS, *OPEN_INSIDE, from_there("office", "timeout"),
      from_there("guests", "refused")],
     Outcome.PASS, "", ["tries at control ports from guests and office stopped"]),
    ("stopped from the office, another network left out",
     [*PLACES, NETS, *OPEN_INSIDE, from_there("office", "timeout")], Outcome.UNKNOWN,
     "no_evidence", ["nobody has tried from guests"]),
    ("stopped from the office, another network left out, closed as stated",
     [*PLACES, NETS, *OPEN_INSIDE, from_there("office", "timeout"), answered(BEST)], Outcome.PASS,
     "", []),
    ("stopped from the office, and engineering as stated",
     [*PLACES, *OPEN_INSIDE, from_there("office", "timeout"), answered(MIDDLE)], Outcome.WARN,
     "", []),
    ("stopped from the office, and open as stated",
     [*PLACES, *OPEN_INSIDE, from_there("office", "timeout"), answered(WORST)], Outcome.FAIL, "",
     ["though tries at control ports from office stopped"]),
    ("stopped from the office, one network with it",
     [*FLAT, *OPEN_INSIDE, from_there("office", "timeout")], Outcome.FAIL, "", ["QA-PC2"]),
    ("open from a network whose purpose is the office",
     [*PLACES, rows(SegmentRow(segment="floor 3", purpose="office floor")),
      from_there("floor 3", "ok")], Outcome.FAIL, "", ["answers to floor 3"]),
    ("silent from the office and nobody else got an answer",
     [*PLACES, from_there("office", "timeout")], Outcome.UNKNOWN, "no_evidence", ["no capture"]),
    ("an hour is no production cycle", [*PLACES, HMI, talk("10.0.1.3"), capture(1)],
     Outcome.UNKNOWN, "no_evidence", ["looked at in part only"]),
    ("no capture, listed stations as stated", [*PLACES, answered(BEST)], Outcome.PASS, "", []),
    ("no capture, engineering as stated", [*PLACES, answered(MIDDLE)], Outcome.WARN, "", []),
    ("no capture, office as stated", [*PLACES, answered(WORST)], Outcome.FAIL, "", []),
    ("nobody from the office heard, but stated", [*HEARD, answered(WORST)], Outcome.FAIL, "",
     ["though the capture shows nobody"]),
    ("stated to be closed, and heard otherwise",
     [*PLACES, ENG, talk("10.0.6.1"), answered(BEST)], Outcome.UNKNOWN, "conflict", ["ENG-1"]),
    ("stated to be closed, one network with the office", [*FLAT, answered(BEST)], Outcome.FAIL,
     "", []),
    ("no controller on Ethernet", [device("PLC-L1")], Outcome.UNKNOWN, "not_asked", []),
    ("a drive that serves a control port",
     [device("DRV-1", "L1", "drive", ips=("10.0.1.9",)), PC,
      seen("DRV-1", Service("10.0.1.9", 44818, "tcp", "enip")), segment(1, "DRV-1", "QA-PC2")],
     Outcome.FAIL, "", ["DRV-1"]),
    *ASKED,
    ("it applies to every line", [device("PLC-L1"), answered("not applicable: small line")],
     Outcome.UNKNOWN, "conflict", ["applies to every line"]),
    ("nobody asks the controller", [*PLACES, talk(MES_IP, MES_IP, 443), DAY], Outcome.PASS, "",
     ["nobody else seen, looked at: a capture of 9.0 h"]),
]  # fmt: skip


@cases(*CASES)
def test_the_ways_in(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
