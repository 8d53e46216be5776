"""OWN-05: whether somebody who did not build the pilot has set it up from what is written.

Question: can the pilot's solution be set up by someone who did not build it?
Yes: another person did it within twelve months. Warn: the steps are written, and nobody else has
tried them, or that is longer ago. No: only the builder can do it. Not applicable: never.

Example: the pilot engineer was on site for four months and wrote nothing down: fail.
"""

from __future__ import annotations

from dataclasses import replace

from audit.facts.model import PlantFacts
from audit.records import Grade, Why
from checks.applies import applies
from checks.ground import Ground, answer, ground, listed, unknown
from checks.ownership.no_system_depends_on_one_memory import System, systems
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Theme
from checks.records import Threshold as Limit
from checks.remembered import same_on_every_line
from checks.replied import Rows, by_reply, chosen, day_in

SETUP_ID, DAY_ID = "pilot_setup", "pilot_replayed_on"
REPLAYED = "somebody else has set it up from the written steps"
CHOICES = {
    REPLAYED: Outcome.PASS,
    "the steps are written, nobody else has tried them": Outcome.WARN,
    "only who built it can do it": Outcome.FAIL,
}
EXPECTED = "The pilot's solution expected to be set up by somebody who did not build it"


@same_on_every_line
def judge(asked: Asked) -> Answer:
    """Judge what was answered; the knowledge sheet of the pilot line may contradict it."""
    said = applies(chosen(asked, SETUP_ID, EXPECTED, CHOICES))
    if said.outcome is not Outcome.PASS:
        return said
    alone = _in_one_head(asked.facts, asked.pilot)
    on = Ground(said.evidence, said.grade, said.oldest)
    if alone:
        names = listed(system.name for system in alone)
        on = on + ground(row for system in alone for row in system.rows)
        text = (
            f"{EXPECTED}; said to be done, but the knowledge sheet names one person and nothing"
            f" written for {names}"
        )
        return unknown(Why.CONFLICT, SETUP_ID, text, on)
    return _on_its_day(asked, said)


def _in_one_head(facts: PlantFacts, pilot: str) -> tuple[System, ...]:
    """Return the pilot line's own systems that one person knows and nobody wrote down."""
    own = (s for s in systems(facts, pilot) if all(row.record.line == pilot for row in s.rows))
    return tuple(
        system
        for system in own
        if len({row.record.person for row in system.rows if row.record.person}) == 1
        and {row.record.written for row in system.rows} == {False}
    )


def _on_its_day(asked: Asked, said: Answer) -> Answer:
    """Judge how long ago it was set up anew; without a day nobody can tell."""
    months = asked.limits["months"]
    expected = f"{EXPECTED} within {months:g} months"

    def decide(rows: Rows, on: Ground) -> Answer:
        on = on + Ground(said.evidence, said.grade, said.oldest)
        day = day_in(rows[0].record.answer)
        if day is None or day > asked.facts.case.as_of:
            text = f'{expected}; done, but "{rows[0].record.answer}" is no day until today'
            return unknown(Why.CONFLICT, DAY_ID, text, on)
        old = (asked.facts.case.as_of - day).days > months * 30.44
        on = replace(on, oldest=min(d for d in (day, on.oldest) if d is not None))
        outcome = Outcome.WARN if old else Outcome.PASS
        text = f"{expected}; done on {day}"
        return answer(outcome, text, on, measured=f"set up anew on {day}", value=said.value)

    unknown_day = f"{expected}; done, on a day that is not known"
    return applies(by_reply(asked, DAY_ID, unknown_day, decide))


CHECK = Check(
    check_id="OWN-05",
    theme=Theme.OWNERSHIP,
    title="The pilot solution can be set up by someone who did not build it",
    question="Can the pilot's solution be set up by someone who did not build it?",
    severity=Severity.HIGH,
    gate=GateRule.IF_LOAD_BEARING,
    stage=8,
    work_packages=("WP-38", "WP-23"),
    max_age_days=365,
    thresholds=(Limit("months", 12, "months", "since another person set it up: pass up to"),),
    basis="project default",
    so_what="Every line waits for the one person who built the pilot, and the second line is built"
    " from scratch.",
    remedy="Let a second person set the pilot up on a spare computer from the written steps, with"
    " the builder watching and writing down what is missing.",
    closes_unknown="Written steps of the pilot, and the record of somebody else following them with"
    " date",
    closes_minutes=15,
    closes_who="pilot team",
    judge=judge,
    min_grade=Grade.C,
    scope="pilot line",
)
