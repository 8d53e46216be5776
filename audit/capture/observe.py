"""A finished analysis as observations: what was found in, evidence out.

Grade A for what the packets themselves show, E for a protocol that only a port number suggests.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from ipaddress import ip_address

from audit.capture.batch import NO_TIME
from audit.capture.claims import duplicates, known_as
from audit.capture.clue import Clue
from audit.capture.engine import Part
from audit.capture.identity import Said
from audit.capture.series import series_of
from audit.capture.servers import End, Server, Talk, Traffic, traffic_of
from audit.capture.stations import Stations, device_mac, stations_of
from audit.capture.summary import coverage_of
from audit.payloads import (
    Identity,
    Interface,
    Service,
    StpState,
    Vlan,
    observe,
)
from audit.records import Grade, Json, Kind, Observation, Source, Subject

METHOD = "pcap"
MAX_CONVERSATIONS = 20_000
MAX_SERVERS = 20_000
MAX_TEXT = 4000
_LATEST_NS = 4_102_444_800 * 10**9
"""2100-01-01: a later time stamp is damage."""
_ANNOUNCERS = {
    "nbns": (137, "udp", "netbios-ns"),
    "browser": (138, "udp", "netbios-dgm"),
    "mdns": (5353, "udp", "mdns"),
    "llmnr": (5355, "udp", "llmnr"),
    "ssdp": (1900, "udp", "ssdp"),
    "dhcp": (68, "udp", "dhcp-client"),
    "ntlm": (445, "tcp", "ntlm"),
    "pn-dcp": (0, "ethernet", "profinet-dcp"),
    "lldp": (0, "ethernet", "lldp"),
    "cdp": (0, "ethernet", "cdp"),
    "goose": (0, "ethernet", "goose"),
}
"""Protocols in which a device names itself without being a server in the usual sense."""
_DETAILS = {"enip": ("cip",), "ssh": ("ssh",)}
"""Protocol of a service → protocols of the clues that describe it beside its own."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Which file it was."""

    name: str
    sha256: str
    modified: datetime

    def latest_ns(self) -> int:
        """The last time that its packets can have: a later one tells of a recorder's wrong clock.

        A day behind the file's own time is allowed for time zones; archives without times say 1980.
        """
        if self.modified.year < 2000:
            return _LATEST_NS
        return min(_LATEST_NS, int((self.modified + timedelta(days=1)).timestamp()) * 10**9)


def observations_of(part: Part, origin: Origin) -> list[Observation]:
    """Give everything that a capture shows, in an order that depends on the capture alone."""
    with _undisturbed():
        return list(_Report(part, origin).all())


@contextmanager
def _undisturbed() -> Generator[None]:
    """Without searches for cyclic garbage: tens of thousands of records are made, none cyclic."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


@dataclass(slots=True)
class _Report:
    part: Part
    origin: Origin
    latest_ns: int = field(init=False)
    stations: Stations = field(init=False)
    traffic: Traffic = field(init=False)
    said: dict[str, Said] = field(default_factory=lambda: defaultdict[str, Said](Said))
    """Key of a device → its clues."""
    key_of: dict[str, str] = field(default_factory=dict[str, str])
    """MAC → key of its machine."""
    logins: dict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))
    """Address and port of a server → who logged in there in clear text; never with what."""

    def __post_init__(self) -> None:
        self.latest_ns = self.origin.latest_ns()
        self.stations = stations_of(self.part)
        self.traffic = traffic_of(self.part, MAX_CONVERSATIONS)
        for machine in self.stations.machines:
            for mac in machine:
                self.key_of[mac] = f"pcap {machine[0]}"
        for clue in self.part.heard:
            if key := self._key(clue):
                self.said[key].add(clue)
            if clue.what == "login":
                self.logins[dict(clue.more)["server"], clue.port].add(clue.ip)

    def all(self) -> Iterator[Observation]:
        """Every observation."""
        yield from self._machines()
        yield from self._strangers()
        yield from self._claims()
        yield from self._services()
        yield from self._announcements()
        yield from self._trees()
        yield from self._conversations()
        source = Source(self.origin.name, "", self.origin.sha256)
        coverage = replace(
            coverage_of(self.part, self.stations, self.traffic.left_out),
            sensor=series_of(self.origin.name),
        )
        about = Subject(Kind.SOURCE, self.origin.name)
        time = self._moment(self.part.flows.totals.last_ns) or self.origin.modified
        yield observe(about, coverage, source, method=METHOD, time=time)

    def _key(self, clue: Clue) -> str:
        mac = device_mac(self.stations, clue)
        if mac:
            return self.key_of.get(mac, f"pcap {mac}")
        return f"pcap {clue.ip}" if clue.ip else ""

    def _moment(self, time_ns: int) -> datetime | None:
        """A time stamp as a time; None where the record had none or an impossible one."""
        if time_ns == NO_TIME or not 0 < time_ns < self.latest_ns:
            return None
        return _second(time_ns // 10**9)[0]

    def _say(
        self, key: str, payload: object, where: str, time_ns: int, grade: Grade = Grade.A
    ) -> Observation:
        source = Source(self.origin.name, where, self.origin.sha256)
        time = self._moment(time_ns) or self.origin.modified
        return observe(key, payload, source, method=METHOD, grade=grade, time=time)

    def _machines(self) -> Iterator[Observation]:
        for machine in self.stations.machines:
            known = [self.stations.by_mac[mac] for mac in machine if mac in self.stations.by_mac]
            if not known:
                continue
            key = f"pcap {machine[0]}"
            said = self.said.get(key, Said())
            ips = tuple(dict.fromkeys(ip for station in known for ip in station.ips))
            last = max(station.last_ns for station in known)
            why = next((w for mac in machine if (w := self.stations.joined_by.get(mac))), "")
            where = f"{sum(station.packets for station in known)} packets"
            if why and len(machine) > 1:
                where += f"; one machine: {why}"
            yield self._say(key, _identity(said, machine, ips), where, last)
            for clue in said.by.get(("lldp", "port"), []) + said.by.get(("cdp", "port"), []):
                yield self._say(key, _port(clue), f"{clue.protocol} frame", last)
            for clue in said.by.get(("lldp", "vlan"), []):
                name = dict(clue.more).get("name", "")
                yield self._say(key, Vlan(int(clue.value), name), "lldp frame", last)

    def _strangers(self) -> Iterator[Observation]:
        """Devices of which only the address is known, behind a router or on a link without MACs:
        those whose messages prove them.
        """
        proven = {
            f"pcap {end[0]}"
            for end, server in self.traffic.servers.items()
            if not server.guessed and end[0] not in self.stations.owner
        }
        named = {
            key
            for key, said in self.said.items()
            if key.removeprefix("pcap ") not in self.key_of and (said.name or said.model)
        }
        last = self.part.flows.totals.last_ns
        for key in sorted(proven | named):
            ip = key.removeprefix("pcap ")
            if _is_address(ip):
                yield self._say(key, _identity(self.said.get(key, Said()), (), (ip,)), "", last)

    def _claims(self) -> Iterator[Observation]:
        """Addresses that several claim, and names that others give a machine."""
        last = self.part.flows.totals.last_ns
        for mac, claim in duplicates(self.stations):
            yield self._say(f"pcap {mac}", claim, "ARP", last)
        for machine in self.stations.machines:
            key = f"pcap {machine[0]}"
            if key in self.said and (names := known_as(self.said[key])):
                yield self._say(key, Identity(known_as=names), "DNS answers", last, Grade.B)

    def _services(self) -> Iterator[Observation]:
        last = self.part.flows.totals.last_ns
        shown = 0
        for end, server in sorted(self.traffic.servers.items()):
            if not _serves(end, server):
                continue
            ip = end[0]
            mac = self.stations.owner.get(ip, "")
            key = self.key_of.get(mac, f"pcap {mac}") if mac else f"pcap {ip}"
            if not mac and server.guessed:
                continue  # behind a router: only what the messages prove makes a device
            shown += 1
            if shown > MAX_SERVERS:
                return
            grade = Grade.E if server.guessed else Grade.A
            service = self._service(end, server, self.said.get(key, Said()))
            yield self._say(key, service, f"{len(server.clients)} clients", last, grade)
            yield from self._clients(end, server, grade)

    def _service(self, end: End, server: Server, said: Said) -> Service:
        details = [f"function codes {', '.join(map(str, sorted(server.functions)))}"] * bool(
            server.functions
        )
        details += [f"{name} {value}" for name, value in sorted(server.words.items()) if value]
        own = (server.protocol, *_DETAILS.get(server.protocol, ()))
        details += [word for protocol in dict.fromkeys(own) for word in said.words(protocol)]
        if logins := self.logins.get(end[:2]):
            details.append(f"clear-text login from {', '.join(sorted(logins))}")
        if not server.answered:
            details.append("asked, no answer in the capture")
        product = next(iter(server.products), "") or (
            said.model if server.protocol in ("s7comm", "enip", "modbus", "bacnet", "fins") else ""
        )
        return Service(
            end[0], end[1], end[2], server.protocol, product=product[:255],
            detail="; ".join(details)[:MAX_TEXT], seen_by="passive",
        )  # fmt: skip

    def _clients(self, end: End, server: Server, grade: Grade) -> Iterator[Observation]:
        if server.guessed:
            return
        for client in sorted(server.clients)[:500]:
            if mac := self.stations.owner.get(client):
                used = Service(client, end[1], end[2], server.protocol, "client", seen_by="passive")
                key = self.key_of.get(mac, f"pcap {mac}")
                last = self.part.flows.totals.last_ns
                yield self._say(key, used, f"server {end[0]}", last, grade)

    def _announcements(self) -> Iterator[Observation]:
        """Names and properties that devices announce, each with its protocol."""
        last = self.part.flows.totals.last_ns
        for key, said in sorted(self.said.items()):
            mac = key.removeprefix("pcap ")
            for protocol, (port, transport, name) in _ANNOUNCERS.items():
                words = said.words(protocol)
                if not words or mac not in self.key_of:
                    continue
                ips = self.stations.by_mac[mac].ips if mac in self.stations.by_mac else ()
                service = Service(
                    ips[0] if ips and port else "", port, transport, name, product=said.name[:255],
                    detail="; ".join(words)[:MAX_TEXT], seen_by="passive",
                )  # fmt: skip
                yield self._say(key, service, f"{protocol} messages", last)

    def _trees(self) -> Iterator[Observation]:
        last = self.part.flows.totals.last_ns
        for key, said in sorted(self.said.items()):
            for (protocol, what), clues in said.by.items():
                if what != "root":
                    continue
                for clue in clues[:64]:
                    more = dict(clue.more)
                    state = StpState(
                        int(more["instance"]), clue.value, protocol, bridge=more["bridge"],
                        priority=int(more["priority"]),
                    )  # fmt: skip
                    yield self._say(key, state, "spanning-tree frame", last)

    def _conversations(self) -> Iterator[Observation]:
        for talk in sorted(self.traffic.talks, key=_order):
            source = Source(self.origin.name, f"{talk.packets} packets", self.origin.sha256)
            words = (
                talk.src_mac, talk.src_ip, talk.dst_mac, talk.dst_ip, str(talk.vlan or ""),
                talk.protocol, str(talk.server_port or ""),
            )  # fmt: skip
            subject = Subject(Kind.CONVERSATION, " ".join(filter(None, words)))
            time = self._moment(talk.last_ns) or self.origin.modified
            value = conversation_value(talk)
            yield Observation(subject, "conversation", value, source, METHOD, Grade.A, time)


def conversation_value(talk: Talk) -> dict[str, Json]:
    """What `observe` would write of a `Conversation`, without making one: there are ten thousands
    of them.
    """
    tcp = bool(talk.repeated or talk.zero_windows)
    cycle = talk.cycle if talk.cycle is not None and talk.cycle.gaps >= 3 else None
    value: dict[str, Json] = {
        "src_mac": talk.src_mac,
        "src_ip": talk.src_ip,
        "dst_mac": talk.dst_mac,
        "dst_ip": talk.dst_ip,
        "vlan": talk.vlan,
        "protocol": talk.protocol,
        "server_port": talk.server_port,
        "packets": talk.packets,
        "bytes": talk.bytes,
        "first_seen": _written(talk.first_ns),
        "last_seen": _written(talk.last_ns),
        "reads": talk.reads,
        "writes": talk.writes,
        "payloads": talk.payloads if tcp else None,
        "repeated": talk.repeated if tcp else None,
        "zero_windows": talk.zero_windows if tcp else None,
        "cycle_ms": round(cycle.mean_ms, 3) if cycle else None,
        "jitter_ms": round(cycle.jitter_ms, 3) if cycle else None,
    }
    return {name: said for name, said in value.items() if said is not None and said != ""}


@lru_cache(4096)
def _second(seconds: int) -> tuple[datetime, str]:
    """A second since 1970 as a time, and as it is written."""
    time = datetime.fromtimestamp(seconds, UTC)
    return time, time.isoformat()


def _written(time_ns: int) -> str:
    return _second(time_ns // 10**9)[1] if 0 < time_ns < _LATEST_NS else ""


def _identity(said: Said, machine: tuple[str, ...], ips: tuple[str, ...]) -> Identity:
    return Identity(
        name=said.name[:255],
        role=said.role,
        vendor=said.text("vendor")[:255],
        model=said.model[:255],
        firmware=said.text("firmware")[:255],
        serial=said.text("serial")[:255],
        os=said.text("os")[:255],
        description=said.text("description")[:MAX_TEXT],
        macs=machine,
        ips=ips,
    )


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _serves(end: End, server: Server) -> bool:
    """A guess counts only where an answer was seen; a client's port number is none."""
    if not server.guessed:
        return True
    return server.answered and (bool(server.protocol) or end[1] < 49152)


def _port(clue: Clue) -> Interface:
    more = dict(clue.more)
    vlan = int(more["vlan"]) if more.get("vlan", "").isdigit() else None
    voice = int(more["voice_vlan"]) if more.get("voice_vlan", "").isdigit() else None
    return Interface(
        clue.value, alias=more.get("description", ""), mac=clue.mac, duplex=more.get("duplex", ""),
        native_vlan=vlan or None, voice_vlan=voice or None,
    )  # fmt: skip


def _order(talk: Talk) -> tuple[str, ...]:
    words = (talk.src_mac, talk.src_ip, talk.dst_mac, talk.dst_ip, talk.vlan or "", talk.protocol)
    return (*map(str, words), f"{talk.server_port or 0:05d}")
