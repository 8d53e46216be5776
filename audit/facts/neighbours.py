"""Who is on the other end: LLDP and CDP rows in, rows between named ends out.

Rules
-----
1. The far end is the device of the chassis MAC, a MAC that stands in the port id or the name, the
   name, the management address, the serial number, in this order.
2. Rows about an end that nobody knows are of one thing when they share one of these; it becomes
   `?name`. A name that comes with several chassis MACs names none of them, nor does another chassis
   id with several names: blade enclosures lend theirs to all their switches.
3. LLDP reaches the next bridge and no farther; CDP is passed on by bridges that do not speak it.
   Where LLDP names a bridge on a port, what CDP names there as well is behind that bridge.
4. Behind a phone sits what is plugged into the phone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from audit.facts.directory import Directory
from audit.facts.model import Seen
from audit.facts.names import is_mac, is_station, merge_name, name_key, port_key, said
from audit.payloads import Neighbour

_NAME_MAC = re.compile(r"^(?:SEP|ATA|VG|AP)-?([0-9a-f]{12})$", re.IGNORECASE)
"""Phones and access points that name themselves after their MAC: SEP001122334455."""
_UNIT = re.compile(r"^(.*[a-z].*?)\.\d+$")
_ENDPOINTS = {"station", "host", "phone"}
_BRIDGES = {"bridge", "router", "repeater", "wlan"}


@dataclass(frozen=True, slots=True)
class End:
    """One end of a cable."""

    device: str
    port: str
    """As the device itself names it, else as the other side calls it; empty: not said."""
    known: bool
    """Whether the port is one of the device's own."""

    @property
    def key(self) -> tuple[str, str]:
        """The same for all spellings of the port and for its sub-interfaces: `sfp2.665`."""
        key = port_key(self.port)
        unit = _UNIT.match(key)
        return self.device, unit[1] if unit else key


@dataclass(frozen=True, slots=True)
class Row:
    """What one device says of one neighbour."""

    local: End
    remote: End
    protocol: str
    evidence: int
    name: str = ""
    is_phone: bool = False
    is_bridge: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """All rows that count, and the far ends that only are stations or phones."""

    rows: tuple[Row, ...]
    endpoints: frozenset[str]


def heard(neighbours: Iterable[Seen[Neighbour]], directory: Directory) -> Heard:
    """Resolve both ends of every row; what a stack reports of its own members is left out."""
    seen = [row for row in neighbours if row.device_id]
    ends = [_known_device(row.value, directory) for row in seen]
    labels = _labels([row for row, end in zip(seen, ends, strict=True) if not end], directory)
    rows: list[Row] = []
    endpoints: set[str] = set()
    bridges: set[str] = set()
    for row, end in zip(seen, ends, strict=True):
        device = end or labels[_row_id(row)]
        if device == row.device_id:
            continue
        said_to_be = set(row.value.capabilities)
        phone = "phone" in said_to_be or row.value.remote_name.upper().startswith("SEP")
        if phone or (said_to_be and said_to_be <= _ENDPOINTS):
            endpoints.add(device)
        elif said_to_be & _BRIDGES:
            bridges.add(device)
        rows.append(_row(row, device, directory, is_phone=phone, is_bridge=False))
    spoke = {row.device_id for row in seen}
    rows = [replace(r, is_bridge=r.remote.device in bridges | spoke) for r in rows]
    return Heard(tuple(_direct(rows)), frozenset(endpoints - bridges))


def _row(
    seen: Seen[Neighbour], device: str, directory: Directory, *, is_phone: bool, is_bridge: bool
) -> Row:
    row = seen.value
    local = End(
        seen.device_id, directory.port(seen.device_id, row.local_port) or row.local_port, True
    )
    own = "" if device.startswith("?") else directory.far_port(device, row)
    remote = End(device, own or row.remote_port or row.remote_port_description, bool(own))
    name = name_key(row.remote_name)
    return Row(local, remote, row.protocol, seen.evidence, name, is_phone, is_bridge)


def _row_id(seen: Seen[Neighbour]) -> int:
    return id(seen)


def _named_mac(row: Neighbour) -> str:
    match = _NAME_MAC.match(row.remote_name.strip())
    digits = match[1].lower() if match else ""
    return ":".join(digits[n : n + 2] for n in range(0, 12, 2)) if digits else ""


def _known_device(row: Neighbour, directory: Directory) -> str:
    found = directory.neighbour(row)
    mac = "" if found else _named_mac(row)
    return found or (directory.macs.get(mac, "") if mac else "")


def _labels(unknown: list[Seen[Neighbour]], directory: Directory) -> dict[int, str]:
    """Name the ends that nobody knows: one name for all rows that speak of one thing."""
    chassis_of: dict[str, set[str]] = defaultdict(set)
    for seen in unknown:
        if is_mac(seen.value.remote_chassis):
            chassis_of[merge_name(seen.value.remote_name)].add(seen.value.remote_chassis)
    names_of: dict[str, set[str]] = defaultdict(set)
    for seen in unknown:
        names_of[_chassis(seen.value)].add(name_key(seen.value.remote_name))
    shared = {f"name {name}" for name, macs in chassis_of.items() if len(macs) > 1}
    shared |= {word for word, own in names_of.items() if len(own) > 1 and not is_mac(word[3:])}
    group: dict[str, list[Seen[Neighbour]]] = {}
    for seen in unknown:
        words = _identifiers(seen.value, shared) or [f"row {_row_id(seen)}"]
        joined = [seen]
        for old in {id(group[word]): group[word] for word in words if word in group}.values():
            joined += old
        every = {w for row in joined for w in _identifiers(row.value, shared)} | set(words)
        for word in every:
            group[word] = joined
    names: dict[int, str] = {}
    taken: dict[str, int] = {}
    for rows in sorted(group.values(), key=lambda rows: min(row.evidence for row in rows)):
        label = _label(rows, taken, directory)
        taken.setdefault(label, id(rows))
        names.update((_row_id(row), label) for row in rows)
    return names


def _identifiers(row: Neighbour, shared: set[str]) -> list[str]:
    name = merge_name(row.remote_name)
    port_mac = row.remote_port if is_mac(row.remote_port) and is_station(row.remote_port) else ""
    named = _named_mac(row)
    found = [
        _chassis(row),
        f"name {name}" if name else "",
        f"ip {row.remote_ip}" if row.remote_ip else "",
        f"id {port_mac}" if port_mac else "",
        f"id {named}" if named else "",
    ]
    return [word for word in found if word and word not in shared]


def _chassis(row: Neighbour) -> str:
    return f"id {said(row.remote_chassis).casefold()}" if said(row.remote_chassis) else ""


def _label(rows: list[Seen[Neighbour]], taken: dict[str, int], directory: Directory) -> str:
    first = min(rows, key=lambda row: row.evidence)
    names = sorted({said(row.value.remote_name) for row in rows} - {""}, key=lambda n: (-len(n), n))
    ids = sorted({said(row.value.remote_chassis) for row in rows} - {""})
    ips = sorted({row.value.remote_ip for row in rows} - {""})
    options = [*names[:1], *(f"{name} {word}" for name in names[:1] for word in ids), *ids, *ips]
    port = directory.port(first.device_id, first.value.local_port) or first.value.local_port
    options.append(f"behind {first.device_id} {port}".strip())
    for option in options:
        if taken.get(f"?{option}", id(rows)) == id(rows):
            return f"?{option}"
    return f"?{options[-1]}"


def _direct(rows: list[Row]) -> list[Row]:
    """Leave out CDP rows from behind a bridge; put what is behind a phone there."""
    at: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        at[row.local.key].append(row)
    found: list[Row] = []
    for (_, port), own in at.items():
        found.extend(_on_port(own) if port else own)
    return found


def _on_port(rows: list[Row]) -> list[Row]:
    if len({row.remote.device for row in rows}) == 1:
        return rows
    rows = _one_thing_twice(rows)
    lldp = {row.remote.device for row in rows if row.protocol == "lldp"}
    if any(row.is_bridge and not row.is_phone for row in rows if row.protocol == "lldp"):
        rows = [row for row in rows if row.protocol == "lldp" or row.remote.device in lldp]
    phones = {row.remote.device for row in rows if row.is_phone}
    others = [row for row in rows if row.remote.device not in phones]
    if len(phones) != 1 or any(row.is_bridge for row in others):
        return rows
    phone = End(min(phones), "", False)
    return [replace(row, local=phone) if row.remote.device not in phones else row for row in rows]


def _one_thing_twice(rows: list[Row]) -> list[Row]:
    """One LLDP and one CDP neighbour of which one has no name are one device."""
    ends = {kind: {r.remote.device for r in rows if r.protocol == kind} for kind in ("lldp", "cdp")}
    if len(ends["lldp"]) != 1 or len(ends["cdp"]) != 1 or ends["lldp"] == ends["cdp"]:
        return rows
    names = {kind: {r.name for r in rows if r.protocol == kind} - {""} for kind in ends}
    if names["lldp"] and names["cdp"] and names["lldp"].isdisjoint(names["cdp"]):
        return rows
    both = ends["lldp"] | ends["cdp"]
    known = sorted(end for end in both if not end.startswith("?"))
    if len(known) > 1:
        return rows
    kept = known[0] if known else min(ends["lldp"] if names["lldp"] else ends["cdp"])
    return [
        row if row.remote.device == kept else replace(row, remote=replace(row.remote, device=kept))
        for row in rows
    ]
