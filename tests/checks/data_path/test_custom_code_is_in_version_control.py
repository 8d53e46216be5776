"""DAT-04 over scripts in the data path."""

from __future__ import annotations

import pytest

from audit.inventory.tables import AnswerRow, FlowRow
from checks.data_path.custom_code_is_in_version_control import CHECK, is_desktop
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows


def script(number: int = 1, line: str = "L1", **more: object) -> Edit:
    fields: dict[str, object] = {
        "flow_id": f"F{number}",
        "use_case": "pdm",
        "line": line,
        "code_name": "to_mes.py",
        "code_host": "APP-1",
        "code_repo": "git/plant",
        "code_owner": "MES team",
        "code_maintainers": 2,
        "required": True,
    }
    return rows(FlowRow.model_validate({**fields, **more}))


def flow(reuse: str, line: str = "L1", **more: object) -> Edit:
    fields = {"flow_id": f"{line}-{reuse}", "use_case": "pdm", "line": line, "reuse_class": reuse}
    return rows(FlowRow.model_validate({**fields, **more}))


def stated(answer: str) -> Edit:
    return rows(AnswerRow(question_id="custom_code", answer=answer, role="MES owner"))


CASES: list[Case] = [
    ("in a repository with two", [script()], Outcome.PASS, "", ["1 of 1 script"]),
    ("owner, no repository", [script(code_repo="")], Outcome.WARN, "", ["in no repository"]),
    ("one maintainer", [script(code_maintainers=1)], Outcome.WARN, "", ["maintained by 1"]),
    (
        "on a desktop PC, by name",
        [script(code_host="QA-PC2")],
        Outcome.FAIL,
        "",
        ["to_mes.py (F1) runs on the desktop PC QA-PC2"],
    ),
    (
        "on a desktop PC, by role",
        [script(code_host="QUALITY7"), device("QUALITY7", "", "office")],
        Outcome.FAIL,
        "",
        ["desktop PC QUALITY7"],
    ),
    (
        "on a desktop PC, but nothing rests on it",
        [script(code_host="QA-PC2", load_bearing=False, code_repo="")],
        Outcome.WARN,
        "",
        [],
    ),
    ("no owner", [script(code_owner="")], Outcome.FAIL, "", ["no known owner"]),
    (
        "maintainers not stated",
        [script(code_maintainers=None)],
        Outcome.UNKNOWN,
        "not_asked",
        ["how many people"],
    ),
    (
        "the pilot's script comes along",
        [script(line="L3", code_host="QA-PC2"), flow("config")],
        Outcome.FAIL,
        "",
        ["QA-PC2"],
    ),
    (
        "code that no inventory names",
        [flow("code")],
        Outcome.UNKNOWN,
        "not_asked",
        ["L1-code is code"],
    ),
    ("stated that there is none", [stated("none")], Outcome.NA, "", ["MES owner stated"]),
    ("mentioned", [stated("yes, some")], Outcome.UNKNOWN, "not_asked", ["no inventory of it"]),
    ("nobody knows", [stated("don't know")], Outcome.UNKNOWN, "not_asked", ["no inventory"]),
    ("nothing known", [], Outcome.UNKNOWN, "not_asked", ["no inventory of custom code was made"]),
    (
        "every flow is configuration",
        [flow("config", "L3"), flow("template", "L3"), flow("", exists=False)],
        Outcome.NA,
        "",
        ["all 2 running flows"],
    ),
    (
        "a running flow is not classified",
        [flow("config", "L3"), flow("", "L3")],
        Outcome.UNKNOWN,
        "not_asked",
        [],
    ),
]


@cases(*CASES)
def test_custom_code(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


@pytest.mark.parametrize(
    ("host", "desktop"),
    [("QA-PC2", True), ("pc7", True), ("LAPTOP-QA", True), ("APP-1", False), ("EPCIS", False)],
)
def test_a_host_without_a_role_is_judged_by_its_name(host: str, desktop: bool) -> None:
    assert is_desktop(plant(), host) is desktop


def test_the_documented_role_outweighs_the_name() -> None:
    assert not is_desktop(plant(device("MES-PC1", "", "server")), "mes-pc1")
