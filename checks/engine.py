"""The rules engine: facts and checks in, a judgement out. The same facts always give the same
judgement.

A use case with a pilot of its own is judged on facts whose case names that pilot, so a check never
has to ask which pilot is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from audit.facts.model import PlantFacts
from audit.inventory.tables import WaiverRow
from audit.records import Unknown, Why
from checks.baseline import (
    baseline_of,
    cells_of,
    conditions_on_pilot,
    load_bearing_checks,
    stated_conditions,
)
from checks.collector import paused
from checks.grounds import age_days, blocked, weighed
from checks.limits import Limits, limits_of
from checks.operations.the_pilots_conditions_are_written_down import NEEDED, judge_conditions
from checks.records import (
    Answer,
    Asked,
    Baseline,
    Check,
    ConditionCell,
    Finding,
    GateRule,
    Judgement,
    LineScore,
    Outcome,
    Waiver,
)
from checks.relation import relation_to_pilot
from checks.remembered import rows_where
from checks.verdict import economic_flag, has_duty, legal_dates, score_line

BASELINE_CHECK = "OPS-01"
CRASHED = "crashed:"
"""How the detail of an answer starts that a defect of a check left unknown."""


def judge(facts: PlantFacts, checks: Sequence[Check] | None = None) -> Judgement:
    """Answer every check on every line for every use case, then score and decide."""
    if checks is None:
        from checks import ALL

        checks = ALL
    with paused():
        return _judge(facts, checks)


def _judge(facts: PlantFacts, checks: Sequence[Check]) -> Judgement:
    limits = limits_of(facts, checks)
    findings: list[Finding] = []
    baselines: list[Baseline] = []
    cells: list[ConditionCell] = []
    scores: list[LineScore] = []
    seen_from = {facts.case.pilot_line: facts}
    for use_case in facts.case.use_cases or ("",):
        case = facts.case.for_use_case(use_case)
        seen = seen_from.setdefault(case.pilot_line, replace(facts, case=case))
        own, baseline = _judge_use_case(seen, checks, limits, use_case)
        matrix = cells_of(baseline.conditions, own)
        findings += own
        baselines.append(baseline)
        cells += matrix
        scores += _scores(seen, baseline, own, matrix, limits.weights)
    return Judgement(
        dataset_hash=facts.dataset_hash,
        as_of=facts.case.as_of,
        pilot_line=facts.case.pilot_line,
        findings=tuple(findings),
        baselines=tuple(baselines),
        cells=tuple(cells),
        scores=tuple(scores),
        overrides=limits.overrides,
        warnings=tuple(_warnings(facts, limits, findings)),
        weights=tuple(limits.weights.items()),
    )


def _warnings(facts: PlantFacts, limits: Limits, findings: list[Finding]) -> list[str]:
    """Return what went wrong beside the plant: each thing once."""
    crashed = [
        f"{f.check.check_id} on {f.line}: {f.sentence}"
        for f in findings
        if f.why is not None and f.why.why is Why.PROBE_ERROR and f.why.detail.startswith(CRASHED)
    ]
    return list(dict.fromkeys((*limits.complaints, *crashed, *facts.problems)))


def _judge_use_case(
    facts: PlantFacts, checks: Sequence[Check], limits: Limits, use_case: str
) -> tuple[list[Finding], Baseline]:
    bearing = load_bearing_checks(facts, use_case)
    gates = {check.check_id: is_gate(check, bearing) for check in checks}
    pilot_line = facts.case.pilot_line
    answers = {
        row.line: _answers(facts, checks, limits, gates, use_case, row.line) for row in facts.lines
    }
    pilot = answers.get(pilot_line, {})
    conditions = conditions_on_pilot(facts, use_case, pilot)
    baseline = baseline_of(facts, use_case, conditions)
    if BASELINE_CHECK in gates:
        needed = limits.values[BASELINE_CHECK].get("conditions_from", NEEDED)
        verdict = judge_conditions(conditions, facts.case.baseline_signed_by, round(needed))
        verdict = replace(verdict, evidence=_condition_evidence(facts, use_case))
        for own in answers.values():
            own[BASELINE_CHECK] = verdict
    findings = [
        _finding(facts, check, limits, use_case, line, own[check.check_id],
                 pilot.get(check.check_id), gate=gates[check.check_id])
        for line, own in answers.items()
        for check in checks
    ]  # fmt: skip
    return findings, baseline


def _condition_evidence(facts: PlantFacts, use_case: str) -> tuple[int, ...]:
    """Return the evidence ids of the rows that the conditions were read from."""
    return tuple(sorted(row.evidence for row in stated_conditions(facts, use_case)))


def is_gate(check: Check, load_bearing: frozenset[str]) -> bool:
    """Whether a check decides the verdict: always, or because the use case rests on it."""
    if check.gate is GateRule.ALWAYS:
        return True
    return check.gate is GateRule.IF_LOAD_BEARING and check.check_id in load_bearing


def _answers(
    facts: PlantFacts,
    checks: Sequence[Check],
    limits: Limits,
    gates: Mapping[str, bool],
    use_case: str,
    line: str,
) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for check in checks:
        asked = Asked(facts, line, use_case, limits.values[check.check_id])
        answer = ask(check, asked)
        answers[check.check_id] = weighed(
            check, answer, facts.case.as_of, gate=gates[check.check_id]
        )
    return blocked(answers)


def ask(check: Check, asked: Asked) -> Answer:
    """Ask one check. The one broad catch of this stage: a crash is an unknown, not the end of the
    run.
    """
    try:
        return check.judge(asked)
    except Exception as error:  # a defect in one check must not hide the others' answers
        detail = f"{CRASHED} {type(error).__name__} in {check.check_id}"
        return Answer(
            Outcome.UNKNOWN,
            f"{check.check_id} could not be judged: {type(error).__name__}. This is a defect of "
            "plantready, please report it.",
            why=Unknown(Why.PROBE_ERROR, detail),
        )


def _finding(
    facts: PlantFacts,
    check: Check,
    limits: Limits,
    use_case: str,
    line: str,
    answer: Answer,
    pilot: Answer | None,
    *,
    gate: bool,
) -> Finding:
    own = tuple(o for o in limits.overrides if o.check_id == check.check_id)
    return Finding(
        line=line,
        use_case=use_case,
        check=check,
        outcome=answer.outcome,
        why=answer.why,
        sentence=answer.sentence,
        gate=gate,
        relation=relation_to_pilot(answer, pilot, is_pilot=line == facts.case.pilot_line),
        evidence=answer.evidence,
        measured=answer.measured,
        value=answer.value,
        kind=answer.kind,
        pilot_measured=pilot.measured if pilot else "",
        grade=answer.grade,
        age_days=age_days(answer, facts.case.as_of),
        targets=answer.targets,
        waiver=_waiver(facts, check.check_id, line, facts.case.as_of),
        overrides=own,
    )


def _waiver(facts: PlantFacts, check_id: str, line: str, as_of: date) -> Waiver | None:
    """Return the waiver in force; one without reason, name or expiry does not count."""
    for stated in rows_where(facts, WaiverRow, "line", line):
        row = stated.record
        if row.check_id != check_id or not (row.reason and row.approver):
            continue
        if row.expires is not None and row.expires >= as_of:
            return Waiver(row.reason, row.approver, row.expires)
    return None


def _scores(
    facts: PlantFacts,
    baseline: Baseline,
    findings: list[Finding],
    cells: list[ConditionCell],
    weights: Mapping[str, float],
) -> list[LineScore]:
    """Score every line but the pilot, in the order of the inventory."""
    duty = has_duty(facts, baseline.use_case)
    scores: list[LineScore] = []
    findings_on: dict[str, list[Finding]] = {}
    cells_on: dict[str, list[ConditionCell]] = {}
    for finding in findings:
        findings_on.setdefault(finding.line, []).append(finding)
    for cell in cells:
        cells_on.setdefault(cell.line, []).append(cell)
    for row in facts.lines:
        if row.line != facts.case.pilot_line:
            own, here = findings_on.get(row.line, []), cells_on.get(row.line, [])
            dated = bool(legal_dates(facts, row.line, baseline.use_case))
            flag = economic_flag(own, duty=duty, dated=dated)
            scores.append(score_line(row.line, baseline, own, here, weights, flag))
    return scores
