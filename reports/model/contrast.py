"""How different each line is from its pilot: controllers, protocols, consumers, switches, network.

A line's value is what its devices and rows say. `same` needs that both sides are known: a line of
which nothing is said is unknown, not alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from audit.facts.model import PlantFacts
from audit.inventory.tables import DriverRow, FlowRow, SwitchRow
from checks.needed import controllers, folded, protocols_of
from checks.remembered import once, rows_where
from reports.model.ground import Ground
from reports.model.records import LineName, Mark
from reports.model.words import count, some

SAME = Mark("✔", "as on the pilot", "good")
PARTLY = Mark("▲", "partly as on the pilot", "warn")
OTHER = Mark("≠", "different from the pilot", "bad")
UNKNOWN = Mark("?", "unknown", "open")
CONTRAST_MARKS = (SAME, PARTLY, OTHER, UNKNOWN)
OFFICE = frozenset({"office", "printer", "phone", "building", "camera"})
"""Roles that do not belong into a line's own segment."""
MOST = 5
GAP = "one not known"
"""Stands for a thing of the line of which nobody says what it is."""
Values = tuple[str, ...]
"""What is known of a line, each value once; empty: nothing."""


@dataclass(frozen=True, slots=True)
class ContrastCell:
    """One line in one respect."""

    mark: Mark
    """One of `CONTRAST_MARKS`."""
    value: str
    """What the line has; empty: not known."""
    pilot: str
    """What the pilot has; empty: not known."""


@dataclass(frozen=True, slots=True)
class ContrastRow:
    """One line against one pilot."""

    line: str
    line_name: str
    pilot: str
    pilot_name: str
    differs: int
    partly: int
    unknown: int
    sentence: str
    cells: tuple[ContrastCell, ...]
    """In the order of `Contrast.respects`."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """Every line against its pilot."""

    respects: tuple[str, ...]
    pilots: tuple[tuple[str, Values], ...]
    """(pilot's name, what it has in each respect)."""
    rows: tuple[ContrastRow, ...]
    """The line that differs most first."""
    sentence: str


def contrast(ground: Ground) -> Contrast:
    """The matrix; empty without a pilot or without another line."""
    had = {
        name.line: tuple(work(ground.facts, name.line) for work in RESPECTS.values())
        for name in ground.names
    }
    rows = [
        _row(line, pilot, had[line.line], had[pilot.line])
        for pilot in ground.pilots
        for line in ground.names
        if line.line != pilot.line
    ]
    rows.sort(key=lambda row: (-row.differs, -row.partly, -row.unknown))
    pilots = tuple((p.name, tuple(some(v, MOST) for v in had[p.line])) for p in ground.pilots)
    return Contrast(tuple(RESPECTS), pilots, tuple(rows), _sentence(rows))


def _sentence(rows: list[ContrastRow]) -> str:
    if not rows:
        return "There is no line to compare with a pilot."
    most = rows[0]
    alike = sum(not (row.differs or row.partly or row.unknown) for row in rows)
    if alike == len(rows):
        return "Every line is as the pilot in every respect that was compared."
    return (
        f"{most.line_name} differs most from {most.pilot_name}: {most.sentence}."
        f" Nothing differs in {alike} of {count(len(rows), 'comparison')}."
    )


def _row(
    line: LineName, pilot: LineName, here: tuple[Values, ...], there: tuple[Values, ...]
) -> ContrastRow:
    cells = tuple(
        ContrastCell(_mark(own, proved), some(own, MOST), some(proved, MOST))
        for own, proved in zip(here, there, strict=True)
    )
    differs, partly, unknown = (
        sum(cell.mark == mark for cell in cells) for mark in (OTHER, PARTLY, UNKNOWN)
    )
    return ContrastRow(
        line.line, line.name, pilot.line, pilot.name, differs, partly, unknown,
        f"{differs} of {len(cells)} different, {partly} partly, {unknown} unknown", cells,
    )  # fmt: skip


def _mark(own: Values, pilot: Values) -> Mark:
    here, there = ({folded(v) for v in values if v != GAP} for values in (own, pilot))
    if not here or not there:
        return UNKNOWN
    if here - there and GAP not in pilot:
        return PARTLY if here & there else OTHER
    return SAME if here <= there and GAP not in own else UNKNOWN


def _distinct(values: Iterable[str]) -> Values:
    found = {folded(value): value for value in values if value}
    return tuple(found[key] for key in sorted(found))


def _families(facts: PlantFacts, line: str) -> Values:
    return _distinct(
        c.family or _made(c.device.vendor if c.device else "", c.model)
        for c in controllers(facts, line)
    )


def _made(vendor: str, model: str) -> str:
    return " ".join(part for part in (vendor, model) if part) if model else GAP


def _protocols(facts: PlantFacts, line: str) -> Values:
    served = [p for c in controllers(facts, line) for p in protocols_of(facts, c) or (GAP,)]
    flows = [row.record.protocol for row in rows_where(facts, FlowRow, "line", line)]
    return _distinct([*served, *flows])


def _consumers(facts: PlantFacts, line: str) -> Values:
    """Each consumer with its version and where it runs: plants have systems of their own."""
    versions = _versions(facts)
    return _distinct(
        " ".join(
            part for part in (flow.consumer, versions.get(folded(flow.consumer), ""),
                              f"({flow.dest})" if flow.dest else "") if part
        )
        for flow in (row.record for row in rows_where(facts, FlowRow, "line", line))
        if flow.consumer
    )  # fmt: skip


@once
def _versions(facts: PlantFacts) -> dict[str, str]:
    rows = (row.record for row in facts.table(DriverRow))
    return {folded(row.consumer): row.version for row in rows if row.version}


def _switches(facts: PlantFacts, line: str) -> Values:
    stated = [row.record for row in rows_where(facts, SwitchRow, "line", line)]
    seen = [d for d in facts.on_line(line) if d.role == "switch"]
    known = {d.device_id: d.vendor for d in seen}
    known |= {row.switch: row.vendor or known.get(row.switch, "") for row in stated}
    return _distinct(vendor or GAP for vendor in known.values())


def _network(facts: PlantFacts, line: str) -> Values:
    """Whether the line's devices share a segment, and with whom."""
    found: list[str] = []
    for segment in facts.segments:
        if line not in segment.lines:
            continue
        others = len([name for name in segment.lines if name and name != line])
        office = {role for role, _ in segment.classes} & OFFICE
        if others and office:
            found.append("shared with other lines and office devices")
        elif others:
            found.append("shared with other lines")
        else:
            found.append("shared with office devices" if office else "a segment of its own")
    return _distinct(found)


RESPECTS: dict[str, Callable[[PlantFacts, str], Values]] = {
    "controller family": _families,
    "protocols": _protocols,
    "consumers and versions": _consumers,
    "switch vendor": _switches,
    "network": _network,
}
