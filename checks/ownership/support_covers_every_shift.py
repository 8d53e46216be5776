"""OWN-08: who helps after go-live, and whether the people of each shift were trained.

Question: is support agreed for every shift, and are the people trained?
Yes: both, for every shift. Warn: for the day shift only. No: there is none. Not applicable: never.
A line that runs one shift is covered by the day shift.

Example: three shifts, the service desk answers from 7 to 16 o'clock: warn.
"""

from __future__ import annotations

from audit.facts.model import Stated
from audit.inventory.tables import LineRow
from audit.records import Grade
from checks.applies import applies
from checks.ground import Ground, ground, in_words, naming, rolled_up
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.remembered import rows_where
from checks.replied import chosen

SUPPORT_ID, TRAINED_ID = "support_after_start", "shifts_trained"
DAY_SHIFT, ONE_SHIFT = "for the day shift only", "on some shifts"
SUPPORT = {
    "for every shift": Outcome.PASS,
    DAY_SHIFT: Outcome.WARN,
    "nobody is named": Outcome.FAIL,
}
TRAINED = {
    "on every shift": Outcome.PASS,
    ONE_SHIFT: Outcome.WARN,
    "on none": Outcome.FAIL,
}


def judge(asked: Asked) -> Answer:
    """Judge support and training; the worse decides."""
    line = _line(asked)
    shifts = line.record.shifts if line else None
    support = _answered(asked, SUPPORT_ID, "Help after the start", SUPPORT, shifts, DAY_SHIFT)
    trained = _answered(asked, TRAINED_ID, "Training", TRAINED, shifts, ONE_SHIFT)
    parts = (
        _target("support", support, f"support {support.measured}"),
        _target("training", trained, f"people trained {trained.measured}"),
    )
    running = f" ({shifts} a day)" if shifts else ""
    text = (
        f"{asked.line}: agreed support and trained people expected on every shift{running};"
        f" {in_words(parts) or '; '.join(part.sentence for part in parts)}"
    )
    on = naming(_ground(support) + _ground(trained), ground([line] if line and shifts else []))
    measured = "; ".join(said for said in (support.measured, trained.measured) if said)
    values = [said.value for said in (support, trained) if said.value is not None]
    return rolled_up(parts, text, on, measured=measured, value=min(values, default=None))


def _line(asked: Asked) -> Stated[LineRow] | None:
    return next(iter(rows_where(asked.facts, LineRow, "line", asked.line)), None)


def _answered(
    asked: Asked, question_id: str, expected: str, choices: dict[str, Outcome],
    shifts: int | None, enough_for_one: str,
) -> Answer:  # fmt: skip
    outcomes = {**choices, enough_for_one: Outcome.PASS} if shifts == 1 else choices
    return applies(chosen(asked, question_id, expected, outcomes))


def _target(name: str, got: Answer, sentence: str) -> Target:
    said = got.sentence if got.outcome is Outcome.UNKNOWN else sentence
    return Target(name, got.outcome, said, got.why, got.evidence)


def _ground(got: Answer) -> Ground:
    return Ground(got.evidence, got.grade, got.oldest)


CHECK = Check(
    check_id="OWN-08",
    theme=Theme.OWNERSHIP,
    title="Support after go-live is agreed and people are trained",
    question="Is support after go-live agreed for every shift, and are its people trained?",
    severity=Severity.MEDIUM,
    gate=GateRule.IF_LOAD_BEARING,
    stage=8,
    work_packages=("WP-36",),
    max_age_days=365,
    thresholds=(),
    basis="project default",
    so_what="At two in the morning the screen is dark, the night shift works without it, and on"
    " Monday nobody switches it on again.",
    remedy="Name who is called on each shift, and let every shift stop and start the solution once"
    " before go-live.",
    closes_unknown="Hours and contact of the support after go-live, and who of each shift was"
    " trained when",
    closes_minutes=15,
    closes_who="production lead",
    judge=judge,
    min_grade=Grade.C,
)
