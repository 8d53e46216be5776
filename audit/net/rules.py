"""The tables of scope.toml, each checked as it is read."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from audit.net.target import DeviceClass

Network = IPv4Network | IPv6Network
WIDEST_V4, WIDEST_V6 = 16, 64
_OUI = re.compile(r"[0-9A-Fa-f]{2}([:-]?[0-9A-Fa-f]{2}){2}")
Port = Annotated[int, Field(ge=1, le=65535)]


class Part(BaseModel):
    """A table of scope.toml; a key nobody knows is an error, not a silent allowance."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Authorisation(Part):
    """Who allowed it. Without a name and a date the scope is not signed."""

    name: str = ""
    role: str = ""
    signed_on: date | None = None
    document: str = ""


class Validity(Part):
    """From when until when; both with an offset."""

    start: datetime = Field(alias="from")
    end: datetime = Field(alias="to")

    @model_validator(mode="after")
    def _ordered(self) -> Validity:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("give both times with an offset, like 2027-03-09T06:00:00+01:00")
        if self.end <= self.start:
            raise ValueError("`to` must be later than `from`")
        return self


class EmergencyStop(Part):
    """Whom to call."""

    name: str = ""
    phone: str = ""


class Allow(Part):
    """A network that may be asked, for some classes of device."""

    net: str
    line: str = ""
    classes: tuple[DeviceClass, ...] = (DeviceClass.INFRA,)
    mode: Literal["active", "passive"] = "passive"
    discover: bool = False
    """Whether every address of it may be asked who is there, beside those of the inventory."""
    packets_per_second: Annotated[float, Field(gt=0, le=1000)] | None = None
    """The ceiling of this network, where it is below that of all."""

    @field_validator("net")
    @classmethod
    def _narrow_and_private(cls, text: str) -> str:
        network = _network(text)
        widest = WIDEST_V4 if network.version == 4 else WIDEST_V6
        if network.prefixlen < widest:
            raise ValueError(f"{text} is wider than /{widest}; name the networks one by one")
        if not (network.is_private or network.is_loopback or network.is_link_local):
            raise ValueError(f"{text} is a public network; only private addresses can be allowed")
        return text

    @property
    def network(self) -> Network:
        """The parsed network."""
        return ip_network(self.net)


def _network(text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError:
        pass
    try:
        meant = ip_network(text, strict=False)
    except ValueError:
        raise ValueError(f"{text!r} is no network; write it like 10.20.30.0/24") from None
    address = text.partition("/")[0]
    raise ValueError(f"{text} is an address in a network; write {meant} or {address}/32")


class Exclude(Part):
    """What is never asked, whatever is allowed elsewhere."""

    net: str = ""
    mac_oui: str = ""
    why: str = ""

    @field_validator("net")
    @classmethod
    def _a_network(cls, text: str) -> str:
        if text:
            _network(text)
        return text

    @field_validator("mac_oui")
    @classmethod
    def _an_oui(cls, text: str) -> str:
        if text and not _OUI.fullmatch(text):
            raise ValueError(f"{text!r} is no vendor prefix; write it like 00:30:de")
        return text

    @model_validator(mode="after")
    def _names_something(self) -> Exclude:
        if not (self.net or self.mac_oui):
            raise ValueError("name a `net` or a `mac_oui`")
        return self


class OpenedController(Part):
    """A controller that may be asked for its identity; controllers are passive otherwise. `net`
    opens all that discovery may find in a network.
    """

    asset: str = ""
    address: str = ""
    net: str = ""
    permission: str = ""

    @field_validator("net")
    @classmethod
    def _a_network(cls, text: str) -> str:
        if text:
            _network(text)
        return text

    @field_validator("address")
    @classmethod
    def _one_address(cls, text: str) -> str:
        return _address(text) if text else text

    @model_validator(mode="after")
    def _names_one(self) -> OpenedController:
        if not (self.asset or self.address or self.net):
            raise ValueError("name one `asset` or one `address`, or a `net`")
        if not self.permission:
            raise ValueError("say who permitted it in `permission`")
        return self


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise ValueError(f"{text!r} is no IP address; write it like 10.20.30.1") from None


class Sentinel(Part):
    """A device that is watched by one TCP connection before, during and after a run."""

    address: str
    port: Port
    device_class: Annotated[
        Literal[DeviceClass.INFRA, DeviceClass.SERVER], Field(alias="class")
    ] = DeviceClass.INFRA
    max_rtt_ms: Annotated[float, Field(gt=0, le=10_000)] = 100.0
    """From the SYN to its answer, as this computer sees it."""

    @field_validator("address")
    @classmethod
    def _one_address(cls, text: str) -> str:
        return _address(text)

    @property
    def place(self) -> str:
        """Address and port."""
        return f"{self.address}:{self.port}"


class Probes(Part):
    """Which ways of asking are allowed."""

    tcp: bool | tuple[Port, ...] = False
    """true: any port that a flow names; a list: these ports only."""
    snmp: bool = False
    ssh: bool = False
    modbus: bool = False
    opcua: bool = False
    opcua_session: bool = False
    """An anonymous session; servers write it into their audit log."""
    s7: bool = False
    enip: bool = False
    pndcp: bool = False
    bacnet: bool = False
    fins: bool = False
    slmp: bool = False
    ads: bool = False
    codesys: bool = False
    iec104: bool = False
    dnp3: bool = False
    hartip: bool = False
    mqtt: bool = False
    """An anonymous connection; brokers may log it."""
    http: bool = False
    tls: bool = False
    smb: bool = False
    rdp: bool = False
    ntp: bool = False
    dns: bool = False
    syslog: bool = False
    """Ports only; no message ends up in a log."""


class Discovery(Part):
    """How a network with `discover = true` is looked through."""

    protocols: tuple[str, ...] | None = None
    """Names of probes; without it every one that [probes] opens."""
    greetings: tuple[Port, ...] = (80, 22)
    """Ports of ordinary services whose greeting is read."""
    listen_s: Annotated[float, Field(ge=0, le=3600)] = 0.0
    """How long to listen before anything is sent."""
    dhcp: bool = False
    """Whether one DHCPDISCOVER to all asks each segment who hands out addresses; none is taken."""


class Segmentation(Part):
    """What must not be reachable from some vantage points, tried by one SYN a port."""

    vantages: tuple[str, ...] = ()
    """Names as in `probe --vantage`: from there it is tried."""
    ports: tuple[Port, ...] = (22, 23, 80, 102, 443, 445, 502, 3389, 4840, 44818)
    representatives: Annotated[int, Field(ge=1, le=20)] = 3
    """Devices of each allowed network that stand for it."""
    outside: tuple[str, ...] = ()
    """Single addresses beyond the plant, as of the internet, that must not answer from there. Here
    alone a public one can be allowed, for one TCP connection to each of these ports.
    """
    outside_ports: tuple[Port, ...] = (53, 443)

    @field_validator("outside")
    @classmethod
    def _are_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(_address, value))


class Paths(Part):
    """What is measured of the way to a required flow's destination that has answered."""

    echoes: Annotated[int, Field(ge=0, le=100)] = 0
    """ICMP echo requests to each, for round trip, loss and hops; two more for the largest packet.
    0: none.
    """


class Limits(Part):
    """How gently."""

    connections_per_host: Literal[1] = 1
    packets_per_second: Annotated[float, Field(gt=0, le=1000)] = 5.0
    packets_per_second_device: Annotated[float, Field(gt=0, le=1000)] | None = None
    """The ceiling of one device, where it is below that of all."""
    sessions_per_device: Annotated[int, Field(ge=1, le=10_000)] = 100
    """TCP connections to one address in one run."""
    connect_timeout_s: Annotated[float, Field(gt=0, le=30)] = 2.0
    read_timeout_s: Annotated[float, Field(gt=0, le=120)] = 5.0
    retries: Literal[0] = 0
    pause_between_hosts_ms: Annotated[float, Field(ge=0, le=60_000)] = 500.0
    max_bytes: Annotated[int, Field(gt=0, le=64_000_000)] = 4_000_000
    gentle_requests_per_second: Annotated[float, Field(gt=0, le=1000)] | None = None
    """SNMP requests to one switch: with it they are at most so many a second, and smaller."""


class DayWindow(Part):
    """Hours in which asking is allowed, local time of the plant as in `valid`."""

    days: tuple[Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], ...]
    start: time = Field(alias="from")
    end: time = Field(alias="to")

    @model_validator(mode="after")
    def _within_a_day(self) -> DayWindow:
        if self.end <= self.start:
            raise ValueError("`to` must be later than `from`; give a night shift as two entries")
        return self


class StopOn(Part):
    """What ends a run by itself."""

    consecutive_timeouts: Annotated[int, Field(ge=1, le=1000)] = 5
    any_refused_login: bool = True
    sentinel_degraded: bool = True
