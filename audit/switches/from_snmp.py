"""Everything one agent answered in, payload records and the state of each table out.

One row that makes no sense makes its table partial and never loses the device.
"""

from __future__ import annotations

from datetime import datetime

from audit.payloads import ArpEntry, Identity, Management
from audit.switches import mibs
from audit.switches.mibs import Oid
from audit.switches.readout import Readout
from audit.switches.rows import Answer, Rows, Value
from audit.switches.snmp_fdb import learned_of
from audit.switches.snmp_identity import identity_of, modules_of
from audit.switches.snmp_neighbours import neighbours_of
from audit.switches.snmp_poe import poe_budgets
from audit.switches.snmp_ports import Ports, interfaces_of, mac_of, ports_of
from audit.switches.snmp_stp import spanning_tree_of
from audit.switches.snmp_vlans import membership_of, place
from audit.switches.words import ip_text

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
    found.add(modules_of(rows))
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
