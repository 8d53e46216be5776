"""DAT-15 over captures and the list of approved writers."""

from __future__ import annotations

from audit.payloads import Service
from checks.data_path.flows_to_controllers_are_read_only import CHECK
from checks.records import Outcome
from tests.checks.data_path.given import PLACES, PLC_IP, capture, flow, said, talk
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, seen

PC = device("QA-PC2", "", "office", ips=("10.0.5.7",))
HMI = device("HMI-L1", "L1", "HMI", ips=("10.0.1.3",))
PANEL = talk("10.0.1.3", reads=50, writes=9)
READS = talk("10.0.5.7", reads=50, writes=0)
WRITES = talk("10.0.5.7", reads=50, writes=3)
BASE = [*PLACES, PC, HMI, PANEL]
LIST = said("approved_writers", "QA-PC2; recipe server")
WEEK, DAY, HOURS = capture(7 * 24), capture(24), capture(23)
BROKER = seen("MES-1", Service("10.0.9.1", 1883, "tcp", "mqtt",
                               detail="anonymous connections are accepted"))  # fmt: skip
CASES: list[Case] = [
    ("a week, a list, none, and a broker for everybody",
     [*BASE, READS, said("approved_writers", "none"), WEEK, flow(), BROKER], Outcome.PASS, "",
     ["without a password MES-1 lets anybody read and publish"]),
    ("a week, a list, none", [*BASE, READS, said("approved_writers", "none"), WEEK], Outcome.PASS,
     "", ["capture of 168.0 h"]),
    ("an approved writer", [*BASE, WRITES, LIST, WEEK], Outcome.PASS, "", []),
    ("approved by address", [*BASE, WRITES, said("approved_writers", "10.0.5.7"), WEEK],
     Outcome.PASS, "", []),
    ("no list, none seen", [*BASE, READS, WEEK], Outcome.WARN, "", ["no list"]),
    ("the list is not known", [*BASE, READS, said("approved_writers", "don't know"), WEEK],
     Outcome.WARN, "", ["no list"]),
    ("a day only", [*BASE, READS, LIST, DAY], Outcome.WARN, "", ["less than 7 days"]),
    ("an unapproved writer", [*BASE, WRITES, said("approved_writers", "none"), WEEK],
     Outcome.FAIL, "", ["QA-PC2 to PLC-L1 (3 writes)"]),
    ("seen in an hour is seen", [*BASE, WRITES, capture(1)], Outcome.FAIL, "", ["QA-PC2"]),
    ("a writer that nobody knows", [*BASE, talk("10.0.5.99", writes=1), WEEK], Outcome.FAIL, "",
     ["10.0.5.99 to PLC-L1 (1 write)"]),
    ("the capture is too short", [*BASE, READS, LIST, HOURS], Outcome.UNKNOWN, "no_evidence",
     ["no capture of 24 h"]),
    ("no capture", [*PLACES, LIST], Outcome.UNKNOWN, "no_evidence", []),
    ("a protocol that is not read", [*BASE, talk("10.0.5.7", port=44818, protocol="enip"),
     said("approved_writers", "none"), WEEK], Outcome.UNKNOWN,
     "parse_partial", ["QA-PC2 (enip)"]),
    ("the loop is closed, approved", [*BASE, WRITES, said("closed_loop_approved", "yes")],
     Outcome.NA, "", ["closes the loop"]),
    ("the loop is not closed", [*BASE, WRITES, said("closed_loop_approved", "no")], Outcome.FAIL,
     "", []),
]  # fmt: skip


@cases(*CASES)
def test_the_writers(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_what_passes_through_to_another_network_is_no_flow_to_the_controller() -> None:
    routed = talk("10.0.5.7", dst="10.9.9.9", dst_mac="00:1b:1b:00:00:01", writes=5)
    router = device("PLC-L1", ips=(PLC_IP,), macs=("00:1b:1b:00:00:01",))
    got = ask(CHECK, plant(router, PC, routed, WEEK))
    assert got.outcome is not Outcome.FAIL, got.sentence
