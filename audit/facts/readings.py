"""What was read from the merged devices: observations and their devices in, one row a thing out.

Several sources may list the same port, VLAN or address: their rows become one, field by field, the
better grade and then the newer first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from typing import Any, TypeVar

from audit.facts.model import Seen
from audit.facts.names import natural, port_key
from audit.facts.nodes import Read
from audit.payloads import ArpEntry, FdbEntry, Interface, Service, Vlan

P = TypeVar("P")
KeyOf = Callable[[Any], tuple[Any, ...]]


def seen_rows(
    reads: Iterable[Read], device_of: Callable[[Read], str], *, failed: bool = False
) -> tuple[Seen[Any], ...]:
    """Every reading of one attribute, by device and evidence id; without devices: device id ''."""
    rows = [_seen(read, device_of(read)) for read in reads if read.ok or failed]
    return tuple(sorted(rows, key=lambda row: (natural(row.device_id), row.evidence)))


def merged_rows(
    reads: Iterable[Read], device_of: Callable[[Read], str], attribute: str
) -> tuple[Seen[Any], ...]:
    """One row for each thing of a device, whoever listed it, in the order of the things' keys."""
    key_of = _KEYS[attribute]
    same: dict[tuple[Any, ...], list[Read]] = defaultdict(list)
    device: dict[int, str] = {}
    for read in reads:
        if not read.ok:
            continue
        if read.node not in device:
            device[read.node] = device_of(read)
        if owner := device[read.node]:
            same[(owner, *key_of(read.payload))].append(read)
    rows = [(key, _seen(_joined(group), key[0])) for key, group in same.items()]
    rows.sort(key=lambda pair: (natural(pair[0][0]), _sortable(pair[0][1:])))
    return tuple(row for _, row in rows)


def _seen(read: Read, device_id: str) -> Seen[Any]:
    item = read.stored
    seen = item.observation
    return Seen(
        device_id, read.payload, item.evidence_id, seen.grade, seen.time, seen.method, seen.status
    )


def _joined(group: list[Read]) -> Read:
    if len(group) == 1:
        return group[0]
    ordered = sorted(group, key=_preference)
    first = ordered[0]
    payload = first.payload
    gaps = [f.name for f in fields(payload) if getattr(payload, f.name) in _EMPTY]
    filled: dict[str, Any] = {}
    for read in ordered[1:]:
        for name in gaps:
            value = getattr(read.payload, name)
            if name not in filled and value not in _EMPTY:
                filled[name] = value
    return replace(first, payload=replace(payload, **filled)) if filled else first


_EMPTY: tuple[Any, ...] = (None, "", ())


def _preference(read: Read) -> tuple[int, float, int]:
    seen = read.stored.observation
    return seen.grade.rank, -seen.time.timestamp(), read.stored.evidence_id


def _sortable(key: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(natural(str(part)) if part is not None else () for part in key)


def _port(payload: Interface) -> tuple[Any, ...]:
    return (port_key(payload.name) or f"#{payload.if_index}",)


def _vlan(payload: Vlan) -> tuple[Any, ...]:
    return (payload.vlan_id,)


def _fdb(payload: FdbEntry) -> tuple[Any, ...]:
    return (payload.vlan_id, payload.mac, port_key(payload.port))


def _arp(payload: ArpEntry) -> tuple[Any, ...]:
    return (payload.ip, payload.mac)


def _service(payload: Service) -> tuple[Any, ...]:
    return (payload.ip, payload.port, payload.transport, payload.role)


_KEYS: dict[str, KeyOf] = {
    "interface": _port,
    "vlan": _vlan,
    "fdb": _fdb,
    "arp": _arp,
    "service": _service,
}
