"""A recording beside its expected results: file names in, what we read of the device out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from audit.imports.contract import RawFile
from audit.imports.snmp_text import parse_snmprec
from audit.imports.snmp_walk import read_snmprec
from audit.payloads import ATTRIBUTES, payload_of
from audit.records import Observation
from audit.switches import mibs
from audit.switches.rows import Rows

T = TypeVar("T")
READ_AT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded device."""

    name: str
    saved: dict[str, Any]
    """What the other parser saved; empty when there is nothing beside the recording."""
    observations: tuple[Observation, ...]
    rows: Rows
    """The raw rows, to translate the other parser's bridge ports and names."""

    def of(self, kind: type[T]) -> list[T]:
        """Return our payloads of one kind."""
        name = next(name for name, record in ATTRIBUTES.items() if record is kind)
        return [payload_of(o, kind) for o in self.observations if o.attribute == name]

    def table(self, module: str, table: str) -> list[dict[str, Any]]:
        """Rows that the other parser saved."""
        part = cast("dict[str, Any]", self.saved.get(module) or {})
        found: dict[str, Any] = {}
        for phase in ("discovery", "poller"):
            if isinstance(part.get(phase), dict):
                found |= cast("dict[str, Any]", part[phase])
        return found.get(table) or []

    def port_name(self, if_index: int) -> str:
        """The name we gave to an interface."""
        return next((i.name for i in self.of(_interface()) if i.if_index == if_index), "")

    def base_ports(self) -> dict[int, int]:
        """Bridge port to ifIndex."""
        return self.rows.ints(mibs.BASE_PORT_IF)


def _interface() -> type[Any]:
    return ATTRIBUTES["interface"]


def recordings(folder: Path) -> list[Path]:
    """Every recording in a folder and below, without those of a single VLAN context."""
    return sorted(p for p in folder.rglob("*.snmprec") if "@" not in p.name)


def load(path: Path) -> Recording:
    """Read a recording with all its VLAN contexts."""
    found = list(read_snmprec(_raw(path)).observations)
    for context in sorted(path.parent.glob(f"{path.stem}@*.snmprec")):
        found += read_snmprec(_raw(context)).observations
    beside = path.with_name(f"{path.stem}.expected.json")
    saved: dict[str, Any] = json.loads(beside.read_text()) if beside.exists() else {}
    rows = Rows(parse_snmprec(path.read_bytes()).values)
    return Recording(path.name, saved, tuple(found), rows)


def _raw(path: Path) -> RawFile:
    data = path.read_bytes()

    def beside(name: str) -> bytes | None:
        other = path.parent / name
        return other.read_bytes() if other.exists() else None

    return RawFile(path.name, data, hashlib.sha256(data).hexdigest(), READ_AT, beside)
