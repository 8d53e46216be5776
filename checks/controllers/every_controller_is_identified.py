"""PLC-01: vendor, model and firmware of the line's controllers.

Question: is every controller on the line identified with model and firmware?
Yes: at least 95 % are. No: fewer than 80 %, or one that the use case needs is not. Not applicable:
the line has no controller. An open port alone is not identification.

Example: PLC-L2-1 has a model from its name plate and no firmware: fail, naming it.
"""

from __future__ import annotations

from audit.facts.model import Device, PlantFacts
from audit.inventory.tables import AssetRow
from audit.records import Grade, Why
from checks.ground import (
    NOTHING,
    Ground,
    answer,
    counted,
    ground,
    listed,
    percent,
    share_outcome,
    unknown,
)
from checks.needed import NOT_THERE, Controller, controllers, needed_controllers
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit
from checks.remembered import reads_of, rows_where

CONTROLLER_PORTS = {102, 502, 2222, 4840, 9600, 18245, 20000, 44818, 48898}
"""Ports behind which a controller may stand: S7, Modbus, CIP, OPC UA, FINS, SRTP, DNP3, ADS."""


def judge(asked: Asked) -> Answer:
    """Count the identified controllers of the line."""
    found = controllers(asked.facts, asked.line)
    if not found:
        return _without_controllers(asked)
    on = identity_ground(asked.facts, found)
    if not any(_has_identity(controller) for controller in found):
        names = listed(controller.device_id for controller in found)
        text = (
            f"{asked.line}: vendor, model and firmware expected; of {names} no source says any of"
            " them, and an open port alone is not identification"
        )
        return unknown(Why.NO_EVIDENCE, "nothing imported that identifies them", text, on)
    return _counted(asked, found, on)


def _counted(asked: Asked, found: tuple[Controller, ...], on: Ground) -> Answer:
    good = [c for c in found if identified(c)]
    needed = {c.device_id for c in needed_controllers(asked.facts, asked.line, asked.use_case)}
    share = percent(len(good), len(found))
    outcome = share_outcome(share, asked.limits["pass_from"], asked.limits["warn_from"])
    missing = [c for c in found if not identified(c)]
    if any(c.device_id in needed for c in missing):
        outcome = Outcome.FAIL
    text = (
        f"{asked.line}: model and firmware expected for at least {asked.limits['pass_from']:g} % of"
        f" {counted(len(found), 'controller')}; seen for {len(good)}"
    )
    if missing:
        text += f"; not identified: {listed(_gap(c, c.device_id in needed) for c in missing)}"
    else:
        text += f": {listed(_identity(c) for c in good)}"
    targets = tuple(_target(c) for c in found)
    measured = f"{len(good)} of {len(found)} identified"
    return answer(outcome, text, on, measured=measured, value=share, targets=targets)


def _has_identity(controller: Controller) -> bool:
    device = controller.device
    return device is not None and bool(device.model or device.firmware)


def identified(controller: Controller) -> bool:
    """Whether a source gives model and firmware."""
    device = controller.device
    return device is not None and bool(device.model and device.firmware)


def _identity(controller: Controller) -> str:
    device = controller.device
    if device is None:
        return controller.device_id
    what = " ".join(part for part in (device.vendor, device.model, device.firmware) if part)
    return f"{controller.device_id} {what}"


def _gap(controller: Controller, needed: bool) -> str:
    device = controller.device
    absent = [n for n in ("model", "firmware") if not (device and getattr(device, n))]
    where = ", needed by the use case" if needed else ""
    return f"{controller.device_id} (no {' and no '.join(absent)}{where})"


def _target(controller: Controller) -> Target:
    evidence = controller.device.identity_evidence if controller.device else ()
    if identified(controller):
        said = _identity(controller)
        return Target(controller.device_id, Outcome.PASS, said, evidence=evidence)
    return Target(controller.device_id, Outcome.FAIL, _gap(controller, False), evidence=evidence)


def identity_ground(facts: PlantFacts, found: tuple[Controller, ...]) -> Ground:
    """Return the ground of the controllers' model and firmware."""
    on = NOTHING
    for controller in found:
        if controller.device:
            on = on + _ground_of(facts, controller.device)
    return on


def _ground_of(facts: PlantFacts, device: Device) -> Ground:
    stated = rows_where(facts, AssetRow, "asset_id", device.device_id, device.name)
    day = device.last_seen.date() if device.last_seen else None
    if day is None and stated:
        day = ground(stated).oldest
    return Ground(device.identity_evidence, device.identity_grade, day)


def _without_controllers(asked: Asked) -> Answer:
    facts, line = asked.facts, asked.line
    devices = [d for d in facts.on_line(line) if d.status not in NOT_THERE]
    on = ground(rows_where(facts, AssetRow, "line", line))
    if not devices:
        text = f"{line}: nothing was imported that names a device of this line"
        return unknown(Why.NO_EVIDENCE, "no device of the line is known", text)
    unclear = [d.device_id for d in devices if not d.role]
    listening = sorted(
        {
            s.device_id
            for s in reads_of(facts, facts.services, unclear)
            if s.value.state == "open" and s.value.port in CONTROLLER_PORTS
        }
    )
    if listening:
        text = (
            f"{line}: {listed(listening)} may be a controller (a controller's port is open), but an"
            " open port alone is not identification"
        )
        return unknown(Why.NO_EVIDENCE, "an open port alone is not identification", text, on)
    if unclear:
        text = f"{line}: of {listed(unclear)} nobody knows whether it is a controller"
        return unknown(Why.NO_EVIDENCE, "devices without a role", text, on)
    text = f"{line}: none of {counted(len(devices), 'known device')} is a controller"
    return answer(Outcome.NA, text, on)


CHECK = Check(
    check_id="PLC-01",
    theme=Theme.CONTROLLERS,
    title="Every controller on the line is identified: vendor, model, firmware, role",
    question="Is it known what every controller on the line is?",
    severity=Severity.HIGH,
    gate=GateRule.IF_LOAD_BEARING,
    stage=1,
    work_packages=("WP-02",),
    max_age_days=365,
    thresholds=(
        Limit("pass_from", 95, "%", "controllers with model and firmware: pass from", "D"),
        Limit("warn_from", 80, "%", "controllers with model and firmware: warn from", "D"),
    ),
    basis="IEC 62443-3-3 SR 7.8; NIST CSF ID.AM-01 (recalled, verify); percentages project default",
    so_what="The connector is bought for a controller that turns out to be another one when the"
    " cabinet is opened.",
    remedy="Photograph the name plates named here and read the firmware from the project export.",
    closes_unknown="Project file export or name-plate photo of each controller",
    closes_minutes=30,
    closes_who="controls engineer",
    judge=judge,
    min_grade=Grade.B,
    scope="controller",
    not_applicable_when="no controller on line",
)
