"""NET-07: unmanaged switches in the line's data path, documented and hidden ones.

Question: are all switches in the data path managed?
Yes: all are, and every MAC address table was read without a port that hides a switch. No: an
unmanaged one sits in an uplink, has more than ten devices behind it, or carries cyclic I/O of 10 ms
or faster. Not applicable: the line has no Ethernet.

Example: seven MAC addresses are behind Gi0/7 of SW-L1-1 where no switch is documented: warn, a
hidden switch at the leaf, or devices that pass the cable on.
"""

from __future__ import annotations

from collections import defaultdict

from audit.facts.model import Device, PlantFacts, Seen
from audit.facts.names import is_station, port_key
from audit.inventory.tables import LinkRow, SwitchRow
from audit.payloads import FdbEntry, TableState
from audit.records import Grade, Unknown, Why
from checks.ground import (
    NOTHING,
    answer,
    counted,
    ground,
    in_words,
    listed,
    rolled_up,
    unknown,
)
from checks.line_devices import lines_of, no_ethernet
from checks.looked import table_ground
from checks.records import (
    Answer,
    Asked,
    Check,
    GateRule,
    Outcome,
    Severity,
    Target,
    Theme,
    Threshold,
)
from checks.remembered import links_at, once, reads_of, rows_where
from checks.switches import LineSwitch, not_readable, switches_of

OWN_ENTRIES = {"self", "mgmt"}
BRIDGING = {"switch", "router", "firewall", "AP"}
"""Roles behind which several stations are normal."""


def judge(asked: Asked) -> Answer:
    """Judge each documented switch and each port that hides one; the worst decides."""
    facts, line = asked.facts, asked.line
    if no_ethernet(facts, line):
        text = f"{line} has no Ethernet data path: its controllers are on serial lines only"
        return answer(Outcome.NA, text)
    switches = [
        s
        for s in switches_of(facts, line, managed_only=False)
        if s.row.record.in_data_path is not False
    ]
    if not switches:
        text = f"{line}: no switch of the line is in the inventory"
        return unknown(Why.NO_EVIDENCE, "no switch of the line is known", text)
    targets: list[Target] = []
    tables = _tables(facts)
    on = NOTHING
    for switch in switches:
        table = tables.get(_key(switch), [])
        on = on + switch.ground + ground(table)
        if switch.row.record.managed is False:
            targets.append(_unmanaged(asked, switch))
        else:
            targets += _managed(asked, switch, table)
    good = sum(s.row.record.managed is not False for s in switches)
    text = f"{line}: managed switches only expected in the data path; {good} of {len(switches)} are"
    details = in_words(tuple(targets))
    return rolled_up(
        tuple(targets), f"{text}; {details}" if details else f"{text}, none is hidden", on,
        measured=_measured(good, switches, targets), value=100.0 * good / len(switches),
    )  # fmt: skip


def _measured(good: int, switches: list[LineSwitch], targets: list[Target]) -> str:
    hidden = sum(" port " in t.name for t in targets)
    more = f", {hidden} hidden" if hidden else ""
    return f"{good} of {len(switches)} managed{more}"


def _unmanaged(asked: Asked, switch: LineSwitch) -> Target:
    """Judge a switch that is documented as unmanaged by what sits behind it."""
    row, limits = switch.row.record, asked.limits
    behind, cycle = row.devices_behind, row.cyclic_io_ms
    bad: list[str] = []
    if row.uplink:
        bad.append("in an uplink")
    if behind is not None and behind > limits["leaf_devices"]:
        bad.append(f"with {behind} devices behind it")
    if cycle is not None and cycle <= limits["cyclic_io_ms"]:
        bad.append(f"with cyclic I/O every {cycle:g} ms")
    evidence = switch.ground.evidence
    if bad:
        text = f"{switch.name} is unmanaged, {' and '.join(bad)}"
        return Target(switch.name, Outcome.FAIL, text, evidence=evidence)
    open_ones = [
        what
        for what, value in (("whether it is an uplink", row.uplink), ("what is behind it", behind))
        if value is None
    ]
    if open_ones:
        why = Unknown(Why.NOT_ASKED, " and ".join(open_ones))
        text = f"{switch.name} is unmanaged; {' and '.join(open_ones)} is not said"
        return Target(switch.name, Outcome.UNKNOWN, text, why, evidence)
    text = f"{switch.name} is unmanaged, at the leaf with {counted(behind or 0, 'device')}"
    return Target(switch.name, Outcome.WARN, text, evidence=evidence)


def _managed(asked: Asked, switch: LineSwitch, table: list[Seen[FdbEntry]]) -> list[Target]:
    """Look behind the ports of a managed switch; a table that was not read proves nothing."""
    facts = asked.facts
    hidden = _hidden(asked, switch, table)
    state = facts.read_state(_key(switch), "fdb")
    read = table_ground(facts, _key(switch), "fdb").evidence
    evidence = tuple(sorted({*switch.ground.evidence, *read}))
    said = switch.row.record.managed is True or switch.logged_in or bool(switch.management)
    if state is TableState.PARTIAL:
        why = Unknown(Why.PARSE_PARTIAL, "MAC address table")
        text = f"{switch.name}: its MAC address table was read in part"
        return [*hidden, Target(switch.name, Outcome.UNKNOWN, text, why, evidence)]
    if state is TableState.ABSENT:
        return [*hidden, not_readable(switch, "its MAC address table")]
    if not said:
        why = Unknown(Why.NOT_ASKED, "managed is empty")
        text = f"{switch.name}: whether it is managed is not said"
        return [*hidden, Target(switch.name, Outcome.UNKNOWN, text, why, evidence)]
    text = f"{switch.name} is managed"
    return [*hidden, Target(switch.name, Outcome.PASS, text, evidence=evidence)]


def _key(switch: LineSwitch) -> str:
    return switch.device.device_id if switch.device else switch.name


@once
def _tables(facts: PlantFacts) -> dict[str, list[Seen[FdbEntry]]]:
    """Return the stations of each switch's MAC address table, by its device id."""
    found: dict[str, list[Seen[FdbEntry]]] = defaultdict(list)
    for seen in facts.fdb:
        entry = seen.value
        if entry.port and entry.status not in OWN_ENTRIES and is_station(entry.mac):
            found[seen.device_id].append(seen)
    return found


@once
def _owners(facts: PlantFacts) -> dict[str, Device]:
    return {mac: device for device in facts.devices for mac in device.macs}


def _hidden(asked: Asked, switch: LineSwitch, table: list[Seen[FdbEntry]]) -> list[Target]:
    """Ports with several stations and nothing known that would carry them."""
    facts = asked.facts
    owner = _owners(facts)
    known = _known_ports(facts, switch)
    by_port: dict[str, list[Seen[FdbEntry]]] = defaultdict(list)
    for seen in table:
        if port_key(seen.value.port) not in known:
            by_port[port_key(seen.value.port)].append(seen)
    found: list[Target] = []
    for _, entries in sorted(by_port.items()):
        macs = sorted({entry.value.mac for entry in entries})
        devices = [owner[mac] for mac in macs if mac in owner]
        if len(macs) < asked.limits["hidden_macs"] or any(d.role in BRIDGING for d in devices):
            continue
        if _concerns(asked.line, switch, devices):
            found.append(_hidden_target(asked, switch, entries, macs, owner))
    return found


def _known_ports(facts: PlantFacts, switch: LineSwitch) -> set[str]:
    """Ports where a neighbour, a documented switch or access point, or a trunk explains several
    stations.
    """
    ids = {_key(switch), switch.name}
    ports: set[str] = set()
    for link in links_at(facts, ids):
        for own, port, other in (
            (link.a_device, link.a_port, link.b_device),
            (link.b_device, link.b_port, link.a_device),
        ):
            if own in ids and (link.kind != "documented" or _bridges(facts, other)):
                ports.add(port_key(port))
    for row in (*rows_where(facts, LinkRow, "a_device", *ids),
                *rows_where(facts, LinkRow, "b_device", *ids)):  # fmt: skip
        record = row.record
        for own, port, other in (
            (record.a_device, record.a_port, record.b_device),
            (record.b_device, record.b_port, record.a_device),
        ):
            if own in ids and _bridges(facts, other):
                ports.add(port_key(port))
    ports |= {
        port_key(i.value.name)
        for i in reads_of(facts, facts.interfaces, ids)
        if i.value.mode == "trunk"
    }
    return ports - {""}


def _bridges(facts: PlantFacts, name: str) -> bool:
    device = facts.device(name)
    stated = rows_where(facts, SwitchRow, "switch", name)
    return bool(stated) or (device is not None and device.role in BRIDGING)


def _concerns(line: str, switch: LineSwitch, devices: list[Device]) -> bool:
    """A port of the plant's own switch concerns the lines of the devices behind it, else all."""
    if switch.row.record.line:
        return True
    lines = {name for device in devices for name in lines_of(device)}
    return not lines or line in lines


def _hidden_target(
    asked: Asked,
    switch: LineSwitch,
    seen: list[Seen[FdbEntry]],
    macs: list[str],
    owner: dict[str, Device],
) -> Target:
    port = seen[0].value.port
    names = listed((owner[m].device_id if m in owner else m for m in macs), 12)
    cycle = switch.row.record.cyclic_io_ms
    fast = cycle is not None and cycle <= asked.limits["cyclic_io_ms"]
    bad = len(macs) > asked.limits["leaf_devices"] or fast
    said = f", cyclic I/O every {cycle:g} ms" if fast else ""
    text = (
        f"{switch.name} port {port} has {len(macs)} devices behind it and no switch documented"
        f" there{said} ({names}): a hidden switch, or devices that pass the cable on"
    )
    outcome = Outcome.FAIL if bad else Outcome.WARN
    name = f"{switch.name} port {port}"
    return Target(name, outcome, text, evidence=tuple(sorted(e.evidence for e in seen)))


CHECK = Check(
    check_id="NET-07",
    theme=Theme.NETWORK,
    title="All switches in the data path are managed",
    question="Are all switches in the data path managed?",
    severity=Severity.MEDIUM,
    gate=GateRule.IF_LOAD_BEARING,
    stage=2,
    work_packages=("WP-06",),
    max_age_days=365,
    thresholds=(
        Threshold("leaf_devices", 10, "devices", "behind an unmanaged leaf switch, at most", "V"),
        Threshold("cyclic_io_ms", 10, "ms", "cyclic I/O this fast or faster fails", "V"),
        Threshold("hidden_macs", 3, "MACs", "behind one port: a hidden switch from here on", "D"),
    ),
    basis="ODVA EtherNet/IP infrastructure guide (unmanaged only isolated, at most 10 devices,"
    " above 10 ms); the number of MACs: project default",
    so_what="A loop or a broken device behind it stops everything on the port, and nobody can see"
    " where.",
    remedy="Label and document the switch that is there; replace it by a managed one when the line"
    " is segmented anyway.",
    closes_unknown="The MAC address table of each switch named here (show mac address-table), or a"
    " look into the cabinet",
    closes_minutes=20,
    closes_who="OT network engineer",
    judge=judge,
    min_grade=Grade.B,
    not_applicable_when="no Ethernet data path",
)
