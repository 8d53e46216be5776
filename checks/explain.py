"""One finding taken apart: rule, limits, inputs, arithmetic, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass

from checks.grounds import BLOCKED_ON_LINE
from checks.records import (
    STAGES,
    Bearing,
    Check,
    Finding,
    GateRule,
    Judgement,
    LineScore,
    Outcome,
    Relation,
)
from checks.score import BEARING_WEIGHT, OUTSIDE, POINTS, RELATION_POINTS
from checks.what_if import only, with_passed

MOST_RUNS = 12
"""Runs of evidence ids printed in one line."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What `plantready explain` prints; every text is a line of its own."""

    line: str
    check_id: str
    use_case: str
    title: str
    outcome: str
    sentence: str
    rule: tuple[str, ...]
    thresholds: tuple[str, ...]
    inputs: tuple[str, ...]
    arithmetic: tuple[str, ...]
    changes: tuple[str, ...]
    """What would change the result, smallest first."""
    cheapest_evidence: str
    """Empty where the answer is known."""

    def as_lines(self) -> tuple[str, ...]:
        """The explanation as a screen shows it."""
        use_case = f" for {self.use_case}" if self.use_case else ""
        lines = [f"{self.check_id} on {self.line}{use_case}: {self.outcome}", self.title]
        lines += ["", self.sentence]
        for name, texts in (
            ("Rule", self.rule),
            ("Thresholds", self.thresholds),
            ("Inputs", self.inputs),
            ("Arithmetic", self.arithmetic),
            ("What would change it", self.changes),
            ("Cheapest evidence", (self.cheapest_evidence,) if self.cheapest_evidence else ()),
        ):
            if texts:
                lines += ["", f"{name}:", *(f"  {text}" for text in texts)]
        return tuple(lines)


def explain(
    judgement: Judgement, line: str, check_id: str, use_case: str | None = None
) -> Explanation:
    """Take one finding apart; the first use case's when none is named.

    Raises
    ------
    KeyError
        When there is no such finding.
    """
    finding = judgement.finding(line, check_id, use_case)
    if finding is None:
        raise KeyError(f"no result for {check_id} on {line}")
    check = finding.check
    unknown = finding.outcome is Outcome.UNKNOWN
    pilot = judgement.pilot_of(finding.use_case) if len(judgement.pilots) > 1 else ""
    return Explanation(
        line=line,
        check_id=check.check_id,
        use_case=finding.use_case,
        title=check.title,
        outcome=_outcome(finding),
        sentence=finding.sentence,
        rule=tuple(_rule(finding, pilot)),
        thresholds=tuple(_thresholds(finding)),
        inputs=tuple(_inputs(finding)),
        arithmetic=tuple(_arithmetic(judgement, finding)),
        changes=tuple(_changes(judgement, finding)),
        cheapest_evidence=_cheapest(check) if unknown else "",
    )


def _outcome(finding: Finding) -> str:
    text = str(finding.outcome)
    if finding.why is not None:
        text += f" ({finding.why.code})"
    if finding.waiver is not None:
        text += f", waived by {finding.waiver.approver} until {finding.waiver.expires}"
    return f"{text}, gate" if finding.gate else text


def _rule(finding: Finding, pilot: str) -> list[str]:
    check = finding.check
    said = {
        GateRule.ALWAYS: "a gate on every line",
        GateRule.IF_LOAD_BEARING: "a gate where the use case rests on it",
        GateRule.NEVER: "never a gate",
    }[check.gate]
    lines = [
        check.question,
        *([f"the pilot of {finding.use_case} is {pilot}"] if pilot else []),
        f"severity if failed: {check.severity}; {said}; stage: {STAGES[check.stage]}",
        f"evidence older than {check.max_age_days} days counts one grade less, older than"
        f" {2 * check.max_age_days} days not at all",
        f"basis: {check.basis}",
    ]
    if check.min_grade is not None:
        lines.append(f"a gate passes on evidence of grade {check.min_grade} or better")
    if check.not_applicable_when:
        lines.append(f"not applicable when: {check.not_applicable_when}")
    return lines


def _thresholds(finding: Finding) -> list[str]:
    changed = {override.name: override for override in finding.overrides}
    lines: list[str] = []
    for limit in finding.check.thresholds:
        override = changed.get(limit.name)
        value = override.value if override else limit.value
        text = f"{limit.name} = {value:g} {limit.unit} ({limit.meaning}; basis {limit.basis})"
        if override:
            approver = f", approved by {override.approved_by}" if override.approved_by else ""
            text += f"; default {override.default:g}, changed: {override.reason}{approver}"
        lines.append(text)
    return lines


def _inputs(finding: Finding) -> list[str]:
    lines: list[str] = []
    if finding.grade is not None:
        age = f", the oldest {finding.age_days} days old" if finding.age_days is not None else ""
        lines.append(f"weakest evidence: grade {finding.grade}{age}")
    lines.append(f"evidence: {_numbers(finding.evidence)}")
    for target in finding.targets:
        why = f" ({target.why.code})" if target.why else ""
        named = target.sentence.startswith(target.name)
        said = target.sentence if named else f"{target.name}: {target.sentence}"
        lines.append(f"{target.outcome}{why}: {said} [evidence {_numbers(target.evidence)}]")
    return lines


def _numbers(evidence: tuple[int, ...]) -> str:
    """Return the ids with runs joined: `4, 20-28 and 31 more`; the finding lists them all."""
    runs: list[list[int]] = []
    for number in evidence:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = [str(a) if a == b else f"{a}-{b}" for a, b in runs[:MOST_RUNS]]
    more = sum(b - a + 1 for a, b in runs[MOST_RUNS:])
    return ", ".join(shown) + (f" and {more} more" if more else "") or "none"


def _arithmetic(judgement: Judgement, finding: Finding) -> list[str]:
    if finding.measured:
        here = [f"measured here: {finding.measured}"]
        if finding.relation is not Relation.PILOT and finding.pilot_measured:
            pilot = judgement.pilot_of(finding.use_case)
            here.append(f"on the pilot {pilot}: {finding.pilot_measured}")
        lines = ["; ".join([*here, f"relation: {finding.relation}"])]
    else:
        lines = [f"relation to the pilot: {finding.relation}"]
    score = _score(judgement, finding)
    if score is None:
        return [*lines, "the pilot is what the others are compared with: it has no score"]
    return [*lines, _foundation_line(judgement, finding, score), *_transfer(judgement, finding)]


def _score(judgement: Judgement, finding: Finding) -> LineScore | None:
    key = (finding.line, finding.use_case)
    return next((s for s in judgement.scores if (s.line, s.use_case) == key), None)


def _foundation_line(judgement: Judgement, finding: Finding, score: LineScore) -> str:
    if finding.outcome in OUTSIDE:
        return f"{finding.outcome}: outside the foundation score"
    weight = dict(judgement.weights)[str(finding.check.severity)]
    total = score.foundation.weight
    points = POINTS.get(finding.outcome)
    if points is None:
        low, high = 0.0, 100 * weight / total
        return (
            f"foundation: weight {weight:g} of {total:g}, unknown: {low:.1f} points at worst,"
            f" {high:.1f} at best"
        )
    return (
        f"foundation: weight {weight:g} of {total:g} x {points:g} ="
        f" {100 * weight * points / total:.1f} of {100 * weight / total:.1f} points"
    )


def _transfer(judgement: Judgement, finding: Finding) -> list[str]:
    lines: list[str] = []
    for baseline in judgement.baselines:
        for condition in baseline.conditions:
            ours = baseline.use_case == finding.use_case
            if not ours or condition.check_id != finding.check.check_id:
                continue
            weight = BEARING_WEIGHT[condition.bearing]
            points = RELATION_POINTS.get(finding.relation)
            said = "unknown" if points is None else f"{weight:g} x {points:g}"
            if finding.relation is Relation.NA or condition.bearing is Bearing.INCIDENTAL:
                said = "outside the transfer score"
            lines.append(
                f"transfer: condition {condition.condition_id} ({condition.bearing}), needed:"
                f" {condition.needed_value or 'not said'}: {said}"
            )
    return lines


def _changes(judgement: Judgement, finding: Finding) -> list[str]:
    check = finding.check
    lines: list[str] = []
    if finding.outcome in (Outcome.FAIL, Outcome.WARN):
        lines.append(check.remedy)
        lines.append(f"work packages that clear it: {', '.join(check.work_packages)}")
    elif finding.outcome is Outcome.UNKNOWN:
        lines.append(f"an answer: {check.closes_unknown}")
    if finding.outcome in (Outcome.FAIL, Outcome.WARN, Outcome.UNKNOWN):
        lines += _if_passed(judgement, finding)
    blocked = BLOCKED_ON_LINE.get(check.check_id, ())
    if blocked and finding.outcome is Outcome.UNKNOWN:
        lines.append(f"with it these can be answered: {', '.join(blocked)}")
    if check.thresholds:
        lines.append("a threshold: a row in thresholds.csv with its reason; reports show it")
    return lines


def _if_passed(judgement: Judgement, finding: Finding) -> list[str]:
    before = _score(judgement, finding)
    if before is None:
        return []
    line, check_id, use_case = finding.line, finding.check.check_id, finding.use_case
    small = only(judgement, line, use_case)
    after = _score(with_passed(small, line, check_id, use_case), finding)
    if after is None:
        return []
    verdict = "stays" if after.verdict is before.verdict else "becomes"
    return [
        f"if only this passed: verdict {verdict} {after.verdict}, index {before.index} ->"
        f" {after.index}, foundation {before.foundation.low:.0f}-{before.foundation.high:.0f} ->"
        f" {after.foundation.low:.0f}-{after.foundation.high:.0f}"
    ]


def _cheapest(check: Check) -> str:
    return f"{check.closes_unknown} ({check.closes_minutes} minutes, {check.closes_who})"
