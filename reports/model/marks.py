"""Statuses as symbol, word and tone. Every symbol is in the shipped symbol font."""

from __future__ import annotations

from checks.records import Finding, Outcome, Relation, Verdict
from reports.model.records import Mark

OUTCOMES: dict[Outcome, Mark] = {
    Outcome.PASS: Mark("✔", "pass", "good"),
    Outcome.WARN: Mark("▲", "warn", "warn"),
    Outcome.FAIL: Mark("✖", "fail", "bad"),
    Outcome.UNKNOWN: Mark("?", "unknown", "open"),
    Outcome.NA: Mark("–", "not applicable", "none"),
    Outcome.NOT_BUILT: Mark("–", "not built", "none"),
}
RELATIONS: dict[Relation, Mark] = {
    Relation.SAME_OR_BETTER: Mark("✔", "as good as the pilot", "good"),
    Relation.WORSE_BUT_SUFFICIENT: Mark("✓", "below the pilot, but enough", "enough"),
    Relation.MARGINAL: Mark("▲", "marginal", "warn"),
    Relation.INSUFFICIENT: Mark("✖", "not enough", "bad"),
    Relation.DIFFERENT_KIND: Mark("≠", "another kind: needs a test", "open"),
    Relation.UNKNOWN: Mark("?", "not known", "open"),
    Relation.NA: Mark("–", "does not apply", "none"),
    Relation.PILOT: Mark("●", "the pilot itself", "none"),
}
LEGEND = tuple(mark for relation, mark in RELATIONS.items() if relation is not Relation.PILOT)
VERDICTS: dict[Verdict, Mark] = {
    Verdict.READY: Mark("✔", "READY", "good"),
    Verdict.READY_WITH_CONDITIONS: Mark("▲", "READY WITH CONDITIONS", "warn"),
    Verdict.NOT_PROVEN: Mark("?", "NOT PROVEN", "open"),
    Verdict.NOT_READY: Mark("✖", "NOT READY", "bad"),
}
WORST = (Verdict.NOT_READY, Verdict.NOT_PROVEN, Verdict.READY_WITH_CONDITIONS, Verdict.READY)
"""Verdicts, the worst first."""
UNJUDGED = Mark("–", "not judged", "none")


def finding_mark(finding: Finding) -> Mark:
    """The mark of a finding; an accepted risk says so beside its own status."""
    mark = OUTCOMES[finding.outcome]
    if finding.waiver is None:
        return mark
    return Mark(mark.symbol, f"{mark.word}, risk accepted", "warn")


def worst(marks: list[Mark]) -> Mark:
    """The worst mark of several: bad, open, warn, enough, good; none only where nothing else is."""
    order = ("bad", "open", "warn", "enough", "good", "none")
    return min(marks, key=lambda mark: order.index(mark.tone), default=UNJUDGED)
