"""The pilots of the programme, each with what the inventory and the facts say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, wraps
from typing import Any, TypeVar, cast

from audit.inventory.tables import (
    DeploymentRow,
    FinanceRow,
    FlowRow,
    PilotRow,
    Row,
    SignalRow,
    ValueEventRow,
    WorkStatusRow,
)
from audit.inventory.tables.money import WorkState
from audit.inventory.tables.portfolio import PilotState
from checks.remembered import rows_where
from reports.model.ground import Ground

BEGUN = ("in rollout", "live")
ENOUGH = 2
"""Of two lines at least one is not the pilot's own."""

T = TypeVar("T")
R = TypeVar("R", bound=Row)


def _once(work: Callable[[Ground], T]) -> Callable[[Ground], T]:
    """Let a look-up be made once for each ground."""

    @wraps(work)
    def remembering(ground: Ground) -> T:
        kept: dict[object, Any] = ground.__dict__.setdefault("_remembered", {})
        if work not in kept:
            kept[work] = work(ground)
        return cast(T, kept[work])

    return remembering


@dataclass(frozen=True)
class Pilot:
    """A pilot with the rows that speak of it; without slots, because its look-ups are kept."""

    ground: Ground
    row: PilotRow
    stated: bool
    """Whether the table `pilots` names it; else it is the line and use case that proved itself."""

    @property
    def uses(self) -> tuple[str, ...]:
        """Its use cases."""
        return self.row.use_cases or proved_on(self.ground).get(self.row.line, ())

    def speaks(self, line: str, use_case: str) -> bool:
        """Whether a row of that line and use case is about it; an empty use case is about all."""
        here = bool(line) and line == self.row.line
        return here and (not use_case or use_case in self.uses)

    @cached_property
    def flows(self) -> tuple[FlowRow, ...]:
        """Its links that run."""
        rows = on_line(self.ground, FlowRow, self.row.line)
        return tuple(r for r in rows if r.exists is not False and self.speaks(r.line, r.use_case))

    @cached_property
    def events(self) -> tuple[ValueEventRow, ...]:
        """What it brought up to the day of the audit."""
        facts, row = self.ground.facts, self.row
        named = rows_where(facts, ValueEventRow, "pilot", row.pilot)
        on_its_line = rows_where(facts, ValueEventRow, "line", row.line)
        rows = {id(stated): stated.record for stated in (*named, *on_its_line)}
        return tuple(r for r in rows.values() if self.brought(r) and has_happened(self.ground, r))

    def brought(self, row: ValueEventRow) -> bool:
        """Whether a value event is its own."""
        if row.pilot:
            return row.pilot == self.row.pilot
        return self.speaks(row.line, row.use_case)

    @cached_property
    def data(self) -> tuple[str, ...]:
        """Signals it reads and devices it reads from."""
        rows = on_line(self.ground, SignalRow, self.row.line)
        signals = (r.path or r.signal for r in rows if self.speaks(r.line, r.use_case))
        return names([*(f.source for f in self.flows), *signals])

    @cached_property
    def connectors(self) -> tuple[str, ...]:
        """Connectors of its links."""
        return names(flow.connector for flow in self.flows)

    @cached_property
    def consumers(self) -> tuple[str, ...]:
        """Systems that use its data."""
        return names(flow.consumer for flow in self.flows)

    @cached_property
    def systems(self) -> tuple[str, ...]:
        """Hosts, brokers and servers it needs."""
        flows = (name for f in self.flows for name in (f.dest, f.code_host))
        return names([*self.row.infrastructure, *flows])

    @cached_property
    def network(self) -> tuple[str, ...]:
        """Segments and switches that its sources and destinations are on."""
        facts = self.ground.facts
        ends = (name for flow in self.flows for name in (flow.source, flow.dest) if name)
        found = [device for name in dict.fromkeys(ends) if (device := facts.device(name))]
        within = segments_of(self.ground)
        segments = (name for device in found for name in within.get(device.device_id, ()))
        switches = (facts.device(device.switch) for device in found if device.switch)
        return names([*segments, *(s.name or s.device_id for s in switches if s)])


def on_line(ground: Ground, table: type[R], line: str) -> Iterator[R]:
    """The rows of a table that are about one line, in the order stated."""
    return (stated.record for stated in rows_where(ground.facts, table, "line", line))


@_once
def proved_on(ground: Ground) -> dict[str, tuple[str, ...]]:
    """Each pilot line with the use cases that it proved."""
    return dict(ground.judgement.pilots)


@_once
def segments_of(ground: Ground) -> dict[str, tuple[str, ...]]:
    """Device → the segments it was found in."""
    found: dict[str, tuple[str, ...]] = {}
    for segment in ground.facts.segments:
        name = f"VLAN {segment.vlan_id}" if segment.vlan_id is not None else segment.subnet
        for device_id in segment.device_ids:
            found[device_id] = (*found.get(device_id, ()), name)
    return found


@_once
def begun_lines(ground: Ground) -> dict[str, tuple[str, ...]]:
    """Use case → two lines at most that have begun with it; an empty one: with any."""
    facts, pilots = ground.facts, proved_on(ground)
    begun = [("", r.line) for r in facts.lines if r.status.casefold() in BEGUN]
    begun += [
        ("", s.record.line)
        for s in facts.table(WorkStatusRow)
        if s.record.state is not WorkState.NOT_STARTED
    ]
    begun = [(use, line) for use, line in begun if line not in pilots]
    begun += [
        (s.record.use_case, s.record.line)
        for s in facts.table(DeploymentRow)
        if s.record.effort_pd is not None
    ]
    found: dict[str, tuple[str, ...]] = {}
    for use, line in begun:
        known = found.get(use, ())
        if line and line not in known and len(known) < ENOUGH:
            found[use] = (*known, line)
    return found


def names(found: Iterable[str]) -> tuple[str, ...]:
    """Each name once, without empty ones."""
    return tuple(dict.fromkeys(name for name in found if name))


def has_happened(ground: Ground, row: ValueEventRow) -> bool:
    """Whether a value event counts: it has a day, and that is not ahead."""
    return row.day is not None and row.day <= ground.judgement.as_of


def pilots_of(ground: Ground) -> tuple[Pilot, ...]:
    """Every pilot: those of the table, then each line and use case that proved itself besides."""
    rows = [stated.record for stated in ground.facts.table(PilotRow)]
    found = [Pilot(ground, row, stated=True) for row in rows]
    for line, uses in proved_on(ground).items():
        for use in uses:
            if not any(pilot.speaks(line, use) for pilot in found[: len(rows)]):
                row = PilotRow(pilot=f"{line}/{use}", name=ground.use_name(use), line=line,
                               use_cases=(use,))  # fmt: skip
                found.append(Pilot(ground, row, stated=False))
    return tuple(found)


def title(pilot: Pilot) -> str:
    """What the pilot is called in the report."""
    line = pilot.ground.name(pilot.row.line).name if pilot.row.line else ""
    name = pilot.row.name or pilot.row.pilot
    return f"{name} ({line})" if line else name


def months(first: date, last: date) -> int:
    """Whole months between two days."""
    whole = (last.year - first.year) * 12 + last.month - first.month
    return max(0, whole - (last.day < first.day))


def second_line(pilot: Pilot) -> str:
    """The first other line on which the same has begun; empty: none."""
    begun = begun_lines(pilot.ground)
    uses = begun.get("", ()), *(begun.get(use, ()) for use in pilot.uses)
    others = (line for lines in uses for line in lines if line != pilot.row.line)
    return next((pilot.ground.name(line).name for line in others), "")


def proved(pilot: Pilot) -> bool:
    """Whether it is stated as proved, or its conditions are signed and hold."""
    line, uses = pilot.row.line, pilot.uses
    own = proved_on(pilot.ground).get(line, ())
    signed = {b.use_case for b in pilot.ground.judgement.baselines if b.valid}
    held = bool(uses) and all(use in signed and use in own for use in uses)
    return bool(pilot.row.proved_on) or pilot.row.state is PilotState.PROVED or held


def cases(pilot: Pilot) -> list[FinanceRow]:
    """Its rows of the finance table."""
    rows = on_line(pilot.ground, FinanceRow, pilot.row.line)
    return [row for row in rows if pilot.speaks(row.line, row.use_case)]


def benefit(case: FinanceRow) -> float | None:
    """The yearly benefit at best; None: not stated."""
    high = case.benefit_per_year_high
    return high if high is not None else case.benefit_per_year_low
