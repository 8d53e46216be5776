"""What was read of neighbours and MAC tables: facts in, the base of the comparison out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from audit.facts.model import Device, Link, PlantFacts
from audit.facts.names import is_station, port_key
from audit.facts.nodes import OWN_STATUSES
from audit.facts.reconcile import Learned, Looked
from audit.payloads import TableState


def looked_at(facts: PlantFacts, seen: Iterable[Link], devices: Iterable[Device]) -> Looked:
    """Say which neighbour tables were read how far, and where MAC tables list each device."""
    reads = [row for row in facts.table_reads if row.value.table == "neighbours"]
    spoken = [link for link in seen if link.kind in ("lldp", "cdp")]
    return Looked(
        frozenset(r.device_id for r in reads if r.value.state is TableState.COMPLETE),
        frozenset(r.device_id for r in reads if r.value.state is TableState.PARTIAL),
        frozenset(end for link in spoken for end in (link.a_device, link.b_device)),
        _learned(facts, {mac: d.device_id for d in devices for mac in d.macs}),
    )


def _learned(facts: PlantFacts, owner: dict[str, str]) -> dict[str, tuple[Learned, ...]]:
    rows = [
        row
        for row in facts.fdb
        if row.value.port and row.value.status not in OWN_STATUSES and is_station(row.value.mac)
    ]
    behind: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        behind[(row.device_id, port_key(row.value.port))].add(row.value.mac)
    found: dict[str, list[Learned]] = defaultdict(list)
    for row in rows:
        if device_id := owner.get(row.value.mac, ""):
            crowd = len(behind[(row.device_id, port_key(row.value.port))])
            found[device_id].append(Learned(row.device_id, row.value.port, crowd, row.evidence))
    return {device_id: tuple(places) for device_id, places in found.items()}
