"""SEC-04: how switches, routers and access points of the line are managed.

Question: can the network gear of the line be managed without sending passwords in clear text?
Yes: only SSH, HTTPS and SNMPv3, and the whole configuration was read to say so. No: telnet, HTTP,
TFTP, SMBv1 or SNMP with a default community answers without an access list in front of it.
Not applicable: never.

Computers of the line that speak SMB dialect 1, telnet or RDP without TLS count too: no where
another zone reaches them, warn where a try from another zone was stopped, else unknown.

Example: `SW-L1-1` allows telnet without an access list, `SW-L4-1` lets nobody in: fail for the
first, unknown for the second, blocked by NET-08.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.facts.model import Device, PlantFacts, Seen, Stated
from audit.inventory.tables import SwitchRow
from audit.inventory.tables.network import CredentialStatus
from audit.payloads import Login, Management, Service
from audit.records import Status, Unknown, Why
from checks.borders import held
from checks.computers import Computer, computers_of
from checks.ground import (
    NOTHING,
    Ground,
    counted,
    ground,
    in_words,
    listed,
    rolled_up,
    unknown,
)
from checks.line_devices import devices_of
from checks.needed import NOT_THERE
from checks.reached import reached, tries_from_outside
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.remembered import once, reads_of, rows_where
from checks.spoken import is_old_smb, readable

INFRASTRUCTURE = {"switch", "router", "firewall", "AP", "remote access"}
CLEAR_TEXT = {"telnet", "http", "ftp", "tftp", "snmpv1", "snmpv2c", "smbv1"}
_SNMP = {"snmpv1", "snmpv2c"}
_BY_PORT = {
    ("tcp", 21): "ftp",
    ("tcp", 23): "telnet",
    ("udp", 69): "tftp",
    ("tcp", 80): "http",
}
_SNMP_VERSION = re.compile(r"(?:snmp)?v(1|2c?)\b", re.I)


@dataclass(frozen=True, slots=True)
class Gear:
    """One piece of network gear with all that says how it is managed."""

    name: str
    row: Stated[SwitchRow] | None
    management: tuple[Seen[Management], ...]
    services: tuple[Seen[Service], ...]
    logins: tuple[Seen[Login], ...]

    @property
    def clear(self) -> list[str]:
        """Clear-text protocols that a configuration, an open port or the inventory names."""
        found = {_protocol(name) for m in self.management for name in m.value.protocols}
        found |= {p for s in self.services for p in _clear_service(s.value)}
        if self.row and not any(m.value.complete for m in self.management):
            found |= {_protocol(name) for name in self.row.record.mgmt_protocols}
        return sorted(found & CLEAR_TEXT)

    @property
    def read_in_full(self) -> bool:
        """Whether its whole configuration was read."""
        return any(m.value.complete for m in self.management)

    @property
    def locked_out(self) -> bool:
        """Whether nobody can log in, as the inventory or a try says."""
        lost = {CredentialStatus.UNKNOWN, CredentialStatus.DEFAULT}
        if self.row and self.row.record.credential_status in lost:
            return True
        if any(login.value.ok and login.status is Status.OK for login in self.logins):
            return False
        return any(login.status is Status.AUTH_FAILED for login in self.logins)


def _protocol(name: str) -> str:
    text = re.sub(r"[\s_-]", "", name.casefold())
    return {"snmpv2": "snmpv2c", "snmp2c": "snmpv2c", "snmp1": "snmpv1"}.get(text, text)


def _clear_service(service: Service) -> set[str]:
    if service.state != "open" or service.role != "server":
        return set()
    said = f"{service.protocol} {service.product} {service.detail}"
    if is_old_smb(service):
        return {"smbv1"}
    if service.port == 161:
        versions = _SNMP_VERSION.findall(said)
        return {"snmpv1" if version == "1" else "snmpv2c" for version in versions}
    name = _BY_PORT.get((service.transport, service.port))
    return {name} if name else set()


def gear_of(facts: PlantFacts, line: str) -> tuple[Gear, ...]:
    """Return the line's managed network gear, with the plant's own in the data path, by name."""
    rows = _rows(facts)
    found = {d.device_id: d for d in devices_of(facts, line) if _belongs(d)}
    named: dict[str, Gear] = {}
    for device in found.values():
        row = rows.get(device.device_id) or rows.get(device.name)
        if row is None or (row.record.managed is not False and _serves(row.record, line)):
            name = row.record.switch if row else device.name or device.device_id
            named[name] = _gear(facts, name, device, row)
    for stated in rows_where(facts, SwitchRow, "line", line, ""):
        name, row = stated.record.switch, rows[stated.record.switch]
        if name not in named and row.record.managed is not False and _serves(row.record, line):
            named[name] = _gear(facts, name, facts.device(name), row)
    return tuple(named[name] for name in sorted(named))


@once
def _rows(facts: PlantFacts) -> dict[str, Stated[SwitchRow]]:
    return {row.record.switch: row for row in facts.table(SwitchRow)}


def _belongs(device: Device) -> bool:
    return device.role in INFRASTRUCTURE and device.status not in NOT_THERE


def _serves(row: SwitchRow, line: str) -> bool:
    return line in row.line or (not row.line and row.in_data_path is True)


def _gear(
    facts: PlantFacts, name: str, device: Device | None, row: Stated[SwitchRow] | None
) -> Gear:
    key = device.device_id if device else name
    return Gear(
        name,
        row,
        tuple(m for m in reads_of(facts, facts.management, [key]) if m.status is Status.OK),
        tuple(s for s in reads_of(facts, facts.services, [key]) if s.status is Status.OK),
        reads_of(facts, facts.logins, [key]),
    )


def judge(asked: Asked) -> Answer:
    """Judge each piece of gear; the worst decides for the line."""
    gear = gear_of(asked.facts, asked.line)
    computers = [t for c in computers_of(asked.facts, asked.line) if (t := _computer(asked, c))]
    if not gear and not computers:
        return unknown(
            Why.NO_EVIDENCE,
            "no network gear of the line is known",
            f"{asked.line}: no switch, router or access point of the line is known, so how they are"
            " managed cannot be said",
        )
    on = NOTHING
    targets: list[Target] = []
    for piece in gear:
        target = _target(piece)
        targets.append(target)
        on = on + ground(
            [*piece.management, *piece.services, *piece.logins, *([piece.row] if piece.row else [])]
        )
    if not gear:
        why = Unknown(Why.NO_EVIDENCE, "no network gear of the line is known")
        text = "no switch, router or access point of the line is known"
        targets.append(Target("network gear", Outcome.UNKNOWN, text, why))
    good = sum(target.outcome is Outcome.PASS for target in targets)
    for target, own in computers:
        targets.append(target)
        on = on + own
    text = (
        f"{asked.line}: SSH, HTTPS and SNMPv3 only expected on"
        f" {counted(len(gear), 'piece', 'pieces')} of network gear; seen on {good}"
    )
    details = in_words(tuple(targets))
    return rolled_up(
        tuple(targets),
        f"{text}: {details}" if details else text,
        on,
        measured=_measured(gear, good),
        value=100.0 * good / len(gear) if gear else None,
    )


def _computer(asked: Asked, computer: Computer) -> tuple[Target, Ground] | None:
    """Judge what a computer speaks; None: nothing that others can read was found."""
    found = readable(asked.facts, computer.device)
    if not found:
        return None
    name, spoken = computer.name, listed(sorted(found))
    services = [seen for some in found.values() for seen in some]
    ports = {seen.value.port for seen in services}
    way, reaching = reached(asked.facts, computer.device, ports)
    on = ground(services) + reaching
    if way:
        text = f"{name} speaks {spoken}, and {way}"
        return Target(name, Outcome.FAIL, text, evidence=on.evidence), on
    shut = [t for t in tries_from_outside(asked.facts, computer.device, ports)
            if held(asked.facts, t)]  # fmt: skip
    if {t.value.port for t in shut} >= ports:
        on = on + ground(shut)
        text = f"{name} speaks {spoken}; tries from another zone were stopped"
        return Target(name, Outcome.WARN, text, evidence=on.evidence), on
    why = Unknown(Why.NO_EVIDENCE, "whether another zone reaches it")
    text = f"{name} speaks {spoken}; whether another zone reaches it was not tried"
    return Target(name, Outcome.UNKNOWN, text, why, on.evidence), on


def _measured(gear: tuple[Gear, ...], good: int) -> str:
    clear = sorted({name for piece in gear for name in piece.clear})
    if not gear:
        return ""
    return ", ".join(clear) if clear else f"{good} of {len(gear)} encrypted only"


def _target(gear: Gear) -> Target:
    clear = gear.clear
    evidence = ground([*gear.management, *gear.services, *gear.logins]).evidence
    evidence += (gear.row.evidence,) if gear.row else ()
    if clear:
        outcome, limit = _how_bad(gear, clear)
        sentence = f"{gear.name} offers {listed(clear)}{limit}"
        return Target(gear.name, outcome, sentence, evidence=evidence)
    if gear.read_in_full:
        return Target(gear.name, Outcome.PASS, f"{gear.name} is encrypted only", evidence=evidence)
    if gear.locked_out:
        why = Unknown(Why.BLOCKED_BY, "NET-08")
        sentence = f"{gear.name}: nobody can log in to read its configuration"
    else:
        why = Unknown(Why.NO_EVIDENCE, "configuration not read in full")
        sentence = f"{gear.name}: its configuration was not read in full"
    return Target(gear.name, Outcome.UNKNOWN, sentence, why, evidence)


def _how_bad(gear: Gear, clear: list[str]) -> tuple[Outcome, str]:
    restricted = {m.value.restricted for m in gear.management}
    if True in restricted and False not in restricted:
        return Outcome.WARN, ", limited by an access list to a management network"
    if set(clear) <= _SNMP:
        if any(m.value.default_community for m in gear.management) or _public(gear):
            return Outcome.FAIL, " with a default community"
        own = any(m.value.default_community is False for m in gear.management)
        named = "of its own" if own else "that was not seen"
        return Outcome.WARN, f" with a community {named}, readable on the wire"
    return Outcome.FAIL, " without an access list in front of it"


def _public(gear: Gear) -> bool:
    said = [f"{s.value.product} {s.value.detail}" for s in gear.services if s.value.port == 161]
    return any(re.search(r"\b(public|private)\b", text, re.I) for text in said)


CHECK = Check(
    check_id="SEC-04",
    theme=Theme.SECURITY,
    title="Management protocols are not clear-text",
    question="Is the network gear of the line managed over SSH, HTTPS and SNMPv3 only?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=5,
    work_packages=("WP-07",),
    max_age_days=365,
    thresholds=(),
    basis="IEC 62443-3-3 SR 3.1, 4.1, 7.7; CIS Controls v8.1 4.6 (recalled, verify)",
    so_what="Anybody on the flat network can read the switch password from the wire and take the"
    " line's ports down.",
    remedy="Limit telnet, HTTP and SNMPv1/v2c to the management network by an access list today;"
    " switch them off when SSH and SNMPv3 work.",
    closes_unknown="The full running configuration of each switch named here (show running-config,"
    " saved as text)",
    closes_minutes=15,
    closes_who="OT network engineer",
    judge=judge,
    scope="device",
)
