"""Machines that show themselves in two networks: by addresses of their own, or as two machines that
say the same of themselves.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from audit.facts.model import Device, PlantFacts, Shown
from audit.facts.names import is_made_up, is_own_ip, merge_name
from audit.inventory.tables import HostRow
from checks.borders import as_network, network_of
from checks.remembered import once, reads_of, rows_where

_PROOF = re.compile(r"\b(certificate|SMB server|SSH key) fingerprint ([0-9a-f]{16,64})\b")
_MARKS = {
    "certificate": "TLS certificate",
    "SMB server": "SMB server identity",
    "SSH key": "SSH host key",
}
"""What a mark is called in a sentence."""
DAY_H = 24
"""Sightings so close together count as at once, where no threshold says otherwise."""
_BESIDE = 8
"""MACs of one maker that lie so close together are the ports of one machine."""
Nets = dict[str, list[Shown]]
"""Network → the sightings in it."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A machine of another network that says the same of itself."""

    other: Device
    same: tuple[str, ...]
    """What both say: `name HMI-1`, `TLS certificate`."""
    beside: bool
    """Whether two of their MACs lie beside each other, and nobody else says the same: ports of one
    machine.
    """


def nets_of(facts: PlantFacts, device: Device) -> Nets:
    """Return the networks in which addresses of a device were seen in use."""
    found: Nets = {}
    for one in device.shown:
        if is_own_ip(one.ip) and (net := network_of(facts, one.ip)):
            found.setdefault(net, []).append(one)
    return found


def at_once(nets: Nets, hours: float) -> bool:
    """Whether two of several networks were seen with a machine within so many hours."""
    sightings = [(net, one) for net, ones in nets.items() for one in ones]
    gap = timedelta(hours=hours)
    return any(
        net != other and max(a.first, b.first) - min(a.last, b.last) <= gap
        for net, a in sightings
        for other, b in sightings
    )


def bridging(facts: PlantFacts, device: Device) -> tuple[str, ...]:
    """Return the networks that a device was seen in within a day, where they are several and no
    list gives it more than one; empty: nothing of the kind.
    """
    nets = nets_of(facts, device)
    if len(nets) < 2 or not at_once(nets, DAY_H) or not surely_one(device):
        return ()
    rows = rows_where(facts, HostRow, "asset_id", device.device_id, device.name)
    return () if any(row.record.bridge for row in rows) else tuple(sorted(nets))


def surely_one(device: Device) -> bool:
    """Whether nothing but a name joined its sources, so that they may be two of one name."""
    joined = any(reason.startswith("name ") for reason in device.merged_by)
    return not joined or len(device.macs) < 2 or _beside(device.macs, device.macs)


def twins_of(facts: PlantFacts, device: Device, hours: float) -> tuple[Twin, ...]:
    """Return the machines that say the same and were seen in another network at the same time."""
    own = nets_of(facts, device)
    same: dict[str, list[str]] = {}
    alone: set[str] = set()
    for sign, words in _signs(facts, device).items():
        holders = [name for name in _holders(facts).get(sign, ()) if name != device.device_id]
        alone.update(holders if len(holders) == 1 else ())
        for name in holders:
            same.setdefault(name, []).append(words)
    found: list[Twin] = []
    for name in sorted(same):
        other = facts.device(name)
        if other is None:
            continue
        theirs = nets_of(facts, other)
        apart = own and theirs and not own.keys() & theirs.keys()
        if apart and at_once({**own, **theirs}, hours):
            beside = name in alone and _beside(device.macs, other.macs)
            found.append(Twin(other, tuple(same[name]), beside))
    return tuple(found)


def _signs(facts: PlantFacts, device: Device) -> dict[str, str]:
    """Return what tells a machine from others, with its words."""
    names = [device.name]
    names += [said for c in device.conflicts if c.attribute == "name" for said in (c.kept, c.other)]
    found = {f"name {key}": f"name {name}" for name in names if (key := merge_name(name))}
    for seen in reads_of(facts, facts.services, [device.device_id]):
        for kind, mark in _PROOF.findall(seen.value.detail):
            found[f"{kind} {mark}"] = _MARKS[kind]
    return found


@once
def _holders(facts: PlantFacts) -> dict[str, list[str]]:
    """Return by sign who shows it; only devices that were seen."""
    found: dict[str, list[str]] = defaultdict(list)
    for device in facts.devices:
        if device.shown:
            for sign in _signs(facts, device):
                found[sign].append(device.device_id)
    return found


def _beside(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether two different MACs of a maker lie beside each other."""
    theirs = [mac for mac in others if not is_made_up(mac)]
    return any(
        mac != other and mac[:8] == other[:8] and abs(_number(mac) - _number(other)) <= _BESIDE
        for mac in some
        if not is_made_up(mac)
        for other in theirs
    )


def _number(mac: str) -> int:
    return int(mac.replace(":", ""), 16)


def named_elsewhere(facts: PlantFacts, device: Device, nets: Iterable[str]) -> dict[str, int]:
    """Return the networks that its OPC UA endpoints and certificates name beside these, with the
    evidence.
    """
    known, found = set(nets), dict[str, int]()
    for seen in reads_of(facts, facts.endpoints, [device.device_id]):
        host = re.sub(r"^[a-z.]+://|[:/][^\]]*$", "", seen.value.url)
        for text in (host, *seen.value.certificate_names):
            fits = as_network(text) is not None and is_own_ip(text)
            if fits and (net := network_of(facts, text)) and net not in known:
                found.setdefault(net, seen.evidence)
    return found
