"""NET-01 over merged devices."""

from __future__ import annotations

from typing import Any

from audit.inventory.tables import SwitchRow
from audit.payloads import (
    ArpEntry,
    Conversation,
    Coverage,
    FdbEntry,
    Service,
    TableRead,
    TableState,
)
from audit.records import Grade
from checks.network.documented_and_observed_devices_agree import CHECK
from checks.records import Outcome
from tests.checks.plants import (
    Case,
    Edit,
    ask,
    cases,
    device,
    expect,
    link,
    plant,
    rows,
    seen,
    segment,
)

MAC = "00:1b:1b:00:00:01"
OTHER = "00:1b:1b:00:00:99"


LOOKED = seen("SW-CORE", TableRead("fdb", TableState.COMPLETE), FdbEntry(MAC, "Gi0/3"))
"""The whole MAC table of a switch that sees the line."""


def both(number: int, *, looked: bool = True) -> list[Edit]:
    """Devices that are documented and were seen, by a look at a MAC table or one by one."""
    devices = [device(f"D-{n}", role="IO", observed=True, macs=(MAC,)) for n in range(number)]
    return [LOOKED, *devices] if looked else devices


def ghosts(number: int, **more: Any) -> list[Edit]:
    """Documented devices that nobody saw."""
    extra: dict[str, Any] = {"ips": ("10.0.0.9",), **more}
    return [device(f"G-{n}", role="drive", **extra) for n in range(number)]


def extra(number: int, role: str = "") -> list[Edit]:
    """Seen devices that nobody documented."""
    more: dict[str, Any] = {"documented": False, "observed": True, "grade": Grade.A}
    return [device(f"mac {n}", role=role, name=f"seen-{n}", **more) for n in range(number)]


PART = seen("SW-CORE", TableRead("fdb", TableState.PARTIAL, "cut"), FdbEntry(MAC, "Gi0/3"))
ELSEWHERE = seen("SW-9", TableRead("fdb", TableState.COMPLETE), FdbEntry(OTHER, "Gi0/3"))
ARP = seen("R-1", TableRead("arp", TableState.COMPLETE), ArpEntry("10.0.0.1", MAC))
SCAN = seen("D-0", Service("10.0.0.1", 502), method="nmap-xml")
TALK = seen("D-0", Conversation(MAC, "10.0.0.1", OTHER, "10.0.0.2", packets=9))


def stray(role: str) -> Edit:
    return device("X", "", role, documented=False, observed=True)


def capture(hours: int) -> Edit:
    return seen("", Coverage("capture", "2026-11-01T06:00:00+00:00",
                             f"2026-11-01T{6 + hours:02}:00:00+00:00", 9))  # fmt: skip


CASES: list[Case] = [
    ("all agree", both(3), Outcome.PASS, "", ["3 of 3 seen devices documented (100 %)"]),
    ("19 of 20 is still enough", [*both(19), *extra(1)], Outcome.PASS, "", ["95 %", "seen-0"]),
    ("18 of 20", [*both(18), *extra(2)], Outcome.WARN, "", ["90 %", "seen-0", "seen-1"]),
    ("17 of 20 still warns", [*both(17), *extra(3)], Outcome.WARN, "", ["85 %"]),
    ("16 of 20", [*both(16), *extra(4)], Outcome.FAIL, "", ["80 %"]),
    ("one ghost in 20", [*both(19), *ghosts(1)], Outcome.PASS, "", ["1 of 20", "G-0 (drive)"]),
    ("two ghosts in 20", [*both(18), *ghosts(2)], Outcome.WARN, "", ["(10 %)", "G-0", "G-1"]),
    ("four ghosts in 20", [*both(16), *ghosts(4)], Outcome.FAIL, "", ["4 of 20", "(20 %)"]),
    (
        "an undocumented remote access box among 40",
        [*both(39), *extra(1, "remote access")],
        Outcome.FAIL,
        "",
        ["seen-0 (remote access)"],
    ),
    ("an undocumented router", [*both(39), *extra(1, "router")], Outcome.FAIL, "", ["router"]),
    ("an undocumented controller", [*both(39), *extra(1, "controller")], Outcome.FAIL, "", []),
    (
        "a device on a serial line cannot be seen and is no ghost",
        [*both(2), *ghosts(5, ips=())],
        Outcome.PASS,
        "",
        ["0 of 2 documented not seen"],
    ),
    (
        "a planned device is no ghost",
        [*both(2), *ghosts(5, status="planned")],
        Outcome.PASS,
        "",
        [],
    ),
    ("an offline one is none", [*both(2), *ghosts(5, status="offline")], Outcome.PASS, "", []),
    (
        "a switch that a neighbour names was seen",
        [*both(1), *ghosts(1), link("G-0", "1", "SW-CORE", "4")],
        Outcome.PASS,
        "",
        ["2 of 2 seen"],
    ),
    (
        "a device that serves two lines counts on both",
        [device("GW", "L1;L2", "gateway", observed=True, macs=(MAC,)), LOOKED],
        Outcome.PASS,
        "",
        ["1 of 1 seen device documented"],
    ),
    (
        "only the documented devices were asked",
        both(3, looked=False),
        Outcome.UNKNOWN,
        "no_evidence",
        ["3 of 3 seen devices documented", "nobody looked for what is not documented"],
    ),
    (
        "not seen, but nobody looked",
        [*both(1, looked=False), *ghosts(3)],
        Outcome.UNKNOWN,
        "no_evidence",
        ["G-0", "nobody looked"],
    ),
    (
        "an undocumented router is certain whoever looked",
        [*both(9, looked=False), *extra(1, "router")],
        Outcome.FAIL,
        "",
        ["seen-0 (router)"],
    ),
    (
        "a third of what was seen is undocumented, whoever looked",
        [*both(2, looked=False), *extra(1)],
        Outcome.FAIL,
        "",
        ["67 %"],
    ),
    (
        "a MAC table of which a part was read",
        [*both(3, looked=False), PART],
        Outcome.UNKNOWN,
        "parse_partial",
        ["in part only: MAC table of SW-CORE"],
    ),
    (
        "a MAC table that does not list the line",
        [*both(3, looked=False), ELSEWHERE],
        Outcome.UNKNOWN,
        "no_evidence",
        [],
    ),
    (
        "a router's ARP table",
        [*both(3, looked=False), ARP],
        Outcome.PASS,
        "",
        ["looked at: ARP table of R-1"],
    ),
    ("a network scan", [*both(3, looked=False), SCAN], Outcome.PASS, "", ["a network scan"]),
    (
        "a capture of nine hours",
        [*both(3, looked=False), TALK, capture(9)],
        Outcome.PASS,
        "",
        ["a capture of 9.0 h"],
    ),
    (
        "a capture of two hours is shorter than a production cycle",
        [*both(3, looked=False), TALK, capture(2)],
        Outcome.UNKNOWN,
        "parse_partial",
        ["a capture of 2.0 h"],
    ),
    (
        "a capture that heard nothing of the line",
        [*both(3, looked=False), capture(9)],
        Outcome.UNKNOWN,
        "no_evidence",
        [],
    ),
    (
        "an undocumented device in the segment that may be on any line of it",
        [*both(9), stray(""), segment(1, "D-0", "X")],
        Outcome.UNKNOWN,
        "no_evidence",
        ["9 of 9 seen", "on which line is not known: X"],
    ),
    (
        "one that would change nothing",
        [*both(39), stray(""), segment(1, "D-0", "X")],
        Outcome.PASS,
        "",
        ["on which line is not known: X"],
    ),
    (
        "a router that may be on any line of the segment",
        [*both(39), stray("router"), segment(1, "D-0", "X")],
        Outcome.UNKNOWN,
        "no_evidence",
        ["X (router)"],
    ),
    ("one in another segment", [*both(9), stray(""), segment(2, "X")], Outcome.PASS, "", []),
    ("nothing seen", ghosts(3), Outcome.UNKNOWN, "no_evidence", ["no device of the line is seen"]),
    ("nothing documented", extra(3), Outcome.UNKNOWN, "no_evidence", ["is documented (3 seen)"]),
    ("nothing at all", [], Outcome.UNKNOWN, "no_evidence", ["0 seen"]),
]


@cases(*CASES)
def test_both_sets(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_only_what_does_not_agree_is_a_target_with_its_evidence() -> None:
    got = ask(CHECK, plant(rows(SwitchRow(switch="S")), *both(3), *ghosts(1), *extra(1, "AP")))
    found = {t.name: (t.outcome, len(t.evidence)) for t in got.targets}
    assert found == {"G-0": (Outcome.WARN, 1), "mac 0": (Outcome.FAIL, 1)}


def test_the_limits_can_be_moved() -> None:
    facts = plant(*both(1), *extra(1))
    assert ask(CHECK, facts).outcome is Outcome.FAIL
    assert ask(CHECK, facts, warn_percent=50).outcome is Outcome.WARN
