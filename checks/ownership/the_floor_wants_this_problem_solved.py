"""OWN-07: whether the people on the floor want this problem solved, in their own words.

Question: does somebody on every shift speak for it, and is it among what troubles them most?
Yes: on every shift, and it is among their first three. Warn: on some shifts only, or it is among
their first ten. No: nobody on the floor was asked, or it is not among their first ten. Not
applicable: never. What the project team says about the floor decides nothing.

Example: operators of two shifts out of three asked for it and rank it second: warn.
"""

from __future__ import annotations

from audit.inventory.tables.people import Side
from audit.records import Grade, Unknown, Why
from checks.applies import applies
from checks.ground import Ground, in_words, rolled_up
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit
from checks.replied import chosen, measured
from checks.replies import of_side, replies

CHAMPION_ID, RANK_ID = "floor_champion", "floor_rank"
CHOICES = {
    "on every shift": Outcome.PASS,
    "on some shifts": Outcome.WARN,
    "nobody was asked": Outcome.FAIL,
}


def judge(asked: Asked) -> Answer:
    """Judge both answers of the floor; the worse decides."""
    first = asked.limits["pass_rank"]

    def outcome(rank: float) -> Outcome:
        if rank < 1:
            return Outcome.FAIL
        if rank <= first:
            return Outcome.PASS
        return Outcome.WARN if rank <= asked.limits["warn_rank"] else Outcome.FAIL

    said = chosen(asked, CHAMPION_ID, "Somebody who speaks for it", CHOICES, side=Side.FLOOR)
    rank = measured(
        asked, RANK_ID, "Its place on the floor's list", outcome, larger_is_better=False,
        side=Side.FLOOR,
    )  # fmt: skip
    parts = (
        _part(asked, CHAMPION_ID, said, f"somebody speaks for it: {said.measured}"),
        _part(asked, RANK_ID, rank, f"place {rank.measured} of what troubles the floor"),
    )
    text = (
        f"{asked.line}: somebody on every shift expected who wants this solved, and a place among"
        f" the first {first:g}; {in_words(parts) or '; '.join(p.sentence for p in parts)}"
    )
    on = _ground(said) + _ground(rank)
    return rolled_up(parts, text, on, measured=said.measured, value=said.value)


def _part(asked: Asked, question_id: str, answered: Answer, sentence: str) -> Target:
    got = applies(answered)
    if got.outcome is not Outcome.UNKNOWN:
        return Target(question_id, got.outcome, sentence, evidence=got.evidence)
    rows = replies(asked.facts, question_id, asked.line)
    if rows and not of_side(rows, Side.FLOOR):
        why = Unknown(Why.NOT_ASKED, f"{question_id}: the floor itself")
        said = f"{question_id} was answered by the project team only"
        evidence = tuple(sorted(row.evidence for row in rows))
        return Target(question_id, Outcome.UNKNOWN, said, why, evidence)
    return Target(question_id, Outcome.UNKNOWN, got.sentence, got.why, got.evidence)


def _ground(got: Answer) -> Ground:
    return Ground(got.evidence, got.grade, got.oldest)


CHECK = Check(
    check_id="OWN-07",
    theme=Theme.OWNERSHIP,
    title="The people on the floor want this problem solved and helped define it",
    question="Does somebody on every shift want this problem solved, and how high do they rank it?",
    severity=Severity.HIGH,
    gate=GateRule.IF_LOAD_BEARING,
    stage=8,
    work_packages=("WP-36",),
    max_age_days=180,
    thresholds=(
        Limit("pass_rank", 3, "", "place on the floor's own list: pass up to"),
        Limit("warn_rank", 10, "", "place on the floor's own list: warn up to"),
    ),
    basis="project default",
    so_what="The screen hangs at the line, nobody looks at it, and the first fault is answered by"
    " switching it off.",
    remedy="Ask an operator and an electrician of each shift what troubles them most, in their own"
    " words, before anything is installed.",
    closes_unknown="Ten minutes with one person of each shift: their own list of troubles, and who"
    " speaks for this one",
    closes_minutes=30,
    closes_who="shift leads of the line",
    judge=judge,
    min_grade=Grade.C,
)
