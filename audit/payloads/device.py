"""What devices are, what they serve, and how they could be reached."""

from __future__ import annotations

from dataclasses import dataclass


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
    known_as: tuple[str, ...] = ()
    """What others call it (a name server): names it where nothing better does, and tells nothing of
    which sources speak of the same device.
    """


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
    certificate_key: str = ""
    """Kind and bits of its public key: `RSA 2048`, `EC 256`; empty: not read."""


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
    loss_percent: float | None = None
    """Of echo requests along the same path."""
    mtu: int | None = None
    """Octets of the largest IP packet that was answered; larger ones were not tried."""
    hops: int | None = None
    """Routers in between, as the answers' time to live lets one think."""
