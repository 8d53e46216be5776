"""The rules of engagement: scope.toml in, a decision for each target, port and moment out."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any

from pydantic import ValidationError, model_validator

from audit.net.errors import ScopeError, ScopeMissingError
from audit.net.rules import (
    Allow,
    Authorisation,
    DayWindow,
    Discovery,
    EmergencyStop,
    Exclude,
    Limits,
    Network,
    OpenedController,
    Part,
    Paths,
    Probes,
    Segmentation,
    Sentinel,
    StopOn,
    Validity,
)
from audit.net.target import DeviceClass, Target
from audit.net.toml_places import place_in_toml, problems_of

SWEEP, PORTS, PATH, DHCP = "sweep", "ports", "path", "dhcp"
"""What is done besides the probes: asking who is there, reading greetings, measuring a way, asking
a segment who hands out addresses.
"""
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Scope(Part):
    """scope.toml."""

    case: str = ""
    authorised_by: Authorisation = Authorisation()
    valid: Validity | None = None
    emergency_stop: EmergencyStop = EmergencyStop()
    allow: tuple[Allow, ...] = ()
    exclude: tuple[Exclude, ...] = ()
    controllers: tuple[OpenedController, ...] = ()
    probes: Probes = Probes()
    limits: Limits = Limits()
    discovery: Discovery = Discovery()
    segmentation: Segmentation = Segmentation()
    paths: Paths = Paths()
    windows: tuple[DayWindow, ...] = ()
    sentinels: tuple[Sentinel, ...] = ()
    stop_on: StopOn = StopOn()

    @model_validator(mode="after")
    def _sentinels_can_be_asked(self) -> Scope:
        for sentinel in self.sentinels:
            ports = self.probes.tcp
            if not ports or (isinstance(ports, tuple) and sentinel.port not in ports):
                raise ValueError(f"the sentinel {sentinel.place} needs its port open in probes.tcp")
        return self

    @property
    def signed(self) -> bool:
        """Whether a person put name and date under it."""
        return bool(self.authorised_by.name and self.authorised_by.signed_on)

    def decide(self, target: Target, probe: str, now: datetime) -> Decision:
        """Return whether this probe may send to this target now, and if not, why."""
        return decide(self, target, probe, now)


@dataclass(frozen=True, slots=True)
class Decision:
    """Allowed when `reason` is empty."""

    reason: str = ""

    @property
    def allowed(self) -> bool:
        """Whether the packet may be sent."""
        return not self.reason


def decide(scope: Scope, target: Target, probe: str, now: datetime) -> Decision:
    """Return the first reason against it, or an allowance.

    The address judged is the one dialled; an exclusion also holds for the address that the plant
    knows the device by.
    """
    reason = in_force(scope, now)
    return Decision(reason) if reason else open_for(scope, target, probe)


def open_for(scope: Scope, target: Target, probe: str) -> Decision:
    """Return whether the scope opens this target to this probe, once it is signed and in force."""
    if probe in (SWEEP, DHCP):
        reason = _address(scope, target) or _may_be_found(scope, target)
        if not reason and probe == DHCP and not scope.discovery.dhcp:
            reason = "the scope has no dhcp = true in [discovery]"
        return Decision(reason)
    if _is_beyond(scope, target):
        return Decision(_address(scope, target, beyond=True) or _beyond(scope, target, probe))
    reason = _address(scope, target) or _class(scope, target)
    if not reason and probe == PATH:
        return Decision("" if scope.paths.echoes else "the scope has no echoes in [paths]")
    if not reason and probe == PORTS:
        return Decision(_may_be_found(scope, target))
    if not reason and not getattr(scope.probes, probe, False):
        reason = f"the scope does not open the {probe} probe"
    if not reason and probe == "tcp" and isinstance(scope.probes.tcp, tuple):
        port = target.ports.get("tcp")
        if port not in scope.probes.tcp:
            reason = f"the scope does not open port {port} to the tcp probe"
    return Decision(reason)


def in_force(scope: Scope, now: datetime) -> str:
    """Return why the scope does not hold at this moment, or nothing."""
    if not scope.signed:
        return "the scope is not signed: authorised_by needs a name and signed_on"
    if scope.valid is None:
        return "the scope says not from when until when it is valid"
    if now < scope.valid.start:
        return f"the scope is valid only from {scope.valid.start.isoformat()}"
    if now > scope.valid.end:
        return f"the scope ended {scope.valid.end.isoformat()}"
    local = now.astimezone(scope.valid.start.tzinfo)
    if scope.windows and not any(_inside(window, local) for window in scope.windows):
        return "outside the agreed hours"
    return ""


def _inside(window: DayWindow, local: datetime) -> bool:
    return _DAYS[local.weekday()] in window.days and window.start <= local.time() < window.end


def _is_beyond(scope: Scope, target: Target) -> bool:
    """Whether it is one of the public addresses that are tried; a private one is judged as any
    other.
    """
    address = _ip(target.address)
    if address is None or _is_near(address):
        return False
    return str(address) in scope.segmentation.outside


def _is_near(address: IPv4Address | IPv6Address) -> bool:
    return address.is_private or address.is_loopback or address.is_link_local


def _beyond(scope: Scope, target: Target, probe: str) -> str:
    """Return why it is not tried: only by a TCP connection, only at the ports that are named."""
    port = target.ports.get("tcp")
    if probe != "tcp" or not scope.probes.tcp:
        return f"{target.address} is opened to the tcp probe only, and where that is open"
    if port not in scope.segmentation.outside_ports:
        return f"port {port} is not among the outside_ports of [segmentation]"
    return ""


def _address(scope: Scope, target: Target, *, beyond: bool = False) -> str:
    address = _ip(target.address)
    if address is None:
        return f"{target.address!r} is no IP address; host names are not looked up"
    if not beyond and not _is_near(address):
        return f"{address} is a public address"
    if address.is_multicast or address.is_unspecified or str(address) == "255.255.255.255":
        return f"{address} is not one device"
    known_as = (address, _ip(target.plant_ip))
    for rule in scope.exclude:
        if rule.net and any(ip in ip_network(rule.net) for ip in known_as if ip):
            return f"excluded: {rule.why or rule.net}"
        if rule.mac_oui and _oui(target.mac) == _oui(rule.mac_oui):
            return f"excluded: {rule.why or rule.mac_oui}"
    return ""


def _ip(text: str) -> IPv4Address | IPv6Address | None:
    """Parse an address; one that IPv6 only wraps is judged as the IPv4 address it is."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def _oui(mac: str) -> str:
    return "".join(c for c in mac.casefold() if c in "0123456789abcdef")[:6] or "-"


def _class(scope: Scope, target: Target) -> str:
    if target.device_class is DeviceClass.SAFETY:
        return "safety equipment is never asked"
    address = _ip(target.address)
    assert address is not None  # _address() has seen to it
    rules = [rule for rule in scope.allow if address in rule.network]
    if not rules:
        return f"{address} is in no allowed network"
    if any(_is_for_all(address, rule.network) for rule in rules):
        return f"{address} is not one device"
    active = [rule for rule in rules if rule.mode == "active"]
    if not active:
        return f"{rules[0].net} is passive"
    if not any(target.device_class in rule.classes for rule in active):
        return f"{target.device_class} devices are not open in {active[0].net}"
    if target.device_class is DeviceClass.CONTROLLER and not _opened(scope, target):
        return "controllers are passive; this one is not opened in [[controllers]]"
    return ""


def _may_be_found(scope: Scope, target: Target) -> str:
    """Who is there may be asked of every address but those of safety equipment."""
    if target.device_class is DeviceClass.SAFETY:
        return "safety equipment is never asked"
    address = _ip(target.address)
    assert address is not None  # _address() has seen to it
    rules = [rule for rule in scope.allow if address in rule.network]
    if any(_is_for_all(address, rule.network) for rule in rules):
        return f"{address} is not one device"
    if not any(rule.discover and rule.mode == "active" for rule in rules):
        return f"{address} is in no network with discover = true"
    return ""


def _is_for_all(address: IPv4Address | IPv6Address, network: Network) -> bool:
    """Whether it is a network's own or broadcast address; a /31 and a /32 have none."""
    if isinstance(network, IPv6Network) or network.prefixlen > 30:
        return False
    return address in (network.network_address, network.broadcast_address)


def _opened(scope: Scope, target: Target) -> bool:
    return any(
        (entry.asset and entry.asset == target.key)
        or (entry.address and entry.address in (target.address, target.plant_ip))
        or (entry.net and _ip(target.address) in ip_network(entry.net))
        for entry in scope.controllers
    )


def standing(scope: Scope, now: datetime | None = None) -> tuple[str, ...]:
    """Return what keeps the whole scope from being in force now; empty when it is."""
    reasons = [in_force(scope, now or datetime.now(UTC))]
    if not any(rule.mode == "active" for rule in scope.allow):
        reasons.append("no network is open for active probes")
    if not any(scope.probes.model_dump().values()) and not any(r.discover for r in scope.allow):
        reasons.append("no probe is open")
    return tuple(reason for reason in reasons if reason)


def scope_schema() -> dict[str, Any]:
    """Return the JSON Schema of scope.toml."""
    schema = Scope.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def load_scope(path: Path) -> Scope:
    """Read scope.toml.

    Raises
    ------
    ScopeMissingError
        When there is none.
    ScopeError
        With file, line or key, and what is allowed.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ScopeMissingError(
            f"{path} does not exist: without a signed scope nothing is sent; "
            "imports and documents work without it"
        ) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ScopeError(f"{path}:{line}: this is not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise ScopeError(f"{path} could not be read: {error.strerror}") from None
    return parse_scope(text, path)


def parse_scope(text: str, path: Path) -> Scope:
    """Read the text of a scope.toml; raises ScopeError as `load_scope` does."""
    try:
        return Scope.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ScopeError(f"{place_in_toml(path, error)}; {_NOTHING}") from None
    except ValidationError as error:
        found = [f"{path}:{problem}" for problem in problems_of(error, text)]
        raise ScopeError("\n".join([*found, _NOTHING])) from None


_NOTHING = "nothing is sent until it is corrected"
