"""How much of each list a section of the main file prints: as much as one page holds. The annex
has all of it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from reports.model import ReportModel
from reports.model.annex import FindingRow

MOST_PAGES = 14
"""Of the main file, whatever the plant's size."""
FACTORS = (1.0, 0.8, 0.62, 0.45, 0.3, 0.2)
"""Share of the rows at each level; 0 is the roomiest."""
TEXTS = (480, 400, 220, 130, 90, 60)
"""Characters of one text at each level."""
DENSITIES = ("normal", "tight", "tight", "tightest", "tightest", "tightest")


@dataclass(frozen=True, slots=True)
class Limits:
    """Rows of each list that the main pages print."""

    density: str = "normal"
    """A class of the style sheet: normal, tight or tightest."""
    text: int = TEXTS[0]
    """Characters of one text."""
    line_rows: int = 7
    strip_lines: int = 6
    decisions: int = 3
    causes: int = 7
    seen: int = 2
    conditions: int = 20
    help: int = 5
    matrix_rows: int = 22
    matrix_lines: int = 7
    sheets: int = 3
    """Lines up to which each has a sheet in the main file; with more, all sheets are annexed."""
    short_rows: int = 34
    blockers: int = 3
    questions_a_line: int = 4
    watched: int = 4
    work: int = 9
    works: int = 4
    gantt_rows: int = 52
    short_gantt: int = 40
    stops: int = 9
    crews: int = 9
    left_out: int = 4
    money_lines: int = 6
    paybacks: int = 4
    tomorrow: int = 3
    order: int = 3
    flips: int = 4
    keep: int = 12
    differences: int = 5
    headroom: int = 7
    risks: int = 5
    questions: int = 8
    disagreements: int = 3
    steps: int = 17
    later: int = 12


WHOLE = ("line_rows", "strip_lines", "decisions", "matrix_lines", "sheets", "gantt_rows", "risks")
"""What does not shrink with the level: it decides what is shown, not how much."""


def limits_at(level: int) -> Limits:
    """The limits of a level; higher ones than there are count as the highest."""
    level = min(level, len(FACTORS) - 1)
    full = Limits()
    shrunk = {
        field.name: max(1, int(getattr(full, field.name) * FACTORS[level]))
        for field in fields(Limits)
        if field.type == "int" and field.name not in (*WHOLE, "text")
    }
    return replace(full, density=DENSITIES[level], text=TEXTS[level], **shrunk)


def sheets_in_main(model: ReportModel, limits: Limits) -> bool:
    """Whether the sheets of the lines stand in the main file."""
    return len(model.lines) <= limits.sheets


MANY_LINES = 20
"""Lines from which on single things that are well are not listed; `export findings` has them."""


def listed_findings(model: ReportModel) -> tuple[FindingRow, ...]:
    """The findings that workbook and page list."""
    rows = model.annex.findings
    if len(model.names) <= MANY_LINES:
        return rows
    return tuple(f for f in rows if not f.target or f.mark.tone not in ("good", "none"))
