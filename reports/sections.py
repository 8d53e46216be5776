"""The report's sections as HTML, each from its own template and with its own limits."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from reports.brand import Brand
from reports.language import ENGLISH, Speech
from reports.layout import Limits, limits_at, sheets_in_main
from reports.model import ReportModel
from reports.model.annex import AnswerLine, CheckLine, ThresholdLine
from reports.model.phrases import STRIP_LEGEND
from reports.model.records import LineReport, Mark, MatrixCell
from reports.model.words import clip

Part = Literal["all", "main", "annex", "sheets"]
"""`all`: one page for a screen; the others are files for paper: the report, its annex and, of a
plant with many lines, their sheets.
"""
TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
MOST_IN_ANNEX = 60
"""Lines whose sheets the annex holds; with more, they are a file of their own."""
COLUMNS = 14
"""Lines beside each other in the annex's matrix."""
SENTENCE, SHORT_SENTENCE = 600, 190
"""Characters of one text in the annex, and of a large plant's; the workbook has it whole."""
MANY_ANSWERS = 3_000
"""From so many on, what holds is listed by line with its evidence, without its sentence."""
BEFORE_LINES = ("answer", "causes", "pilot", "matrix")
AFTER_LINES = ("plan", "windows", "money", "tomorrow", "network", "open", "next")
BEFORE_SHEETS = ("method", "short")
AFTER_SHEETS = ("keep", "matrix", "tasks", "questions", "answers", "evidence")


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its name, which is its anchor too, its template, and the line it is about."""

    name: str
    template: str
    line: LineReport | None = None


def main_sections(model: ReportModel) -> tuple[Section, ...]:
    """The main file's sections in their order."""
    if sheets_in_main(model, Limits()):
        lines = _sheets(model)
    else:
        lines = (Section("lines", "parts/short.html.j2"),)
    before = (Section(name, f"parts/{name}.html.j2") for name in BEFORE_LINES)
    after = (Section(name, f"parts/{name}.html.j2") for name in AFTER_LINES)
    return (*before, *lines, *after)


def annex_sections(model: ReportModel) -> tuple[Section, ...]:
    """The annex's sections in their order."""
    apart = sheets_in_main(model, Limits()) or sheets_apart(model)
    lines = () if apart else _sheets(model)
    before = (Section(f"annex-{name}", f"annex/{name}.html.j2") for name in BEFORE_SHEETS)
    after = (Section(f"annex-{name}", f"annex/{name}.html.j2") for name in AFTER_SHEETS)
    return (*before, *lines, *after)


def sheet_sections(model: ReportModel) -> tuple[Section, ...]:
    """The lines' sheets where they are a file of their own."""
    return _sheets(model) if sheets_apart(model) else ()


def sheets_apart(model: ReportModel) -> bool:
    """Whether there are so many lines that their sheets are a file of their own."""
    return len(model.lines) > MOST_IN_ANNEX


def sections_of(model: ReportModel, part: Part) -> tuple[Section, ...]:
    """The sections of a part in their order."""
    found = {"main": main_sections, "annex": annex_sections, "sheets": sheet_sections}
    return tuple(s for name, make in found.items() if part in ("all", name) for s in make(model))


def _sheets(model: ReportModel) -> tuple[Section, ...]:
    return tuple(
        Section(f"line-{number}", "parts/line.html.j2", line)
        for number, line in enumerate(model.lines, 1)
    )


@dataclass(frozen=True, slots=True)
class Writer:
    """Renders sections of one model."""

    model: ReportModel
    brand: Brand
    part: Part
    charts: Mapping[str, Any]
    speech: Speech = ENGLISH

    def section(self, section: Section, level: int = 0) -> str:
        """The section's HTML; empty where the model has nothing for it."""
        limits = limits_at(level)
        longest = limits.text
        if section.template.startswith("annex/"):
            longest = SHORT_SENTENCE if is_large(self.model) else SENTENCE
        text: str = (
            _environment(longest, self.speech)
            .get_template(section.template)
            .render(
                m=self.model,
                n=limits,
                l=section.line,
                name=section.name,
                part=self.part,
                brand=self.brand,
                charts=self.charts,
                **_helpers(self.model),
            )
        )
        return text.strip()


def _helpers(model: ReportModel) -> dict[str, Any]:
    """What templates ask beside the model."""
    return {
        "sheets_in_main": sheets_in_main(model, Limits()),
        "lines_by_date": functools.partial(_by_date, model),
        "line_blocks": functools.partial(in_blocks, len(model.matrix_lines), COLUMNS),
        "checks": functools.partial(by_check, model),
        "tally_of": _tally,
        "strip_legend": STRIP_LEGEND,
    }


@functools.lru_cache(maxsize=8)
def _environment(longest: int, speech: Speech) -> Any:
    """Templates whose every text is bounded: what a device says cannot break a page. It is said in
    the language before it is cut, because what was cut is no sentence any more.
    """
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    def bounded(value: Any) -> Any:
        if isinstance(value, str) and not isinstance(value, Markup):
            return value if len(value) <= longest else clip(speech.say(value), longest)
        return value

    def short(text: str, most: int) -> str:
        """A filter: the text said in the language, then cut between two words."""
        return text if len(text) <= most else clip(speech.say(text), most)

    environment: Any = Environment(
        loader=FunctionLoader(lambda name: template(name).read_text("utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=bounded,
    )
    environment.filters["short"] = short
    return environment


def template(name: str) -> Path:
    """The path of a template, font or style sheet."""
    return TEMPLATES.joinpath(*name.split("/"))


def _by_date(model: ReportModel) -> list[LineReport]:
    def live(line: LineReport) -> tuple[date, date]:
        return line.live_on or date.max, line.ready_on or date.max

    return sorted(model.lines, key=live)


def _tally(cells: Iterable[MatrixCell]) -> list[tuple[Mark, int]]:
    return Counter(cell.mark for cell in cells).most_common()


def in_blocks(number: int, size: int) -> tuple[tuple[int, ...], ...]:
    """The numbers from 0 in blocks of at most `size`, for tables that are wider than a page."""
    numbers = tuple(range(number))
    return tuple(numbers[n : n + size] for n in range(0, number, size))


@dataclass(frozen=True, slots=True)
class Entry:
    """What one or several lines are answered in the same words, from the same evidence."""

    lines: str
    mark: Mark
    uses: str
    said: str
    """The sentence without the line before it, which the entry names anyway."""
    why: str
    grade: str
    evidence: str


@dataclass(frozen=True, slots=True)
class CheckAnswers:
    """One check of the annex: the question, its limits, the answers."""

    check: CheckLine
    limits: tuple[ThresholdLine, ...]
    answers: tuple[Entry, ...]


def by_check(model: ReportModel) -> tuple[CheckAnswers, ...]:
    """Every answer under its check, in the order of the checks."""
    limits: dict[str, list[ThresholdLine]] = {}
    for limit in model.annex.thresholds:
        limits.setdefault(limit.check_id, []).append(limit)
    answers: dict[str, list[AnswerLine]] = {}
    for answer in model.annex.answers:
        answers.setdefault(answer.check_id, []).append(answer)
    return tuple(
        CheckAnswers(
            c,
            tuple(limits.get(c.check_id, ())),
            tuple(_entries(answers.get(c.check_id, ()), shortly=is_large(model))),
        )
        for c in model.annex.checks
    )


def is_large(model: ReportModel) -> bool:
    """Whether the annex says shortly what holds."""
    return len(model.annex.answers) > MANY_ANSWERS


def _entries(answers: Iterable[AnswerLine], *, shortly: bool) -> Iterable[Entry]:
    groups: dict[tuple[Any, ...], list[str]] = {}
    for a in answers:
        if shortly and a.mark.tone in ("good", "none"):
            cited = f"{a.line} [{a.evidence}]" if a.evidence else a.line
            groups.setdefault((a.mark, "", "", "", "", ""), []).append(cited)
            continue
        said = a.sentence.removeprefix(f"{a.line}: ")
        key = (a.mark, a.uses, said, a.why, a.grade, a.evidence)
        groups.setdefault(key, []).append(a.line)
    for (mark, uses, said, why, grade, evidence), lines in groups.items():
        yield Entry(", ".join(dict.fromkeys(lines)), mark, uses, said, why, grade, evidence)
