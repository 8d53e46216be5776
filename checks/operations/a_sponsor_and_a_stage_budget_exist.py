"""OPS-13: who stands for the programme, and how long the money lasts.

Question: do a sponsor and a stage budget exist beyond the first wave?
Yes: a sponsor is named, the next stage is funded, and the money lasts beyond the first result.
Partly: named, but the next stage is not funded. No: there is no sponsor, or the money ends before
the first result. Not applicable: never.

Example: the plant manager is the sponsor, the budget ends on 2027-03-31 and the first result is
planned for 2027-06-28: fail.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from audit.facts.model import PlantFacts
from audit.inventory.tables import BudgetRow
from audit.records import Why
from checks.ground import Ground, answer, ground, unknown
from checks.planned import first_result
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Theme
from checks.remembered import once
from checks.replied import Rows, by_reply, day_in, yes_no
from checks.replies import says_no, says_none, says_yes

SPONSOR_ID, FUNDED_ID, ENDS_ID = "programme_sponsor", "next_stage_funded", "funding_ends_on"
EXPECTED = "A sponsor and money beyond the first result expected"


@dataclass(frozen=True, slots=True)
class _Money:
    """How the money stands; `outcome` UNKNOWN with the answer that says why."""

    outcome: Outcome
    said: str
    on: Ground
    open: Answer | None = None


def judge(asked: Asked) -> Answer:
    """Ask for the sponsor, then for the money's end, then for the next stage."""
    sponsor = _sponsor(asked)
    lasts = _lasts(asked)
    if sponsor.outcome is Outcome.FAIL or lasts.outcome is Outcome.FAIL:
        failed = sponsor if sponsor.outcome is Outcome.FAIL else lasts
        return answer(Outcome.FAIL, f"{EXPECTED}; {failed.said}", failed.on, measured=failed.said)
    funded = _funded(asked)
    for part in (sponsor, funded, lasts):
        if part.open is not None:
            return part.open
    on = sponsor.on + funded.on + lasts.on
    text = f"{EXPECTED}; {sponsor.said}, {funded.said}, {lasts.said}"
    measured = f"named, {funded.said}"
    return answer(funded.outcome, text, on, measured=measured)


def _sponsor(asked: Asked) -> _Money:
    def decide(rows: Rows, on: Ground) -> Answer:
        said = rows[0].record.answer
        if says_none(said) or says_no(said):
            return answer(Outcome.FAIL, "there is no sponsor", on)
        if says_yes(said):
            text = f'{EXPECTED}; "{said}" does not say who is the sponsor'
            return unknown(Why.CONFLICT, SPONSOR_ID, text, on)
        return answer(Outcome.PASS, f"{said} is the sponsor", on)

    return _part(by_reply(asked, SPONSOR_ID, EXPECTED, decide))


def _part(got: Answer) -> _Money:
    on = Ground(got.evidence, got.grade, got.oldest)
    is_open = got.outcome in (Outcome.UNKNOWN, Outcome.NA)
    return _Money(got.outcome, got.sentence, on, got if is_open else None)


def _funded(asked: Asked) -> _Money:
    got = yes_no(asked, FUNDED_ID, EXPECTED, no=Outcome.WARN)
    words = {"yes": "the next stage is funded", "no": "the next stage is not funded"}
    said = words.get(got.measured, "the next stage is partly funded")
    return _part(got if got.outcome is Outcome.UNKNOWN else replace(got, sentence=said))


def _lasts(asked: Asked) -> _Money:
    """Hold the end of the money against the first result."""
    end = _end(asked)
    if isinstance(end, Answer):
        return _part(end)
    first = first_result(asked, f"{EXPECTED}, the money ends on {end[0]}")
    if isinstance(first, Answer):
        return _part(first)
    on = end[1] + first[1]
    said = f"the money lasts until {end[0]}, the first result is planned for {first[0]}"
    return _Money(Outcome.FAIL if end[0] < first[0] else Outcome.PASS, said, on)


def _end(asked: Asked) -> tuple[date, Ground] | Answer:
    """Return the end of the money: the budget's last period, else what was answered."""
    budget = _budget(asked.facts)
    if budget:
        return budget
    told: list[tuple[date, Ground]] = []

    def decide(rows: Rows, on: Ground) -> Answer:
        said = rows[0].record.answer
        day = day_in(said)
        told.extend([(day, on)] if day else [])
        return unknown(Why.CONFLICT, ENDS_ID, f'{EXPECTED}; "{said}" is no day', on)

    got = by_reply(asked, ENDS_ID, EXPECTED, decide)
    return told[0] if told else got


@once
def _budget(facts: PlantFacts) -> tuple[date, Ground] | None:
    rows = [row for row in facts.table(BudgetRow) if (row.record.amount or 0) > 0]
    ends = [row.record.end for row in rows if row.record.end is not None]
    return (max(ends), ground(rows)) if ends else None


CHECK = Check(
    check_id="OPS-13",
    theme=Theme.OPERATIONS,
    title="A sponsor and a stage budget exist beyond the first wave",
    question="Who is the sponsor, and is the next stage funded beyond the first result?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=7,
    work_packages=("WP-35",),
    max_age_days=365,
    thresholds=(),
    basis="project method",
    so_what="The programme stops at the next budget round, with the foundation half built.",
    remedy="Name one sponsor, and agree which result releases the money of the next stage.",
    closes_unknown="The sponsor's role, the budget by period, and whether the next stage is"
    " released",
    closes_minutes=15,
    closes_who="programme lead with controlling",
    judge=judge,
    scope="programme",
)
