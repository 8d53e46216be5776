"""The report's records: every number and sentence that any format prints, already computed.

`*_text` is the printed form of the value beside it; templates and sheets print, they do not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Mark:
    """A status as symbol, word and tone; never a colour alone."""

    symbol: str
    word: str
    tone: str
    """good, enough, warn, bad, open or none: the style sheet's colours."""


@dataclass(frozen=True, slots=True)
class Range:
    """From low to high, with its printed form."""

    low: float
    high: float
    text: str


@dataclass(frozen=True, slots=True)
class LineName:
    """A line's id and the name the floor uses; equal when it has no other name."""

    line: str
    name: str
    short: str
    """At most 24 characters, for table heads."""
    pilot: bool
    """Whether it is a pilot that is held against no other one: it has no verdict."""
    proved: str = ""
    """Names of the use cases it proved, where there are several pilots; else empty."""


@dataclass(frozen=True, slots=True)
class UseName:
    """A use case's id and name."""

    use_case: str
    name: str
    pilot: str = ""
    """The line that proved it; empty: no pilot is named."""


@dataclass(frozen=True, slots=True)
class Item:
    """One check on one line, as the text pages print it; `uses` empty: the same for all of them."""

    check_id: str
    title: str
    line: str
    uses: str
    mark: Mark
    gate: bool
    severity: str
    sentence: str
    short: str
    """The sentence in at most 200 characters."""
    so_what: str
    remedy: str
    package: str
    """Codes and names of the work packages that clear it."""
    package_codes: str
    owner: str
    why: str
    """For an unknown: the reason in words."""
    close: str
    """For an unknown: the cheapest evidence that would close it."""
    close_minutes: int
    close_minutes_text: str
    close_who: str
    waived: str


@dataclass(frozen=True, slots=True)
class UseVerdict:
    """The answer for one line and use case."""

    use_case: str
    use_name: str
    mark: Mark
    flag: str
    """The economic flag; empty: none."""
    rule: str
    blockers: int
    questions: int
    question_minutes: int
    first_blocker: str
    """`NET-08 Someone can log in …`; empty: nothing blocks."""
    index: int
    cap: int
    """What the index is capped at; 100: not capped."""
    index_text: str
    """`49 (capped: NET-05 fails; uncapped 63)`."""
    low: float
    high: float
    interval_text: str
    coverage: float
    coverage_text: str
    bar_low: float
    """Where the known part of the bar ends, in percent."""
    bar_width: float
    """How wide the unknown part is, in percent."""
    transfer_low: float
    transfer_high: float
    transfer_coverage: float
    domains: tuple[tuple[str, float, float, float], ...]
    """(domain, low, high, coverage)."""


@dataclass(frozen=True, slots=True)
class ShortVerdict:
    """A verdict with the use cases it holds for; empty: all of them."""

    mark: Mark
    uses: str


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One task of a line's work list."""

    task_id: str
    what: str
    dates: str
    crew: str
    effort: str
    downtime: str
    window: str


@dataclass(frozen=True, slots=True)
class LineReport:
    """One line's page."""

    name: LineName
    product: str
    verdicts: tuple[UseVerdict, ...]
    short_verdicts: tuple[ShortVerdict, ...]
    first: str
    """What stands first in the way."""
    mark: Mark
    """The worst of the use cases."""
    flag: str
    summary: str
    cost: Range | None
    """Cost to ready, its share of the plant's work included; None: no plan."""
    cost_text: str
    ready_on: date | None
    ready_text: str
    live_on: date | None
    live_text: str
    downtime_h: float
    downtime_text: str
    blockers: tuple[Item, ...]
    """Gates that fail, in the order a rollout would meet them."""
    blockers_shown: int
    """How many of them the page prints in full."""
    questions: tuple[Item, ...]
    """Gates that are unknown."""
    conditions: tuple[Item, ...]
    """Gates that warn, or whose risk somebody accepted."""
    other: tuple[Item, ...]
    """What else fails or warns, most severe first."""
    keep: tuple[str, ...]
    """Titles of what works today."""
    keep_more: str
    """How many of them the page does not print; empty: none."""
    options: tuple[str, ...]
    """Ways out that the controllers' rows name."""
    work: tuple[WorkRow, ...]
    reconciliation: str
    flips: tuple[str, ...] = ()
    """The smallest set of work that turns the verdict, one sentence a set."""
    ready_p50: date | None = None
    """Half of all simulated plans have the line ready by then."""
    ready_p80: date | None = None
    ready_sure: str = ""
    """Both in words; empty: not simulated."""
    live_p50: date | None = None
    live_p80: date | None = None
    live_sure: str = ""


@dataclass(frozen=True, slots=True)
class StripCell:
    """One foundation row on one line."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class StripRow:
    """One foundation on all lines, in the order of `ReportModel.names`."""

    name: str
    cells: tuple[StripCell, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one root cause on some lines."""

    lines: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RootCause:
    """One thing in the way, over all lines."""

    number: int
    check_id: str
    title: str
    mark: Mark
    lines: str
    seen: tuple[Seen, ...]
    seen_more: str
    so_what: str
    remedy: str
    package: str
    owner: str
    window: str
    behind: tuple[str, ...]
    """What cannot even be judged before it is solved."""
    behind_text: str
    """The same as ids."""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One condition on one line."""

    mark: Mark
    value: str
    short: str
    """The value in at most 30 characters."""
    sentence: str


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """One condition of the pilot with each line against it, in the order of `matrix_lines`."""

    condition_id: str
    uses: str
    kind: str
    statement: str
    check_id: str
    bearing: str
    bearing_mark: str
    """●● load-bearing, ● contributing, ○ incidental."""
    pilot_value: str
    needed_value: str
    pilot_mark: Mark
    scaffolding: str
    note: str
    """`nobody said whether it would fail without`, `by interview only`; empty: nothing to add."""
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class BaselineReport:
    """The pilot's conditions and whether they are valid."""

    sentence: str
    refusals: tuple[str, ...]
    not_proved: tuple[str, ...]
    kinds: tuple[tuple[str, tuple[ConditionRow, ...]], ...]
    """(kind, its conditions)."""
    help: tuple[str, ...]
    """The special help that the pilot had."""


@dataclass(frozen=True, slots=True)
class Tomorrow:
    """Where a rollout without an audit would stop on one line."""

    number: int
    """2 for the first line after the pilot."""
    line: str
    line_name: str
    use_name: str
    stage: str
    behind: str
    """Domains that wait behind the stop; empty: none."""
    check_id: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Keep:
    """Something that works on several lines and should not be touched."""

    title: str
    lines: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do in the next ten working days."""

    day: date
    day_text: str
    what: str
    who: str
    kind: str
    """decide, do or ask."""


@dataclass(frozen=True, slots=True)
class Question:
    """One answer that is missing, on the lines where it is missing."""

    row_key: str
    check_id: str
    lines: str
    ask: str
    why: str
    close: str
    minutes: int
    minutes_text: str
    who: str
    gate: bool
    weight: float = 0.0
    """What the answer is worth: the check's weight times the lines it is missing on."""


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision somebody must take."""

    what: str
    who: str
    by: date
    by_text: str
    waiting: float
    waiting_text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The first page."""

    sentence: str
    coverage: str
    weeks_from: str
    strip: tuple[StripRow, ...]
    decisions: tuple[DecisionRow, ...]
    """The first three."""
    more_decisions: str
    no_decisions: str
