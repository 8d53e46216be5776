"""Checks made up for tests of the engine: each gives the answer it is told to give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from audit.records import Grade, Unknown, Why
from checks.records import (
    Answer,
    Asked,
    Check,
    Finding,
    GateRule,
    Outcome,
    Relation,
    Severity,
    Theme,
    Threshold,
)

NEW = date(2026, 11, 1)


def answers(outcome: Outcome, **more: Any) -> Answer:
    """An answer on good and fresh evidence; UNKNOWN has no evidence."""
    if outcome is Outcome.UNKNOWN:
        made = Answer(outcome, "not known", why=Unknown(Why.NO_EVIDENCE, "nothing handed over"))
    else:
        made = Answer(outcome, f"it is {outcome}", (1,), grade=Grade.A, oldest=NEW)
    return replace(made, **more)


def check(
    check_id: str,
    judge: Answer | Mapping[str, Answer] | Callable[[Asked], Answer],
    *,
    gate: GateRule = GateRule.ALWAYS,
    severity: Severity = Severity.BLOCKER,
    **more: Any,
) -> Check:
    """A check that always gives one answer, one for each line, or what a function says."""
    fields: dict[str, Any] = {
        "check_id": check_id,
        "theme": Theme.NETWORK,
        "title": f"{check_id} is well",
        "question": f"Is {check_id} well?",
        "severity": severity,
        "gate": gate,
        "stage": 2,
        "work_packages": (f"WP-{check_id}",),
        "max_age_days": 100,
        "thresholds": (Threshold("limit", 10, "%", "pass up to"),),
        "basis": "test",
        "so_what": "Nothing.",
        "remedy": "Repair it.",
        "closes_unknown": "Look at it",
        "closes_minutes": 10,
        "closes_who": "maintenance lead",
        "judge": _judge(judge),
    }
    return Check(**{**fields, **more})


def _judge(
    told: Answer | Mapping[str, Answer] | Callable[[Asked], Answer],
) -> Callable[[Asked], Answer]:
    if isinstance(told, Answer):
        return lambda _: told
    if callable(told):
        return told
    by_line = told
    return lambda asked: by_line[asked.line]


def finding(
    check_id: str,
    outcome: Outcome,
    severity: Severity = Severity.BLOCKER,
    *,
    gate: bool = True,
    **more: Any,
) -> Finding:
    """A finding on L1 as the engine makes it."""
    told = answers(outcome)
    made = check(check_id, told, severity=severity)
    fields: dict[str, Any] = {
        "line": "L1",
        "use_case": "pdm",
        "check": made,
        "outcome": outcome,
        "why": told.why,
        "sentence": f"{check_id} is {outcome}",
        "gate": gate,
        "relation": Relation.UNKNOWN,
        "evidence": (),
    }
    return Finding(**{**fields, **more})
