"""Records of the programme as a whole: pilots side by side, what they brought, early warnings,
plants, drivers, effort line by line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reports.model.records import Mark


@dataclass(frozen=True, slots=True)
class PilotCard:
    """One pilot; None and empty: nobody stated it."""

    pilot: str
    name: str
    line: str
    line_name: str
    plant: str
    uses: str
    state: str
    since: date | None
    """The day from which its age counts."""
    since_what: str
    """Of which day that is: proved, begun, …"""
    age_months: int | None
    age_text: str
    second_line: str
    """The line on which the same has begun; empty: none."""
    idle: bool
    spent: float | None
    spent_text: str
    events: int
    value: float | None
    """What its value events add up to."""
    value_text: str
    result: str
    reusable_percent: float | None
    reuse_text: str
    infrastructure: tuple[str, ...]
    advice: tuple[Mark, ...]
    why: str
    owner: str


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two pilots have in common."""

    one: str
    other: str
    data: tuple[str, ...]
    """Signals and source devices."""
    connectors: tuple[str, ...]
    consumers: tuple[str, ...]
    network: tuple[str, ...]
    """Segments and switches."""
    systems: tuple[str, ...]
    """Hosts, brokers, servers."""
    text: str


@dataclass(frozen=True, slots=True)
class ValueEvent:
    """One thing that a pilot brought."""

    event: str
    pilot: str
    line_name: str
    use_name: str
    day: date | None
    day_text: str
    what: str
    amount: float | None
    amount_text: str
    basis: str
    document: str
    sha256: str
    proof: Mark
    confirmed_by: str
    counted: bool
    """No: its day is ahead or not stated, so it adds nothing."""


@dataclass(frozen=True, slots=True)
class EarlyWarning:
    """Something that announces a stall."""

    kind: str
    what: str
    since: date | None
    weeks: int | None
    """Age; None: since when is not known."""
    age_text: str
    who: str
    answer: str


@dataclass(frozen=True, slots=True)
class PlantLine:
    """One line in the ranking over all plants."""

    rank: int | None
    """None: a pilot, which is held against nothing."""
    plant: str
    area: str
    line: str
    name: str
    assets: int
    mark: Mark
    index: int | None
    """The lowest of its use cases."""
    blockers: int
    first: str
    cost_low: float | None
    cost_high: float | None
    ready_on: date | None
    live_on: date | None


VERDICT_ORDER = ("READY", "READY WITH CONDITIONS", "NOT PROVEN", "NOT READY")


@dataclass(frozen=True, slots=True)
class PlantRow:
    """One plant."""

    plant: str
    areas: int
    lines: int
    assets: int
    pilots: str
    verdicts: tuple[int, ...]
    """How many judged lines have which verdict, in the order of `VERDICT_ORDER`."""
    index: float | None
    """Mean over its judged lines."""
    best: str
    cost_low: float | None
    cost_high: float | None
    first_live: date | None


@dataclass(frozen=True, slots=True)
class Driver:
    """A reason outside the business case, on one line."""

    driver: str
    kind: str
    line: str
    line_name: str
    use_name: str
    package: str
    day: date | None
    day_text: str
    weeks_left: int | None
    planned: date | None
    """When the plan has it done; None: it is not in the plan."""
    spare_days: int | None
    mark: Mark
    note: str
    duty: bool
    """Whether it stands above a business case that does not hold."""
    source: str


@dataclass(frozen=True, slots=True)
class EffortPoint:
    """Connecting one line, with a shared layer and without."""

    place: int
    """0: the pilot."""
    line: str
    name: str
    with_layer: float | None
    without: float | None
    actual: float | None
    links_with: int
    """Links that this line adds over the layer …"""
    links_without: int
    """… and point to point."""
    basis: str


@dataclass(frozen=True, slots=True)
class Effort:
    """Effort of line 1, 2, 3 …"""

    sentence: str
    reuse_text: str
    """The reuse ratio and where it comes from."""
    once: float
    """Person-days of the layer itself in the plan."""
    pays_from: int | None
    """The first line with which the layer has paid back in effort; None: not on this plant."""
    points: tuple[EffortPoint, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Programme:
    """The programme as a whole."""

    sentence: str
    """The pilots' age and how many are idle."""
    box: str
    """Age and value of the pilots where they are stated, for the pilot's page; else empty."""
    pilots: tuple[PilotCard, ...]
    rules: tuple[str, ...]
    overlaps: tuple[Overlap, ...]
    events: tuple[ValueEvent, ...]
    events_text: str
    quoted: tuple[str, ...]
    """Figures of others, each with source and year."""
    warnings: tuple[EarlyWarning, ...]
    warnings_text: str
    plants: tuple[PlantRow, ...]
    plant_lines: tuple[PlantLine, ...]
    plants_text: str
    drivers: tuple[Driver, ...]
    drivers_text: str
    effort: Effort
