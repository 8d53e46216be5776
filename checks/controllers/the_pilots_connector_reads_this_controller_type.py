"""PLC-03: the families of the line's needed controllers against the pilot's.

Question: does the connector written for the pilot read this line's controllers?
Yes: same family and connector. No: another protocol, so a new connector. In between: same protocol
and another family, which needs a test. Not applicable: the pilot reads no controller, or the use
case needs none here.

Example: the pilot reads an S7-1500 over OPC UA, the line has an M580 with OPC UA: warn, a test is
needed.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.facts.model import PlantFacts
from audit.inventory.tables import FlowRow
from audit.records import Grade, Unknown, Why
from checks.ground import answer, ground, in_words, listed, rolled_up, unknown
from checks.needed import (
    Controller,
    controllers,
    flows_of,
    folded,
    needed_controllers,
    protocols_of,
)
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme


@dataclass(frozen=True, slots=True)
class Pilot:
    """What the pilot's connector reads; names are folded."""

    families: frozenset[str]
    models: frozenset[str]
    protocols: frozenset[str]
    connectors: frozenset[str]
    said: str
    """Families and protocols as printed."""


def judge(asked: Asked) -> Answer:
    """Compare each needed controller with what the pilot's connector reads."""
    facts, line, use_case = asked.facts, asked.line, asked.use_case
    of_pilot = needed_controllers(facts, asked.pilot, use_case)
    if not of_pilot:
        return _without_pilot(asked)
    needed = needed_controllers(facts, line, use_case)
    if not needed:
        return _without_need(asked)
    pilot = _pilot(facts, of_pilot, asked)
    on = ground(c.row for c in (*needed, *of_pilot) if c.row)
    if not pilot.families and not pilot.models:
        text = f"What the pilot {asked.pilot} reads is not known: {_names(of_pilot)} have no family"
        return unknown(Why.BLOCKED_BY, "PLC-01", text, on)
    targets = tuple(_target(facts, c, pilot, asked) for c in needed)
    kind = ", ".join(sorted({c.family or c.model for c in needed} - {""}))
    details = in_words(targets) or f"seen {listed(c.label for c in needed)}"
    text = (
        f"{line}: controllers of the kind that the pilot's connector reads expected ({pilot.said});"
        f" {details}"
    )
    return rolled_up(
        targets,
        text,
        on,
        measured=kind or "family not known",
        kind=kind,
    )


def _names(found: tuple[Controller, ...]) -> str:
    return listed(c.device_id for c in found)


def _pilot(facts: PlantFacts, found: tuple[Controller, ...], asked: Asked) -> Pilot:
    ids = {c.device_id for c in found}
    flows = [
        row.record
        for row in flows_of(facts, asked.pilot, asked.use_case)
        if row.record.source in ids and row.record.exists is not False
    ]
    protocols = {flow.protocol for flow in flows if flow.protocol}
    protocols = protocols or {p for c in found for p in protocols_of(facts, c)}
    kinds = sorted({c.family or c.model for c in found} - {""})
    said = " and ".join(kinds) + (f" over {listed(sorted(protocols))}" if protocols else "")
    return Pilot(
        frozenset(folded(c.family) for c in found if c.family),
        frozenset(folded(c.model) for c in found if c.model),
        frozenset(folded(p) for p in protocols),
        frozenset(_connectors(flows)),
        said,
    )


def _connectors(flows: list[FlowRow]) -> set[str]:
    return {folded(flow.connector) for flow in flows if flow.connector}


def _target(facts: PlantFacts, controller: Controller, pilot: Pilot, asked: Asked) -> Target:
    name = controller.label
    evidence = (controller.row.evidence,) if controller.row else ()
    if not controller.known_type:
        why = Unknown(Why.BLOCKED_BY, "PLC-01")
        return Target(name, Outcome.UNKNOWN, f"{name}: its model is not known", why, evidence)
    same = folded(controller.family) in pilot.families or folded(controller.model) in pilot.models
    if same:
        other = _other_connector(facts, controller, pilot, asked)
        if other:
            said = f"{name}: same family, but another connector is planned ({other})"
            return Target(name, Outcome.WARN, said, evidence=evidence)
        return Target(name, Outcome.PASS, f"{name}: same family as the pilot", evidence=evidence)
    protocols = protocols_of(facts, controller)
    if not protocols or not pilot.protocols:
        why = Unknown(Why.NOT_ASKED, "protocols")
        said = f"{name}: another family, and its protocols are not stated"
        return Target(name, Outcome.UNKNOWN, said, why, evidence)
    common = [p for p in protocols if folded(p) in pilot.protocols]
    if common:
        said = f"{name}: same protocol ({listed(common)}), other family: needs a test"
        return Target(name, Outcome.WARN, said, evidence=evidence)
    said = f"{name}: other protocol ({listed(protocols)}): needs a new connector"
    return Target(name, Outcome.FAIL, said, evidence=evidence)


def _other_connector(facts: PlantFacts, controller: Controller, pilot: Pilot, asked: Asked) -> str:
    """Return the name of a connector that is not one of the pilot's; empty when none is stated."""
    if asked.line == asked.pilot or not pilot.connectors:
        return ""
    named = [
        row.record.connector
        for row in flows_of(facts, asked.line, asked.use_case)
        if row.record.source == controller.device_id and row.record.connector
    ]
    return next((name for name in named if folded(name) not in pilot.connectors), "")


def _without_pilot(asked: Asked) -> Answer:
    facts, pilot = asked.facts, asked.pilot
    flows = flows_of(facts, pilot, asked.use_case)
    found = controllers(facts, pilot)
    roles = [d.role if (d := facts.device(row.record.source)) else "" for row in flows]
    if found or (flows and all(role and role != "controller" for role in roles)):
        text = f"The pilot {pilot} reads no controller for {asked.use_case}, so no connector"
        return answer(Outcome.NA, text, ground(flows) + ground(c.row for c in found if c.row))
    text = f"Which controllers the pilot {pilot} reads for {asked.use_case} is not known"
    return unknown(Why.BLOCKED_BY, "PLC-01", text, ground(flows))


def _without_need(asked: Asked) -> Answer:
    found = controllers(asked.facts, asked.line)
    if found:
        text = f"{asked.line}: {asked.use_case} needs no data of {_names(found)}"
        return answer(Outcome.NA, text, ground(c.row for c in found if c.row))
    text = f"{asked.line}: no controller of the line is known"
    return unknown(Why.BLOCKED_BY, "PLC-01", text)


CHECK = Check(
    check_id="PLC-03",
    theme=Theme.CONTROLLERS,
    title="The controller type is one the pilot's connector already reads",
    question="Is the controller of a family that the pilot's connector reads?",
    severity=Severity.HIGH,
    gate=GateRule.IF_LOAD_BEARING,
    stage=1,
    work_packages=("WP-29",),
    max_age_days=730,
    thresholds=(),
    basis="project default",
    so_what="What was tested on the pilot does not hold here: addresses, data types and limits are"
    " another family's.",
    remedy="Read ten tags of one controller of this family for a day with the pilot's connector; if"
    " it cannot, plan a gateway.",
    closes_unknown="Family and protocols of each needed controller, from its project file",
    closes_minutes=20,
    closes_who="controls engineer",
    judge=judge,
    min_grade=Grade.C,
    scope="controller",
    not_applicable_when="no pilot connector",
)
