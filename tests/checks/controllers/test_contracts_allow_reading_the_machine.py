"""PLC-11 over answers."""

from __future__ import annotations

from audit.inventory.tables.people import Side
from checks.controllers.contracts_allow_reading_the_machine import CHECK, CHOICES
from checks.records import Outcome
from tests.checks.data_path.given import open_answers, said
from tests.checks.plants import Case, Edit, ask, cases, expect, plant

PRESS, OVEN = "oem_permission:Press", "oem_permission:oven"
CASES: list[Case] = [
    *((text, [said("oem_permission", text)], outcome, "", [text])
      for text, outcome in CHOICES.items()),
    ("built by the plant", [said("oem_permission", "not applicable: own-built machine")],
     Outcome.NA, "", ["own-built machine"]),
    ("two sides agree", [said("oem_permission", "Allowed in writing"),
     said("oem_permission", "allowed in writing.", side=Side.IT)], Outcome.PASS, "", []),
    ("each machine", [said(PRESS, "allowed in writing"), said(OVEN, "forbidden")], Outcome.FAIL,
     "", ["oven; forbidden"]),
    ("one machine is open", [said(PRESS, "allowed in writing"), said(OVEN, "don't know")],
     Outcome.UNKNOWN, "dont_know", ["oven"]),
    ("all machines", [said(PRESS, "allowed in writing"), said(OVEN, "not applicable: own-built")],
     Outcome.PASS, "", ["press; allowed in writing"]),
    ("a machine of another line", [said(PRESS, "forbidden", line="L2")], Outcome.UNKNOWN,
     "not_asked", []),
    *open_answers("oem_permission"),
]  # fmt: skip


@cases(*CASES)
def test_the_permission(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
