"""The baseline statement for a funding body: where the plant stands, in measured figures with their
source; what the problem costs; the way to the benefit with its milestones; the evidence's hashes.

Neutral to the programme: it states, it does not argue. A figure that nobody measured is not there.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.inventory.tables import FinanceRow, KpiRow, LossRow
from audit.records import Json
from reports.errors import ReportError
from reports.handover import Handover
from reports.handover.rows import csv_bytes
from reports.tags import set_right

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

COLUMNS = ("section", "line", "subject", "low", "high", "unit", "source", "date", "evidence")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the statement."""

    section: str
    line: str
    subject: str
    low: float | None
    high: float | None
    unit: str
    source: str
    date: str
    evidence: int | None

    @property
    def value(self) -> str:
        """`3.2 to 4 h per week`."""
        ends = [f"{n:,.10g}" for n in dict.fromkeys((self.low, self.high)) if n is not None]
        return f"{' to '.join(ends)} {self.unit}".strip() if ends else "not given"


def files(given: Handover) -> Iterator[tuple[str, bytes]]:
    """`funding-baseline.csv` and, where WeasyPrint loads, `funding-baseline.pdf`."""
    figures = figures_of(given)
    rows: list[dict[str, Json]] = [
        {name: getattr(figure, name) for name in COLUMNS} for figure in figures
    ]
    yield "funding-baseline.csv", csv_bytes(COLUMNS, rows)
    yield "funding-baseline.pdf", _pdf(given, figures)


def figures_of(given: Handover) -> tuple[Figure, ...]:
    """Every figure, section by section."""
    return (*_state(given), *_problem(given), *_case(given), *_path(given))


def _state(given: Handover) -> list[Figure]:
    measured = [
        Figure("baseline", s.record.line, s.record.kpi, s.record.value, s.record.value,
               s.record.unit, " ".join(filter(None, (str(s.record.source), s.record.system))),
               str(s.record.until or ""), s.evidence)
        for s in given.facts.table(KpiRow)
        if s.record.value is not None
    ]  # fmt: skip
    judged = [
        Figure("readiness", score.line, f"{score.use_case}: {score.verdict}",
               float(round(score.foundation.low)), float(round(score.foundation.high)), "of 100",
               f"{score.foundation.coverage:.0%} of the weight assessed",
               str(given.judgement.as_of), None)
        for score in given.judgement.scores
    ]  # fmt: skip
    return measured + judged


def _problem(given: Handover) -> list[Figure]:
    currency = given.facts.case.currency
    found: list[Figure] = []
    for stated in given.facts.table(LossRow):
        row = stated.record
        low, high = row.amount_low, row.amount_high
        found.append(
            Figure("problem", row.line, row.loss, low, high, row.unit, row.source,
                   str(row.measured_on or ""), stated.evidence)
        )  # fmt: skip
        if row.rate is not None and row.unit:
            money = [None if n is None else n * row.rate for n in (low, high)]
            per = row.unit.partition(" per ")[2] or row.unit
            found.append(
                Figure("problem in money", row.line, row.loss, money[0], money[1],
                       f"{currency} per {per}", f"{row.rate:,.10g} {currency} each; {row.source}",
                       str(row.measured_on or ""), stated.evidence)
            )  # fmt: skip
    return found


def _case(given: Handover) -> list[Figure]:
    found: list[Figure] = []
    for stated in given.facts.table(FinanceRow):
        row = stated.record
        said = " ".join(filter(None, (row.source, row.signed_by and f"signed by {row.signed_by}")))
        for subject, low, high, unit in (
            ("investment", row.cost_low, row.cost_high, row.currency),
            ("benefit", row.benefit_per_year_low, row.benefit_per_year_high,
             f"{row.currency} per year"),
            ("upkeep", row.upkeep_per_year, row.upkeep_per_year, f"{row.currency} per year"),
        ):  # fmt: skip
            if low is not None or high is not None:
                name = f"{row.use_case}: {subject}" if row.use_case else subject
                found.append(
                    Figure("business case", row.line, name, low, high, unit, said, "",
                           stated.evidence)
                )  # fmt: skip
    return found


def _path(given: Handover) -> list[Figure]:
    plan = given.plan
    if plan is None or plan.problems or not plan.tasks:
        return []
    currency = given.facts.case.currency
    steps = [
        Figure("path", value.line, f"{value.use_case} live", float(value.week), float(value.week),
               "weeks from the plan's start", f"plan {plan.scenario}, verified", str(value.day),
               None)
        for value in plan.values
    ]  # fmt: skip
    money = [
        Figure("path", "", "cost of the whole plan", plan.total_cost, plan.total_cost, currency,
               f"plan {plan.scenario}, verified", str(plan.start), None)
    ]  # fmt: skip
    if plan.self_funded_on is not None:
        money.append(
            Figure("path", "", "benefits have paid for the cost", None, None, "",
                   f"plan {plan.scenario}, verified", str(plan.self_funded_on), None)
        )  # fmt: skip
    return [*steps, *money]


def _pdf(given: Handover, figures: tuple[Figure, ...]) -> bytes:
    try:
        weasyprint: Any = importlib.import_module("weasyprint")
        urls: Any = importlib.import_module("weasyprint.urls")
    except (ImportError, OSError):
        raise ReportError(
            "funding-baseline.pdf was not written: WeasyPrint cannot load; `plantready report pdf` "
            "says what to install. The CSV beside it holds every figure."
        ) from None
    fetcher = urls.URLFetcher(allowed_protocols=["data"])
    document = weasyprint.HTML(string=_page(given, figures), url_fetcher=fetcher)
    data: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True, finisher=set_right)
    return data


def _page(given: Handover, figures: tuple[Figure, ...]) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    from reports.html import font_rules

    sections: dict[str, list[Figure]] = {}
    for figure in figures:
        sections.setdefault(figure.section, []).append(figure)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    page = environment.get_template("funding.html.j2").render(
        case=given.facts.case,
        dataset_hash=given.judgement.dataset_hash,
        as_of=given.judgement.as_of,
        sections=sections,
        fonts=Markup(font_rules()),  # noqa: S704 - shipped with the program
    )
    return given.speech.html(page)
