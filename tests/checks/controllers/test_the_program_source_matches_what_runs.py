"""PLC-07 over program lists and answers; today is 16 November 2026."""

from __future__ import annotations

from checks.controllers.the_program_source_matches_what_runs import CHECK, CHOICES
from checks.records import Outcome
from tests.checks.data_path.given import open_answers, program, said
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant

PLC, OTHER = device("PLC-L1"), device("PLC-L1-2")
BEST, MIDDLE, WORST = CHOICES


def source(asset_id: str = "PLC-L1", **more: object) -> Edit:
    fields: dict[str, object] = {
        "source_available": True, "same_as_running": True, "compared_on": "2026-05-01",
    }  # fmt: skip
    return program(asset_id, **{**fields, **more})


CASES: list[Case] = [
    ("compared this year", [PLC, source()], Outcome.PASS, "", ["1 of 1 program proven"]),
    ("compared long ago", [PLC, source(compared_on="2024-05-01")], Outcome.WARN, "",
     ["PLC-L1 was last compared on 2024-05-01"]),
    ("no source", [PLC, source(source_available=False)], Outcome.FAIL, "", ["no source"]),
    ("locked for good", [PLC, source(locked=True, can_unlock=False)], Outcome.FAIL, "",
     ["nobody can open it"]),
    ("locked, somebody can open it", [PLC, source(locked=True, can_unlock=True)], Outcome.PASS, "",
     []),
    ("different", [PLC, source(same_as_running=False)], Outcome.FAIL, "", ["another program"]),
    ("sealed by its builder", [PLC, program(sealed=True)], Outcome.NA, "", ["sealed 1 controller"]),
    ("one is sealed, one is known", [PLC, OTHER, program(sealed=True), source("PLC-L1-2")],
     Outcome.PASS, "", []),
    ("of one nobody stated anything", [PLC, OTHER, source()], Outcome.UNKNOWN, "not_asked",
     ["of PLC-L1-2 nobody stated"]),
    ("the source is not stated", [PLC, program()], Outcome.UNKNOWN, "not_asked", []),
    ("locked, the rest is open", [PLC, source(locked=True)], Outcome.UNKNOWN, "not_asked",
     ["whether somebody can open it"]),
    ("the comparison is not stated", [PLC, source(compared_on="")], Outcome.UNKNOWN, "not_asked",
     ["when PLC-L1 was compared"]),
    ("one fails, one is open", [PLC, OTHER, source(same_as_running=False)], Outcome.FAIL, "", []),
    ("compared, as stated", [PLC, said("program_source", BEST)], Outcome.PASS, "", []),
    ("compared long ago, as stated", [said("program_source", MIDDLE)], Outcome.WARN, "", []),
    ("missing, as stated", [said("program_source", WORST)], Outcome.FAIL, "", []),
    ("the list outweighs the answer", [PLC, source(source_available=False),
     said("program_source", BEST)], Outcome.FAIL, "", []),
    *open_answers("program_source", PLC),
]  # fmt: skip


@cases(*CASES)
def test_the_source(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
