"""The pilot's conditions: what bears the use case, what was measured on the pilot, what refuses a
signature.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import ConditionRow
from audit.inventory.tables.people import ConditionKind, WouldFail
from audit.records import Grade
from checks.records import (
    Answer,
    Baseline,
    Bearing,
    Condition,
    ConditionCell,
    Finding,
    Outcome,
    Relation,
)
from checks.remembered import once, rows_where

_BEARING = {
    WouldFail.YES: Bearing.LOAD_BEARING,
    WouldFail.UNKNOWN: Bearing.LOAD_BEARING,
    WouldFail.DEGRADED: Bearing.CONTRIBUTING,
    WouldFail.NO: Bearing.INCIDENTAL,
}
_NEEDED_GRADE = {
    ConditionKind.TECHNICAL: Grade.B,
    ConditionKind.OPERATIONAL: Grade.B,
    ConditionKind.COMMERCIAL: Grade.D_PLUS,
    ConditionKind.HUMAN: Grade.D_PLUS,
}


def condition_rows(facts: PlantFacts, use_case: str) -> tuple[ConditionRow, ...]:
    """Return the conditions of a use case as `stated_conditions` does, without where they stand."""
    return tuple(stated.record for stated in stated_conditions(facts, use_case))


@once
def stated_conditions(facts: PlantFacts, use_case: str) -> tuple[Stated[ConditionRow], ...]:
    """Return the conditions of a use case: its own, and those of every use case that it does not
    state itself under the same number.

    What a row for every use case says was measured, and which help there was, was said of the
    case's pilot. A use case with a pilot of its own keeps the condition without these two.
    """
    rows = rows_where(facts, ConditionRow, "use_case", "", use_case)
    stated = {row.record.condition_id for row in rows if row.record.use_case}
    chosen = [row for row in rows if row.record.use_case or row.record.condition_id not in stated]
    if facts.case.own_pilot(use_case) is None:
        return tuple(chosen)
    return tuple(row if row.record.use_case else _of_another_pilot(row) for row in chosen)


def _of_another_pilot(row: Stated[ConditionRow]) -> Stated[ConditionRow]:
    bare = row.record.model_copy(update={"pilot_value": "", "scaffolding": ""})
    return replace(row, record=bare)


def load_bearing_checks(facts: PlantFacts, use_case: str) -> frozenset[str]:
    """Return the ids of checks that the use case rests on."""
    return frozenset(
        row.check_id
        for row in condition_rows(facts, use_case)
        if _BEARING[row.would_fail_without] is Bearing.LOAD_BEARING and row.check_id
    )


def conditions_on_pilot(
    facts: PlantFacts, use_case: str, pilot: Mapping[str, Answer]
) -> tuple[Condition, ...]:
    """Hold each condition against the pilot's own answers (check id → answer)."""
    return tuple(_condition(row, use_case, pilot) for row in condition_rows(facts, use_case))


def _condition(row: ConditionRow, use_case: str, pilot: Mapping[str, Answer]) -> Condition:
    answer = pilot.get(row.check_id)
    measured = answer.measured if answer else ""
    return Condition(
        condition_id=row.condition_id,
        use_case=use_case,
        kind=str(row.kind),
        statement=row.statement,
        check_id=row.check_id,
        bearing=_BEARING[row.would_fail_without],
        pilot_value=row.pilot_value or measured,
        needed_value=row.needed_value,
        scaffolding=row.scaffolding,
        pilot_outcome=answer.outcome if answer else Outcome.UNKNOWN,
        verified=_verified(row.kind, answer),
        unanswered=row.would_fail_without is WouldFail.UNKNOWN,
    )


def _verified(kind: ConditionKind, answer: Answer | None) -> bool:
    """Technical and operational conditions need grade A or B; commercial and human ones C or D+."""
    if answer is None or answer.outcome not in (Outcome.PASS, Outcome.WARN):
        return False
    return answer.grade is not None and answer.grade.at_least(_NEEDED_GRADE[kind])


def baseline_of(facts: PlantFacts, use_case: str, conditions: tuple[Condition, ...]) -> Baseline:
    """Return the baseline with its refusals and warnings."""
    return Baseline(
        use_case=use_case,
        conditions=conditions,
        signed_by=facts.case.baseline_signed_by,
        signed_on=facts.case.baseline_signed_on,
        refusals=refusals_of(conditions, facts.case.pilot_line),
        warnings=(*_warnings(conditions), *_help_not_said(facts, use_case)),
        pilot_line=own.line if (own := facts.case.own_pilot(use_case)) else "",
    )


def _help_not_said(facts: PlantFacts, use_case: str) -> list[str]:
    """Return, for a use case with a pilot of its own, what help is only said of the case's."""
    if facts.case.own_pilot(use_case) is None:
        return []
    bare = {row.condition_id for row in condition_rows(facts, use_case) if not row.use_case}
    return [
        f"{row.condition_id}: the special help is said of another pilot than "
        f"{facts.case.pilot_line}; state the condition in a row of its own for {use_case}"
        for row in (stated.record for stated in facts.table(ConditionRow))
        if row.condition_id in bare and not row.use_case and row.scaffolding
    ]


def refusals_of(conditions: tuple[Condition, ...], pilot: str) -> tuple[str, ...]:
    """Return why the baseline cannot be signed: what bears the use case fails on the pilot."""
    return tuple(
        f"{c.condition_id} ({c.check_id}) is called load-bearing and fails on the pilot {pilot} "
        "itself: either it is not load-bearing, or the pilot had help that nobody wrote down"
        for c in conditions
        if c.bearing is Bearing.LOAD_BEARING and c.pilot_outcome is Outcome.FAIL
    )


def _warnings(conditions: tuple[Condition, ...]) -> list[str]:
    warnings: list[str] = []
    present = {c.kind for c in conditions}
    missing = [str(kind) for kind in ConditionKind if str(kind) not in present]
    if conditions and missing:
        warnings.append(f"no {' and no '.join(missing)} condition is named")
    for c in conditions:
        if c.bearing is Bearing.LOAD_BEARING and not c.verified:
            warnings.append(
                f"{c.condition_id} ({c.check_id or 'no check'}) bears the use case and is not "
                f"verified on the pilot (there: {c.pilot_outcome})"
            )
        if c.unanswered:
            warnings.append(
                f"{c.condition_id}: nobody said whether it would fail without; it counts as "
                "load-bearing until somebody does"
            )
    return warnings


def cells_of(conditions: tuple[Condition, ...], findings: list[Finding]) -> list[ConditionCell]:
    """Return the condition × line matrix of one use case, the pilot's own column included."""
    cells: list[ConditionCell] = []
    by_key = {(f.line, f.check.check_id): f for f in findings}
    lines = list(dict.fromkeys(f.line for f in findings))
    for condition in conditions:
        for line in lines:
            finding = by_key.get((line, condition.check_id))
            if finding is None:
                cells.append(
                    ConditionCell(
                        condition.condition_id, line, Relation.UNKNOWN, "", "",
                        use_case=condition.use_case,
                    )
                )  # fmt: skip
                continue
            cells.append(
                ConditionCell(
                    condition.condition_id, line, finding.relation, finding.measured,
                    finding.sentence, finding.evidence, condition.use_case,
                )
            )  # fmt: skip
    return cells
