"""Power over Ethernet: RFC 3621 rows in, budgets of the supplies and watts of the ports out.

A PoE port is numbered by group and port, which no standard table ties to an ifIndex. It is found by
a name that ends in these numbers (`Gi2/0/7`), and by the bridge port where there is one group.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from audit.payloads import PoeBudget
from audit.switches import mibs
from audit.switches.rows import Rows

MILLIWATTS = (mibs.CISCO_POE_MILLIWATT, mibs.CISCO_SB_POE_MILLIWATT)
MAX_WATTS = 100
"""More than IEEE 802.3bt gives: no reading of one port."""


def poe_budgets(rows: Rows) -> list[PoeBudget]:
    """Return one record a supply group; groups without any power are left out."""
    budget, used = rows.ints(mibs.POE_BUDGET), rows.ints(mibs.POE_USED)
    return [
        PoeBudget(group, float(budget[group]) if group in budget else None, _watts(used, group))
        for group in sorted({*budget, *used})
        if budget.get(group) or used.get(group)
    ]


def _watts(used: Mapping[int, int], group: int) -> float | None:
    return float(used[group]) if group in used else None


def port_watts(
    rows: Rows, names: Mapping[int, str], by_bridge: Mapping[int, int]
) -> dict[int, float]:
    """Return ifIndex → watts drawn."""
    readings = {i: value for column in MILLIWATTS for i, value in rows.column(column).items()}
    groups = {index[0] for index in readings if len(index) == 2}
    by_end = _by_end(names)
    found: dict[int, float] = {}
    for index, value in readings.items():
        if len(index) != 2 or not isinstance(value, int) or not 0 <= value <= MAX_WATTS * 1000:
            continue
        port = by_end.get(index)
        if port is None and len(groups) == 1:
            port = by_bridge.get(index[1])
        if port is not None:
            found[port] = value / 1000
    return found


def _by_end(names: Mapping[int, str]) -> dict[tuple[int, ...], int]:
    """(first, last number of the name) → ifIndex, where only one port has them."""
    found: dict[tuple[int, ...], list[int]] = {}
    for index, name in names.items():
        if match := re.fullmatch(r"[A-Za-z]{2,20}(\d+)/(?:0/)?(\d+)", name):
            found.setdefault((int(match[1]), int(match[2])), []).append(index)
    return {numbers: owners[0] for numbers, owners in found.items() if len(owners) == 1}
