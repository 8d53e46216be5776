"""What a use case needs of a line: its required flows, its controllers, the systems that use the
data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.facts.model import Device, PlantFacts, Stated
from audit.inventory.tables import AssetRow, ControllerRow, FlowRow
from checks.remembered import once, reads_of, rows_where

NOT_THERE = {"planned", "staged", "inventory", "decommissioning"}
"""Statuses of documented devices that do not run on the line today."""


def flows_of(facts: PlantFacts, line: str, use_case: str) -> tuple[Stated[FlowRow], ...]:
    """Return the flows of a use case on a line; a flow without a use case serves them all."""
    return tuple(
        row
        for row in rows_where(facts, FlowRow, "line", line)
        if row.record.use_case in ("", use_case)
    )


def required_flows(facts: PlantFacts, line: str, use_case: str) -> tuple[Stated[FlowRow], ...]:
    """Return the flows marked as required; where none is marked, those not marked as optional."""
    flows = flows_of(facts, line, use_case)
    marked = tuple(row for row in flows if row.record.required)
    return marked or tuple(row for row in flows if row.record.required is None)


def same_name(one: str, other: str) -> bool:
    """Whether two names of a protocol, family or system are the same but for case and signs."""
    return folded(one) == folded(other)


def folded(name: str) -> str:
    """Return letters and digits only, in lower case; `+` stays, or DH+ would be DH."""
    return re.sub(r"[^\w+]|_", "", name.casefold())


@dataclass(frozen=True, slots=True)
class Controller:
    """A controller with what is stated of its data interface; `row` None: nothing is."""

    device_id: str
    device: Device | None
    row: Stated[ControllerRow] | None
    asset: Stated[AssetRow] | None

    @property
    def family(self) -> str:
        """The family a connector is written for; empty: not stated."""
        return self.row.record.family if self.row else ""

    @property
    def model(self) -> str:
        """The model as merged; empty: no source says it."""
        return self.device.model if self.device else ""

    @property
    def known_type(self) -> bool:
        """Whether somebody or something says what it is."""
        return bool(self.family or self.model)

    @property
    def label(self) -> str:
        """Id with family or model, for sentences."""
        what = self.family or self.model
        return f"{self.device_id} ({what})" if what else self.device_id


@once
def controllers(facts: PlantFacts, line: str) -> tuple[Controller, ...]:
    """Return the line's controllers in use, merged devices and stated ones, by id."""
    assets, rows = _assets(facts), _interfaces(facts)
    found: dict[str, Controller] = {}
    for device in facts.on_line(line):
        key = next((k for k in (device.device_id, device.name) if k in rows), device.device_id)
        is_one = device.role == "controller" or key in rows
        if is_one and device.status not in NOT_THERE:
            found[key] = Controller(key, device, rows.get(key), assets.get(key))
    for stated in rows_where(facts, AssetRow, "line", line):
        key = stated.record.asset_id
        in_use = assets[key] is stated and stated.record.status not in NOT_THERE
        if key in rows and key not in found and in_use:
            found[key] = Controller(key, facts.device(key), rows[key], stated)
    return tuple(found[key] for key in sorted(found))


@once
def _assets(facts: PlantFacts) -> dict[str, Stated[AssetRow]]:
    return {row.record.asset_id: row for row in facts.table(AssetRow)}


@once
def _interfaces(facts: PlantFacts) -> dict[str, Stated[ControllerRow]]:
    return {row.record.asset_id: row for row in facts.table(ControllerRow)}


def needed_controllers(facts: PlantFacts, line: str, use_case: str) -> tuple[Controller, ...]:
    """Return the controllers whose data the use case needs: said so, or the source of a required
    flow; where nobody said anything of any of them, all.
    """
    all_of_them = controllers(facts, line)
    sources = {row.record.source for row in required_flows(facts, line, use_case)}
    needed = tuple(c for c in all_of_them if _is_needed(c, sources))
    undecided = all(c.row is None or c.row.record.needed is None for c in all_of_them)
    return needed or (all_of_them if undecided else ())


def _is_needed(controller: Controller, sources: set[str]) -> bool:
    if controller.row and controller.row.record.needed is False:
        return False
    stated = bool(controller.row and controller.row.record.needed)
    return stated or controller.device_id in sources


_SPOKEN = {
    "modbus": "Modbus TCP",
    "modbustcp": "Modbus TCP",
    "mbap": "Modbus TCP",
    "opcua": "OPC UA",
    "opcuatcp": "OPC UA",
    "s7comm": "S7comm",
    "s7": "S7comm",
    "isotsap": "S7comm",
    "enip": "EtherNet/IP",
    "ethernetip": "EtherNet/IP",
}


def heard_protocols(facts: PlantFacts, device: Device | None) -> tuple[str, ...]:
    """Return the protocols in which a device answered with more than an open port, sorted."""
    if device is None:
        return ()
    own = (device.device_id,)
    found = {"OPC UA" for _ in reads_of(facts, facts.endpoints, own)}
    for seen in reads_of(facts, facts.services, own):
        service = seen.value
        answered = service.state == "open" and bool(service.product or service.detail)
        if service.role == "server" and answered:
            found.add(_SPOKEN.get(folded(service.protocol), ""))
    return tuple(sorted(found - {""}))


def protocols_of(facts: PlantFacts, controller: Controller) -> tuple[str, ...]:
    """Return stated protocols, then those that were only heard."""
    stated = controller.row.record.protocols if controller.row else ()
    heard = heard_protocols(facts, controller.device)
    return stated + tuple(p for p in heard if not any(same_name(p, s) for s in stated))


def only_wired(row: ControllerRow) -> bool:
    """Whether a controller can be reached on serial lines or a fieldbus only."""
    interface = row.interface.casefold()
    return any(kind in interface for kind in ("serial", "fieldbus")) and "ethernet" not in interface


def ways_out(row: ControllerRow) -> str:
    """Return the priced options of a controller for a sentence; empty when none are stated."""
    options = [part.strip() for part in row.options.split(";") if part.strip()]
    return f"; options: {', '.join(options)}" if options else ""
