"""Which columns belong to one table, and which of them are asked only where others call for them;
no I/O.

Rules
-----
1. A table is opened by its leads. Where they are empty the table is not there, and nothing more of
   it is asked; where they are not, they say how many rows the other columns have and which is last.
2. What only some rows need is asked for those rows: speed and duplex details and counters of ports
   that are up, LLDP's own port numbers where a neighbour was seen, the chassis among all parts.
3. What another table has told already is not asked again in its older or newer form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audit.probes.snmp.load import COUNTS, LONG, SHORT
from audit.switches import mibs
from audit.switches.mibs import Oid
from audit.switches.rows import Rows

UP = 1
VIRTUAL = frozenset((24, 53, 131, 135, 136, 142, 150))
"""ifType: loopback, propVirtual, tunnel, VLANs, IP forwarding, MPLS."""
AGGREGATES = frozenset((54, 161))
"""propMultiplexor (older trunks) and ieee8023adLag."""
CHASSIS, STACK = 3, 11
"""PhysicalClass, RFC 6933."""
MOST_PARTS = 24
TRUNKING = 1
TRUNK_KINDS = frozenset((1, 2, 3, 4))

LEADS: tuple[tuple[Oid, ...], ...] = (
    (mibs.IF_DESCR, mibs.IF_NAME),
    (mibs.STATIC_NAME,),
    (mibs.VLAN_FDB_ID,),
    (mibs.LLDP_REM_CHASSIS, mibs.LLDP_REM_PORT),
    (mibs.V2_REM_CHASSIS,),
    (mibs.ENTITY_CLASS, mibs.ENTITY_PARENT),
    (mibs.Q_FDB_PORT,),
    (mibs.FDB_PORT,),
    (mibs.VTP_STATE,),
    (mibs.TRUNK_STATUS, mibs.TRUNK_ENCAPSULATION, mibs.TRUNK_NATIVE),
    (mibs.CDP_DEVICE, mibs.CDP_PORT),
)
"""Columns that every agent has which has the table; of any other table the first two lead."""
UNSURE = frozenset((mibs.STATIC_NAME, mibs.VLAN_FDB_ID, mibs.VTP_STATE))
"""Leads that some agents leave out of a table they have."""
HEAVY = frozenset(
    (
        mibs.VLAN_EGRESS, mibs.VLAN_UNTAGGED, mibs.STATIC_EGRESS, mibs.STATIC_UNTAGGED,
        *mibs.NEWER_8021.values(), mibs.LLDP_REM_DESCR,
    )
)  # fmt: skip
"""Columns of large objects: asked by themselves, so that others do not come in small portions."""
FDB = (mibs.Q_FDB_PORT, mibs.Q_FDB_STATUS)
OLD_FDB = (mibs.FDB_PORT, mibs.FDB_STATUS)
NEWER_VLANS = (mibs.STATIC_NAME_8021, *mibs.NEWER_8021.values())
LLDP_PORTS = (mibs.LLDP_PORT_SUBTYPE, mibs.LLDP_PORT_ID, mibs.LLDP_PORT_DESCR)
PARTS = (
    mibs.ENTITY_DESCR, mibs.ENTITY_NAME, mibs.ENTITY_HARDWARE, mibs.ENTITY_FIRMWARE,
    mibs.ENTITY_SOFTWARE, mibs.ENTITY_SERIAL, mibs.ENTITY_MAKER, mibs.ENTITY_MODEL,
)  # fmt: skip
UP_PORTS = (mibs.IF_MTU, mibs.DUPLEX)
CDP = mibs.CISCO_COLUMNS["neighbours"]
"""Other vendors' switches keep a table of it too."""
LATER = frozenset(
    (
        *COUNTS, *LONG, *SHORT, *UP_PORTS, mibs.IF_SPEED, mibs.IF_STACK, *FDB, *OLD_FDB,
        *NEWER_VLANS, *LLDP_PORTS, *PARTS, *mibs.TRUNK_VLANS, *mibs.V2_COLUMNS,
        mibs.IP_ADDRESS_IF,
    )
)  # fmt: skip
"""What is asked only where something else calls for it."""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns that share their rows."""

    leads: tuple[Oid, ...]
    others: tuple[Oid, ...] = ()
    sure: bool = True
    """Whether empty leads say that the table is not there."""


def tables_of(columns: Iterable[Oid]) -> list[Table]:
    """Group the columns that are asked of every switch into tables, in their order."""
    entries: dict[Oid, list[Oid]] = {}
    for column in columns:
        if column not in LATER:
            entries.setdefault(_place(column), []).append(column)
    return [_table(group) for group in entries.values()]


def _place(column: Oid) -> Oid:
    """ifTable and ifXTable have the same rows: they count as one."""
    entry = column[:-1]
    return mibs.IF_DESCR[:-1] if entry == mibs.IF_NAME[:-1] else entry


def _table(columns: Sequence[Oid]) -> Table:
    for leads in LEADS:
        if present := tuple(lead for lead in leads if lead in columns):
            others = tuple(c for c in columns if c not in present)
            return Table(present, others, sure=not UNSURE & set(present))
    return Table(tuple(columns[:2]), tuple(columns[2:]), sure=False)


def rows_of(rows: Rows, leads: Iterable[Oid]) -> tuple[int, Oid]:
    """Return how many rows a table has and the index of the last; (0, ()) when there are none."""
    columns = [rows.column(lead) for lead in leads]
    last = max((index for column in columns for index in column), default=())
    return max((len(column) for column in columns), default=0), last


def ports_up(rows: Rows) -> list[int]:
    """Return the ifIndex of every port that is up, or does not say, and is no virtual interface."""
    kinds, states = rows.ints(mibs.IF_TYPE), rows.ints(mibs.IF_OPER)
    indices = sorted({*rows.ints(mibs.IF_TYPE), *states, *rows.octets(mibs.IF_NAME)})
    return [i for i in indices if kinds.get(i) not in VIRTUAL and states.get(i, UP) == UP]


def aggregates(rows: Rows) -> list[int]:
    """Return the ifIndex of every interface that bundles others."""
    return [index for index, kind in rows.ints(mibs.IF_TYPE).items() if kind in AGGREGATES]


def lldp_ports(rows: Rows) -> list[int]:
    """Return LLDP's number of every port with a neighbour."""
    indices = [*rows.column(mibs.LLDP_REM_CHASSIS), *rows.column(mibs.LLDP_REM_PORT)]
    return sorted({index[1] for index in indices if len(index) == 3})


def main_parts(rows: Rows) -> list[int]:
    """Return the parts that a device's own model and serial number may be written on."""
    classes, parents = rows.ints(mibs.ENTITY_CLASS), rows.ints(mibs.ENTITY_PARENT)
    found = [index for index, kind in classes.items() if kind in (CHASSIS, STACK)]
    found += [index for index, parent in parents.items() if parent == 0]
    return list(dict.fromkeys(found))[:MOST_PARTS]


def trunks(rows: Rows) -> list[int] | None:
    """Return the ports that trunk by Cisco's table; None when the table does not say."""
    states, kinds = rows.ints(mibs.TRUNK_STATUS), rows.ints(mibs.TRUNK_ENCAPSULATION)
    if not states and not kinds:
        return None
    known = {i for i, kind in kinds.items() if kind in TRUNK_KINDS}
    return sorted(known | {i for i, state in states.items() if state == TRUNKING})
