"""DAT-03 over the pilot's flows."""

from __future__ import annotations

from audit.inventory.tables import FlowRow
from checks.data_path.pilot_connectors_are_reused_by_configuration import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows


def flow(number: int, reuse: str, line: str = "L3", **more: object) -> FlowRow:
    fields = {"flow_id": f"F{number}", "use_case": "pdm", "line": line, "reuse_class": reuse}
    return FlowRow.model_validate({**fields, **more})


def flows(*classes: str) -> Edit:
    return rows(*(flow(number, reuse) for number, reuse in enumerate(classes, 1)))


CASES: list[Case] = [
    ("all configuration", [flows("config", "template")], Outcome.PASS, "", ["2 of 2 flows"]),
    ("4 of 5", [flows(*["config"] * 4, "code")], Outcome.PASS, "", ["written again: F5"]),
    ("half", [flows("config", "code")], Outcome.WARN, "", ["1 of 2"]),
    ("a third", [flows("config", "code", "throw-away")], Outcome.FAIL, "", ["1 of 3"]),
    (
        "hard-coded addresses",
        [flows(*["config"] * 9), rows(flow(10, "template", hard_coded=True, connector="x1"))],
        Outcome.FAIL,
        "",
        ["hard-coded: F10 (x1)"],
    ),
    ("not classified", [flows("config", "")], Outcome.UNKNOWN, "not_asked", ["not classified: F2"]),
    ("not classified, it does not decide", [flows(*["config"] * 9, "")], Outcome.PASS, "", []),
    ("no pilot flow", [rows(flow(1, "config", "L1"))], Outcome.NA, "", ["no flow of pdm"]),
    ("no list", [], Outcome.UNKNOWN, "not_asked", ["No flow list"]),
    (
        "flows that do not run yet are not the pilot's connectors",
        [flows("config"), rows(flow(2, "", exists=False))],
        Outcome.PASS,
        "",
        ["1 of 1"],
    ),
]


@cases(*CASES)
def test_reuse(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_every_line_gets_the_pilots_answer() -> None:
    facts = plant(flows("config", "code"))
    answers = {ask(CHECK, facts, line).sentence for line in ("L1", "L2", "L3", "L4")}
    assert len(answers) == 1


def test_each_flow_has_its_own_result() -> None:
    facts = plant(flows("config", "code", ""), rows(flow(4, "config", hard_coded=True)))
    assert [(t.name, t.outcome, t.sentence) for t in ask(CHECK, facts).targets] == [
        ("F1", Outcome.PASS, "F1 is config"),
        ("F2", Outcome.WARN, "F2 is code"),
        ("F3", Outcome.WARN, "F3 is not classified"),
        ("F4", Outcome.FAIL, "F4 has addresses or tags written into it"),
    ]
