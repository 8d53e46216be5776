"""The verdict of a line: a decision table, first match wins; the number comes second."""

from __future__ import annotations

from collections.abc import Mapping

from audit.facts.model import PlantFacts
from audit.inventory.tables import UseCaseRow
from checks.records import (
    STAGES,
    Baseline,
    ConditionCell,
    EconomicFlag,
    Finding,
    Interval,
    LineScore,
    Outcome,
    Verdict,
)
from checks.score import domains, foundation, index, transfer

LOW_SCORE, LOW_COVERAGE = 60.0, 0.80


def in_discovery_order(findings: list[Finding]) -> list[Finding]:
    """Sort by the stage in which a rollout would meet them, the heavier one first."""
    return sorted(
        findings, key=lambda f: (f.check.stage, -f.check.severity.weight, f.check.check_id)
    )


def score_line(
    facts: PlantFacts,
    line: str,
    baseline: Baseline,
    findings: list[Finding],
    cells: list[ConditionCell],
    weights: Mapping[str, float],
) -> LineScore:
    """Return verdict, economic flag and number of one line and use case; `findings` are its own."""
    gates = in_discovery_order([f for f in findings if f.gate])
    failed = [f for f in gates if f.outcome is Outcome.FAIL and f.waiver is None]
    unknown = [f for f in gates if f.outcome is Outcome.UNKNOWN and f.waiver is None]
    soft = [f for f in gates if f.outcome is Outcome.WARN or _waived(f)]
    base = foundation(findings, weights)
    moved = transfer(baseline.conditions, [c for c in cells if c.line == line])
    verdict, rule = decide(baseline, failed, unknown, soft, base)
    number, uncapped, reason = index(moved.low, base.low, gates)
    first = failed[0] if failed else None
    return LineScore(
        line=line,
        use_case=baseline.use_case,
        verdict=verdict,
        rule=rule,
        economic_flag=economic_flag(facts, baseline.use_case, findings),
        blockers=tuple(f.check.check_id for f in failed),
        questions=tuple(f.check.check_id for f in unknown),
        question_minutes=sum(f.check.closes_minutes for f in unknown),
        conditions=tuple(f.check.check_id for f in soft),
        foundation=base,
        transfer=moved,
        domains=domains(findings, weights),
        index=number,
        uncapped=uncapped,
        cap_reason=reason,
        first_blocker=first.check.check_id if first else "",
        first_blocker_domain=STAGES[first.check.stage] if first else "",
    )


def _waived(finding: Finding) -> bool:
    return finding.waiver is not None and finding.outcome in (Outcome.FAIL, Outcome.UNKNOWN)


def decide(
    baseline: Baseline,
    failed: list[Finding],
    unknown: list[Finding],
    soft: list[Finding],
    base: Interval,
) -> tuple[Verdict, str]:
    """Return the verdict and the rule that decided it."""
    if baseline.refusals:
        return Verdict.NOT_PROVEN, f"the baseline is refused: {baseline.refusals[0]}"
    if not baseline.signed_by:
        return Verdict.NOT_PROVEN, "the baseline is not signed (OPS-01)"
    if failed:
        name = failed[0].check
        stage = STAGES[name.stage]
        return Verdict.NOT_READY, f"{len(failed)} gates fail, first {name.check_id} ({stage})"
    if unknown:
        minutes = sum(f.check.closes_minutes for f in unknown)
        return Verdict.NOT_PROVEN, f"{len(unknown)} gates unknown, {minutes} minutes to answer"
    if soft:
        names = ", ".join(f.check.check_id for f in soft)
        return Verdict.READY_WITH_CONDITIONS, f"gates that warn or are waived: {names}"
    if base.low < LOW_SCORE:
        return Verdict.READY_WITH_CONDITIONS, f"foundation score {base.low:.0f} is below 60"
    if base.coverage < LOW_COVERAGE:
        return Verdict.READY_WITH_CONDITIONS, f"only {base.coverage:.0%} of the weight is answered"
    return Verdict.READY, "every gate passes"


def economic_flag(facts: PlantFacts, use_case: str, findings: list[Finding]) -> EconomicFlag:
    """Return whether the line pays; a legal duty makes the question secondary."""
    duties = {row.record.use_case: row.record.duty for row in facts.table(UseCaseRow)}
    if duties.get(use_case):
        return EconomicFlag.NONE
    outcomes = {f.check.check_id: f.outcome for f in findings}
    money = [outcomes[name] for name in ("OPS-07", "OPS-14") if name in outcomes]
    if Outcome.FAIL in money:
        return EconomicFlag.NOT_WORTH_IT_NOW
    if Outcome.UNKNOWN in money:
        return EconomicFlag.UNPRICED
    return EconomicFlag.NONE
