"""What has been read of a network so far: hosts, servers, conversations, summed up while reading.

Every log adds to the same records; never a record per entry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address

from audit.capture.ports import PORT_NAMES
from audit.imports.zeek.window import Window
from audit.payloads import UaEndpoint

MAX_TALKS = 300_000
MAX_HOSTS = 100_000
MAX_SERVERS = 100_000
MAX_CLIENTS = 1000
MAX_ENDPOINTS = 2000
MAX_WORDS = 40
MAX_NAME = 255

Take = Callable[..., None]
"""Takes the wanted fields of one entry, as text."""
End = tuple[str, int, str]
"""Address, port, tcp or udp."""
TalkKey = tuple[str, str, str, str, str, str, str]
"""Source, destination, transport, the server's port, their MACs, VLAN."""

UNSET = ("-", "(empty)", "")


def said(value: str) -> str:
    """A field's text; empty where the log says that it is not set."""
    return "" if value in UNSET else value


def clean(value: str, limit: int = MAX_NAME) -> str:
    """Text of a log without control characters, bounded."""
    if value in UNSET:
        return ""
    kept = "".join(c if c.isprintable() else " " for c in value[: limit * 2])
    return " ".join(kept.split())[:limit]


@dataclass(frozen=True, slots=True)
class Kind:
    """How one log is read."""

    fields: tuple[str, ...]
    """The columns that are wanted, in the order in which they are handed over."""
    reader: Callable[[Net], Take]


@dataclass(slots=True)
class Host:
    """What is said of one address or MAC; every text once, in the order of reading."""

    names: dict[str, None] = field(default_factory=dict[str, None])
    vendor: str = ""
    model: str = ""
    firmware: str = ""
    serial: str = ""
    os: str = ""
    words: dict[str, None] = field(default_factory=dict[str, None])
    ips: dict[str, None] = field(default_factory=dict[str, None])
    """Of a MAC: the addresses that it sent with."""
    told_ips: dict[str, None] = field(default_factory=dict[str, None])
    """Of a MAC: the addresses that it was given by a DHCP server."""
    sent: bool = False

    def name(self, text: str) -> None:
        """Add a name."""
        if (name := clean(text)) and len(self.names) < MAX_WORDS:
            self.names[name] = None

    def word(self, text: str) -> None:
        """Add to the description."""
        if (word := clean(text)) and len(self.words) < MAX_WORDS:
            self.words[word] = None


@dataclass(slots=True)
class Server:
    """One end that serves."""

    protocol: str = ""
    proven: bool = False
    """Whether its messages were read; else a port number is all there is."""
    product: str = ""
    clients: dict[str, None] = field(default_factory=dict[str, None])
    words: dict[str, None] = field(default_factory=dict[str, None])

    def word(self, text: str) -> None:
        """Add a particular."""
        if (word := clean(text)) and len(self.words) < MAX_WORDS:
            self.words[word] = None


@dataclass(slots=True)
class Talk:
    """What two ends said to each other."""

    protocol: str = ""
    there_packets: int = 0
    there_bytes: int = 0
    back_packets: int = 0
    back_bytes: int = 0
    first: float = 9e9
    last: float = 0.0
    entries: int = 0
    reads: int | None = None
    writes: int | None = None
    seen: set[str] = field(default_factory=set[str])
    """Which kinds of entries have been looked at already."""


@dataclass(slots=True)
class Net:
    """All of it."""

    window: Window = field(default_factory=Window)
    talks: dict[TalkKey, Talk] = field(default_factory=dict[TalkKey, Talk])
    hosts: dict[str, Host] = field(default_factory=dict[str, Host])
    macs: dict[str, Host] = field(default_factory=dict[str, Host])
    servers: dict[End, Server] = field(default_factory=dict[End, Server])
    endpoints: dict[tuple[str, UaEndpoint], None] = field(
        default_factory=dict[tuple[str, UaEndpoint], None]
    )
    """OPC UA endpoints by the server's address."""
    own: set[str] = field(default_factory=set[str])
    """Addresses that the sensor counts to its own networks."""
    entries: dict[str, int] = field(default_factory=dict[str, int])
    """Entries read, by log."""
    controllers: set[str] = field(default_factory=set[str])
    """Addresses that were proven to serve a control protocol."""
    left_out: int = 0
    """Entries beyond the limits above."""
    whole: bool = True
    """Whether these are the sensor's own logs, not the result of somebody's search."""
    finish: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]])
    """What readers do when all has been read."""

    def host(self, ip: str) -> Host:
        """The record of an address."""
        return self._host(self.hosts, ip)

    def station(self, mac: str) -> Host:
        """The record of a MAC address."""
        return self._host(self.macs, mac)

    def _host(self, known: dict[str, Host], key: str) -> Host:
        found = known.get(key)
        if found is None:
            found = Host()
            if len(known) < MAX_HOSTS:
                known[key] = found
            else:
                self.left_out += 1
        return found

    def server(self, ip: str, port: str, transport: str, protocol: str = "") -> Server:
        """The record of a serving end; a protocol says that its messages were read."""
        number = int(port)
        if not 0 <= number < 65536:
            raise ValueError("a port is a number up to 65535")
        end: End = (address(ip), number, transport)
        found = self.servers.get(end)
        if found is None:
            found = Server(PORT_NAMES.get((transport, number), ""))
            if len(self.servers) < MAX_SERVERS:
                self.servers[end] = found
            else:
                self.left_out += 1
        if protocol and not (found.proven and RANK.get(found.protocol, 1) > RANK.get(protocol, 1)):
            found.protocol, found.proven = protocol, True
        if protocol in CONTROL:
            self.controllers.add(end[0])
        return found

    def is_ours(self, ip: str) -> bool:
        """Whether an address is one of the plant: a private one, one of the sensor's own networks,
        or one that serves a control protocol.
        """
        return is_inside(ip) or (ip in self.own and is_host(ip)) or ip in self.controllers

    def talk(self, key: TalkKey) -> Talk:
        """The record of a conversation."""
        found = self.talks.get(key)
        if found is None:
            found = Talk()
            if len(self.talks) < MAX_TALKS:
                self.talks[key] = found
            else:
                self.left_out += 1
        return found


RANK = {"iso-tsap": 0, "tls": 0, "http": 0, "msrpc": 0}
"""What carries other protocols gives way to them."""


CONTROL = frozenset(
    {
        "s7comm", "s7plus", "modbus", "enip", "enip-io", "bacnet", "opcua", "profinet-cm", "dnp3",
        "fins", "hart-ip", "iec104", "ads", "slmp", "ge-srtp",
    }
)  # fmt: skip


@lru_cache(maxsize=65536)
def address(text: str) -> str:
    """An address as it is written everywhere else.

    Raises
    ------
    ValueError
        When it is none.
    """
    return str(ip_address(text))


@lru_cache(maxsize=65536)
def is_host(text: str) -> bool:
    """Whether an address can be one machine's."""
    try:
        ip = ip_address(text)
    except ValueError:
        return False
    if ip.is_multicast or ip.is_unspecified or ip.is_loopback or ip.is_reserved:
        return False
    return not (ip.version == 4 and text.endswith(".255"))


@lru_cache(maxsize=65536)
def is_inside(text: str) -> bool:
    """Whether an address is a machine's of the plant's own networks."""
    return is_host(text) and not ip_address(text).is_global


@lru_cache(maxsize=65536)
def mac_of(text: str) -> str:
    """A MAC in lower case with colons; empty for none and for groups."""
    plain = text.replace("-", ":").lower()
    parts = plain.split(":")
    if len(parts) != 6 or any(len(p) != 2 or not set(p) <= _HEX for p in parts):
        return ""
    if plain in ("00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff") or int(parts[0], 16) & 1:
        return ""
    return plain


_HEX = set("0123456789abcdef")
