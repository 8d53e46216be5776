"""Thresholds of a case: the checks' own, with the case's overrides applied and listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audit.facts.model import PlantFacts
from audit.inventory.tables import ThresholdRow
from checks.records import Check, Override, Threshold
from checks.score import default_weights

WEIGHTS = "weights"
"""What a threshold row names instead of a check to change the weight of a severity."""
MOST_WEIGHT = 100.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What every check is judged by in this case."""

    values: dict[str, dict[str, float]]
    """Check id → threshold name → value."""
    overrides: tuple[Override, ...]
    complaints: tuple[str, ...]
    """Override rows that do not count, and why."""
    weights: dict[str, float]
    """Severity → weight in the score."""


def limits_of(facts: PlantFacts, checks: Sequence[Check]) -> Limits:
    """Apply the case's overrides; one without a reason, or for a threshold nobody has, does not
    count.
    """
    known = {check.check_id: {t.name: t for t in check.thresholds} for check in checks}
    known[WEIGHTS] = {
        name: Threshold(name, weight, "points", f"weight of a {name} check in the score")
        for name, weight in default_weights().items()
    }
    values = {id_: {t.name: t.value for t in own.values()} for id_, own in known.items()}
    overrides: list[Override] = []
    complaints: list[str] = []
    for stated in facts.table(ThresholdRow):
        row = stated.record
        place = f"{stated.file} {stated.location}".strip()
        threshold = known.get(row.check_id, {}).get(row.name)
        if threshold is None:
            names = ", ".join(known.get(row.check_id, {})) or "none"
            complaints.append(
                f"{place}: {row.check_id} has no threshold {row.name!r}; it has: {names}"
            )
        elif row.check_id == WEIGHTS and not 0 < (row.value or 0) <= MOST_WEIGHT:
            complaints.append(f"{place}: a weight lies above 0 and up to {MOST_WEIGHT:g}")
        elif row.value is None or not row.reason:
            complaints.append(f"{place}: {row.check_id} {row.name} needs a value and a reason")
        else:
            values[row.check_id][row.name] = row.value
            overrides.append(
                Override(
                    row.check_id, row.name, threshold.value, row.value, threshold.unit,
                    row.reason, row.approved_by,
                )
            )  # fmt: skip
    weights = values.pop(WEIGHTS)
    return Limits(values, tuple(overrides), tuple(complaints), weights)
