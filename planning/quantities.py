"""How many switches, controllers, hosts, … a package's unit effort counts on a line."""

from __future__ import annotations

import math
from dataclasses import dataclass

from audit.facts.model import PlantFacts
from audit.inventory.tables import (
    AssetRow,
    ControllerRow,
    FlowRow,
    OwnerRow,
    QuantityRow,
    SwitchRow,
    ZoneRow,
)


@dataclass(frozen=True, slots=True)
class Count:
    """A quantity and where it comes from."""

    number: float
    basis: str
    """`quantities table`, `inventory`, or `assumed`."""


def count(facts: PlantFacts, unit: str, line: str) -> Count:
    """Return how many of `unit` a line has; an empty line counts the whole plant.

    A row of the quantities table wins; else the inventory and the merged devices are counted, and
    the larger number of the two counts: what is on no list needs work too. Where nothing is known
    it is one, `assumed`.
    """
    if unit in ("", "-"):
        return Count(0.0, "not counted")
    stated = [r.record for r in facts.table(QuantityRow) if r.record.unit == unit]
    fitting = [r for r in stated if r.count is not None and line in ("", r.line)]
    whole = [r for r in fitting if not line and not r.line]
    if fitting:
        named = {r.line for r in fitting}
        rest = [n.line for n in facts.lines if not line and not whole and n.line not in named]
        number = sum(r.count or 0 for r in whole or fitting)
        number += sum(_counted(facts, unit, other) for other in rest)
        return Count(float(number), "quantities table")
    found = _counted(facts, unit, line)
    return Count(float(found), "inventory") if found else Count(1.0, "assumed")


def _counted(facts: PlantFacts, unit: str, line: str) -> int:
    if unit == "line":
        return len(facts.lines) if not line else 1
    if unit == "switch":
        return max(len(_switches(facts, line)), _devices(facts, line, {"switch"}))
    if unit == "cabinet":
        return len({s.cabinet for s in _switches(facts, line) if s.cabinet})
    if unit == "PLC":
        return _controllers(facts, line) or _devices(facts, line, {"controller"})
    if unit == "host":
        return _devices(facts, line, {"HMI", "server", "engineering"})
    if unit == "AP":
        return _devices(facts, line, {"AP"})
    if unit == "5 000 m2":
        zones = [z.record for z in facts.table(ZoneRow) if line in ("", z.record.line)]
        return math.ceil(sum(z.area_m2 or 0 for z in zones if z.required is not False) / 5000)
    if unit == "link":
        switches = {d.device_id for d in facts.devices if d.role == "switch"}
        return sum(1 for k in facts.links if {k.a_device, k.b_device} <= switches)
    if unit == "endpoint":
        flows = [f.record for f in facts.table(FlowRow) if line in ("", f.record.line)]
        return len({f.source for f in flows if f.source})
    if unit == "vendor":
        return len({o.record.responsible for o in facts.table(OwnerRow) if o.record.responsible})
    return 0


def _switches(facts: PlantFacts, line: str) -> list[SwitchRow]:
    rows = [row.record for row in facts.table(SwitchRow)]
    return [row for row in rows if not line or line in row.line]


def _controllers(facts: PlantFacts, line: str) -> int:
    on_line = {a.record.asset_id for a in facts.table(AssetRow) if line in ("", a.record.line)}
    on_line |= {d.device_id for d in facts.devices if line in ("", d.line)}
    rows = [row.record for row in facts.table(ControllerRow) if row.record.asset_id in on_line]
    return sum(1 for row in rows if row.needed is not False)


def _devices(facts: PlantFacts, line: str, roles: set[str]) -> int:
    return sum(1 for d in facts.devices if d.role in roles and line in ("", d.line))
