"""Judgements and plans kept in the case, so that a later audit can be compared with them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from audit.evidence import Evidence
    from checks.records import Judgement
    from planning.records import Plan


@cache
def _plan_adapter() -> Any:
    from pydantic import TypeAdapter

    from planning.records import Plan

    return TypeAdapter(Plan)


def judgement_text(judgement: Judgement) -> str:
    """Return what `diff` compares: findings and scores as the export tables give them."""
    import json

    from reports.tables import rows_of

    findings = rows_of("findings", judgement=judgement)
    scores = rows_of("scores", judgement=judgement)
    return json.dumps(
        {"as_of": str(judgement.as_of), "findings": findings, "scores": scores}, default=str
    )


def keep_judgement(evidence: Evidence, judgement: Judgement) -> None:
    """Keep a judgement for later audits to be compared with."""
    evidence.save_result("judgement", judgement.dataset_hash, judgement_text(judgement))


def keep_plan(evidence: Evidence, plan: Plan) -> None:
    """Keep a plan whole."""
    evidence.save_result("plan", plan.dataset_hash, _plan_adapter().dump_json(plan).decode())


def kept_plan(evidence: Evidence) -> Plan | None:
    """Return the newest kept plan, or None."""
    result = evidence.latest_result("plan")
    if result is None:
        return None
    plan: Plan = _plan_adapter().validate_json(result.text)
    return plan
