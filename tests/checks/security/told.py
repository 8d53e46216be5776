"""Answers of people, and rules of a firewall, as parts of a plant."""

from __future__ import annotations

from typing import Any

from audit.inventory.tables import AnswerRow, FirewallRuleRow, HostRow
from audit.records import Grade
from tests.checks.plants import Edit, rows


def said(question: str, answer: str, side: str = "OT", **more: str) -> Edit:
    """Add one answer; with a document it is grade C."""
    fields = {"question_id": question, "answer": answer, "side": side, **more}
    row = AnswerRow.model_validate(fields)
    return rows(row, grade=Grade.C if more.get("document") else Grade.D)


def rule(name: str, source: str, dest: str, service: str = "tcp/502", **more: Any) -> Edit:
    """Add a firewall rule; it allows unless told otherwise."""
    fields = {"firewall": "FW-1", "rule": name, "action": "allow", "source": source,
              "dest": dest, "service": service, **more}  # fmt: skip
    return rows(FirewallRuleRow.model_validate(fields))


DENY = rule("last", "any", "any", "any", action="deny")


def host(asset_id: str, **more: Any) -> Edit:
    """Add a row about a computer."""
    return rows(HostRow.model_validate({"asset_id": asset_id, **more}))
