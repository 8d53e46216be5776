"""What switches and routers say: ports, VLANs, tables, neighbours, trees; and how much was read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TableState(StrEnum):
    """How far one table of one device was read. Partial data never gives a PASS on an absence
    check.
    """

    COMPLETE = "complete"
    PARTIAL = "partial"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class TableRead:
    """How far a table of this device was read."""

    table: str
    """interfaces, vlans, fdb, neighbours, arp, stp, config, identity, endpoints, poe."""
    state: TableState
    why: str = ""
    rows: int = 0


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
class Module:
    """A part of a device that can be replaced: stack member, card, power supply, transceiver."""

    name: str
    kind: str = ""
    """chassis, stack, module, power-supply, fan, port, container or empty."""
    model: str = ""
    serial: str = ""
    firmware: str = ""
    description: str = ""
