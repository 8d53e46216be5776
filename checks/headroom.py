"""What is left of each resource with one line, two and all of them: network, shared layer,
controllers' connections, switch ports and PoE; recomputed from what the pilot was seen to take.

One line is the pilot as it runs; the others follow in the order in which they are meant to. What a
line was not asked about is taken as on the pilot, and said so. What nobody knows stays unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from audit.facts.model import PlantFacts
from audit.facts.names import port_key
from audit.inventory.tables import FlowRow, LoadRow
from audit.inventory.tables.data import Via
from checks.controllers.controllers_have_free_connections import most_connections
from checks.data_path.the_shared_layer_has_capacity import load_today
from checks.needed import controllers, needed_controllers
from checks.network.ports_and_power_are_enough_for_the_rollout import (
    Amount,
    free_ports,
    free_watts,
    ports_needed,
    watts_needed,
)
from checks.records import Asked, Outcome
from checks.remembered import reads_of, rows_where

Limits = Mapping[str, Mapping[str, float]]
"""Check id → threshold → value."""
AS_PILOT = "taken as on the pilot"


@dataclass(frozen=True, slots=True)
class Use:
    """How much of a resource is used, and of how much; None: not known."""

    used: float | None
    of: float | None
    where: str
    """The line, link or controller on which it is tightest."""
    outcome: Outcome
    note: str = ""

    @property
    def share(self) -> float:
        """Used of what there is; above 1 it does not fit."""
        if self.used is None or self.of is None:
            return -1.0
        return self.used / self.of if self.of else (2.0 if self.used else 0.0)


@dataclass(frozen=True, slots=True)
class Step:
    """A resource with so many lines."""

    lines: int
    use: Use


@dataclass(frozen=True, slots=True)
class Room:
    """One resource with one line, two and all of them."""

    resource: str
    check_id: str
    """The check whose thresholds judge it."""
    unit: str
    steps: tuple[Step, ...]
    basis: str
    """What the numbers rest on, as a sentence; empty: nothing is known."""


def rooms(facts: PlantFacts, limits: Limits) -> tuple[Room, ...]:
    """Return every resource; none when the plant has no line or no pilot."""
    order = rollout(facts)
    if not order:
        return ()
    numbers = sorted({1, min(2, len(order)), len(order)})
    plant = _Plant(facts, limits, order)
    made = (
        ("load of the line's own uplink", "NET-13", "%", _uplink),
        ("load of links that all lines share", "NET-13", "%", None),
        ("shared data layer", "DAT-13", "%", None),
        ("connections of a controller", "PLC-05", "connections", _connections),
        ("free switch ports", "NET-16", "ports", _ports),
        ("PoE power", "NET-16", "W", _watts),
    )
    found: list[Room] = []
    for resource, check_id, unit, each in made:
        if each is not None:
            steps, basis = _tightest(plant, numbers, each)
        else:
            whole = _shared_link if check_id == "NET-13" else _layer
            uses = [whole(plant, number) for number in numbers]
            steps = tuple(Step(n, use) for n, use in zip(numbers, uses, strict=True))
            basis = uses[-1].note
        found.append(Room(resource, check_id, unit, steps, basis))
    return tuple(found)


def rollout(facts: PlantFacts) -> tuple[str, ...]:
    """Return the lines: the pilot, then in the order of the rollout, then of the inventory."""
    pilot, lines = facts.case.pilot_line, facts.lines
    if pilot not in {row.line for row in lines}:
        return ()
    late = len(lines)
    rest = [row for row in lines if row.line != pilot]
    rest.sort(key=lambda row: late if row.rollout_order is None else row.rollout_order)
    return (pilot, *(row.line for row in rest))


@dataclass(frozen=True, slots=True)
class _Plant:
    facts: PlantFacts
    limits: Limits
    order: tuple[str, ...]

    def asked(self, line: str, check_id: str, use_case: str = "") -> Asked:
        case = self.facts.case.for_use_case(use_case)
        facts = self.facts if case is self.facts.case else replace(self.facts, case=case)
        return Asked(facts, line, use_case, self.limits[check_id])

    @property
    def pilot(self) -> str:
        return self.order[0]

    @property
    def use_cases(self) -> tuple[str, ...]:
        return self.facts.case.use_cases or ("",)

    def runs_on(self, use_case: str) -> str:
        return self.facts.case.for_use_case(use_case).pilot_line

    def flows(self) -> tuple[FlowRow, ...]:
        """The running flows of each use case on its own pilot; one that serves several once."""
        found: dict[str, FlowRow] = {}
        for use_case in self.use_cases:
            for row in rows_where(self.facts, FlowRow, "line", self.runs_on(use_case)):
                flow = row.record
                if flow.use_case in ("", use_case) and flow.exists:
                    found[flow.flow_id] = flow
        return tuple(found.values())

    def rate_kbps(self) -> float | None:
        """What the use cases send on their pilots; None where a flow's rate is not known."""
        rates = [flow.rate_kbps for flow in self.flows()]
        known = [rate for rate in rates if rate is not None and rate >= 0]
        return sum(known) if rates and len(known) == len(rates) else None


_Each = Callable[[_Plant, str], Use]


def _tightest(plant: _Plant, numbers: Sequence[int], each: _Each) -> tuple[tuple[Step, ...], str]:
    """Return the tightest of the first lines; what one of them hides leaves a good one open."""
    uses = [each(plant, line) for line in plant.order]
    worst = list(accumulate(uses, _tighter))
    steps = tuple(Step(number, worst[number - 1]) for number in numbers)
    return steps, "; ".join(dict.fromkeys(use.note for use in uses if use.note))


def _tighter(one: Use, other: Use) -> Use:
    first, second = (other, one) if other.share > one.share else (one, other)
    hidden = Outcome.UNKNOWN in (first.outcome, second.outcome)
    if hidden and not first.used:
        return second if second.outcome is Outcome.UNKNOWN else first
    if hidden and first.outcome in (Outcome.PASS, Outcome.WARN):
        return replace(first, outcome=Outcome.UNKNOWN)
    return first


def _unknown(where: str, note: str) -> Use:
    return Use(None, None, where, Outcome.UNKNOWN, note)


def _uplink(plant: _Plant, line: str) -> Use:
    """The busiest measured link of a line with what the use cases add; on a pilot they run."""
    rows = [row.record for row in rows_where(plant.facts, LoadRow, "line", line)]
    loads = [load for row in rows if (load := _link_load(plant, row, line)) is not None]
    if not loads:
        return _unknown(line, f"no load was measured on {line}")
    return max(loads, key=lambda use: use.share)


def _link_load(plant: _Plant, row: LoadRow, line: str) -> Use | None:
    if row.p95_percent is None or row.p95_percent < 0 or row.wrapped:
        return None
    where = f"{row.device} {row.port}".strip()
    if all(plant.runs_on(use) == line for use in plant.use_cases):
        return _load_use(plant, row.p95_percent, where)
    rate = _percent_of_link(plant, row)
    note = "rates of the pilot's flows on the speed of each link"
    if rate is None:
        rate, note = row.added_percent, "what the table of loads says is added"
    if rate is None:
        return _unknown(where, f"neither the pilot's rates nor the speed of {where} is known")
    return _load_use(plant, row.p95_percent + rate, where, note)


def _load_use(plant: _Plant, percent: float, where: str, note: str = "") -> Use:
    limits = plant.limits["NET-13"]
    outcome = Outcome.WARN if percent >= limits["load_pass_percent"] else Outcome.PASS
    outcome = Outcome.FAIL if percent > limits["load_fail_percent"] else outcome
    return Use(percent, 100.0, where, outcome, note)


def _percent_of_link(plant: _Plant, row: LoadRow) -> float | None:
    """What the pilot's flows take of a link, in percent of its speed."""
    kbps = plant.rate_kbps()
    device = plant.facts.device(row.device)
    if kbps is None or device is None:
        return None
    ports = reads_of(plant.facts, plant.facts.interfaces, [device.device_id])
    own = [p.value.speed_mbps for p in ports if port_key(p.value.name) == port_key(row.port)]
    speed = next((mbps for mbps in own if mbps), None)
    return kbps / 1000 / speed * 100 if speed else None


def _shared_link(plant: _Plant, lines: int) -> Use:
    """The busiest link that is not one line's own: today's load and the lines to come."""
    rows = [row.record for row in rows_where(plant.facts, LoadRow, "line", "")]
    uses: list[Use] = []
    for row in rows:
        rate, where = _percent_of_link(plant, row), f"{row.device} {row.port}".strip()
        if row.p95_percent is None or row.wrapped:
            continue
        if rate is None and lines > 1:
            uses.append(_unknown(where, f"neither rates nor the speed of {where} are known"))
            continue
        note = "today's load, and the rates of the pilot's flows for each line to come"
        uses.append(_load_use(plant, row.p95_percent + (lines - 1) * (rate or 0), where, note))
    if uses:
        return max(uses, key=lambda use: use.share)
    kbps = plant.rate_kbps()
    if kbps is None:
        return _unknown("", "neither the rates of all flows of the pilot nor a shared link's load")
    whole = kbps * len(plant.order) / 1000
    said = f"{whole:.1f} Mbit/s with all lines, from the rates of the pilot's flows"
    return _unknown("", f"{said}; the load of no shared link was measured")


def _layer(plant: _Plant, lines: int) -> Use:
    """The load of the shared layer, per line that is connected today."""
    if not any(flow.via is Via.LAYER for flow in plant.flows()):
        return Use(None, None, "", Outcome.NA, "no flow of the pilot runs over a shared layer")
    load, connected = load_today(plant.asked("", "DAT-13"))
    if load is None or not connected:
        return _unknown("", "what the shared layer carries today is not known")
    used = load / connected * lines
    limits, times = plant.limits["DAT-13"], 100.0 / used if used > 0 else float("inf")
    outcome = Outcome.WARN if times < limits["pass_times"] else Outcome.PASS
    outcome = Outcome.FAIL if times < limits["warn_times"] else outcome
    return Use(used, 100.0, "", outcome, f"{load:g} % at its busiest with {connected} connected")


def _connections(plant: _Plant, line: str) -> Use:
    """The controller with the fewest free connections once all use cases run."""
    uses: list[Use] = []
    asked = [plant.asked(line, "PLC-05", use_case) for use_case in plant.use_cases]
    found = {c.device_id: c for a in asked for c in needed_controllers(a.facts, line, a.use_case)}
    for controller in (found or {c.device_id: c for c in controllers(plant.facts, line)}).values():
        most, stations = most_connections(asked, controller)
        where = f"{controller.label} on {line}"
        if most is None:
            uses.append(_unknown(where, f"how many connections {where} allows is not stated"))
            continue
        limits, free = plant.limits["PLC-05"], most - stations
        outcome = Outcome.WARN if free < limits["pass_from"] else Outcome.PASS
        outcome = Outcome.FAIL if free < limits["warn_from"] else outcome
        uses.append(Use(float(stations), float(most), where, outcome,
                        "stations heard, listed and planned at each controller"))  # fmt: skip
    if not uses:
        return _unknown(line, f"no controller of {line} is known")
    return next(reversed(list(accumulate(uses, _tighter))))


def _ports(plant: _Plant, line: str) -> Use:
    asked = plant.asked(line, "NET-16")
    needed, note = ports_needed(asked).value, "ports that people counted"
    if needed is None:
        new = _plugged_in(plant)
        needed = float(len(new)) if new is not None else None
        note = f"{', '.join(new)}, {AS_PILOT}" if new else AS_PILOT
    return _plugged(plant, line, needed, free_ports(asked, needed or 0), note, "ports")


def _watts(plant: _Plant, line: str) -> Use:
    asked = plant.asked(line, "NET-16")
    needed, note = watts_needed(asked).value, "power that people stated"
    if needed is None:
        needed, note = watts_needed(plant.asked(plant.pilot, "NET-16")).value, AS_PILOT
    return _plugged(plant, line, needed, free_watts(asked, needed or 0), note, "watts of PoE")


def _plugged(
    plant: _Plant, line: str, needed: float | None, free: Amount, note: str, what: str
) -> Use:
    """What is plugged in against what is free; on the pilot it is plugged in already."""
    needed = 0.0 if line == plant.pilot else needed
    if needed is None:
        return _unknown(line, f"how many {what} {line} needs is not known")
    if not needed:
        return Use(0.0, free.value, line, Outcome.PASS)
    if free.value is None:
        return _unknown(line, f"how many {what} are free on {line} is not known")
    spare = 1.0 + plant.limits["NET-16"]["spare_percent"] / 100.0
    outcome = Outcome.PASS if free.value >= needed * spare - 1e-9 else Outcome.WARN
    outcome = Outcome.FAIL if free.value < needed else outcome
    if free.at_least and outcome is not Outcome.PASS:
        outcome = Outcome.UNKNOWN
    return Use(needed, free.value, line, outcome, note)


def _plugged_in(plant: _Plant) -> tuple[str, ...] | None:
    """Sources of the pilots' flows that are no controllers: what the use cases brought along."""
    flows = plant.flows()
    if not flows:
        return None
    known = {plant.runs_on(use_case) for use_case in plant.use_cases}
    machine = {c.device_id for line in known for c in controllers(plant.facts, line)}
    sources = dict.fromkeys(flow.source for flow in flows if flow.source)
    ids = {name: found.device_id for name in sources if (found := plant.facts.device(name))}
    return tuple(name for name in sources if ids.get(name, name) not in machine)
