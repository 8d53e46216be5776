"""WLS-09: what the walk of the line's zones is worth today.

Question: is the Wi-Fi walk recent, and was it made as the plant runs?
Yes: at most 12 months old, production running, layout unchanged since. Warn: up to 24 months, or
walked while production stood. No: older, or the layout changed: then WLS-01 to WLS-05 are unknown.
Not applicable: no wireless part.

Example: walked on 2024-09-01, judged on 2026-11-16: 26 months, fail.
"""

from __future__ import annotations

from datetime import date

from audit.facts.model import Stated
from audit.inventory.tables import SurveyMetaRow
from audit.records import Unknown, Why
from checks.ground import NOTHING, Ground, ground, in_words, rolled_up, unknown
from checks.records import (
    Answer,
    Asked,
    Check,
    GateRule,
    Outcome,
    Severity,
    Target,
    Theme,
    Threshold,
)
from checks.replied import day_in
from checks.survey import ZoneWalk, metas_of, walks_of, without_wireless
from checks.switches import months
from checks.wifi import zones_of


def judge(asked: Asked) -> Answer:
    """Judge the walk of each required zone by its date and its conditions."""
    if (closed := without_wireless(asked)) is not None:
        return closed
    facts, line = asked.facts, asked.line
    walks = walks_of(facts, zones_of(facts, line))
    expected = (
        f"{line}: a walk of at most {asked.limits['pass_months']:g} months with production running"
        " and the layout of today expected"
    )
    if not walks:
        text = f"{expected}; no zone of the line is listed in which Wi-Fi is needed"
        return unknown(Why.NOT_ASKED, "no required zone", text)
    targets = tuple(_target(asked, walk) for walk in walks)
    ages = [age for walk in walks if (age := _age(asked, walk)) is not None]
    said = in_words(targets) or "; ".join(target.sentence for target in targets)
    on = NOTHING
    for walk in walks:
        on = on + _ground(asked, walk)
    oldest = max(ages) if ages else None
    return rolled_up(
        targets, f"{expected}; {said}", on, value=None if oldest is None else -oldest,
        measured="" if oldest is None else f"{oldest:.0f} months old",
    )  # fmt: skip


def _ground(asked: Asked, walk: ZoneWalk) -> Ground:
    """The statement about a walk is as old as its row: the age of the walk is what is judged."""
    metas = metas_of(asked.facts, walk) if walk.points else []
    return ground([*metas, *(row for point in walk.points for row in point.rows)])


def _day(asked: Asked, walk: ZoneWalk) -> date | None:
    """The day the walk's points carry, the oldest; else the day somebody states."""
    days = [day_in(row.record.time) for point in walk.points for row in point.rows]
    days += [meta.record.date for meta in metas_of(asked.facts, walk)]
    return min((day for day in days if day is not None), default=None)


def _age(asked: Asked, walk: ZoneWalk) -> float | None:
    day = _day(asked, walk) if walk.points else None
    return None if day is None else months(day, asked.facts.case.as_of)


def _target(asked: Asked, walk: ZoneWalk) -> Target:
    name = walk.zone.zone
    if not walk.points:
        return _open(walk, Why.NO_EVIDENCE, "zone never walked", f"{walk.name} was never walked")
    metas = metas_of(asked.facts, walk)
    limits, age = asked.limits, _age(asked, walk)
    old = "" if age is None else f"the walk of {walk.name} is {age:.0f} months old"
    if age is not None and age > limits["warn_months"]:
        return Target(name, Outcome.FAIL, old, evidence=walk.proof)
    if any(meta.record.layout_changed_since for meta in metas):
        text = f"the layout changed since the walk of {walk.name}"
        return Target(name, Outcome.FAIL, text, evidence=_proof(walk, metas))
    if not metas:
        text = f"how and when {walk.name} was walked is not said"
        return _open(walk, Why.NO_EVIDENCE, "no metadata", text)
    if age is None:
        return _open(walk, Why.NOT_ASKED, "date is empty", f"when {walk.name} was walked, is open")
    for column, what in (("layout_changed_since", "whether the layout changed since"),
                         ("production_running", "whether production ran")):  # fmt: skip
        if any(getattr(meta.record, column) is None for meta in metas):
            return _open(walk, Why.NOT_ASKED, f"{column} is empty", f"{old}; {what}, is not said")
    stood = any(meta.record.production_running is False for meta in metas)
    warn = stood or age > limits["pass_months"]
    text = f"{old}, walked while production stood" if stood else old
    return Target(name, Outcome.WARN if warn else Outcome.PASS, text, evidence=_proof(walk, metas))


def _proof(walk: ZoneWalk, metas: list[Stated[SurveyMetaRow]]) -> tuple[int, ...]:
    return tuple(sorted({*walk.proof, *(meta.evidence for meta in metas)}))


def _open(walk: ZoneWalk, why: Why, detail: str, text: str) -> Target:
    return Target(walk.zone.zone, Outcome.UNKNOWN, text, Unknown(why, detail), walk.proof)


CHECK = Check(
    check_id="WLS-09",
    theme=Theme.WIRELESS,
    title="The wireless survey is recent and representative",
    question="Is the Wi-Fi walk recent, and was it made as the plant runs?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=3,
    work_packages=("WP-10",),
    max_age_days=730,
    thresholds=(
        Threshold("pass_months", 12, "months", "since the walk: pass to", "D"),
        Threshold("warn_months", 24, "months", "since the walk: above this it fails", "D"),
    ),
    basis="project default",
    so_what="The survey shows a hall in which the new racks do not stand yet.",
    remedy="Walk the required zones again with production running; nothing else has to be walked.",
    closes_unknown="When the walk was made, with which device, whether production ran and whether"
    " the layout changed since",
    closes_minutes=5,
    closes_who="OT network engineer",
    judge=judge,
    scope="area",
    not_applicable_when="no wireless part",
)
