"""The shapes of observation values about devices and traffic: frozen records in, JSON out, and
back.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

from audit.records import Grade, Json, Kind, Observation, Source, Status, Subject, now_utc

P = TypeVar("P")


class TableState(StrEnum):
    """How far one table of one device was read. Partial data never gives a PASS on an absence
    check.
    """

    COMPLETE = "complete"
    PARTIAL = "partial"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a device is, as one source says it; empty means that the source does not say."""

    name: str = ""
    role: str = ""
    """controller, HMI, IO, drive, camera, printer, office, safety, switch, AP, server, gateway,
    router, sensor.
    """
    line: str = ""
    vendor: str = ""
    model: str = ""
    firmware: str = ""
    serial: str = ""
    article: str = ""
    """The maker's order number: 6GK5 206-2BS00-2AC2, JL679A."""
    os: str = ""
    description: str = ""
    macs: tuple[str, ...] = ()
    """Lower case, colon separated."""
    ips: tuple[str, ...] = ()
    object_id: str = ""
    """SNMP sysObjectID, dotted."""
    uptime_s: int | None = None
    last_changed: str = ""
    """ISO date of the last configuration change, where the device says it."""
    documented: bool = False
    """True when the source is a list people keep (inventory, NetBox), false when something was
    seen.
    """
    status: str = ""
    """planned, staged, active, offline, inventory, decommissioning: only documented devices have
    one.
    """


@dataclass(frozen=True, slots=True)
class Module:
    """A part of a device that can be replaced: stack member, card, power supply, transceiver."""

    name: str
    kind: str = ""
    """chassis, stack, module, power-supply, fan, port, container or empty."""
    model: str = ""
    serial: str = ""
    firmware: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Interface:
    """One port of a device."""

    name: str
    if_index: int | None = None
    alias: str = ""
    mac: str = ""
    speed_mbps: float | None = None
    duplex: str = ""
    """full, half or empty."""
    admin_up: bool | None = None
    oper_up: bool | None = None
    mode: str = ""
    """access, trunk, routed or empty."""
    access_vlan: int | None = None
    native_vlan: int | None = None
    tagged_vlans: tuple[int, ...] = ()
    untagged_vlans: tuple[int, ...] = ()
    """All VLANs that leave without a tag, where there is more than one."""
    in_errors: int | None = None
    out_errors: int | None = None
    in_discards: int | None = None
    out_discards: int | None = None
    in_octets: int | None = None
    out_octets: int | None = None
    poe_watts: float | None = None
    channel: str = ""
    """The aggregate (port-channel, LAG, trunk group) that this port is a member of."""
    voice_vlan: int | None = None
    mtu: int | None = None


@dataclass(frozen=True, slots=True)
class LinkLoad:
    """What a port carried between two looks at its counters."""

    port: str
    seconds: float
    """The time between the two looks, as the device's own clock tells it."""
    in_bps: float | None = None
    out_bps: float | None = None
    in_errors: int | None = None
    out_errors: int | None = None
    in_discards: int | None = None
    out_discards: int | None = None
    speed_mbps: float | None = None


@dataclass(frozen=True, slots=True)
class PoeBudget:
    """Power over Ethernet of one supply group (RFC 3621)."""

    group: int
    budget_watts: float | None = None
    used_watts: float | None = None


@dataclass(frozen=True, slots=True)
class Vlan:
    """A VLAN that exists on a device; 1 to 4094."""

    vlan_id: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class FdbEntry:
    """One row of a switch's MAC address table."""

    mac: str
    port: str
    """The port's name; empty when the switch gave none (CPU, port 0)."""
    vlan_id: int | None = None
    status: str = ""
    """learned, self, mgmt, static, other or empty."""


@dataclass(frozen=True, slots=True)
class ArpEntry:
    """One row of a device's IPv4 neighbour table."""

    ip: str
    mac: str
    interface: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A device on the other end of a cable, as LLDP or CDP reports it."""

    protocol: str
    """lldp or cdp."""
    local_port: str
    remote_name: str = ""
    remote_chassis: str = ""
    """A MAC in lower case with colons where the chassis id is one, else the text."""
    remote_port: str = ""
    remote_ip: str = ""
    remote_description: str = ""
    remote_port_description: str = ""
    chassis_subtype: str = ""
    """mac, network-address, interface-name, local, alias, component, port or empty."""
    port_subtype: str = ""
    """mac, interface-name, interface-alias, network-address, local, agent-circuit-id or empty."""
    capabilities: tuple[str, ...] = ()
    """What the neighbour says it is: bridge, router, wlan, phone, station, repeater, docsis,
    host.
    """


@dataclass(frozen=True, slots=True)
class StpState:
    """Spanning tree of one VLAN or instance (0: the common one)."""

    instance: int = 0
    root: str = ""
    protocol: str = ""
    """stp, rstp, mstp, pvst, rpvst; of a ring: mrp, hiper-ring, turbo-ring, rep, dlr, erps, …"""
    blocked_ports: tuple[str, ...] = ()
    bridge: str = ""
    """This bridge's own id."""
    priority: int | None = None
    root_port: str = ""
    root_cost: int | None = None
    topology_changes: int | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """Something that answers, or was seen answering, on a port."""

    ip: str
    port: int
    transport: str = "tcp"
    protocol: str = ""
    role: str = "server"
    product: str = ""
    detail: str = ""
    state: str = "open"
    """open, refused, filtered: refused says that the host is there."""
    seen_by: str = "active"
    """active, passive or import."""


@dataclass(frozen=True, slots=True)
class UaEndpoint:
    """One endpoint description of an OPC UA server (OPC 10000-4, GetEndpoints)."""

    url: str
    policy: str
    """The last part of the security policy URI: None, Basic256Sha256, …"""
    mode: str
    """None, Sign, SignAndEncrypt."""
    tokens: tuple[str, ...] = ()
    """Anonymous, UserName, Certificate, IssuedToken."""
    certificate_not_after: str = ""
    application_uri: str = ""
    product_uri: str = ""
    certificate_names: tuple[str, ...] = ()
    """Subject alternative names: the application's URI, host names, addresses."""
    certificate_self_signed: bool | None = None


@dataclass(frozen=True, slots=True)
class Management:
    """How a device can be managed, and what its configuration says of itself."""

    protocols: tuple[str, ...] = ()
    """telnet, http, ssh, https, snmpv1, snmpv2c, snmpv3, tftp."""
    restricted: bool | None = None
    """Whether clear-text access is limited to a management network by an access list; None: not
    said.
    """
    default_community: bool | None = None
    running_saved: bool | None = None
    igmp_snooping: bool | None = None
    igmp_querier: bool | None = None
    """Whether it asks who wants multicast: an IGMP querier, or a multicast router."""
    aaa: bool | None = None
    complete: bool = False
    """Whether the whole configuration was read, so that what is not in it does not exist."""
    ntp_servers: tuple[str, ...] = ()
    log_hosts: tuple[str, ...] = ()
    """Where the device sends its log (syslog)."""


@dataclass(frozen=True, slots=True)
class TableRead:
    """How far a table of this device was read."""

    table: str
    """interfaces, vlans, fdb, neighbours, arp, stp, config, identity, endpoints, poe."""
    state: TableState
    why: str = ""
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Login:
    """Whether a login was possible with the credential the inventory names."""

    ok: bool
    method: str
    """ssh, snmp."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """One try to reach a port from a vantage point, for a flow or a device."""

    ip: str
    port: int
    outcome: str
    """A `Status` value: ok, refused, timeout, closed, out-of-scope."""
    vantage: str = "here"
    flow: str = ""
    """The flow id this try proves; empty when it belongs to a device."""
    rtt_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """Traffic between two ends as a capture shows it."""

    src_mac: str = ""
    src_ip: str = ""
    dst_mac: str = ""
    dst_ip: str = ""
    vlan: int | None = None
    protocol: str = ""
    server_port: int | None = None
    packets: int = 0
    bytes: int = 0
    first_seen: str = ""
    last_seen: str = ""
    reads: int | None = None
    writes: int | None = None
    payloads: int | None = None
    """Packets that carried data."""
    repeated: int | None = None
    """Of these, TCP segments that had been sent before."""
    zero_windows: int | None = None
    """TCP segments whose sender could take no more."""
    cycle_ms: float | None = None
    """Mean time between packets of cyclic process data."""
    jitter_ms: float | None = None
    """Standard deviation of that time."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a source covered: the observation base of absence checks."""

    what: str
    """capture, scan, dump, walk, survey."""
    start: str = ""
    end: str = ""
    packets: int = 0
    detail: str = ""
    seconds: float | None = None
    """Between the first and the last packet."""
    silent_seconds: int | None = None
    """Whole seconds in between without any packet."""
    senders: int | None = None
    broadcast_peak: int | None = None
    """Broadcast frames in the busiest second."""
    broadcast_mean: float | None = None
    """Broadcast frames a second over the whole time."""
    multicast_peak: int | None = None
    multicast_mean: float | None = None
    mirror: str = ""
    """uplink: many talk with many; port: one talks with many; empty: not told."""


ATTRIBUTES: dict[str, type[Any]] = {
    "identity": Identity,
    "module": Module,
    "interface": Interface,
    "load": LinkLoad,
    "poe": PoeBudget,
    "vlan": Vlan,
    "fdb": FdbEntry,
    "arp": ArpEntry,
    "neighbour": Neighbour,
    "stp": StpState,
    "service": Service,
    "endpoint": UaEndpoint,
    "management": Management,
    "table": TableRead,
    "login": Login,
    "reach": Reach,
    "conversation": Conversation,
    "coverage": Coverage,
}
"""Attribute name → record. The one attribute not here is `row`: a dict, validated by
`audit.inventory.tables`.
"""

_NAMES = {record: name for name, record in ATTRIBUTES.items()}


def observe(
    subject: Subject | str,
    payload: object,
    source: Source,
    *,
    method: str,
    grade: Grade = Grade.A,
    time: Any = None,
    status: Status = Status.OK,
) -> Observation:
    """Wrap a payload record into an observation; a plain text subject is a device key."""
    if isinstance(subject, str):
        subject = Subject(Kind.DEVICE, subject)
    record = type(payload)
    value: dict[str, Json] = {}
    for name, needed in _shape(cast(Hashable, record)):
        said = getattr(payload, name)
        if needed or said not in (None, "", (), []):
            value[name] = _plain(said)
    return Observation(
        subject, _NAMES[record], value, source, method, grade, time or now_utc(), status
    )


@cache
def _shape(record: Hashable) -> tuple[tuple[str, bool], ...]:
    """A record's fields, and whether each is written even when it is empty."""
    return tuple((field.name, field.default is MISSING) for field in fields(cast(Any, record)))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(item) for item in cast("Iterable[Any]", value)]
    return value


@cache
def _adapter(record: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast(Any, record))


def payload_of(observation: Observation, record: type[P]) -> P:
    """Read an observation's value back as its record.

    Raises
    ------
    pydantic.ValidationError
        When the stored value does not fit: an older or damaged case.
    """
    return cast(P, _adapter(cast(Hashable, record)).validate_python(observation.value))
