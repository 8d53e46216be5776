"""What spanning tree tells of the way to the root: tree states in, root ports out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from audit.facts.model import Seen
from audit.payloads import StpState

_MAC_TAIL = re.compile(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$")


def bridge_mac(bridge_id: str) -> str:
    """The MAC of a bridge id (`32768 00:1b:…`, `8000.00:1b:…`, a bare MAC); empty without one."""
    match = _MAC_TAIL.search(bridge_id.strip().casefold())
    return match.group() if match else ""


def bridge_macs(stp: Iterable[Seen[StpState]]) -> dict[str, str]:
    """The MACs that switches use as bridge ids → device id; one of two switches is left out."""
    owners: dict[str, set[str]] = {}
    for row in stp:
        if mac := bridge_mac(row.value.bridge):
            owners.setdefault(mac, set()).add(row.device_id)
    return {mac: min(ids) for mac, ids in owners.items() if len(ids) == 1}


def root_ports_of(
    stp: Iterable[Seen[StpState]], owner: Mapping[str, str]
) -> dict[str, tuple[str, str, int]]:
    """Each switch's way to the root: (the root's device id, root port, evidence).

    Of several trees the one with the lowest instance counts; a switch whose trees have different
    root ports has none here, because MAC tables are not told apart by tree.
    """
    found: dict[str, tuple[str, str, int]] = {}
    several: set[str] = set()
    for row in sorted(stp, key=lambda row: (row.device_id, row.value.instance, row.evidence)):
        root = owner.get(bridge_mac(row.value.root), "")
        if not row.value.root_port or not root or root == row.device_id:
            continue
        way = (root, row.value.root_port, row.evidence)
        if found.setdefault(row.device_id, way)[:2] != way[:2]:
            several.add(row.device_id)
    return {switch: way for switch, way in found.items() if switch not in several}
