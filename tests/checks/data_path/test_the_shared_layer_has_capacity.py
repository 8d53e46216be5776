"""DAT-13 over flow lists and answers; the plant has four lines."""

from __future__ import annotations

from checks.data_path.the_shared_layer_has_capacity import CHECK, STANDBY
from checks.records import Outcome
from tests.checks.data_path.given import flow, said
from tests.checks.plants import Case, Edit, ask, cases, expect, plant

LAYER = flow("F1", line="L3", via="layer")
NODE, SPARE, NOTHING = (said("layer_standby", text, line="") for text in STANDBY)
FREE = said("layer_licence_lines", "none, no limit", line="")


def load(text: str) -> Edit:
    return said("layer_load_percent", text, line="")


def licence(text: str) -> Edit:
    return said("layer_licence_lines", text, line="")


CASES: list[Case] = [
    ("room and a second node", [LAYER, load("10"), licence("4"), NODE], Outcome.PASS, "",
     ["10 % with 1 line, 40 % with all 4"]),
    ("room for the plan only", [LAYER, load("20"), FREE, NODE], Outcome.WARN, "", ["80 %"]),
    ("a cold spare", [LAYER, load("10"), FREE, SPARE], Outcome.WARN, "", ["people start"]),
    ("nothing stands by", [LAYER, load("10"), FREE, NOTHING], Outcome.FAIL, "", ["nothing"]),
    ("no room", [LAYER, load("30"), FREE, NODE], Outcome.FAIL, "", ["120 %"]),
    ("two lines connected", [LAYER, flow("F2", via="layer"), load("30"), FREE, NODE],
     Outcome.WARN, "", ["60 % with all 4"]),
    ("the licence ends", [LAYER, load("10"), licence("3"), NODE], Outcome.FAIL, "", ["3 of 4"]),
    ("the load is not asked", [LAYER, FREE, NODE], Outcome.UNKNOWN, "not_asked",
     ["what the layer carries today is not known"]),
    ("the load is not known", [LAYER, load("don't know"), FREE, NODE], Outcome.UNKNOWN,
     "dont_know", []),
    ("the load is no number", [LAYER, load("little"), FREE, NODE], Outcome.UNKNOWN, "conflict",
     []),
    ("the load of no line", [flow("F1", via="layer", exists=None), load("5"), FREE, NODE],
     Outcome.UNKNOWN, "no_evidence", ["no load per line"]),
    ("the licence is not asked", [LAYER, load("10"), NODE], Outcome.UNKNOWN, "not_asked",
     ["the licence allows is not known"]),
    ("standby is not asked", [LAYER, load("10"), FREE], Outcome.UNKNOWN, "not_asked",
     ["what takes over"]),
    ("it fails whatever is not known", [LAYER, load("90")], Outcome.FAIL, "", []),
    ("every flow is direct", [flow(via="direct")], Outcome.NA, "", ["No shared layer"]),
    ("stated that there is none", [said("layer_exists", "no", line="")], Outcome.NA, "", []),
    ("how a flow travels is not stated", [flow()], Outcome.UNKNOWN, "not_asked", []),
    ("nothing known", [], Outcome.UNKNOWN, "not_asked", []),
]  # fmt: skip


@cases(*CASES)
def test_the_layer(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
