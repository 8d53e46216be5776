"""What a computer was heard or found to speak that nobody should speak any more."""

from __future__ import annotations

import re

from audit.facts.model import Device, PlantFacts, Seen
from audit.payloads import Service
from audit.records import Status
from checks.remembered import reads_of

_OLD_SMB = re.compile(r"\bsmb\s?v?1\b|\bdialect 1\b(?!\sis\srefused)", re.I)
_OLD_DESKTOP = re.compile(r"\bstandard RDP security\b", re.I)


def is_old_smb(service: Service) -> bool:
    """Whether dialect 1 of SMB is spoken."""
    said = f"{service.protocol} {service.product} {service.detail}"
    return "smb" in said.casefold() and bool(_OLD_SMB.search(said))


def serving(facts: PlantFacts, device: Device) -> list[Seen[Service]]:
    """Return what a device was seen to serve."""
    return [
        seen
        for seen in reads_of(facts, facts.services, [device.device_id])
        if seen.status is Status.OK and seen.value.state == "open" and seen.value.role == "server"
    ]


def old_smb(facts: PlantFacts, device: Device) -> list[Seen[Service]]:
    """Return where a device speaks dialect 1 of SMB."""
    return [seen for seen in serving(facts, device) if is_old_smb(seen.value)]


def readable(facts: PlantFacts, device: Device) -> dict[str, list[Seen[Service]]]:
    """Return the ways to manage a computer whose passwords or files others can read: name of the
    protocol → where it was found.
    """
    found: dict[str, list[Seen[Service]]] = {}
    for seen in serving(facts, device):
        service = seen.value
        if is_old_smb(service):
            found.setdefault("SMB dialect 1", []).append(seen)
        elif service.protocol == "rdp" and _OLD_DESKTOP.search(service.detail):
            found.setdefault("RDP without TLS", []).append(seen)
        elif service.protocol == "telnet":
            found.setdefault("telnet", []).append(seen)
    return found
