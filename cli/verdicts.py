"""The ten lines a person reads first: verdict per line, first blocker, first value."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checks.records import Judgement, LineScore
    from planning.records import Plan


def summary_lines(judgement: Judgement, plan: Plan | None, name: str) -> list[str]:
    """Return at most ten lines."""
    lines = [f"{name}: {pilots_text(judgement)}, held against the other lines"]
    by_line: dict[str, list[LineScore]] = {}
    for score in judgement.scores:
        by_line.setdefault(score.line, []).append(score)
    for line, scores in by_line.items():
        lines += [f"  {line} {score.use_case}: {_verdict(score)}" for score in scores]
    if plan is not None:
        lines.append(_first_value(plan))
        lines.append(f"plan: {len(plan.tasks)} tasks, {_verified(plan)}")
    return lines[:10]


def pilots_text(judgement: Judgement) -> str:
    """Name the pilot, or each pilot with the use cases it proved."""
    if len(judgement.pilots) < 2:
        return f"the pilot on {judgement.pilot_line}"
    each = (f"{', '.join(uses)} on {line}" for line, uses in judgement.pilots)
    return f"the pilots of {'; of '.join(each)}"


def _verdict(score: LineScore) -> str:
    text = str(score.verdict)
    if score.economic_flag:
        text += f" · {score.economic_flag}"
    if score.blockers:
        text += f" · first blocker {score.first_blocker} ({score.first_blocker_domain})"
        text += f", {len(score.blockers)} in all"
    elif score.questions:
        text += f" · {len(score.questions)} questions, {score.question_minutes} minutes"
    return text


def _first_value(plan: Plan) -> str:
    if not plan.values:
        return "first value: none in this plan"
    first = min(plan.values, key=lambda value: value.day)
    return f"first value: {first.use_case} on {first.line}, {first.day} (week {first.week})"


def _verified(plan: Plan) -> str:
    return "verified" if not plan.problems else f"{len(plan.problems)} complaints of the verifier"
