"""Verdicts as if some work packages were done: their checks pass, everything else stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from checks.baseline import cells_of, refusals_of
from checks.records import (
    Baseline,
    Condition,
    ConditionCell,
    EconomicFlag,
    Finding,
    Judgement,
    LineScore,
    Outcome,
    Relation,
)
from checks.verdict import economic_flag, score_line

SETTLED = (Outcome.PASS, Outcome.NA, Outcome.NOT_BUILT)


def with_fixed(judgement: Judgement, fixed: Iterable[tuple[str, str]]) -> Judgement:
    """Return the judgement after the packages (code, line); a package clears the checks that name
    it. What such a check blocked stays unknown: nobody has looked yet.
    """
    done, of = set(fixed), _pilots(judgement)
    return _rejudged(judgement, tuple(_after(f, done, of[f.use_case]) for f in judgement.findings))


def with_passed(judgement: Judgement, line: str, check_id: str, use_case: str) -> Judgement:
    """Return the judgement as if this one finding were a pass."""
    wanted = (line, check_id, use_case)
    return _rejudged(
        judgement,
        tuple(
            _passed(f, f"Assumed to pass. Today: {f.sentence}")
            if (f.line, f.check.check_id, f.use_case) == wanted
            else f
            for f in judgement.findings
        ),
    )


def _pilots(judgement: Judgement) -> dict[str, str]:
    """Return the pilot line of each use case."""
    uses = {f.use_case for f in judgement.findings} | {b.use_case for b in judgement.baselines}
    return {use: judgement.pilot_of(use) for use in uses}


def only(judgement: Judgement, line: str, use_case: str) -> Judgement:
    """Return what decides one line: its own findings and the pilot's."""
    lines = (line, judgement.pilot_of(use_case))
    return replace(
        judgement,
        findings=tuple(f for f in judgement.findings if f.use_case == use_case and f.line in lines),
        baselines=tuple(b for b in judgement.baselines if b.use_case == use_case),
        cells=(),
        scores=tuple(s for s in judgement.scores if (s.line, s.use_case) == (line, use_case)),
    )


def _rejudged(judgement: Judgement, findings: tuple[Finding, ...]) -> Judgement:
    """Score anew the lines whose findings changed; all of them when the pilot's did."""
    of = _pilots(judgement)
    changed = [new for new, old in zip(findings, judgement.findings, strict=True) if new is not old]
    baselines = tuple(_rebased(b, findings, of[b.use_case]) for b in judgement.baselines)
    cells = {b.use_case: tuple(cells_of(b.conditions, _of(findings, b))) for b in baselines}
    after = replace(
        judgement, findings=findings, baselines=baselines,
        cells=tuple(cell for own in cells.values() for cell in own),
    )  # fmt: skip
    keys = {(finding.line, finding.use_case) for finding in changed}
    all_of = {finding.use_case for finding in changed if finding.line == of[finding.use_case]}
    own: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        key = (finding.line, finding.use_case)
        if key in keys or finding.use_case in all_of:
            own.setdefault(key, []).append(finding)
    return replace(
        after,
        scores=tuple(
            _rescored(after, score, found, cells[score.use_case])
            if (found := own.get((score.line, score.use_case)))
            else score
            for score in judgement.scores
        ),
    )


def _of(findings: tuple[Finding, ...], baseline: Baseline) -> list[Finding]:
    return [finding for finding in findings if finding.use_case == baseline.use_case]


def _after(finding: Finding, done: set[tuple[str, str]], pilot: str) -> Finding:
    line = pilot if finding.check.scope == "pilot line" else finding.line
    names = [code for code in finding.check.work_packages if (code, line) in done]
    if finding.outcome in SETTLED or not names:
        return finding
    return _passed(
        finding, f"Assumed to pass with {', '.join(names)} done. Today: {finding.sentence}"
    )


def _passed(finding: Finding, sentence: str) -> Finding:
    relation = finding.relation
    if relation is not Relation.PILOT:
        relation = Relation.SAME_OR_BETTER
    return replace(
        finding, outcome=Outcome.PASS, why=None, relation=relation, waiver=None, targets=(),
        sentence=sentence,
    )  # fmt: skip


def _rebased(baseline: Baseline, findings: tuple[Finding, ...], pilot: str) -> Baseline:
    """Hold the conditions against the pilot as it would then be."""
    on_pilot = {
        f.check.check_id: f.outcome
        for f in findings
        if (f.line, f.use_case) == (pilot, baseline.use_case)
    }
    conditions = tuple(_on_pilot(c, on_pilot) for c in baseline.conditions)
    return replace(baseline, conditions=conditions, refusals=refusals_of(conditions, pilot))


def _on_pilot(condition: Condition, outcomes: dict[str, Outcome]) -> Condition:
    outcome = outcomes.get(condition.check_id, condition.pilot_outcome)
    return replace(condition, pilot_outcome=outcome)


def _rescored(
    after: Judgement, score: LineScore, own: list[Finding], matrix: tuple[ConditionCell, ...]
) -> LineScore:
    baseline = next(b for b in after.baselines if b.use_case == score.use_case)
    cells = [cell for cell in matrix if cell.line == score.line]
    # Without a flag today although the check fails, a duty stands above the money: it still does.
    duty = score.economic_flag is EconomicFlag.NONE
    dated = score.economic_flag is EconomicFlag.DUTY_DRIVEN
    flag = economic_flag(own, duty=duty, dated=dated)
    return score_line(score.line, baseline, own, cells, dict(after.weights), flag)
