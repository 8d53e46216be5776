"""DAT-05: the consumers' driver lists against the line's controllers.

Question: can every system that needs this line's data read its controllers?
Yes: each consumer has a native driver for each needed controller. No: there is neither driver nor
gateway, or the controller speaks on serial lines or a fieldbus only. Not applicable: no consumer
needs a controller of this line.

Example: the MES driver list names OPC UA and S7comm, PLC-L2-1 is an SLC 500 with DH+ and DF1 on
serial ports: fail, with the three ways out that the inventory prices.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import ControllerRow, DriverRow, FlowRow
from audit.records import Grade, Unknown, Why
from checks.ground import Ground, answer, counted, ground, in_words, rolled_up, unknown
from checks.needed import (
    Controller,
    flows_of,
    needed_controllers,
    only_wired,
    protocols_of,
    required_flows,
    same_name,
    ways_out,
)
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme

_ENDPOINTS = {"controller", "server", "gateway", "router", "firewall", ""}
"""Roles of a flow's source behind which a controller may stand; a camera's data is its own."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One consumer that needs one controller."""

    consumer: str
    controller: Controller
    protocols: tuple[str, ...]
    """What the controller serves, stated or heard."""
    drivers: tuple[Stated[DriverRow], ...]
    """Of this consumer, matching or not; empty: no driver list."""

    @property
    def name(self) -> str:
        """For targets and sentences."""
        return f"{self.consumer} from {self.controller.label}"


def judge(asked: Asked) -> Answer:
    """Judge every pair of consumer and controller; the worst decides."""
    facts, line = asked.facts, asked.line
    flows = required_flows(facts, line, asked.use_case)
    lent = not flows
    if lent:
        flows = required_flows(facts, asked.pilot, asked.use_case)
    if not flows:
        text = f"No flow list says who needs the data of {asked.use_case} on {line}"
        return unknown(Why.NOT_ASKED, "no flow list", text)
    needed = needed_controllers(facts, line, asked.use_case)
    if not needed:
        return _without_controllers(asked, ground(flows))
    readings = _readings(facts, flows, needed)
    if not readings:
        text = f"{line}: no consumer of {asked.use_case} reads a controller of this line"
        return answer(Outcome.NA, text, ground(flows))
    targets = tuple(_target(reading) for reading in readings)
    good = sum(target.outcome is Outcome.PASS for target in targets)
    text = (
        f"{line}: a native driver expected for {counted(len(targets), 'pair')} of consumer and"
        f" controller; seen for {good}"
    )
    if lent:
        text += f" (consumers taken from the pilot {asked.pilot}, no flow is listed here)"
    if details := in_words(targets):
        text += f": {details}{_ways_out(readings, targets)}"
    return rolled_up(
        targets,
        text,
        _ground(flows, readings),
        measured=f"{good} of {len(targets)} native",
        value=100.0 * good / len(targets),
    )


def _ways_out(readings: tuple[Reading, ...], targets: tuple[Target, ...]) -> str:
    """Return the priced options of the controllers that a consumer cannot read, each once."""
    stuck = {t.name for t in targets if t.outcome in (Outcome.FAIL, Outcome.WARN)}
    rows = [r.controller.row.record for r in readings if r.controller.row and r.name in stuck]
    return "".join(dict.fromkeys(ways_out(row) for row in rows))


def _ground(flows: tuple[Stated[FlowRow], ...], readings: tuple[Reading, ...]) -> Ground:
    rows = [r.controller.row for r in readings if r.controller.row]
    drivers = [d for r in readings for d in r.drivers if _fits(d.record, r)]
    return ground(flows) + ground(rows) + ground(drivers)


def _readings(
    facts: PlantFacts,
    flows: tuple[Stated[FlowRow], ...],
    needed: tuple[Controller, ...],
) -> tuple[Reading, ...]:
    pairs: dict[tuple[str, str], Reading] = {}
    for row in flows:
        flow = row.record
        own = tuple(c for c in needed if c.device_id == flow.source)
        if not own and not _may_carry(facts, flow.source):
            continue
        for controller in own or needed:
            if flow.consumer:
                speaks = protocols_of(facts, controller)
                drivers = _drivers(facts, flow.consumer)
                reading = Reading(flow.consumer, controller, speaks, drivers)
                pairs.setdefault((flow.consumer.casefold(), controller.device_id), reading)
    return tuple(pairs[key] for key in sorted(pairs))


def _may_carry(facts: PlantFacts, source: str) -> bool:
    device = facts.device(source) if source else None
    return device is None or device.role in _ENDPOINTS


def _drivers(facts: PlantFacts, consumer: str) -> tuple[Stated[DriverRow], ...]:
    return tuple(d for d in facts.table(DriverRow) if same_name(d.record.consumer, consumer))


def _fits(driver: DriverRow, reading: Reading) -> bool:
    family_named = bool(driver.family)
    if family_named and not same_name(driver.family, reading.controller.family):
        return False
    if not reading.protocols:
        return family_named
    return any(same_name(driver.protocol, protocol) for protocol in reading.protocols)


def _target(reading: Reading) -> Target:
    controller, name = reading.controller, reading.name
    row = controller.row.record if controller.row else None
    evidence = tuple(sorted({d.evidence for d in reading.drivers}))
    if controller.row:
        evidence = (*evidence, controller.row.evidence)
    if row and only_wired(row):
        speaks = ", ".join(row.protocols) or "protocol not stated"
        said = f"{name}: it speaks on {row.interface} only ({speaks})"
        return Target(name, Outcome.FAIL, said, evidence=evidence)
    if not controller.known_type:
        why = Unknown(Why.BLOCKED_BY, "PLC-01")
        said = f"{name}: what kind of controller it is is not known"
        return Target(name, Outcome.UNKNOWN, said, why, evidence)
    if not reading.drivers:
        why = Unknown(Why.NO_EVIDENCE, f"no driver list of {reading.consumer}")
        said = f"{name}: no driver list of {reading.consumer} was handed over"
        return Target(name, Outcome.UNKNOWN, said, why, evidence)
    return _by_driver(reading, row, evidence)


def _by_driver(reading: Reading, row: ControllerRow | None, evidence: tuple[int, ...]) -> Target:
    name, speaks = reading.name, ", ".join(reading.protocols)
    fitting = [d.record for d in reading.drivers if _fits(d.record, reading)]
    native = next((d for d in fitting if d.route.casefold() != "gateway"), None)
    if native:
        said = f"{name}: {native.protocol}, native"
        return Target(name, Outcome.PASS, said, evidence=evidence)
    if fitting:
        said = f"{name}: {fitting[0].protocol} through a gateway{_price(fitting[0])}"
        return Target(name, Outcome.WARN, said, evidence=evidence)
    if not speaks:
        why = Unknown(Why.NOT_ASKED, "protocols of the controller")
        said = f"{name}: which protocols the controller serves is not stated"
        return Target(name, Outcome.UNKNOWN, said, why, evidence)
    if row is None or row.gateway_route is None:
        why = Unknown(Why.NOT_ASKED, "whether a gateway exists")
        said = f"{name}: no driver for {speaks}; nobody said whether a gateway exists"
        return Target(name, Outcome.UNKNOWN, said, why, evidence)
    if row.gateway_route:
        said = f"{name}: no driver for {speaks}, a gateway exists"
        return Target(name, Outcome.WARN, said, evidence=evidence)
    said = f"{name}: no driver for {speaks} and no gateway"
    return Target(name, Outcome.FAIL, said, evidence=evidence)


def _price(driver: DriverRow) -> str:
    if driver.cost_low is None and driver.cost_high is None:
        return " (not costed yet)"
    ends = sorted({e for e in (driver.cost_low, driver.cost_high) if e is not None})
    return f" ({' to '.join(f'{end:,.0f}'.replace(',', ' ') for end in ends)})"


def _without_controllers(asked: Asked, on: Ground) -> Answer:
    facts, line = asked.facts, asked.line
    stated = any(
        row.record.needed is False
        and (device := facts.device(row.record.asset_id)) is not None
        and device.line == line
        for row in facts.table(ControllerRow)
    )
    sources = {row.record.source for row in flows_of(facts, line, asked.use_case)}
    known = [facts.device(source) for source in sources if source]
    others = bool(known) and all(d is not None and d.role not in _ENDPOINTS for d in known)
    if stated or others:
        text = f"{line}: {asked.use_case} needs no controller of this line"
        return answer(Outcome.NA, text, on)
    text = f"{line}: no controller of the line is known, so nobody can say who can read it"
    return unknown(Why.BLOCKED_BY, "PLC-01", text, on)


CHECK = Check(
    check_id="DAT-05",
    theme=Theme.DATA_PATH,
    title="Every consumer (MES, historian, model) can read this line's controllers",
    question="Is there a driver for each needed controller in each system that needs its data?",
    severity=Severity.BLOCKER,
    gate=GateRule.ALWAYS,
    stage=6,
    work_packages=("WP-29", "WP-28"),
    max_age_days=365,
    thresholds=(),
    basis="project default; the driver list of the consumer's installed version decides",
    so_what="The use case is bought and installed, and then shows nothing, because the system"
    " cannot read the controller.",
    remedy="Order the cheapest option that the sentence names (gateway, module, migration) before"
    " the connector is planned.",
    closes_unknown="The driver list of the installed version of each consumer, and the protocols"
    " each controller serves",
    closes_minutes=45,
    closes_who="MES owner with the controls engineer",
    judge=judge,
    min_grade=Grade.C,
    scope="flow",
    not_applicable_when="consumer not needed on this line",
)
