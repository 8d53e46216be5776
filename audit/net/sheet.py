"""The scope as people read it: the template for a new case, and the sheet a client signs."""

from __future__ import annotations

from audit.net.rules import OpenedController
from audit.net.scope import Scope

SCOPE_TEMPLATE = """\
# Rules of engagement. Without this file, signed and in force, nothing is sent to the plant.
# Fill it in with the client, print `plantready scope show`, have it signed, enter name and date.
case = ""

[authorised_by]
name = ""
role = "plant manager"
# signed_on = 2027-03-02
document = ""

[valid]
from = 2000-01-01T06:00:00+00:00
to = 2000-01-02T18:00:00+00:00

[emergency_stop]
name = ""
phone = ""

# One entry a network. mode: passive (nothing is sent) or active.
# classes: infra (switches, access points, gateways), server, controller, other.
# [[allow]]
# net = "10.20.30.0/24"
# line = "L1"
# classes = ["infra"]
# mode = "active"
# discover = true            # ask every address of it who is there (default: false)
# packets_per_second = 20    # where it must be below [limits]

# [[exclude]]
# net = "10.20.99.0/24"
# why = "safety network"

# [[exclude]]
# mac_oui = "00:30:de"
# why = "the machine builder forbids it"

# Controllers are passive unless they are opened one by one.
# [[controllers]]
# asset = "PLC-L1-1"         # or address = "10.20.30.1", or net = "10.20.30.0/24" for all in it
# permission = "maintenance lead, tried on the spare first"

# How networks with discover = true are looked through.
# [discovery]
# protocols = ["modbus", "s7"]   # default: every probe that is open below
# greetings = [80, 22]           # ports of ordinary services whose greeting is read
# listen_s = 60                  # listen first: names, DHCP servers, VLAN tags
# dhcp = true                    # one DHCPDISCOVER a segment: who offers addresses (none is taken)

# Devices that are watched, by one TCP connection each, before, during and after a run.
# [[sentinels]]
# address = "10.20.30.1"
# port = 22
# class = "infra"
# max_rtt_ms = 20

[probes]
# tcp: false, true for every port that a flow names, or a list: [22, 443, 4840].
# No data is sent; what SSH, FTP, SMTP, Telnet and VNC servers say by themselves is heard.
tcp = false
snmp = false
ssh = false
modbus = false
opcua = false
# Further: s7, enip (EtherNet/IP), pndcp (PROFINET), bacnet, fins (Omron), slmp (Mitsubishi),
# ads (Beckhoff), codesys, iec104, dnp3, hartip; opcua_session (anonymous, and the server logs it);
# http, tls, smb, rdp, ntp, dns, syslog, and mqtt (an anonymous connection, and the broker logs it).

# What must not be reachable from some vantage points (`probe --vantage office`): one SYN a port.
# [segmentation]
# vantages = ["office"]
# ports = [22, 23, 80, 102, 443, 445, 502, 3389, 4840, 44818]
# representatives = 3        # devices of each allowed network that stand for it
# outside = ["203.0.113.9"]  # beyond the plant: must not answer from there; one connection a port
# outside_ports = [53, 443]

# The way to each required flow's destination that answers: round trip, loss, packet size, hops.
# [paths]
# echoes = 10                # ICMP echo requests to each

[limits]
connections_per_host = 1
packets_per_second = 5
# A SYN is sent once (retries = 0): an attempt to connect ends after 0.9 s at the latest.
connect_timeout_s = 0.9
read_timeout_s = 5.0
retries = 0
pause_between_hosts_ms = 500

# Hours in which asking is allowed; without an entry, any hour within [valid].
# [[windows]]
# days = ["Mon", "Tue"]
# from = 06:00:00
# to = 14:00:00

[stop_on]
consecutive_timeouts = 5
any_refused_login = true
sentinel_degraded = true
"""


def scope_sheet(scope: Scope) -> str:
    """Return the sheet that a client signs, as plain text."""
    who, valid, stop = scope.authorised_by, scope.valid, scope.emergency_stop
    lines = [
        "RULES OF ENGAGEMENT",
        f"Case: {scope.case or '-'}",
        f"Valid: {valid.start.isoformat()} to {valid.end.isoformat()}" if valid else "Valid: -",
        f"Stop at any time: {stop.name or '-'}, {stop.phone or '-'}",
        "",
        "May be asked:",
        *(_allowed(scope) or ["  nothing"]),
        "Controllers that may be asked for their identity (all others stay untouched):",
        *([f"  {_opened(c)}: {c.permission}" for c in scope.controllers] or ["  none"]),
        "Never asked:",
        "  safety equipment, wherever it is",
        *[f"  {e.net or e.mac_oui}: {e.why}" for e in scope.exclude],
        "",
        *_discovery(scope),
        *_segmentation(scope),
        *_paths(scope),
        "Ways of asking: " + (", ".join(_ways(scope)) or "none"),
        f"At most {scope.limits.packets_per_second:g} packets a second, or one exchange at a time,",
        f"{scope.limits.pause_between_hosts_ms:g} ms between one device and the next,",
        "one connection a device, no repetition, nothing is written to any device.",
        *(["Hours:", *_hours(scope)] if scope.windows else []),
        *(["Watched before, during and after:", *_watched(scope)] if scope.sentinels else []),
        f"Stops by itself after {scope.stop_on.consecutive_timeouts} timeouts in a row"
        + (" or a refused login." if scope.stop_on.any_refused_login else "."),
        "",
        f"Authorised by: {who.name or '______________________'} ({who.role or 'role'})",
        f"Signed on:     {who.signed_on or '______________________'}",
    ]
    return "\n".join(lines)


def _opened(entry: OpenedController) -> str:
    return entry.asset or entry.address or f"all that are found in {entry.net}"


def _discovery(scope: Scope) -> list[str]:
    """Say what discovery does, where the scope has it."""
    networks = [rule.net for rule in scope.allow if rule.discover and rule.mode == "active"]
    if not networks:
        return []
    rules = scope.discovery
    spoken = "what [probes] opens" if rules.protocols is None else ", ".join(rules.protocols)
    ports = ", ".join(map(str, rules.greetings)) or "none"
    return [
        f"Every address is asked who is there, by one packet: {', '.join(networks)}",
        f"  who answers is asked in turn, until it is recognised: {spoken}; greeting on: {ports}",
        *([f"  before that {rules.listen_s:g} s of listening"] if rules.listen_s else []),
        *(["  who offers addresses, by one DHCPDISCOVER a segment; none is taken"] * rules.dhcp),
    ]


def _segmentation(scope: Scope) -> list[str]:
    """Say which doors are tried from where."""
    rules = scope.segmentation
    if not rules.vantages:
        return []
    places = ", ".join(rules.vantages)
    told = [
        f"From {places}: whether {rules.representatives} devices of each "
        f"network can be reached on the ports {', '.join(map(str, rules.ports))}"
    ]
    if rules.outside:
        ports = ", ".join(map(str, rules.outside_ports))
        told.append(f"From {places}: whether {', '.join(rules.outside)} answers on ports {ports}")
    return told


def _paths(scope: Scope) -> list[str]:
    echoes = scope.paths.echoes
    where = "destination of a required flow that answers"
    return [f"{echoes + 2} echo requests at most to each {where}"] if echoes else []


def _ways(scope: Scope) -> list[str]:
    ports = scope.probes.tcp
    listed = f" (ports {', '.join(map(str, ports))})" if isinstance(ports, tuple) else ""
    names = [name for name, on in scope.probes.model_dump().items() if on]
    return [name + listed if name == "tcp" else name for name in names]


def _watched(scope: Scope) -> list[str]:
    then = "the run stops" if scope.stop_on.sentinel_degraded else "it is noted"
    return [
        f"  {s.place}: no answer, or one later than {s.max_rtt_ms:g} ms, and {then}"
        for s in scope.sentinels
    ]


def _hours(scope: Scope) -> list[str]:
    return [
        f"  {', '.join(window.days)} {window.start:%H:%M} to {window.end:%H:%M}"
        for window in scope.windows
    ]


def _allowed(scope: Scope) -> list[str]:
    return [
        f"  {rule.net:<20} {rule.mode:<8} {', '.join(rule.classes)}"
        + (f"  (line {rule.line})" if rule.line else "")
        for rule in scope.allow
    ]
