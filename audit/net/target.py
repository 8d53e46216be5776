"""What a probe is pointed at, and the shapes a probe and the dialer exchange."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from audit.records import Observation


class DeviceClass(StrEnum):
    """What the scope opens or keeps closed."""

    INFRA = "infra"
    """Switches, access points, gateways, routers."""
    SERVER = "server"
    """MES, historian, broker, IT and IDMZ services."""
    CONTROLLER = "controller"
    """PLCs, drives, IO: passive unless the scope opens them one by one."""
    SAFETY = "safety"
    """Never."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Target:
    """One address to ask, and whose it is."""

    key: str
    """The asset or switch id; a flow's destination where it is no asset."""
    address: str
    """The IP address that packets go to; the scope judges this one."""
    ip: str = ""
    """The plant address when `address` is a translation of it; empty: the same."""
    line: str = ""
    device_class: DeviceClass = DeviceClass.OTHER
    mac: str = ""
    ports: dict[str, int] = field(default_factory=dict[str, int])
    """Probe name → port where it is not the standard one; for `tcp` the flow's port."""
    credential: str = ""
    platform: str = ""
    greets: bool = False
    """Whether the flow's service greets whoever connects, on whatever port it is."""
    flows: tuple[str, ...] = ()
    """The flow ids that one TCP try to this address and port proves."""

    @property
    def plant_ip(self) -> str:
        """The address the plant knows the device by."""
        return self.ip or self.address


@dataclass(frozen=True, slots=True)
class Probe:
    """One protocol's way of asking. `run` returns what it learned; every failure is an observation,
    never silence.
    """

    name: str
    """The name of its folder in `audit.probes` and of its key in the scope."""
    what: str
    """What it reads, in one line, for the dry run and the client's approval sheet."""
    transport: str
    """tcp, udp or ethernet: what the first packet of an exchange is."""
    port: int
    """The standard port; `Target.ports` may give another. The EtherType for ethernet."""
    packets: int
    """Packets sent to one target at most in a usual exchange: what the dry run prints and the pace
    charges.
    """
    bytes: int
    run: Callable[[Any, Target], Awaitable[list[Observation]]]
    """Takes the dialer, which this file cannot name: the dialer's scope stands on targets."""
