"""What the explorer shows of the programme: pilots, value, warnings, plants, drivers, effort."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from reports.model import ReportModel
from reports.model.programme import PilotCard
from reports.model.records import Mark
from reports.model.words import day, money_range

Say = Callable[[str], str]
MOST = 400
"""Rows of one table; the workbook has them all."""


def programme(model: ReportModel, say: Say) -> dict[str, Any]:
    """Every part, said in the language."""
    p = model.programme
    return {
        "sentence": say(p.sentence),
        "pilots": [_pilot(card, say) for card in p.pilots],
        "rules": [say(rule) for rule in (*p.rules, *p.quoted)],
        "overlaps": [
            [o.one, o.other, *("; ".join(names) for names in (o.data, o.connectors, o.consumers,
             o.network, o.systems))]
            for o in p.overlaps[:MOST]
        ],
        "eventsText": say(p.events_text),
        "events": [
            [_day(e.day, say), e.pilot, e.what, say(e.amount_text), e.document, e.sha256,
             _mark(e.proof, say), e.confirmed_by, e.counted]
            for e in p.events[:MOST]
        ],
        "warningsText": say(p.warnings_text),
        "warnings": [
            [say(w.kind), say(w.what), say(w.age_text), say(w.who), say(w.answer)]
            for w in p.warnings[:MOST]
        ],
        "plantsText": say(p.plants_text),
        "plants": [
            [r.plant, r.areas, r.lines, r.assets, *r.verdicts, r.index, r.best]
            for r in p.plants[:MOST]
        ],
        "lines": [
            [x.rank, x.plant, x.area, x.name, _mark(x.mark, say), x.index, x.blockers,
             say(x.first), x.assets,
             say(_cost(x.cost_low, x.cost_high, model.currency)), _day(x.live_on, say)]
            for x in p.plant_lines
        ],
        "driversText": say(p.drivers_text),
        "drivers": [
            [d.driver, say(d.kind), d.line_name, d.use_name, _day(d.day, say), _day(d.planned, say),
             d.spare_days, _mark(d.mark, say), say(d.note)]
            for d in p.drivers[:MOST]
        ],
        "effort": {
            "sentence": say(p.effort.sentence),
            "reuse": say(p.effort.reuse_text),
            "alt": say(p.effort.alt),
            "points": [
                [x.place, x.name, x.with_layer, x.without, x.actual, x.links_with, x.links_without,
                 say(x.basis)]
                for x in p.effort.points
            ],
        },
    }  # fmt: skip


def _pilot(card: PilotCard, say: Say) -> dict[str, Any]:
    return {
        "name": card.name, "plant": card.plant, "state": say(card.state), "age": say(card.age_text),
        "idle": card.idle, "second": card.second_line, "spent": say(card.spent_text),
        "value": say(card.value_text), "result": card.result, "reuse": say(card.reuse_text),
        "on": "; ".join(card.infrastructure), "advice": [_mark(m, say) for m in card.advice],
        "why": say(card.why), "owner": card.owner,
    }  # fmt: skip


def _mark(mark: Mark, say: Say) -> list[str]:
    return [mark.symbol, say(mark.word), mark.tone]


def _day(value: date | None, say: Say) -> str:
    return say(day(value)) if value else ""


def _cost(low: float | None, high: float | None, currency: str) -> str:
    return "" if low is None or high is None else money_range(low, high, currency).text
