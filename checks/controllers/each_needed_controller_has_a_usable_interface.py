"""PLC-02: port, protocol, licence and firmware of the controllers whose data the use case needs.

Question: can data be read from each needed controller without changing it?
Yes: Ethernet with an open or supported protocol, firmware and licence sufficient. No: serial,
fieldbus or proprietary only, and no gateway for it. Not applicable: the use case needs no
controller of this line.

Example: PLC-L2-1, an SLC 500 with DH+ and DF1 on serial ports and no gateway: fail, with the three
ways out that the inventory prices.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.facts.model import PlantFacts
from audit.inventory.tables import ControllerRow, DriverRow
from audit.records import Grade, Unknown, Why
from checks.ground import answer, counted, ground, in_words, rolled_up, unknown
from checks.needed import (
    Controller,
    controllers,
    folded,
    heard_protocols,
    needed_controllers,
    only_wired,
    protocols_of,
    required_flows,
    ways_out,
)
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme

OPEN_PROTOCOLS = {
    "opcua",
    "modbustcp",
    "ethernetip",
    "s7comm",
    "mqtt",
    "mtconnect",
    "ads",
    "slmp",
    "melsec",
    "fins",
    "srtp",
    "profinet",
    "http",
    "rest",
}
"""Folded names of protocols that more than one vendor's software reads."""


@dataclass(frozen=True, slots=True)
class Interface:
    """A controller with what it serves."""

    controller: Controller
    protocols: tuple[str, ...]
    heard: tuple[str, ...]
    supported: frozenset[str]
    """Folded protocols that a driver list of a consumer names."""

    @property
    def usable(self) -> list[str]:
        """Protocols that are open or that a consumer supports."""
        good = OPEN_PROTOCOLS | self.supported
        return [name for name in self.protocols if folded(name) in good]


def judge(asked: Asked) -> Answer:
    """Judge each needed controller; the worst decides."""
    facts, line = asked.facts, asked.line
    needed = needed_controllers(facts, line, asked.use_case)
    if not needed:
        return _without(asked)
    native = frozenset(
        folded(row.record.protocol)
        for row in facts.table(DriverRow)
        if row.record.route.casefold() != "gateway"
    )
    targets = tuple(_target(_interface(facts, c, native)) for c in needed)
    rows = [c.row for c in needed if c.row]
    good = sum(target.outcome is Outcome.PASS for target in targets)
    text = (
        f"{line}: Ethernet, a readable protocol, firmware and licence expected on"
        f" {counted(len(needed), 'needed controller')}; seen on {good}"
    )
    details = in_words(targets)
    return rolled_up(
        targets,
        f"{text}: {details}" if details else text,
        ground(rows),
        measured=f"{good} of {len(needed)} usable",
        value=100.0 * good / len(needed),
    )


def _interface(facts: PlantFacts, controller: Controller, native: frozenset[str]) -> Interface:
    heard = heard_protocols(facts, controller.device)
    return Interface(controller, protocols_of(facts, controller), heard, native)


def _target(seen: Interface) -> Target:
    controller = seen.controller
    name = controller.label
    evidence = (controller.row.evidence,) if controller.row else ()
    if not controller.known_type:
        why = Unknown(Why.BLOCKED_BY, "PLC-01")
        said = f"{name}: its model is not known"
        return Target(name, Outcome.UNKNOWN, said, why, evidence)
    if controller.row is None:
        why = Unknown(Why.NOT_ASKED, "data interface")
        said = f"{name}: its data interface is not stated"
        return Target(name, Outcome.UNKNOWN, said, why, evidence)
    row = controller.row.record
    if only_wired(row) and not seen.heard:
        speaks = ", ".join(row.protocols) or "protocol not stated"
        return _without_ethernet(name, f"{row.interface} only ({speaks})", row, evidence)
    if not seen.protocols or not (row.interface or seen.heard):
        why = Unknown(Why.NOT_ASKED, "interface and protocols")
        said = f"{name}: interface and protocols are not stated"
        return Target(name, Outcome.UNKNOWN, said, why, evidence)
    if not seen.usable:
        speaks = f"proprietary protocol only ({', '.join(seen.protocols)})"
        return _without_ethernet(name, speaks, row, evidence)
    return _on_ethernet(seen, row, evidence)


def _without_ethernet(
    name: str, speaks: str, row: ControllerRow, evidence: tuple[int, ...]
) -> Target:
    if row.gateway_route:
        said = f"{name}: {speaks}, needs a gateway{ways_out(row) or ' (not costed yet)'}"
        return Target(name, Outcome.WARN, said, evidence=evidence)
    if row.gateway_route is None:
        why = Unknown(Why.NOT_ASKED, "whether a gateway exists")
        said = f"{name}: {speaks}; nobody said whether a gateway exists{ways_out(row)}"
        return Target(name, Outcome.UNKNOWN, said, why, evidence)
    said = f"{name}: {speaks} and no gateway route{ways_out(row)}"
    return Target(name, Outcome.FAIL, said, evidence=evidence)


def _on_ethernet(seen: Interface, row: ControllerRow, evidence: tuple[int, ...]) -> Target:
    name, protocol = seen.controller.label, seen.usable[0]
    states = {"licence": row.licence_ok, "firmware step": row.firmware_ok}
    steps = [what for what, fine in states.items() if fine is False]
    if steps:
        priced = ways_out(row) or " (not costed yet)"
        said = f"{name}: {protocol} needs a {' and a '.join(steps)}{priced}"
        return Target(name, Outcome.WARN, said, evidence=evidence)
    # A server that answers today has the licence and the firmware it takes.
    answers = any(folded(protocol) == folded(heard) for heard in seen.heard)
    unsaid = [what for what, fine in states.items() if fine is None]
    if unsaid and not answers:
        why = Unknown(Why.NOT_ASKED, "licence and firmware")
        said = f"{name}: whether licence and firmware suffice for {protocol} is not stated"
        return Target(name, Outcome.UNKNOWN, said, why, evidence)
    return Target(name, Outcome.PASS, f"{name}: {protocol} on Ethernet", evidence=evidence)


def _without(asked: Asked) -> Answer:
    facts, line = asked.facts, asked.line
    found = controllers(facts, line)
    if found:
        names = ", ".join(c.device_id for c in found)
        text = f"{line}: {asked.use_case} needs no data of {names}"
        return answer(Outcome.NA, text, ground(c.row for c in found if c.row))
    flows = required_flows(facts, line, asked.use_case)
    roles = [d.role if (d := facts.device(row.record.source)) else "" for row in flows]
    if flows and all(role and role != "controller" for role in roles):
        text = f"{line}: no required flow of {asked.use_case} starts at a controller"
        return answer(Outcome.NA, text, ground(flows))
    text = f"{line}: no controller of the line is known, so its data interface is not"
    return unknown(Why.BLOCKED_BY, "PLC-01", text)


CHECK = Check(
    check_id="PLC-02",
    theme=Theme.CONTROLLERS,
    title="Each needed controller has a usable data interface (port, protocol, firmware, licence)",
    question="Can the data be read from each controller that the use case needs?",
    severity=Severity.BLOCKER,
    gate=GateRule.ALWAYS,
    stage=1,
    work_packages=("WP-29", "WP-30"),
    max_age_days=730,
    thresholds=(),
    basis="the vendors' manuals for each model: interface, protocols, licences by firmware",
    so_what="The machine runs, but its data cannot leave it, and the use case has nothing to work"
    " with.",
    remedy="Take the cheapest of the priced options; a gateway beside the controller leaves its"
    " program untouched.",
    closes_unknown="Hardware configuration of each controller: ports, protocols, licence, firmware",
    closes_minutes=30,
    closes_who="controls engineer",
    judge=judge,
    min_grade=Grade.B,
    scope="controller",
    not_applicable_when="controller not needed by the use case",
)
