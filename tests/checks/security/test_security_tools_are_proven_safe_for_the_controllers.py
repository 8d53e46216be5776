"""SEC-06 over the list of tools and OT's answers."""

from __future__ import annotations

from typing import Any

from audit.inventory.tables import SecurityToolRow
from checks.records import Outcome
from checks.security.security_tools_are_proven_safe_for_the_controllers import CHECK
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows
from tests.checks.security.told import said

Q = "security_tools"
PROVEN = {"tested_on": "2026-05-01", "approved": "yes", "window_agreed": "yes"}


def tool(kind: str = "scanner", **more: Any) -> Edit:
    fields = {"tool": "scan-1", "line": "L1", "kind": kind, **more}
    return rows(SecurityToolRow.model_validate(fields))


CASES: list[Case] = [
    ("proven", [tool(**PROVEN)], Outcome.PASS, "", ["1 of 1 tool"]),
    ("tested, without the day", [tool(**{**PROVEN, "tested_on": "", "tested": "yes"})],
     Outcome.PASS, "", []),
    ("listens, not tested", [tool("passive", tested="no", approved="yes")], Outcome.WARN, "",
     ["(passive) is not tested"]),
    ("scans, not tested", [tool(tested="no", approved="yes", window_agreed="yes")], Outcome.FAIL,
     "", ["not tested"]),
    ("patches at any hour", [tool("patching", **{**PROVEN, "window_agreed": "no"})], Outcome.FAIL,
     "", ["not in agreed hours"]),
    ("not approved", [tool("agent", **{**PROVEN, "approved": "no"})], Outcome.WARN, "", []),
    ("nothing said of it", [tool()], Outcome.UNKNOWN, "not_asked", ["is not said"]),
    ("how it works not said", [tool("", **PROVEN)], Outcome.UNKNOWN, "not_asked", ["listens"]),
    ("answered: proven", [said(Q, "tested, approved, in agreed hours")], Outcome.PASS, "", []),
    ("answered: listening", [said(Q, "only listening ones, not tested")], Outcome.WARN, "", []),
    ("answered: untested", [said(Q, "without test or agreed hours")], Outcome.FAIL, "", []),
    ("answered: no tool", [said(Q, "no such tool")], Outcome.NA, "", ["no such tool"]),
    ("answered by IT only", [said(Q, "no such tool", "IT")], Outcome.UNKNOWN, "not_asked",
     ["OT was not asked"]),
    ("no tool, but one is listed", [tool(tested="no"), said(Q, "no such tool")], Outcome.FAIL, "",
     []),
    ("something else", [said(Q, "maybe")], Outcome.UNKNOWN, "conflict", []),
    ("nobody knows", [said(Q, "don't know")], Outcome.UNKNOWN, "dont_know", []),
    ("nothing known", [], Outcome.UNKNOWN, "not_asked", []),
]  # fmt: skip


@cases(*CASES)
def test_tools(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_a_tool_without_a_line_works_on_all_of_them() -> None:
    facts = plant(tool(tested="no", line=""))
    for line in ("L1", "L2"):
        expect(ask(CHECK, facts, line), Outcome.FAIL)
    other = plant(tool(tested="no", line="L2"))
    expect(ask(CHECK, other, "L1"), Outcome.UNKNOWN, code="not_asked")
