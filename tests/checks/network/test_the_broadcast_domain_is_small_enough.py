"""NET-04 over broadcast domains with few and many stations, quiet and loud."""

from __future__ import annotations

from audit.payloads import Conversation, Coverage, FdbEntry, TableRead, TableState
from checks.network.the_broadcast_domain_is_small_enough import CHECK, QUESTION_ID
from checks.records import Outcome
from tests.checks.data_path.given import said
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, seen, segment

SHOUT = seen("D-0", Conversation(dst_mac="ff:ff:ff:ff:ff:ff"))
QUIET = said(QUESTION_ID, "20")


def stations(number: int) -> list[Edit]:
    """Stations of L1 and its switch, all in VLAN 1."""
    names = [f"D-{n}" for n in range(number)]
    made = [device(name, role="IO", macs=(f"00:1b:1b:00:{n // 256:02x}:{n % 256:02x}",))
            for n, name in enumerate(names)]  # fmt: skip
    return [*made, device("SW-1", "L1", "switch"), segment(1, *names, "SW-1")]


def table(state: TableState = TableState.COMPLETE) -> Edit:
    return seen("SW-1", FdbEntry("00:1b:1b:00:00:00", "Gi0/1", 1), TableRead("fdb", state))


def capture(mean: float | None, seconds: float = 600) -> Edit:
    return seen("", Coverage("capture", seconds=seconds, broadcast_mean=mean))


def heard(mean: float | None, seconds: float = 600) -> list[Edit]:
    return [SHOUT, capture(mean, seconds)]


CASES: list[Case] = [
    ("small and quiet", [*stations(200), table(), *heard(100)], Outcome.PASS, "",
     ["VLAN 1: 200 end devices and 100 broadcast frames"]),
    ("201 devices", [*stations(201), table(), *heard(10)], Outcome.WARN, "", ["201 end devices"]),
    ("400 devices", [*stations(400), table(), *heard(10)], Outcome.WARN, "", []),
    ("401 devices", [*stations(401), table()], Outcome.FAIL, "", ["401 end devices"]),
    ("401 devices, and no table", stations(401), Outcome.FAIL, "", ["at least 401"]),
    ("loud", [*stations(5), table(), *heard(101)], Outcome.WARN, "", ["101 broadcast frames"]),
    ("too loud", [*stations(5), *heard(501)], Outcome.FAIL, "", ["501 broadcast frames"]),
    ("as the switch counts", [*stations(5), table(), QUIET], Outcome.PASS, "", ["20 broadcast"]),
    ("an answer hides no capture", [*stations(5), table(), QUIET, *heard(600)], Outcome.FAIL, "",
     ["600 broadcast frames"]),
    ("the second domain is too large",
     [*stations(401), device("PLC-9"), segment(9, "PLC-9"), table()], Outcome.FAIL, "", ["VLAN 1"]),
    ("nobody measured how loud", [*stations(5), table()], Outcome.UNKNOWN, "no_evidence",
     ["how much they shout is open"]),
    ("a capture of 4 minutes", [*stations(5), table(), *heard(10, 240)], Outcome.UNKNOWN,
     "no_evidence", []),
    ("a capture without a count", [*stations(5), table(), *heard(None)], Outcome.UNKNOWN,
     "no_evidence", []),
    ("a capture that heard none of them", [*stations(5), table(), capture(10)], Outcome.UNKNOWN,
     "no_evidence", []),
    ("a table read in part", [*stations(5), table(TableState.PARTIAL), *heard(10)],
     Outcome.UNKNOWN, "no_evidence", ["was not read whole"]),
    ("no table", [*stations(5), *heard(10)], Outcome.UNKNOWN, "no_evidence", ["at least 5"]),
    ("no domain is known", [device("PLC-1")], Outcome.UNKNOWN, "no_evidence",
     ["in which broadcast domain"]),
]  # fmt: skip


@cases(*CASES)
def test_domain(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
