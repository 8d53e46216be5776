"""A line against the pilot on one check."""

from __future__ import annotations

from checks.records import Answer, Outcome, Relation


def relation_to_pilot(own: Answer, pilot: Answer | None, *, is_pilot: bool) -> Relation:
    """Return how the line stands against the pilot's own answer to the same check."""
    if is_pilot:
        return Relation.PILOT
    if own.outcome in (Outcome.NA, Outcome.NOT_BUILT):
        return Relation.NA
    if own.outcome is Outcome.UNKNOWN:
        return Relation.UNKNOWN
    if own.outcome is Outcome.FAIL:
        return Relation.INSUFFICIENT
    if pilot is not None and own.kind and pilot.kind and own.kind != pilot.kind:
        return Relation.DIFFERENT_KIND
    if own.outcome is Outcome.WARN:
        return Relation.MARGINAL
    if pilot is not None and _below(own, pilot):
        return Relation.WORSE_BUT_SUFFICIENT
    return Relation.SAME_OR_BETTER


def _below(own: Answer, pilot: Answer) -> bool:
    """Whether a passing line has less than the pilot has."""
    return own.value is not None and pilot.value is not None and own.value < pilot.value
