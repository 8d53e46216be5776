"""The class of every device: devices and what was read in, devices with role and reason out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from audit.facts.directory import Directory
from audit.facts.model import Device, PlantFacts
from audit.facts.roles import Traces, class_of, doubt
from audit.payloads import Neighbour, Service


def classified(
    devices: Iterable[Device], facts: PlantFacts, directory: Directory
) -> tuple[Device, ...]:
    """Give devices without a stated role the one their traces tell; doubt a stated one that the
    device itself contradicts.
    """
    services: dict[str, list[Service]] = defaultdict(list)
    for service in facts.services:
        services[service.device_id].append(service.value)
    reported: dict[str, list[Neighbour]] = defaultdict(list)
    for row in facts.neighbours:
        if about := directory.neighbour(row.value):
            reported[about].append(row.value)
    bridges, routes = {r.device_id for r in facts.fdb}, {r.device_id for r in facts.arp}
    result: list[Device] = []
    for device in devices:
        own = device.device_id
        traces = Traces(
            device.model, device.vendor, device.name, device.object_id,
            tuple(services[own]), tuple(reported[own]), own in bridges, own in routes,
        )  # fmt: skip
        result.append(_classed(device, traces))
    return tuple(result)


def _classed(device: Device, traces: Traces) -> Device:
    if device.role:
        against = doubt(device.role, traces)
        reason = f"{device.role_reason}; but {against}" if against else device.role_reason
        return replace(device, role_reason=reason)
    found = class_of(traces)
    return replace(device, role=found.role, role_reason=found.why, role_grade=found.grade)
