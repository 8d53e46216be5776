"""Which ports are bundled: IEEE8023-LAG-MIB, CISCO-PAGP-MIB and ifStackTable rows in, the name of
each member's aggregate out.
"""

from __future__ import annotations

from collections.abc import Mapping

from audit.switches import mibs
from audit.switches.rows import Rows
from audit.switches.words import clean

ETHERNET = {6, 26, 62, 69, 117}
"""ifType of physical Ethernet ports, the deprecated ones too."""
AGGREGATE = {54, 161}
"""ifType propMultiplexor (older trunks) and ieee8023adLag."""
ACTIVE = 1
"""ifStackStatus."""


def channels_of(rows: Rows, names: Mapping[int, str]) -> dict[int, str]:
    """Return ifIndex of a member → name of its aggregate."""
    found: dict[int, int] = {}
    for column in (mibs.LAG_ATTACHED, mibs.PAGP_GROUP):
        for member, aggregate in rows.ints(column).items():
            found.setdefault(member, aggregate)
    for member, aggregate in _stacked(rows):
        found.setdefault(member, aggregate)
    return {
        member: clean(names[aggregate])
        for member, aggregate in found.items()
        if member != aggregate and member in names and aggregate in names
    }


def _stacked(rows: Rows) -> list[tuple[int, int]]:
    kinds = rows.ints(mibs.IF_TYPE)
    return [
        (index[1], index[0])
        for index, status in rows.column(mibs.IF_STACK).items()
        if len(index) == 2
        and status == ACTIVE
        and kinds.get(index[0]) in AGGREGATE
        and kinds.get(index[1]) in ETHERNET
    ]
