"""NET-02 over links."""

from __future__ import annotations

from audit.inventory.tables import LinkRow, SwitchRow
from audit.inventory.tables.network import CredentialStatus
from audit.payloads import TableRead, TableState
from checks.network.documented_links_match_the_neighbours import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, device, expect, link, plant, rows, seen

SWITCHES = [
    rows(
        SwitchRow(switch="SW-CORE", managed=True, in_data_path=True),
        SwitchRow(switch="SW-L1", line=("L1",), managed=True),
    ),
    device("SW-CORE", "", "switch"),
    device("SW-L1", "L1", "switch"),
]
READ = seen("SW-L1", TableRead("neighbours", TableState.COMPLETE))


def drawn(number: int) -> Edit:
    """Documented links from ports of the line's switch to devices."""
    return rows(
        *(LinkRow(a_device="SW-L1", a_port=f"Gi0/{n}", b_device=f"D-{n}") for n in range(number))
    )


def found(first: int, last: int, state: str = "confirmed") -> list[Edit]:
    kind = "lldp" if state == "confirmed" else "documented"
    return [link("SW-L1", f"Gi0/{n}", f"D-{n}", "", state, kind) for n in range(first, last)]


UPLINK = rows(LinkRow(a_device="SW-CORE", a_port="1/6", b_device="SW-L1", b_port="Gi0/1"))
CASES: list[Case] = [
    (
        "all confirmed",
        [*SWITCHES, drawn(4), READ, *found(0, 4)],
        Outcome.PASS,
        "",
        ["4 of 4 confirmed"],
    ),
    (
        "19 of 20",
        [*SWITCHES, drawn(20), READ, *found(0, 19), *found(19, 20, "missing")],
        Outcome.PASS,
        "",
        ["19 of 20", "D-19", "missing"],
    ),
    (
        "18 of 20",
        [*SWITCHES, drawn(20), READ, *found(0, 18), *found(18, 20, "missing")],
        Outcome.WARN,
        "",
        ["18 of 20"],
    ),
    (
        "half of them",
        [*SWITCHES, drawn(2), READ, *found(0, 1), *found(1, 2, "missing")],
        Outcome.FAIL,
        "",
        ["1 of 2", "SW-L1 Gi0/1 to D-1"],
    ),
    (
        "drawn on another port",
        [
            *SWITCHES,
            UPLINK,
            READ,
            link("SW-CORE", "1/2", "SW-L1", "Gi0/1", "undocumented"),
            link("SW-CORE", "1/6", "SW-L1", "Gi0/1", "different", "documented"),
        ],
        Outcome.FAIL,
        "",
        ["is different (seen: SW-CORE 1/2 to SW-L1 Gi0/1)", "joins two switches"],
    ),
    (
        "a link between switches that nobody drew",
        [
            *SWITCHES,
            drawn(4),
            READ,
            *found(0, 4),
            link("SW-L1", "8", "SW-CORE", "2", "undocumented"),
        ],
        Outcome.FAIL,
        "",
        ["4 of 4 confirmed", "SW-L1 8 to SW-CORE 2 joins two switches and is in no drawing"],
    ),
    (
        "an undrawn link to a device that is no switch",
        [*SWITCHES, drawn(4), READ, *found(0, 4), link("SW-L1", "8", "?cam", "1", "undocumented")],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "an inferred link is a guess, and no failure",
        [
            *SWITCHES,
            drawn(1),
            READ,
            *found(0, 1),
            link("SW-L1", "8", "SW-CORE", "2", "undocumented", "fdb"),
        ],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "the other end was read",
        [*SWITCHES, UPLINK, link("SW-CORE", "1/6", "SW-L1", "Gi0/1")],
        Outcome.PASS,
        "",
        ["1 of 1 confirmed"],
    ),
    (
        "half of them could not be compared",
        [*SWITCHES, drawn(2), READ, *found(0, 1)],
        Outcome.UNKNOWN,
        "no_evidence",
        ["1 of 2", "not compared"],
    ),
    (
        "what is not known cannot save it",
        [*SWITCHES, drawn(20), READ, *found(0, 5), *found(5, 19, "missing")],
        Outcome.FAIL,
        "",
        ["5 of 20"],
    ),
    ("no table was read", [*SWITCHES, drawn(1)], Outcome.UNKNOWN, "no_evidence", ["SW-L1"]),
    (
        "nobody can log in",
        [
            rows(
                SwitchRow(switch="SW-L1", line=("L1",), credential_status=CredentialStatus.UNKNOWN)
            ),
            drawn(1),
        ],
        Outcome.UNKNOWN,
        "blocked_by:NET-08",
        ["nobody can log in to SW-L1"],
    ),
    (
        "no drawing",
        [*SWITCHES, READ, link("SW-L1", "1", "D-1", "", "undocumented")],
        Outcome.UNKNOWN,
        "not_asked",
        ["1 link reported", "no drawing"],
    ),
    (
        "a drawing of other lines only",
        [*SWITCHES, rows(LinkRow(a_device="SW-X", b_device="SW-Y")), READ],
        Outcome.UNKNOWN,
        "no_evidence",
        ["0 of 0"],
    ),
    ("no switch known", [drawn(1)], Outcome.UNKNOWN, "no_evidence", ["no managed switch"]),
    (
        "unmanaged switches only",
        [rows(SwitchRow(switch="HUB", line=("L1",), managed=False))],
        Outcome.NA,
        "",
        ["HUB"],
    ),
]


@cases(*CASES)
def test_links(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_a_cable_of_another_line_does_not_count() -> None:
    other = rows(LinkRow(a_device="SW-CORE", a_port="9", b_device="SW-L2", b_port="1"))
    wrong = link("SW-CORE", "9", "SW-L2", "1", "missing", "documented")
    got = ask(CHECK, plant(*SWITCHES, drawn(1), other, READ, *found(0, 1), wrong))
    assert got.outcome is Outcome.PASS
    assert got.measured == "1 of 1 link"
