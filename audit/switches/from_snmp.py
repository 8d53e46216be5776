"""Everything one agent answered in, payload records and the state of each table out.

One row that makes no sense makes its table partial and never loses the device.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from audit.payloads import ArpEntry, Identity, Management
from audit.switches import mibs
from audit.switches.mibs import Oid
from audit.switches.readout import Readout
from audit.switches.rows import Answer, Rows, Value, text_of
from audit.switches.snmp_fdb import learned_of
from audit.switches.snmp_neighbours import neighbours_of
from audit.switches.snmp_poe import poe_budgets
from audit.switches.snmp_ports import Ports, interfaces_of, mac_of, ports_of
from audit.switches.snmp_stp import spanning_tree_of
from audit.switches.snmp_vlans import membership_of, place
from audit.switches.vendors import SCALARS, enterprise_of, vendor_of, words_of
from audit.switches.words import MAX_TEXT, ip_text, mac_bytes, mac_text

CHASSIS, STACK = 3, 11
"""PhysicalClass, RFC 6933."""
BOOT_S = 600
"""A configuration change this soon after the start is the start itself."""


def readout_of(answer: Answer, time: datetime, name: str = "") -> Readout:
    """Normalise an agent's answers.

    Parameters
    ----------
    time : datetime
        When it answered, UTC: dates that the agent counts from its uptime need it.
    name : str
        Used where the agent has no name.
    """
    found, rows = Readout(), answer.rows
    ports = ports_of(rows)
    identity = identity_of(rows, time, name)
    found.add([identity])
    found.table("identity", int(identity != Identity(name=name)), answer.why(*mibs.SCALARS))
    _interfaces_and_vlans(answer, ports, found)
    neighbours, problems = neighbours_of(answer, ports)
    found.table("neighbours", found.add(neighbours), problems)
    arp = _arp(rows, ports)
    found.table("arp", found.add(arp), answer.why(*mibs.COLUMNS["arp"]))
    trees = spanning_tree_of(answer, ports)
    found.table("stp", found.add(trees), answer.why(mibs.STP_PORT_STATE))
    budgets = poe_budgets(rows)
    if budgets:
        found.table("poe", found.add(budgets), answer.why(mibs.POE_BUDGET, mibs.POE_USED))
    found.add(_management(rows))
    return found


def _interfaces_and_vlans(answer: Answer, ports: Ports, found: Readout) -> None:
    vlans = membership_of(answer, ports)
    interfaces = [place(interface, vlans) for interface in interfaces_of(answer, ports)]
    why = answer.why(*mibs.COLUMNS["interfaces"])
    found.table("interfaces", found.add(interfaces), why)
    found.table("vlans", found.add(vlans.vlans), vlans.problems)
    learned = learned_of(answer, ports, vlans)
    found.table("fdb", found.add(learned.entries.values()), learned.problems)


def identity_of(rows: Rows, time: datetime, name: str = "") -> Identity:
    """Say who the device is: system group, ENTITY-MIB, vendor scalars, LLDP's local system."""
    object_id = rows.values.get(mibs.SYS_OBJECT_ID)
    object_id = object_id if isinstance(object_id, tuple) else ()
    description = rows.text(mibs.SYS_DESCR, MAX_TEXT)
    entity, scalars = _entity(rows), _scalars(rows, object_id)
    words = words_of(description or scalars.get("description", ""))
    maker = entity.get("vendor", "")
    return Identity(
        name=rows.text(mibs.SYS_NAME) or rows.text(mibs.LLDP_LOC_NAME) or name,
        role="switch" if len(rows.column(mibs.BASE_PORT_IF)) > 1 else "",
        vendor=vendor_of(object_id, description, maker) or maker,
        model=_first("model", entity, scalars, words),
        firmware=_first("firmware", scalars, words, entity),
        serial=_first("serial", entity, scalars, words),
        os=words.get("os", ""),
        description=description,
        macs=_macs(rows),
        ips=_ips(rows),
        object_id=".".join(map(str, object_id)),
        uptime_s=_uptime_s(rows),
        last_changed=_last_changed(rows, time),
    )


def _first(word: str, *sources: dict[str, str]) -> str:
    return next((source[word] for source in sources if source.get(word)), "")


def _entity(rows: Rows) -> dict[str, str]:
    """Words of the chassis: the first one, by class, else the part that is contained in nothing."""
    classes, parents = rows.ints(mibs.ENTITY_CLASS), rows.ints(mibs.ENTITY_PARENT)
    chassis = [index for index, kind in classes.items() if kind == CHASSIS]
    chassis += [index for index, kind in classes.items() if kind == STACK]
    chassis += [index for index, parent in parents.items() if parent == 0]
    columns = {
        "model": rows.texts(mibs.ENTITY_MODEL),
        "serial": rows.texts(mibs.ENTITY_SERIAL),
        "firmware": rows.texts(mibs.ENTITY_SOFTWARE) or rows.texts(mibs.ENTITY_FIRMWARE),
        "vendor": rows.texts(mibs.ENTITY_MAKER),
    }
    found: dict[str, str] = {}
    for index in chassis:
        for word, column in columns.items():
            text = column.get(index, "")
            if text and not (word == "serial" and re.search(r"[:\s]", text)):
                found.setdefault(word, text)
    return found


def _scalars(rows: Rows, object_id: Oid) -> dict[str, str]:
    enterprise = enterprise_of(object_id)
    found: dict[str, str] = {}
    for scalar in SCALARS:
        if scalar.enterprise != enterprise:
            continue
        where = object_id + scalar.where if scalar.below_object_id else scalar.where
        values = rows.column(where).values() if scalar.column else [rows.values.get(where)]
        for value in values:
            if isinstance(value, bytes) and (text := text_of(value)):
                found.setdefault(scalar.field, text)
    return found


def _macs(rows: Rows) -> tuple[str, ...]:
    chassis = rows.octet_string(mibs.LLDP_LOC_CHASSIS)
    own = mac_bytes(chassis) or mac_text(text_of(chassis))
    bridge = mac_bytes(rows.octet_string(mibs.BRIDGE_ADDRESS))
    return tuple(dict.fromkeys(mac for mac in (bridge, own) if mac))


def _ips(rows: Rows) -> tuple[str, ...]:
    indices = [i for i in rows.column(mibs.IP_ADDRESS) if len(i) == 4]
    indices += [i[2:] for i in rows.column(mibs.IP_ADDRESS_IF) if i[:2] == (1, 4) and len(i) == 6]
    found = dict.fromkeys(ip_text(".".join(map(str, i))) for i in indices)
    return tuple(ip for ip in found if ip and not ip.startswith("127."))


def _uptime_s(rows: Rows) -> int | None:
    ticks, engine = rows.number(mibs.SYS_UPTIME), rows.number(mibs.ENGINE_TIME)
    if ticks is None:
        return engine
    return max(ticks // 100, engine or 0)


def _last_changed(rows: Rows, time: datetime) -> str:
    """The ISO date of the last configuration change, where it happened after the last start."""
    changed, now = rows.number(mibs.CONFIG_CHANGED), rows.number(mibs.SYS_UPTIME)
    if changed is None or now is None or changed > now or changed < BOOT_S * 100:
        return ""
    return (time - timedelta(seconds=(now - changed) / 100)).date().isoformat()


def _arp(rows: Rows, ports: Ports) -> list[ArpEntry]:
    """IPv4 rows of the old and of the newer table; a row of both counts once."""
    found: dict[ArpEntry, None] = {}
    for index, value in rows.column(mibs.ARP_MAC).items():
        _keep_arp(index[:1], index[1:], value, ports, found)
    for index, value in rows.column(mibs.NEIGHBOUR_MAC).items():
        if index[1:3] == (1, 4):
            _keep_arp(index[:1], index[3:], value, ports, found)
    return list(found)


def _keep_arp(
    where: Oid, octets: Oid, value: Value, ports: Ports, found: dict[ArpEntry, None]
) -> None:
    mac = mac_of(value) if isinstance(value, bytes) else ""
    ip = ip_text(".".join(map(str, octets))) if len(octets) == 4 else ""
    if mac and mac != "ff:ff:ff:ff:ff:ff" and ip:
        found[ArpEntry(ip, mac, ports.names.get(where[0], ""))] = None


def _management(rows: Rows) -> list[Management]:
    changed, saved = rows.number(mibs.CONFIG_CHANGED), rows.number(mibs.CONFIG_SAVED)
    if changed is None or saved is None or changed < BOOT_S * 100:
        return []  # unchanged since the start: nothing is said about before
    return [Management(running_saved=changed <= saved)]
