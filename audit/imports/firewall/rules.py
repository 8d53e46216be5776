"""What every firewall's text becomes: rules with resolved objects in, rows of `rules` out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Network,
    collapse_addresses,
    ip_address,
    ip_network,
    summarize_address_range,
)

from pydantic import ValidationError

from audit.imports.contract import Remark
from audit.inventory.places import Place
from audit.inventory.tables.security import FirewallRuleRow

ANY = ("any",)
MAX_RULES = 100_000
MAX_ITEMS = 500
"""Items of one side of a rule; more are summed up as the networks that hold them."""
MAX_DEPTH = 20
"""Groups in groups."""
MAX_REMARKS = 100
INTERNET = "internet"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as the firewall tries it, names resolved."""

    name: str
    order: int
    allow: bool
    source: tuple[str, ...]
    dest: tuple[str, ...]
    service: tuple[str, ...]
    enabled: bool = True
    note: str = ""
    line: int = 0


@dataclass(slots=True)
class Reading:
    """What has been read of one firewall."""

    firewall: str = ""
    version: str = ""
    model: str = ""
    serial: str = ""
    rules: list[Rule] = field(default_factory=list[Rule])
    addresses: list[str] = field(default_factory=list[str])
    """The firewall's own."""
    unclear: list[Remark] = field(default_factory=list[Remark])
    skipped: list[Remark] = field(default_factory=list[Remark])
    more: int = 0

    def say(self, line: int, what: str) -> None:
        """Note what was not understood."""
        if len(self.unclear) < MAX_REMARKS:
            self.unclear.append(Remark(f"line {line}" if line else "", what[:300]))
        else:
            self.more += 1

    def add(self, rule: Rule) -> None:
        """Add a rule."""
        if len(self.rules) < MAX_RULES:
            self.rules.append(rule)
        else:
            self.more += 1


def rows_of(reading: Reading, file: str) -> list[tuple[FirewallRuleRow, Place]]:
    """Return the rules as rows; what does not fit is noted."""
    found: list[tuple[FirewallRuleRow, Place]] = []
    seen: dict[str, int] = {}
    for rule in reading.rules:
        seen[rule.name] = seen.get(rule.name, 0) + 1
        name = rule.name if seen[rule.name] == 1 else f"{rule.name} ({seen[rule.name]})"
        try:
            row = FirewallRuleRow.model_validate(
                {
                    "firewall": reading.firewall[:255],
                    "rule": name[:255],
                    "order": rule.order,
                    "action": "allow" if rule.allow else "deny",
                    "source": _shortened(rule.source),
                    "dest": _shortened(rule.dest),
                    "service": rule.service[:MAX_ITEMS],
                    "enabled": rule.enabled,
                    "note": rule.note[:500],
                }
            )
        except ValidationError as error:
            reading.say(rule.line, f"rule {rule.name}: {error.errors()[0]['msg']}; not used")
            continue
        found.append((row, Place(file).at(rule.line)))
    return found


def _shortened(items: tuple[str, ...]) -> tuple[str, ...]:
    """Long lists of addresses as the networks that hold them; names stay."""
    if len(items) <= MAX_ITEMS:
        return items
    nets = [net for text in items if (net := network_of(text)) is not None]
    names = [text for text in items if network_of(text) is None]
    fours = collapse_addresses(net for net in nets if isinstance(net, IPv4Network))
    sixes = collapse_addresses(net for net in nets if isinstance(net, IPv6Network))
    joined = [*names, *map(str, fours), *map(str, sixes)]
    return tuple(joined[:MAX_ITEMS]) if len(joined) <= MAX_ITEMS else ANY


def network_of(text: str) -> IPv4Network | IPv6Network | None:
    """A network or address; None for a name."""
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def masked(address: str, mask: str) -> str:
    """`10.0.0.0` and `255.255.255.0`, or an inverse mask, as `10.0.0.0/24`; `any` for all.

    Raises
    ------
    ValueError
        When they are no network.
    """
    net = ip_network(f"{address}/{mask}", strict=False)
    return "any" if net.prefixlen == 0 else bare(str(net))


def bare(text: str) -> str:
    """A network of one address without its length."""
    return text.removesuffix("/32").removesuffix("/128")


def between(first: str, last: str) -> tuple[str, ...]:
    """A range of addresses as networks.

    Raises
    ------
    ValueError
        When it is none.
    """
    a, b = ip_address(first), ip_address(last)
    if a.version != b.version:
        raise ValueError(f"{first} to {last} is no range")
    if isinstance(a, IPv4Address) and isinstance(b, IPv4Address) and (a, b) == _ALL:
        return ANY
    nets = summarize_address_range(a, b)
    return tuple(bare(str(net)) for net in nets)[:128]


_ALL = (IPv4Address("0.0.0.0"), IPv4Address("255.255.255.255"))  # noqa: S104 - compared, not bound


@dataclass(slots=True)
class Objects:
    """Named addresses or services and groups of them."""

    members: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """Group → names of its members."""
    values: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Name → what it stands for."""

    def resolve(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return what the names stand for, each once; a name that is not known stays a name."""
        found: dict[str, None] = {}
        for name in names:
            self._resolve(name, found, 0, set())
        return ANY if "any" in found else tuple(found)

    def _resolve(self, name: str, found: dict[str, None], depth: int, inside: set[str]) -> None:
        if name in inside:
            return  # a group that holds itself
        if name in self.members and depth < MAX_DEPTH:
            for member in self.members[name]:
                self._resolve(member, found, depth + 1, inside | {name})
        elif name in self.values:
            found.update(dict.fromkeys(self.values[name]))
        elif len(found) < MAX_RULES:
            found[name] = None


@dataclass(slots=True)
class Ways:
    """What lies behind each interface: its own networks and those that routes lead to."""

    nets: dict[str, dict[str, None]] = field(default_factory=dict[str, dict[str, None]])
    zones: Mapping[str, list[str]] = field(default_factory=dict[str, list[str]])

    def add(self, interface: str, network: str) -> None:
        """Note a network; `any` is the way to everything else: the internet."""
        self.nets.setdefault(interface, {})[INTERNET if network == "any" else network] = None

    def behind(self, interfaces: Iterable[str]) -> tuple[str, ...]:
        """Return what is reached through these; any, where one of them is not known."""
        found: dict[str, None] = {}
        for name in interfaces:
            for part in self.zones.get(name, [name]):
                if part not in self.nets:
                    return ANY
                found.update(self.nets[part])
        return tuple(found) or ANY

    def narrowed(self, side: tuple[str, ...], interfaces: tuple[str, ...]) -> tuple[str, ...]:
        """Any address, on a known interface, is what lies behind that interface."""
        if side != ANY or not interfaces or "any" in interfaces:
            return side
        return self.behind(interfaces)
