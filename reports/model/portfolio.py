"""The pilots side by side: age, money, reuse, what two of them share, what to do with each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from audit.inventory.tables import DeploymentRow, LineRow
from audit.inventory.tables.data import ReuseClass
from audit.inventory.tables.portfolio import PilotState
from checks.payback import case_of
from reports.model.pilots import (
    Pilot,
    benefit,
    cases,
    months,
    names,
    on_line,
    proved,
    second_line,
    title,
)
from reports.model.programme import Overlap, PilotCard
from reports.model.records import Mark
from reports.model.words import count, day, listed, money, money_range, some

IDLE_MONTHS = 6
"""A pilot without a second line is idle from this age on."""
STOP_MONTHS = 12
"""From this age on a pilot must have something on record that it brought."""
REUSABLE_PERCENT = 50.0
REUSABLE = (ReuseClass.CONFIG, ReuseClass.TEMPLATE)
MOST_PILOTS = 40
"""Pilots that are compared two by two."""
REUSE, MERGE, STOP = (
    Mark("✔", "reuse on the next line", "good"),
    Mark("▲", "merge", "warn"),
    Mark("✖", "stop", "bad"),
)
FIRST = Mark("▲", "make it reusable first", "warn")
ENDED, OPEN = Mark("–", "stopped already", "none"), Mark("?", "not known", "open")
SINCE = {
    "proved": "{pilot} proved itself {months} ago ({day}).",
    "began": "{pilot} began {months} ago ({day}).",
    "deployed": "{pilot} was deployed {months} ago ({day}).",
    "event": "{pilot} first brought something {months} ago ({day}).",
}
AGES = {
    "proved": "{months} since it proved itself",
    "began": "{months} since it began",
    "deployed": "{months} since it was deployed",
    "event": "{months} since it first brought something",
}
RULES = (
    f"Idle: no second line has begun {IDLE_MONTHS} months after the pilot proved itself, or began.",
    "Merge: two pilots share data (a signal, a source device) and something it runs over"
    " (a connector, a consumer, a segment, a switch, a system).",
    f"Reuse: it proved itself, and at least {REUSABLE_PERCENT:.0f} % of its links are"
    " configuration or template; with fewer it is made reusable first.",
    f"Stop: after {STOP_MONTHS} months nothing that it brought is on record, or its yearly benefit"
    " does not exceed its upkeep.",
)


def cards(pilots: tuple[Pilot, ...], overlaps: tuple[Overlap, ...]) -> tuple[PilotCard, ...]:
    """Each pilot as the portfolio shows it."""
    merged: dict[str, list[str]] = {}
    for overlap in overlaps:
        if overlap.data and (
            overlap.connectors or overlap.consumers or overlap.network or overlap.systems
        ):
            merged.setdefault(overlap.one, []).append(overlap.other)
            merged.setdefault(overlap.other, []).append(overlap.one)
    return tuple(_card(pilot, merged.get(title(pilot), [])) for pilot in pilots)


def _card(pilot: Pilot, merge: list[str]) -> PilotCard:
    ground, row = pilot.ground, pilot.row
    since, what = _since(pilot)
    age = None if since is None else months(since, ground.judgement.as_of)
    second = second_line(pilot)
    stopped = row.state is PilotState.STOPPED
    plant = next((own.plant for own in on_line(ground, LineRow, row.line)), "")
    spent, spent_text = _spent(pilot)
    value = sum(event.amount for event in pilot.events if event.amount is not None)
    percent, reuse = _reuse(pilot)
    card = PilotCard(
        pilot=row.pilot,
        name=title(pilot),
        line=row.line,
        line_name=ground.name(row.line).name if row.line else "",
        plant=plant,
        uses=listed(ground.use_name(use) for use in pilot.uses),
        state=ENDED.word if stopped else str(row.state) or ("proved" if proved(pilot) else ""),
        since=since,
        since_what=what,
        age_months=age,
        age_text="not stated" if age is None else AGES[what].format(months=count(age, "month")),
        second_line=second,
        idle=age is not None and age >= IDLE_MONTHS and not second and not stopped,
        spent=spent,
        spent_text=spent_text,
        events=len(pilot.events),
        value=value if any(e.amount is not None for e in pilot.events) else None,
        value_text=_value_text(pilot, value),
        result=row.result,
        reusable_percent=percent,
        reuse_text=reuse,
        infrastructure=names([*pilot.systems, *pilot.network]),
        advice=(),
        why="",
        owner=row.owner,
    )
    marks, why = _advice(pilot, card, merge)
    return replace(card, advice=marks, why=why)


def _since(pilot: Pilot) -> tuple[date | None, str]:
    """The day from which the age counts: success before start before the first thing on record."""
    row, today = pilot.row, pilot.ground.judgement.as_of
    deployed = [
        r.finished_on
        for r in on_line(pilot.ground, DeploymentRow, row.line)
        if r.finished_on and pilot.speaks(r.line, r.use_case)
    ]
    first = min((event.day for event in pilot.events if event.day), default=None)
    known = (
        (row.proved_on, "proved"),
        (row.started_on, "began"),
        (min(deployed, default=None), "deployed"),
        (first, "event"),
    )
    return next(((on, what) for on, what in known if on is not None and on <= today), (None, ""))


def _spent(pilot: Pilot) -> tuple[float | None, str]:
    currency = pilot.ground.currency
    if pilot.row.spent is not None:
        return pilot.row.spent, f"{money(pilot.row.spent, currency)} as stated"
    costs = [case.cost for row in cases(pilot) if (case := case_of(row))]
    if not costs:
        return None, "not stated"
    low, high = sum(cost[0] for cost in costs), sum(cost[1] for cost in costs)
    return (low + high) / 2, f"{money_range(low, high, currency).text} by its business case"


def _value_text(pilot: Pilot, value: float) -> str:
    events = pilot.events
    if not events:
        return "no value event on record"
    total = count(len(events), "value event")
    if not any(event.amount is not None for event in events):
        return f"{total}, none counted in money"
    return f"{total}, {money(value, pilot.ground.currency)}"


def _reuse(pilot: Pilot) -> tuple[float | None, str]:
    classed = [flow for flow in pilot.flows if flow.reuse_class]
    if not pilot.flows:
        return None, "no link of it is listed"
    if not classed:
        return None, "reuse is stated for none of its links"
    good = sum(flow.reuse_class in REUSABLE for flow in classed)
    share = 100 * good / len(classed)
    return share, f"{good} of {count(len(classed), 'link')} by configuration or template"


def _advice(pilot: Pilot, card: PilotCard, merge: list[str]) -> tuple[tuple[Mark, ...], str]:
    if pilot.row.state is PilotState.STOPPED:
        return (ENDED,), "It was stopped."
    if reason := _stop(pilot, card):
        return (STOP,), reason
    marks: list[Mark] = []
    reasons: list[str] = []
    if merge:
        marks.append(MERGE)
        reasons.append(f"It shares data and what they run over with {some(merge, 3)}.")
    if card.reusable_percent is not None and proved(pilot):
        enough = card.reusable_percent >= REUSABLE_PERCENT
        marks.append(REUSE if enough else FIRST)
        reasons.append(f"It proved itself; {card.reuse_text}.")
    if marks:
        return tuple(marks), " ".join(reasons)
    open_ = "Whether it proved itself is not stated." if not proved(pilot) else ""
    return (OPEN,), open_ or "Nobody stated what its links take on another line."


def _stop(pilot: Pilot, card: PilotCard) -> str:
    if card.age_months is None or card.age_months < STOP_MONTHS:
        return ""
    benefits = [c for c in cases(pilot) if benefit(c) is not None]
    net = sum((benefit(c) or 0.0) - (c.upkeep_per_year or 0.0) for c in benefits)
    if benefits and net <= 0 and not card.value:
        return f"{count(card.age_months, 'month')} old, its benefit does not exceed its upkeep."
    if not (benefits or pilot.events or pilot.row.result):
        return f"{count(card.age_months, 'month')} old, nothing that it brought is on record."
    return ""


def overlaps_of(pilots: tuple[Pilot, ...]) -> tuple[Overlap, ...]:
    """What each two pilots have in common; pairs with nothing in common are left out."""
    some_ = pilots[:MOST_PILOTS]
    pairs = ((a, b) for n, a in enumerate(some_) for b in some_[n + 1 :])
    return tuple(found for a, b in pairs if (found := _overlap(a, b)))


def _overlap(a: Pilot, b: Pilot) -> Overlap | None:
    shared = [
        _common(getattr(a, part), getattr(b, part))
        for part in ("data", "connectors", "consumers", "network", "systems")
    ]
    if not any(shared):
        return None
    data, connectors, consumers, network, systems = shared
    text = f"{title(a)} and {title(b)} share {some((n for part in shared for n in part), 6)}."
    return Overlap(title(a), title(b), data, connectors, consumers, network, systems, text)


def _common(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    folded = {name.casefold() for name in other}
    return tuple(name for name in one if name.casefold() in folded)


def portfolio_sentence(found: tuple[PilotCard, ...]) -> str:
    """How old the pilots are and how many stand idle."""
    aged = [card for card in found if card.age_months is not None]
    if not aged:
        return (
            "When the pilot began or proved itself is not stated; the table `pilots` of the"
            " inventory takes it."
        )
    oldest = max(aged, key=lambda card: (card.since_what == "proved", card.age_months or 0))
    said = SINCE[oldest.since_what].format(
        pilot=oldest.name, months=count(oldest.age_months or 0, "month"), day=day(oldest.since)
    )
    idle = sum(card.idle for card in found)
    return f"{said} Idle: {idle} of {count(len(found), 'pilot')}."
