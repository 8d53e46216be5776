"""NET-15 over two switches with one cable and with two, guarded and not."""

from __future__ import annotations

from typing import Any

from audit.inventory.tables import SwitchRow
from audit.inventory.tables.network import CredentialStatus
from audit.payloads import StpState, TableRead, TableState
from checks.network.loops_are_prevented_and_a_break_is_survived import (
    CHECK,
    GUARDED,
    NO_SECOND,
    QUESTION_ID,
    UNGUARDED,
)
from checks.records import Outcome
from tests.checks.data_path.given import open_answers, said
from tests.checks.plants import Case, Edit, ask, cases, device, expect, link, plant, rows, seen


def switch(name: str, line: str = "L1", **more: Any) -> list[Edit]:
    given: dict[str, Any] = {"managed": True, **more}
    return [rows(SwitchRow(switch=name, line=(line,), **given)), device(name, line, "switch")]


TWO = [*switch("SW-1"), *switch("SW-2")]
ONE_CABLE = [link("SW-1", "Gi0/1", "SW-2", "Gi0/1")]
TWO_CABLES = [*ONE_CABLE, link("SW-1", "Gi0/2", "SW-2", "Gi0/2")]
READ = [seen(name, TableRead("neighbours", TableState.COMPLETE)) for name in ("SW-1", "SW-2")]
PILOT_ONE = switch("SW-3", "L3")
PILOT_RING = [*switch("SW-3", "L3"), *switch("SW-4", "L3"), link("SW-3", "1", "SW-4", "1"),
              link("SW-3", "2", "SW-4", "2")]  # fmt: skip


def tree(name: str, bridge: str, root: str = "A", priority: int | None = 4096, **more: Any) -> Edit:
    given: dict[str, Any] = {"protocol": "rstp", **more}
    return seen(name, StpState(bridge=bridge, root=root, priority=priority, **given))


GUARD = [tree("SW-1", "A"), tree("SW-2", "B", priority=32768)]
MRP = [seen(name, StpState(protocol="mrp")) for name in ("SW-1", "SW-2")]
OFF = seen("SW-2", TableRead("stp", TableState.COMPLETE))

CASES: list[Case] = [
    ("two cables and a tree", [*TWO, *TWO_CABLES, *GUARD], Outcome.PASS, "", ["guarded by rstp"]),
    ("a ring protocol", [*TWO, *TWO_CABLES, *MRP], Outcome.PASS, "", ["guarded by mrp"]),
    ("a blocked port tells of a second path",
     [*TWO, tree("SW-1", "A"), tree("SW-2", "B", blocked_ports=("Gi0/2",))], Outcome.PASS, "", []),
    ("a ring beside a tree", [*TWO, *TWO_CABLES, tree("SW-1", "A"), MRP[1]], Outcome.WARN, "",
     ["not the same on all switches"]),
    ("a root that nobody chose", [*TWO, *TWO_CABLES, tree("SW-1", "A", priority=32769),
                                  tree("SW-2", "B", priority=32769)], Outcome.WARN, "",
     ["the root A is one that nobody chose"]),
    ("two roots", [*TWO, *TWO_CABLES, tree("SW-1", "A"), tree("SW-2", "B", "B")], Outcome.FAIL, "",
     ["different roots: A and B"]),
    ("the tree is off on one", [*TWO, *TWO_CABLES, tree("SW-1", "A"), OFF], Outcome.FAIL, "",
     ["nothing guards it on SW-2"]),
    ("one is not managed", [*switch("SW-1"), *switch("SW-2", managed=False), *TWO_CABLES,
                            tree("SW-1", "A")], Outcome.FAIL, "", ["SW-2"]),
    ("an open ring", [*TWO, *ONE_CABLE, *READ, *MRP], Outcome.FAIL, "", ["its ring is open"]),
    ("one cable, as on the pilot", [*TWO, *ONE_CABLE, *READ, *GUARD, *PILOT_ONE], Outcome.WARN, "",
     ["the pilot had none either"]),
    ("one cable, and the pilot relied on two",
     [*TWO, *ONE_CABLE, *READ, *GUARD, *PILOT_RING], Outcome.FAIL, "", ["relied on one"]),
    ("one cable, and the pilot is said to have two",
     [*TWO, *ONE_CABLE, *READ, *GUARD, *switch("SW-3", "L3"), *switch("SW-4", "L3"),
      said(QUESTION_ID, GUARDED, line="L3")], Outcome.FAIL, "", []),
    ("one cable, and the pilot is not known", [*TWO, *ONE_CABLE, *READ, *GUARD], Outcome.UNKNOWN,
     "no_evidence", ["whether the pilot had one"]),
    ("neighbours were not read", [*TWO, *ONE_CABLE, *GUARD, *PILOT_ONE], Outcome.UNKNOWN,
     "no_evidence", ["whether there is a second path is not known"]),
    ("the root was not read", [*TWO, *TWO_CABLES, tree("SW-1", "A", ""), tree("SW-2", "B", "")],
     Outcome.UNKNOWN, "parse_partial", ["which switch is the root"]),
    ("the root is a switch that nobody read",
     [*TWO, *TWO_CABLES, tree("SW-1", "A", "X"), tree("SW-2", "B", "X")], Outcome.UNKNOWN,
     "no_evidence", ["whether somebody chose the root X"]),
    ("one switch was not read", [*TWO, *TWO_CABLES, tree("SW-1", "A")], Outcome.UNKNOWN,
     "no_evidence", ["SW-2"]),
    ("nobody can log in", [*switch("SW-1"), *switch("SW-2",
                           credential_status=CredentialStatus.UNKNOWN), tree("SW-1", "A")],
     Outcome.UNKNOWN, "blocked_by:NET-08", ["nobody can log in to"]),
    ("no switch", [], Outcome.UNKNOWN, "no_evidence", ["no switch of the line"]),
    ("one switch", switch("SW-1"), Outcome.NA, "", ["L1 has one switch (SW-1)"]),
    ("one switch that no list names", [device("SW-X", "L1", "switch")], Outcome.NA, "", ["SW-X"]),
    ("one listed and one that was seen", [*switch("SW-1"), device("SW-X", "L1", "switch")],
     Outcome.UNKNOWN, "no_evidence", []),
    ("said to be guarded", [*TWO, said(QUESTION_ID, GUARDED)], Outcome.PASS, "", [GUARDED]),
    ("said to be unguarded", [*TWO, said(QUESTION_ID, UNGUARDED)], Outcome.FAIL, "", []),
    ("said to have none, as the pilot", [*TWO, *PILOT_ONE, said(QUESTION_ID, NO_SECOND)],
     Outcome.WARN, "", ["the pilot had none either"]),
    ("said to have none, unlike the pilot", [*TWO, *PILOT_RING, said(QUESTION_ID, NO_SECOND)],
     Outcome.FAIL, "", ["relied on one"]),
    ("an answer hides no open loop",
     [*TWO, *TWO_CABLES, tree("SW-1", "A"), OFF, said(QUESTION_ID, GUARDED)], Outcome.FAIL, "", []),
    *open_answers(QUESTION_ID, *TWO)[1:],
]  # fmt: skip


@cases(*CASES)
def test_loops(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_the_pilot_is_not_held_against_itself() -> None:
    parts = [*switch("SW-1", "L3"), *switch("SW-2", "L3"), *ONE_CABLE, *READ, *GUARD]
    expect(ask(CHECK, plant(*parts), "L3"), Outcome.WARN, "there is none")
