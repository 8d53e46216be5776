"""IDA-08 over devices, traffic, walks and answers."""

from __future__ import annotations

from audit.inventory.tables import FlowRow
from audit.payloads import Conversation, Coverage, Service
from checks.identity.all_remote_access_goes_through_one_brokered_path import CHECK
from checks.records import Outcome
from tests.checks.identity.told import said
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows, seen

PLC = device("P")
BOX = device("ewon-1", role="remote access")
STRANGE = device("ewon-1", role="remote access", documented=False)
WALKED = said("remote_walk_down", "2026-11-02")
BROKER = said("remote_ways", "one, each visit approved and recorded")
NONE = said("remote_ways", "none")
SEVERAL = said("remote_ways", "several, each in a list with its owner")


def talk(port: int, other: str = "8.8.8.8") -> Edit:
    return seen("P", Conversation(src_ip="10.0.0.1", dst_ip=other, server_port=port, packets=9))


def capture(hours: float) -> Edit:
    return seen("", Coverage("capture", seconds=hours * 3600))


def vnc(port: int = 5900, state: str = "open") -> Edit:
    return seen("P", Service("10.0.0.1", port, state=state))


def flow(**more: object) -> Edit:
    fields = {"flow_id": "F-1", "line": "L1", **more}
    return rows(FlowRow.model_validate(fields))


CASES: list[Case] = [
    ("one broker, walked", [BROKER, WALKED], Outcome.PASS, "", ["approved", "2026-11-02"]),
    ("one broker and its box", [BROKER, BOX, WALKED], Outcome.PASS, "", []),
    ("one broker, captured", [PLC, BROKER, talk(502, "10.0.0.2"), capture(8)], Outcome.PASS, "",
     ["a capture of 8 h"]),
    ("one broker, a short capture", [PLC, BROKER, talk(502, "10.0.0.2"), capture(7.9)],
     Outcome.UNKNOWN, "no_evidence", ["nobody looked"]),
    ("a capture of other lines", [PLC, BROKER, capture(24)], Outcome.UNKNOWN, "no_evidence", []),
    ("only an interview", [BROKER], Outcome.UNKNOWN, "no_evidence", ["nobody looked"]),
    ("a walk of long ago", [BROKER, said("remote_walk_down", "2026-05-01")], Outcome.UNKNOWN,
     "stale", ["2026-05-01"]),
    ("a walk in the future", [BROKER, said("remote_walk_down", "2027-05-01")], Outcome.UNKNOWN,
     "no_evidence", []),
    ("nobody walked", [BROKER, said("remote_walk_down", "never")], Outcome.UNKNOWN, "no_evidence",
     []),
    ("one broker, but two boxes", [BROKER, WALKED, BOX, device("B2", role="remote access")],
     Outcome.UNKNOWN, "conflict", ["ewon-1 (remote access)", "B2"]),
    ("not recorded", [said("remote_ways", "one, not always approved or not recorded"), WALKED],
     Outcome.WARN, "", []),
    ("several, all listed", [SEVERAL, BOX, device("B2", role="remote access"), WALKED],
     Outcome.WARN, "", []),
    ("several, some in no list", [said("remote_ways", "several, and some are in no list")],
     Outcome.FAIL, "", []),
    ("a box in no list", [STRANGE, BROKER, WALKED], Outcome.FAIL, "",
     ["ewon-1 (remote access) is in no list"]),
    ("a box in no list, nobody asked", [STRANGE], Outcome.FAIL, "", []),
    ("a box in the inventory, nobody asked", [BOX], Outcome.UNKNOWN, "not_asked", ["ewon-1"]),
    ("a remote tool in no list", [PLC, vnc()], Outcome.FAIL, "", ["VNC answers on P"]),
    ("a remote tool that does not answer", [PLC, vnc(state="refused"), BROKER, WALKED],
     Outcome.PASS, "", []),
    ("a listed remote tool", [PLC, vnc(), flow(dest="P", port=5900), BROKER, WALKED], Outcome.PASS,
     "", []),
    ("a tunnel to the internet", [PLC, talk(1194)], Outcome.FAIL, "",
     ["talks OpenVPN with 8.8.8.8, and no list names it"]),
    ("a tunnel inside the plant", [PLC, talk(3389, "10.0.0.9"), BROKER, WALKED], Outcome.PASS, "",
     []),
    ("a listed tunnel", [PLC, talk(1194), flow(dest_ip="8.8.8.8"), BROKER, WALKED], Outcome.PASS,
     "", []),
    ("none, walked", [NONE, WALKED], Outcome.NA, "", ["2026-11-02"]),
    ("none, only an interview", [NONE], Outcome.UNKNOWN, "no_evidence", []),
    ("none, but a box is in the inventory", [NONE, WALKED, BOX], Outcome.UNKNOWN, "conflict", []),
    ("two say two things", [BROKER, said("remote_ways", "none", "IT"), WALKED], Outcome.UNKNOWN,
     "conflict", []),
    ("nobody knows", [said("remote_ways", "?")], Outcome.UNKNOWN, "dont_know", []),
    ("nothing known", [PLC], Outcome.UNKNOWN, "not_asked", []),
]  # fmt: skip


@cases(*CASES)
def test_ways_in(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_a_box_of_another_line_does_not_count() -> None:
    facts = plant(device("ewon-1", "L2", "remote access", documented=False), BROKER, WALKED)
    expect(ask(CHECK, facts, "L1"), Outcome.PASS)
    expect(ask(CHECK, facts, "L2"), Outcome.FAIL, "ewon-1")
