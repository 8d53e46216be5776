"""The verdict of a line: a decision table, first match wins; the number comes second."""

from __future__ import annotations

from collections.abc import Mapping

from audit.facts.model import PlantFacts
from audit.inventory.tables import DeadlineRow, UseCaseRow
from audit.inventory.tables.money import DeadlineKind
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
MONEY_CHECKS = ("OPS-07", "OPS-14")
"""The checks that say whether the line is worth it."""


def in_discovery_order(findings: list[Finding]) -> list[Finding]:
    """Sort by the stage in which a rollout would meet them, the heavier one first."""
    return sorted(
        findings, key=lambda f: (f.check.stage, -f.check.severity.weight, f.check.check_id)
    )


def score_line(
    line: str,
    baseline: Baseline,
    findings: list[Finding],
    cells: list[ConditionCell],
    weights: Mapping[str, float],
    flag: EconomicFlag,
) -> LineScore:
    """Return verdict and number of one line and use case; findings and cells are its own."""
    gates = in_discovery_order([f for f in findings if f.gate])
    failed = [f for f in gates if f.outcome is Outcome.FAIL and f.waiver is None]
    unknown = [f for f in gates if f.outcome is Outcome.UNKNOWN and f.waiver is None]
    soft = [f for f in gates if f.outcome is Outcome.WARN or _waived(f)]
    base = foundation(findings, weights)
    moved = transfer(baseline.conditions, cells)
    verdict, rule = decide(baseline, failed, unknown, soft, base)
    number, uncapped, reason = index(moved.low, base.low, gates)
    first = failed[0].check if failed else None
    return LineScore(
        line=line,
        use_case=baseline.use_case,
        verdict=verdict,
        rule=rule,
        economic_flag=flag,
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
        first_blocker=first.check_id if first else "",
        first_blocker_domain=STAGES[first.stage] if first else "",
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
        many = "gate fails" if len(failed) == 1 else "gates fail"
        return Verdict.NOT_READY, f"{len(failed)} {many}, first {name.check_id} ({stage})"
    if unknown:
        minutes = sum(f.check.closes_minutes for f in unknown)
        many = "gate" if len(unknown) == 1 else "gates"
        return Verdict.NOT_PROVEN, f"{len(unknown)} {many} unknown, {minutes} minutes to answer"
    if soft:
        names = ", ".join(f.check.check_id for f in soft)
        return Verdict.READY_WITH_CONDITIONS, f"gates that warn or are waived: {names}"
    if base.low < LOW_SCORE:
        return Verdict.READY_WITH_CONDITIONS, f"foundation score {base.low:.0f} is below 60"
    if base.coverage < LOW_COVERAGE:
        return Verdict.READY_WITH_CONDITIONS, f"only {base.coverage:.0%} of the weight is answered"
    return Verdict.READY, "every gate passes"


def economic_flag(findings: list[Finding], *, duty: bool, dated: bool = False) -> EconomicFlag:
    """Return whether the line pays; a legal duty makes the question secondary, a legal date says
    that it must be done although it does not pay.
    """
    if duty:
        return EconomicFlag.NONE
    money = {f.outcome for f in findings if f.check.check_id in MONEY_CHECKS}
    if Outcome.FAIL in money:
        return EconomicFlag.DUTY_DRIVEN if dated else EconomicFlag.NOT_WORTH_IT_NOW
    return EconomicFlag.UNPRICED if Outcome.UNKNOWN in money else EconomicFlag.NONE


def has_duty(facts: PlantFacts, use_case: str) -> bool:
    """Whether a law or a customer demands the use case."""
    rows = facts.table(UseCaseRow)
    return any(row.record.use_case == use_case and row.record.duty for row in rows)


def legal_dates(facts: PlantFacts, line: str, use_case: str) -> tuple[DeadlineRow, ...]:
    """Return the laws with a day by which the use case must be live on the line."""
    rows = (row.record for row in facts.table(DeadlineRow))
    return tuple(
        row
        for row in rows
        if row.kind is DeadlineKind.LEGAL
        and row.day is not None
        and not row.work_package
        and row.line in ("", line)
        and row.use_case in ("", use_case)
    )
