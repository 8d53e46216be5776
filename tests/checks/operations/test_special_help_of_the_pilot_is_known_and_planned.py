"""OPS-02 over the list of help, what evidence shows of the pilot, and what two people say."""

from __future__ import annotations

from typing import Any

from audit.inventory.tables import AnswerRow, ConditionRow, FlowRow
from audit.inventory.tables.people import Side
from checks.operations.special_help_of_the_pilot_is_known_and_planned import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows


def said(question_id: str, text: str, side: Side = Side.OT, by: str = "engineer") -> Edit:
    return rows(AnswerRow(question_id=question_id, answer=text, side=side, answered_by=by))


def helped(text: str, condition: str = "C1", use_case: str = "") -> Edit:
    return rows(ConditionRow(condition_id=condition, use_case=use_case, scaffolding=text))


def script(**more: Any) -> Edit:
    given: dict[str, Any] = {
        "flow_id": "F1", "line": "L3", "reuse_class": "throw-away", "code_name": "to_mes.py",
        "code_host": "QA-PC2", "exists": True, **more,
    }  # fmt: skip
    return rows(FlowRow(**given))


ENGINEER = helped("an engineer on site for four months")
EVERY, SOME, NONE = (said("special_help_planned", f"for {word}")
                     for word in ("every one", "some", "none"))  # fmt: skip
RADIO = device("AP-9", "L3", "AP", documented=False, observed=True)
NO_HELP = [said("special_help", "none"), said("special_help", "no", Side.IT)]

CASES: list[Case] = [
    ("each has a plan", [ENGINEER, EVERY], Outcome.PASS, "", ["1 help listed", "four months"]),
    ("some have", [ENGINEER, SOME], Outcome.WARN, "", []),
    ("none has", [ENGINEER, NONE], Outcome.WARN, "", []),
    ("nobody asked for plans", [ENGINEER], Outcome.UNKNOWN, "not_asked", []),
    ("nobody knows of plans", [ENGINEER, said("special_help_planned", "don't know")],
     Outcome.UNKNOWN, "dont_know", []),
    ("a help that needs no plan, as somebody says",
     [ENGINEER, said("special_help_planned", "n/a: it will be fine")], Outcome.UNKNOWN, "conflict",
     ["cannot do without a plan"]),
    ("named in answers", [said("special_help", "vendor on site"),
                          said("special_help", "a temporary access point", Side.IT), EVERY],
     Outcome.PASS, "", ["vendor on site and a temporary access point"]),
    ("a script that nobody wrote down", [ENGINEER, EVERY, script()], Outcome.FAIL, "",
     ["the throw-away script to_mes.py on QA-PC2 in F1"]),
    ("a script on the list", [helped("to_mes.py, written by hand"), EVERY, script()], Outcome.PASS,
     "", []),
    ("its host is named in an answer",
     [said("special_help", "a script on QA-PC2"), EVERY, script()],
     Outcome.PASS, "", []),
    ("a script of another line", [ENGINEER, EVERY, script(line="L1")], Outcome.PASS, "", []),
    ("a script of another use case", [ENGINEER, EVERY, script(use_case="other")], Outcome.PASS, "",
     []),
    ("a script that was never built", [ENGINEER, EVERY, script(exists=False)], Outcome.PASS, "",
     []),
    ("a connector by configuration", [ENGINEER, EVERY, script(reuse_class="config")],
     Outcome.PASS, "", []),
    ("an access point in no list", [ENGINEER, EVERY, RADIO], Outcome.FAIL, "",
     ["the access point AP-9"]),
    ("an access point on the list", [helped("one access point was added"), EVERY, RADIO],
     Outcome.PASS, "", []),
    ("an access point of another line",
     [ENGINEER, EVERY, device("AP-9", "L1", "AP", documented=False, observed=True)], Outcome.PASS,
     "", []),
    ("none, as two people say", NO_HELP, Outcome.NA, "", ["as two people say"]),
    ("none, as one says", [NO_HELP[0]], Outcome.UNKNOWN, "not_asked", ["a second has to confirm"]),
    ("none, as one says twice", [NO_HELP[0], said("special_help", "no")], Outcome.UNKNOWN,
     "not_asked", []),
    ("none, but there is a script", [*NO_HELP, script()], Outcome.FAIL, "", ["to_mes.py"]),
    ("one says none, one names some", [NO_HELP[0], said("special_help", "vendor", Side.IT)],
     Outcome.UNKNOWN, "conflict", []),
    ("there was help, and nobody says which", [said("special_help", "yes")], Outcome.UNKNOWN,
     "not_asked", ["nobody wrote down which"]),
    ("nobody knows", [said("special_help", "don't know")], Outcome.UNKNOWN, "dont_know", []),
    ("not asked", [], Outcome.UNKNOWN, "not_asked", []),
    ("another use case's help", [helped("vendor", use_case="other")], Outcome.UNKNOWN,
     "not_asked", []),
]  # fmt: skip


@cases(*CASES)
def test_help(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    facts = plant(*parts)
    expect(ask(CHECK, facts), outcome, *words, code=code)
    assert ask(CHECK, facts, "L2") == ask(CHECK, facts, "L3")
