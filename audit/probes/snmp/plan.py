"""What is asked of one switch and in which order: a session in, everything gathered in it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from audit.net.credentials import Community
from audit.probes.snmp import tables
from audit.probes.snmp.client import Answer
from audit.probes.snmp.community import CommunityClient
from audit.probes.snmp.load import COUNTS, DISCONTINUITY, LONG, SHORT, Look
from audit.probes.snmp.session import Session, get
from audit.probes.snmp.tables import Table
from audit.probes.snmp.walk import MAX_ROWS, Fetch, Walk
from audit.probes.snmp.wire import Version
from audit.records import Status
from audit.switches import mibs
from audit.switches.mibs import Oid
from audit.switches.rows import Rows, Value
from audit.switches.vendor_mibs import columns_for
from audit.switches.vendors import SCALARS, enterprise_of

CISCO = 9
OPERATIONAL = 1
"""vtpVlanState; a suspended VLAN has no bridge to ask."""
MAX_CONTEXTS = 128
CONTEXT_TRIES = 2
CONTEXT_FAILURES = 3
"""VLANs in a row without an answer, after which no more are asked."""


async def meet(session: Session, credential: object) -> Answer:
    """Ask who the switch is; return how that ended.

    A small question follows a silent one, for weak agents, and with a community a last one by
    SNMPv1: agents that know no v2c do not say so.
    """
    asked = mibs.SCALARS
    answer = await session.ask(get(*asked))
    if answer.status not in (Status.OK, Status.AUTH_FAILED, Status.REFUSED):
        asked = mibs.SCALARS[:3]
        answer = await session.ask(get(*asked))
    if answer.error_status and answer.status is not Status.AUTH_FAILED:
        asked = mibs.SCALARS[:1]
        answer = await session.ask(get(*asked))
    if answer.status is Status.TIMEOUT and isinstance(credential, Community):
        await session.use(CommunityClient(credential, Version.V1))
        asked = mibs.SCALARS[:1]
        answer = await session.ask(get(*asked))
        session.size.has_bulk = session.size.bulk = False
    if answer.status is Status.OK:
        _keep(session, answer)
        await _fetch(session, [(oid,) for oid in mibs.SCALARS if oid not in asked])
    return answer


async def ports(session: Session) -> None:
    """Ask for every table that is short, the ports among them."""
    base = _object_id(session)
    await _vendor_words(session, enterprise_of(base), base)
    await _read(session, tables.tables_of(_columns(session)))
    await _up_ports(session, _rows(session))


async def others(session: Session) -> None:
    """Ask for what those tables call for, and for the MAC table."""
    await _newer_forms(session, _rows(session))
    await _details(session, _rows(session), _columns(session))
    await _read(session, [Table(tables.FDB[:1], tables.FDB[1:])])
    if not _rows(session).column(mibs.Q_FDB_PORT):
        await _read(session, [Table(tables.OLD_FDB[:1], tables.OLD_FDB[1:])])
        if enterprise_of(_object_id(session)) == CISCO:
            await _contexts(session)


def _object_id(session: Session) -> Oid:
    found = session.found.values.get(mibs.SYS_OBJECT_ID)
    return found if isinstance(found, tuple) else ()


def _columns(session: Session) -> list[Oid]:
    groups = columns_for(enterprise_of(_object_id(session))).values()
    found = [column for group in groups for column in group]
    return list(dict.fromkeys((*found, *tables.CDP)))


def _rows(session: Session) -> Rows:
    return Rows(session.found.values)


def _keep(session: Session, answer: Answer) -> None:
    session.found.values.update((oid, v) for oid, v in answer.objects if v is not None)


async def _read(session: Session, group: Sequence[Table], walk: Walk | None = None,
                vlan: int = 0) -> None:  # fmt: skip
    """Open all tables side by side, then read the rest of those that are there."""
    walk = walk or session.walk()
    walk.begin([lead for table in group for lead in table.leads])
    await session.run(walk, vlan)
    rows = Rows(walk.values)
    heavy: list[tuple[list[Oid], int, Oid]] = []
    for table in group:
        count, last = tables.rows_of(rows, table.leads)
        gap = next((walk.gaps[c] for c in table.leads if c in walk.gaps), "")
        if count and not session.size.bulk:
            await _row_by_row(session, walk, table, vlan)
        elif count or not (gap or table.sure):
            walk.begin([c for c in table.others if c not in tables.HEAVY], count, last)
            heavy.append(([c for c in table.others if c in tables.HEAVY], count, last))
        elif gap:
            walk.gaps.update(dict.fromkeys(table.others, gap))
    await session.run(walk, vlan)
    for columns, count, last in heavy:
        walk.begin(columns, count, last)
    await session.run(walk, vlan)


async def _row_by_row(session: Session, walk: Walk, table: Table, vlan: int) -> None:
    """Of an agent without GETBULK: many objects by one GET, where their rows are known.

    SNMPv1 spoils a whole answer for one missing object: there, one row by one GETNEXT.
    """
    if session.client.version == "snmpv1":
        walk.begin(table.others)
        return
    rows = Rows(walk.values)
    indices = sorted({index for lead in table.leads for index in rows.column(lead)})
    groups = [tuple((*column, *index) for column in table.others) for index in indices]
    if table.others:
        fetch = Fetch(walk.values, walk.gaps, session.size, groups, table.others)
        await session.run(fetch, vlan)


async def _walk(session: Session, *columns: Oid) -> None:
    walk = session.walk()
    walk.begin(columns)
    await session.run(walk)


async def _fetch(
    session: Session, groups: list[tuple[Oid, ...]], columns: Sequence[Oid] = ()
) -> None:
    found = session.found
    await session.run(Fetch(found.values, found.gaps, session.size, groups, tuple(columns)))


async def _by_row(session: Session, columns: Sequence[Oid], indices: Iterable[int]) -> None:
    """Ask for these rows only; by SNMPv1, where one missing object spoils an answer, for all."""
    wanted = list(indices)
    if not wanted:
        return
    if session.client.version == "snmpv1":
        await _walk(session, *columns)
        return
    await _fetch(session, [tuple((*c, index) for c in columns) for index in wanted], columns)


async def _vendor_words(session: Session, enterprise: int, base: Oid) -> None:
    own = [s for s in SCALARS if s.enterprise == enterprise]
    single = [base + s.where if s.below_object_id else s.where for s in own if not s.column]
    single += mibs.CISCO_SCALARS if enterprise == CISCO else ()
    await _fetch(session, [(oid,) for oid in single])
    await _walk(session, *(base + s.where if s.below_object_id else s.where
                           for s in own if s.column))  # fmt: skip


async def _up_ports(session: Session, rows: Rows) -> None:
    """Details of ports that are up; the aggregates' members."""
    up = tables.ports_up(rows)
    await _by_row(session, tables.UP_PORTS, up)
    fast = rows.ints(mibs.IF_HIGH_SPEED)
    await _by_row(session, (mibs.IF_SPEED,), [index for index in up if not fast.get(index)])
    await _walk(session, *((*mibs.IF_STACK, index) for index in tables.aggregates(rows)))


async def _newer_forms(session: Session, rows: Rows) -> None:
    """What a table's older or newer form says where this one is empty."""
    if not rows.column(mibs.STATIC_NAME):
        await _walk(session, *tables.NEWER_VLANS)
    if not rows.column(mibs.IP_ADDRESS):
        await _walk(session, mibs.IP_ADDRESS_IF)
    if not rows.column(mibs.LLDP_REM_CHASSIS):
        others = tuple(c for c in mibs.V2_COLUMNS if c != mibs.V2_REM_CHASSIS)
        await _read(session, [Table((mibs.V2_REM_CHASSIS,), others)])


async def _details(session: Session, rows: Rows, columns: Sequence[Oid]) -> None:
    """Rows of large tables that matter."""
    await _by_row(session, tables.LLDP_PORTS, tables.lldp_ports(rows))
    if rows.column(mibs.ENTITY_CLASS) or rows.column(mibs.ENTITY_PARENT):
        await _by_row(session, tables.PARTS, tables.main_parts(rows))
    else:
        await _walk(session, *tables.PARTS)
    bitmaps = [column for column in mibs.TRUNK_VLANS if column in columns]
    if bitmaps and rows.column(mibs.TRUNK_NATIVE):
        trunks = tables.trunks(rows)
        if trunks is None:
            await _walk(session, *bitmaps)
        else:
            await _by_row(session, bitmaps, trunks)


async def _contexts(session: Session) -> None:
    """Ask for each VLAN's own bridge, on switches that have no common MAC table."""
    gaps = session.found.gaps
    states = _rows(session).column(mibs.VTP_STATE)
    vlans = sorted({index[-1] for index, state in states.items() if state == OPERATIONAL})
    vlans = [vlan for vlan in vlans if not 1002 <= vlan <= 1005]
    if len(vlans) > MAX_CONTEXTS:
        gaps[mibs.FDB_PORT] = f"only the first {MAX_CONTEXTS} VLANs were asked"
    failures = 0
    for vlan in vlans[:MAX_CONTEXTS]:
        if session.size.is_silent or session.over:
            gaps[mibs.FDB_PORT] = f"VLAN {vlan} and on: {session.over or 'no answer'}"
            return
        answer = await _context(session, vlan)
        if answer.status is Status.OK:
            failures = 0
            continue
        failures += 1
        more = " and on" if failures >= CONTEXT_FAILURES else ""
        gaps[mibs.FDB_PORT] = f"VLAN {vlan}{more}: {answer.error}"
        if failures >= CONTEXT_FAILURES:
            return


async def _context(session: Session, vlan: int) -> Answer:
    """Read one VLAN's bridge; its silence is not the switch's."""
    values: dict[Oid, Value] = {}
    answer = Answer(Status.TIMEOUT)
    for _ in range(CONTEXT_TRIES):
        answer = await session.ask(get(*mibs.CONTEXT_SCALARS), vlan)
        if answer.status is not Status.TIMEOUT:
            break
    if answer.status is not Status.OK and not answer.error_status:
        return answer
    values.update((oid, v) for oid, v in answer.objects if v is not None)
    walk = Walk(values, {}, session.size, MAX_ROWS)
    leads = (mibs.BASE_PORT_IF, mibs.FDB_PORT, mibs.STP_PORT_STATE)
    others = {mibs.FDB_PORT: (mibs.FDB_STATUS,)}
    group = [Table((lead,), others.get(lead, ())) for lead in leads]
    await _read(session, group, walk, vlan)
    session.found.gaps.update(walk.gaps)
    session.found.contexts[vlan] = Rows(values)
    return Answer(Status.OK)


async def look(session: Session) -> Look:
    """Read the counters of the ports that are up, each answer with the device's clock."""
    indices = tables.ports_up(_rows(session))
    fetch = Fetch({}, session.found.gaps, session.size, [], (*COUNTS, *LONG, *SHORT),
                  (mibs.SYS_UPTIME,))  # fmt: skip
    own = (*COUNTS, *LONG) if session.client.version != "snmpv1" else (*COUNTS, *SHORT)
    fetch.groups += [tuple((*column, index) for column in own) for index in indices]
    await session.run(fetch)
    missing = [i for i in indices if any((*c, i) not in fetch.values for c in own[len(COUNTS) :])]
    if missing and own[-1] != SHORT[-1]:
        fetch.groups += [tuple((*column, index) for column in SHORT) for index in missing]
        await session.run(fetch)
    counters = {oid: value for oid, value in fetch.values.items() if oid not in fetch.head}
    session.found.values.update(counters)
    return Look(counters, fetch.ticks)


async def look_again(session: Session, first: Look) -> Look:
    """Read the same counters once more, and whether they began anew in between."""
    fetch = Fetch({}, {}, session.size, [], (), (mibs.SYS_UPTIME,))
    own = (DISCONTINUITY,) if session.client.version != "snmpv1" else ()
    for index in sorted({oid[-1] for oid in first.ticks}):
        counters = tuple(oid for oid in first.ticks if oid[-1] == index)
        fetch.groups.append((*counters, *((*column, index) for column in own)))
    await session.run(fetch)
    return Look(fetch.values, fetch.ticks)


async def clock(session: Session) -> int | None:
    """Return sysUpTime now."""
    answer = await session.ask(get(mibs.SYS_UPTIME))
    value = dict(answer.objects).get(mibs.SYS_UPTIME)
    return value if isinstance(value, int) else None


async def pause(session: Session, seconds: float) -> None:
    """Wait without holding a turn."""
    if seconds > 0:
        await session.rest()
        await asyncio.sleep(seconds)
