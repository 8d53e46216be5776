"""The devices of one line as merged, their ground, and what tells controls gear from strangers."""

from __future__ import annotations

from collections.abc import Iterable

from audit.facts.model import Device, PlantFacts
from checks.ground import Ground
from checks.needed import NOT_THERE, controllers, only_wired
from checks.remembered import once

CONTROL = frozenset({"controller", "HMI", "IO", "drive", "robot", "safety"})
"""Roles that make a line run."""
CABLING = frozenset({"switch", "router", "firewall", "AP", "remote access", "gateway"})
"""Roles that carry other devices' traffic."""


def lines_of(device: Device) -> tuple[str, ...]:
    """Return the lines a device serves; empty: the plant's, or not known."""
    return tuple(part for part in device.line.split(";") if part)


def devices_of(facts: PlantFacts, line: str) -> tuple[Device, ...]:
    """Return the devices of a line, those that serve several lines included."""
    return _by_line(facts).get(line, ())


@once
def _by_line(facts: PlantFacts) -> dict[str, tuple[Device, ...]]:
    found: dict[str, list[Device]] = {}
    for device in facts.devices:
        for line in dict.fromkeys(lines_of(device)):
            found.setdefault(line, []).append(device)
    return {line: tuple(devices) for line, devices in found.items()}


def device_ground(devices: Iterable[Device]) -> Ground:
    """Return the ground of merged devices: best grade and last day seen of each."""
    on = Ground()
    for device in devices:
        if device.evidence:
            day = device.last_seen.date() if device.last_seen else None
            on = on + Ground(device.evidence, device.grade, day)
    return on


def addressable(device: Device) -> bool:
    """Whether a network could see it: it has a MAC or an IP address."""
    return bool(device.macs or device.ips)


def in_use(device: Device) -> bool:
    """Whether it is on the line today, as far as somebody says."""
    return device.status not in NOT_THERE


def no_ethernet(facts: PlantFacts, line: str) -> bool:
    """Whether the line is known to have no Ethernet: every controller is stated to be reachable on
    serial lines or a fieldbus only, and no device of the line has an address.
    """
    stated = controllers(facts, line)
    wired = [c for c in stated if c.row is not None and only_wired(c.row.record)]
    if not stated or len(wired) < len(stated):
        return False
    return not any(addressable(device) for device in devices_of(facts, line))


def described(device: Device) -> str:
    """Return the id with role or model, for sentences."""
    what = device.role or device.model or device.vendor
    name = device.name if device.name and not device.documented else device.device_id
    return f"{name} ({what})" if what else name
