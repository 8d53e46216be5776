"""Hosts and ports that a scanner found, summed up while reading, as observations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address

from audit.imports.contract import RawFile
from audit.imports.secrets import without_secrets
from audit.payloads import Coverage, Identity, Service, observe
from audit.records import Grade, Kind, Observation, Source, Subject

MAX_HOSTS = 200_000
MAX_PORTS = 2000
"""Of one host; more is a machine that answers everything."""
MAX_TEXT = 2000
MAX_WORDS = 20
_EARLIEST, _LATEST = 315_532_800, 4_102_444_800


def plain(text: object, limit: int = 255) -> str:
    """Text of a file without control characters and passwords, bounded."""
    if not isinstance(text, str):
        return ""
    kept = "".join(c if c.isprintable() else " " for c in text[: limit * 2])
    return without_secrets(" ".join(kept.split()))[0][:limit]


def address_of(text: object) -> str:
    """An address as it is written everywhere else; empty for none."""
    try:
        return str(ip_address(str(text).strip()))
    except ValueError:
        return ""


def number_of(value: object, otherwise: int = 0) -> int:
    """A whole number; `otherwise` where it is none, or absurd."""
    if isinstance(value, bool):
        return otherwise
    if isinstance(value, int):
        return value if abs(value) < 2**53 else otherwise
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
        return int(value)
    return otherwise


@dataclass(slots=True)
class Port:
    """One port that answers."""

    protocol: str = ""
    proven: bool = False
    """Whether it said so itself; else its number is all there is."""
    product: str = ""
    words: dict[str, None] = field(default_factory=dict[str, None])

    def word(self, text: str) -> None:
        """Add a detail."""
        if (word := plain(text, 300)) and len(self.words) < MAX_WORDS:
            self.words[word] = None


@dataclass(slots=True)
class Host:
    """One host."""

    name: str = ""
    vendor: str = ""
    model: str = ""
    firmware: str = ""
    serial: str = ""
    os: str = ""
    macs: dict[str, None] = field(default_factory=dict[str, None])
    ips: dict[str, None] = field(default_factory=dict[str, None])
    words: dict[str, None] = field(default_factory=dict[str, None])
    ports: dict[tuple[str, int, str], Port] = field(
        default_factory=dict[tuple[str, int, str], Port]
    )
    """By address, number, transport."""
    last: int = 0

    def word(self, text: str) -> None:
        """Add to the description."""
        if (word := plain(text, 300)) and len(self.words) < MAX_WORDS:
            self.words[word] = None

    def port(self, number: int, transport: str, ip: str = "") -> Port | None:
        """The record of a port; None beyond the limit."""
        key = (ip or next(iter(self.ips), ""), number, transport)
        if key not in self.ports and len(self.ports) >= MAX_PORTS:
            return None
        return self.ports.setdefault(key, Port())


@dataclass(slots=True)
class Scanned:
    """All that one scan found."""

    method: str
    hosts: dict[str, Host] = field(default_factory=dict[str, Host])
    first: int = _LATEST
    last: int = 0
    left_out: int = 0
    detail: str = ""

    def host(self, key: str, ip: str = "") -> Host | None:
        """The record of a host, by its address or another key; None beyond the limit."""
        found = self.hosts.get(key)
        if found is None:
            if len(self.hosts) >= MAX_HOSTS:
                self.left_out += 1
                return None
            found = self.hosts[key] = Host()
            if address := address_of(ip or key):
                found.ips[address] = None
        return found

    def seen(self, time: int) -> None:
        """Note when something answered."""
        if _EARLIEST < time < _LATEST:
            self.first, self.last = min(self.first, time), max(self.last, time)

    def observations(self, raw: RawFile) -> list[Observation]:
        """Return everything, in a fixed order, after what the scan covered."""
        return [self._coverage(raw), *self._all(raw)]

    def _coverage(self, raw: RawFile) -> Observation:
        start, end = _moment(self.first), _moment(self.last)
        coverage = Coverage(
            what="scan",
            start=start.isoformat() if start else "",
            end=end.isoformat() if end else "",
            detail=self.detail or f"{len(self.hosts)} hosts answered",
        )
        about, source = Subject(Kind.SOURCE, raw.name), Source(raw.name, "", raw.sha256)
        time = end or raw.modified
        return observe(about, coverage, source, method=self.method, time=time)

    def _all(self, raw: RawFile) -> Iterator[Observation]:
        for key, host in sorted(self.hosts.items()):
            mac = next(iter(host.macs), "")
            name = f"{self.method} {mac or next(iter(host.ips), key)}"
            time = _moment(host.last) or _moment(self.last) or raw.modified
            source = Source(raw.name, f"host {next(iter(host.ips), key)}"[:255], raw.sha256)
            yield observe(name, _identity(host), source, method=self.method, time=time)
            for (ip, number, transport), port in sorted(host.ports.items()):
                service = Service(
                    ip, number, transport, port.protocol, product=port.product,
                    detail="; ".join(port.words)[:MAX_TEXT], seen_by="import",
                )  # fmt: skip
                grade = Grade.A if port.proven or not port.protocol else Grade.E
                yield observe(name, service, source, method=self.method, grade=grade, time=time)


def _identity(host: Host) -> Identity:
    return Identity(
        name=host.name, vendor=host.vendor, model=host.model, firmware=host.firmware,
        serial=host.serial, os=host.os, description="; ".join(host.words)[:MAX_TEXT],
        macs=tuple(host.macs)[:64], ips=tuple(host.ips)[:64],
    )  # fmt: skip


def _moment(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if _EARLIEST < seconds < _LATEST else None
