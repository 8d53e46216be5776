"""NET-14 over counters read twice, once and never, and over both ends of a cable."""

from __future__ import annotations

from typing import Any

from audit.inventory.tables import SwitchRow
from audit.inventory.tables.network import CredentialStatus
from audit.payloads import Interface, LinkLoad
from checks.network.links_run_without_errors import CHECK, CHOICES, QUESTION_ID
from checks.records import Outcome
from tests.checks.data_path.given import open_answers, said
from tests.checks.plants import Case, Edit, ask, cases, device, expect, link, plant, rows, seen

CORE = [rows(SwitchRow(switch="SW-C", in_data_path=True)), device("SW-C", "", "switch")]


def line(**more: Any) -> list[Edit]:
    return [
        rows(SwitchRow(switch="SW-1", line=("L1",), managed=True, **more)),
        device("SW-1", "L1", "switch"),
    ]


ONE_PORT = [*line(), device("PLC-1", switch="SW-1", port="GigabitEthernet0/3")]
UPLINK = [*line(), *CORE, link("SW-1", "Gi0/1", "SW-C", "Gi1/0/1")]


def load(port: str = "Gi0/3", switch: str = "SW-1", **more: Any) -> Edit:
    """8 hours at 1 Mbit/s: 3.6 GB, 2.4 to 56 million frames."""
    given: dict[str, Any] = {
        "seconds": 28800.0, "in_bps": 1e6, "in_errors": 0, "out_errors": 0, "in_discards": 0,
        **more,
    }  # fmt: skip
    return seen(switch, LinkLoad(port, **given))


def port(name: str, switch: str = "SW-1", **more: Any) -> Edit:
    return seen(switch, Interface(name, oper_up=True, **more))


CASES: list[Case] = [
    ("nothing grew", [*ONE_PORT, load()], Outcome.PASS, "", ["1 of 1 ports are clean"]),
    ("discards only", [*ONE_PORT, load(in_discards=7)], Outcome.WARN, "", ["7 discards in 8.0 h"]),
    ("a hundred errors", [*ONE_PORT, load(in_errors=100)], Outcome.WARN, "", ["100 errors"]),
    ("a hundred thousand", [*ONE_PORT, load(in_errors=100_000)], Outcome.FAIL, "",
     ["SW-1 GigabitEthernet0/3: 100000 errors"]),
    ("a hundred thousand within an hour",
     [*ONE_PORT, load(in_errors=100_000, seconds=3600.0)], Outcome.FAIL, "", []),
    ("between two limits", [*ONE_PORT, load(in_errors=1000)], Outcome.UNKNOWN, "no_evidence",
     ["is not exact enough"]),
    ("errors on a port without traffic", [*ONE_PORT, load(in_errors=3, in_bps=0.0)], Outcome.FAIL,
     "", []),
    ("an hour", [*ONE_PORT, load(seconds=3600.0)], Outcome.UNKNOWN, "no_evidence",
     ["in 1.0 h, a shift is 8 h"]),
    ("the counters were reset", [*ONE_PORT, load(in_errors=-5)], Outcome.UNKNOWN, "no_evidence",
     ["were reset"]),
    ("no error counters", [*ONE_PORT, load(in_errors=None, out_errors=None)], Outcome.UNKNOWN,
     "no_evidence", ["not read twice"]),
    ("the longer of two", [*ONE_PORT, load(), load(seconds=60.0, in_discards=9)], Outcome.PASS, "",
     []),
    ("half duplex", [*ONE_PORT, port("Gi0/3", duplex="half"), load()], Outcome.FAIL, "",
     ["runs at half duplex"]),
    ("half duplex on a port that is down",
     [*ONE_PORT, seen("SW-1", Interface("Gi0/3", oper_up=False, duplex="half")), load()],
     Outcome.PASS, "", []),
    ("half duplex on a port beside the path",
     [*ONE_PORT, port("Gi0/9", duplex="half"), load()], Outcome.PASS, "", []),
    ("both ends are clean", [*UPLINK, load("Gi0/1"), load("Gi1/0/1", "SW-C")], Outcome.PASS, "",
     ["2 of 2 ports"]),
    ("ends of different speed", [*UPLINK, port("Gi0/1", speed_mbps=100),
                                 port("Gi1/0/1", "SW-C", speed_mbps=1000)], Outcome.FAIL, "",
     ["at 100 Mbit/s, its other end at 1000"]),
    ("ends of different duplex", [*UPLINK, port("Gi0/1", duplex="full"),
                                  port("Gi1/0/1", "SW-C", duplex="half")], Outcome.FAIL, "",
     ["half duplex"]),
    ("one end was never read", [*UPLINK, load("Gi0/1")], Outcome.UNKNOWN, "no_evidence", ["SW-C"]),
    ("read once", [*ONE_PORT, port("Gi0/3", in_errors=0)], Outcome.UNKNOWN, "no_evidence",
     ["read once, which proves nothing"]),
    ("never read", ONE_PORT, Outcome.UNKNOWN, "no_evidence", ["port counters is not known"]),
    ("nobody can log in",
     [*line(credential_status=CredentialStatus.UNKNOWN),
      device("PLC-1", switch="SW-1", port="Gi0/3")], Outcome.UNKNOWN, "blocked_by:NET-08",
     ["nobody can log in"]),
    ("no port is known", line(), Outcome.UNKNOWN, "no_evidence", ["no port is known"]),
    *((text, [*ONE_PORT, said(QUESTION_ID, text)], outcome, "", [text])
      for text, outcome in CHOICES.items()),
    ("an answer hides no errors",
     [*ONE_PORT, load(in_errors=100_000), said(QUESTION_ID, next(iter(CHOICES)))], Outcome.FAIL,
     "", []),
    *open_answers(QUESTION_ID, *ONE_PORT)[1:],
]  # fmt: skip


@cases(*CASES)
def test_links(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
