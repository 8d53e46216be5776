"""Verdicts as if some work packages were done: their checks pass, everything else stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from checks.baseline import cells_of
from checks.records import (
    EconomicFlag,
    Finding,
    Judgement,
    LineScore,
    Outcome,
    Relation,
)
from checks.score import domains, foundation, index, transfer
from checks.verdict import decide, in_discovery_order

SETTLED = (Outcome.PASS, Outcome.NA, Outcome.NOT_BUILT)


def with_fixed(judgement: Judgement, fixed: Iterable[tuple[str, str]]) -> Judgement:
    """Return the judgement after the packages (code, line); a package clears the checks that name
    it.
    """
    done = set(fixed)
    findings = tuple(_after(finding, done) for finding in judgement.findings)
    cells = [
        cell
        for baseline in judgement.baselines
        for cell in cells_of(
            baseline.conditions, [f for f in findings if f.use_case == baseline.use_case]
        )
    ]
    scores = tuple(_rescored(judgement, score, findings) for score in judgement.scores)
    return replace(judgement, findings=findings, cells=tuple(cells), scores=scores)


def _after(finding: Finding, done: set[tuple[str, str]]) -> Finding:
    packages = finding.check.work_packages
    if finding.outcome in SETTLED or not any((code, finding.line) in done for code in packages):
        return finding
    names = ", ".join(code for code in packages if (code, finding.line) in done)
    relation = finding.relation
    if relation is not Relation.PILOT:
        relation = Relation.SAME_OR_BETTER
    return replace(
        finding, outcome=Outcome.PASS, why=None, relation=relation,
        sentence=f"Assumed to pass with {names} done. Today: {finding.sentence}",
    )  # fmt: skip


def _rescored(judgement: Judgement, score: LineScore, findings: tuple[Finding, ...]) -> LineScore:
    own = [f for f in findings if (f.line, f.use_case) == (score.line, score.use_case)]
    baseline = next(b for b in judgement.baselines if b.use_case == score.use_case)
    weights = dict(judgement.weights)
    gates = in_discovery_order([f for f in own if f.gate])
    failed = [f for f in gates if f.outcome is Outcome.FAIL and f.waiver is None]
    unknown = [f for f in gates if f.outcome is Outcome.UNKNOWN and f.waiver is None]
    soft = [f for f in gates if f.outcome is Outcome.WARN or f.waiver is not None]
    base = foundation(own, weights)
    moved = transfer(baseline.conditions, cells_of(baseline.conditions, own))
    verdict, rule = decide(baseline, failed, unknown, soft, base)
    number, uncapped, reason = index(moved.low, base.low, gates)
    money = [f.outcome for f in own if f.check.check_id in ("OPS-07", "OPS-14")]
    flag = score.economic_flag if Outcome.FAIL in money else EconomicFlag.NONE
    return replace(
        score, verdict=verdict, rule=rule, economic_flag=flag,
        blockers=tuple(f.check.check_id for f in failed),
        questions=tuple(f.check.check_id for f in unknown),
        question_minutes=sum(f.check.closes_minutes for f in unknown),
        conditions=tuple(f.check.check_id for f in soft),
        foundation=base, transfer=moved, domains=domains(own, weights),
        index=number, uncapped=uncapped, cap_reason=reason,
        first_blocker=failed[0].check.check_id if failed else "",
        first_blocker_domain=score.first_blocker_domain if failed else "",
    )  # fmt: skip
