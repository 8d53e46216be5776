"""What was read of a network as evidence: summed-up hosts, servers and talks in, observations out.

The same payloads as a capture of the same traffic gives (`audit.capture.observe`), so that the same
checks can be answered. Grade A for the sensor's own logs, B for the result of somebody's search,
E for a protocol that only a port number suggests.

Rules
-----
1. An address is a MAC's own when a DHCP server gave it that address, or when the MAC sent with at
   most four addresses and no other MAC sent with this one. A MAC with more addresses is a router's.
2. An address without a MAC is a device when it sent something and lies in a network of the plant.
3. Only a connection log of the sensor itself is ground for saying that something is not there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from audit.imports.contract import RawFile
from audit.imports.zeek.net import Host, Net, Server, Talk, TalkKey, address, is_inside, mac_of
from audit.imports.zeek.window import Stretch, hour_text, moment
from audit.payloads import Conversation, Coverage, Identity, Service, observe
from audit.records import Grade, Kind, Observation, Source, Subject

METHOD = "zeek"
MAX_OWN_IPS = 4
MAX_DEVICES = 20_000
MAX_SERVICES = 20_000
MAX_CONVERSATIONS = 20_000
MAX_CLIENTS = 100
MAX_STRETCHES = 200
MAX_TEXT = 4000
_FEW_PACKETS = 200
_ONE_PORT = 0.97
_MOST = 2**62
_HOLDS_PROCESS = ("s7comm", "enip", "modbus", "bacnet", "fins")


def observations_of(net: Net, raw: RawFile) -> list[Observation]:
    """Give everything that the logs of one file show, in a fixed order."""
    for finish in net.finish:
        finish()
    return list(_Report(net, raw).all())


@dataclass(slots=True)
class _Report:
    net: Net
    raw: RawFile
    owner: dict[str, str] = field(default_factory=dict[str, str])
    """Address → the MAC whose own it is."""
    left_out: int = 0

    def __post_init__(self) -> None:
        self.owner = _owners(self.net)

    @property
    def grade(self) -> Grade:
        return Grade.A if self.net.whole else Grade.B

    @property
    def last(self) -> datetime:
        return moment(self.net.window.last) or self.raw.modified

    def all(self) -> Iterator[Observation]:
        yield from self._stations()
        yield from self._hosts()
        yield from self._services()
        for ip, endpoint in self.net.endpoints:
            yield self._say(self._key(ip), endpoint, "", self.grade)
        yield from self._conversations()
        yield from self._coverage()

    def _key(self, ip: str) -> str:
        return f"zeek {self.owner.get(ip, ip)}"

    def _say(self, key: str, payload: object, where: str, grade: Grade) -> Observation:
        source = Source(self.raw.name, where, self.raw.sha256)
        return observe(key, payload, source, method=METHOD, grade=grade, time=self.last)

    def _stations(self) -> Iterator[Observation]:
        own: dict[str, list[str]] = defaultdict(list)
        for ip, mac in self.owner.items():
            own[mac].append(ip)
        for mac in sorted(self.net.macs)[:MAX_DEVICES]:
            station = self.net.macs[mac]
            if not station.sent:
                continue
            ips = own.get(mac, [])
            parts = [station, *(self.net.hosts[ip] for ip in ips if ip in self.net.hosts)]
            where = f"{len(station.ips)} addresses" if len(station.ips) > MAX_OWN_IPS else ""
            yield self._say(f"zeek {mac}", _identity(parts, (mac,), ips), where, self.grade)

    def _hosts(self) -> Iterator[Observation]:
        hosts = self.net.hosts
        there = [ip for ip, host in hosts.items() if self._is_there(ip, host)]
        alone = [ip for ip in there if ip not in self.owner]
        served = {end[0] for end in self.net.servers if self.net.is_ours(end[0])}
        alone += [ip for ip in served if ip not in self.owner and ip not in hosts]
        self.left_out += max(0, len(alone) - MAX_DEVICES)
        for ip in sorted(alone)[:MAX_DEVICES]:
            host = hosts.get(ip, Host())
            yield self._say(f"zeek {ip}", _identity([host], (), [ip]), "", self.grade)

    def _is_there(self, ip: str, host: Host) -> bool:
        """Rule 2; what names itself was there too."""
        return self.net.is_ours(ip) and (host.sent or bool(host.model or host.serial))

    def _services(self) -> Iterator[Observation]:
        shown = 0
        for end, server in sorted(self.net.servers.items()):
            ip, port, transport = end
            if self.net.is_ours(ip) or ip in self.owner:
                shown += 1
                if shown > MAX_SERVICES:
                    self.left_out += 1
                    continue
                yield self._service(ip, port, transport, server)
            if server.proven:
                yield from self._clients(ip, port, transport, server)

    def _service(self, ip: str, port: int, transport: str, server: Server) -> Observation:
        service = Service(
            ip, port, transport, server.protocol, product=self._product(ip, server),
            detail="; ".join(server.words)[:MAX_TEXT], seen_by="passive",
        )  # fmt: skip
        grade = self.grade if server.proven else Grade.E
        return self._say(self._key(ip), service, f"{len(server.clients)} clients", grade)

    def _product(self, ip: str, server: Server) -> str:
        host = self.net.hosts.get(ip)
        if server.product or host is None or server.protocol not in _HOLDS_PROCESS:
            return server.product
        return host.model

    def _clients(self, ip: str, port: int, transport: str, server: Server) -> Iterator[Observation]:
        for client in sorted(server.clients)[:MAX_CLIENTS]:
            if client in self.owner or self.net.is_ours(client):
                used = Service(
                    client, port, transport, server.protocol, "client", seen_by="passive"
                )
                yield self._say(self._key(client), used, f"server {ip}", self.grade)

    def _conversations(self) -> Iterator[Observation]:
        talks = sorted(self.net.talks.items(), key=_largest)
        self.left_out += max(0, len(talks) - MAX_CONVERSATIONS // 2)
        for key, talk in sorted(talks[: MAX_CONVERSATIONS // 2]):
            if talk.there_packets or not talk.back_packets:
                yield self._conversation(key, talk, back=False)
            if talk.back_packets:
                yield self._conversation(key, talk, back=True)

    def _conversation(self, key: TalkKey, talk: Talk, *, back: bool) -> Observation:
        payload = self._payload(key, talk, back=back)
        where = f"{talk.entries} entries"
        words = (payload.src_mac, payload.src_ip, payload.dst_mac, payload.dst_ip, payload.vlan,
                 payload.protocol, payload.server_port, "answers" * back)  # fmt: skip
        subject = Subject(Kind.CONVERSATION, " ".join(str(word) for word in words if word))
        source = Source(self.raw.name, where, self.raw.sha256)
        time = moment(talk.last) or self.raw.modified
        return observe(subject, payload, source, method=METHOD, grade=self.grade, time=time)

    def _payload(self, key: TalkKey, talk: Talk, *, back: bool) -> Conversation:
        source, target, transport, port, source_mac, target_mac, vlan = key
        ends = (mac_of(source_mac), address(source)), (mac_of(target_mac), address(target))
        (src_mac, src), (dst_mac, dst) = reversed(ends) if back else ends
        first, last = moment(talk.first), moment(talk.last)
        number = int(port) if port else None
        server = self.net.servers.get((address(target), number or 0, transport))
        protocol = talk.protocol or (server.protocol if server else "") or transport
        return Conversation(
            src_mac=src_mac,
            src_ip=src,
            dst_mac=dst_mac,
            dst_ip=dst,
            vlan=int(vlan) if vlan.isdigit() and 0 < int(vlan) < 4095 else None,
            protocol=protocol,
            server_port=number,
            packets=min(talk.back_packets if back else talk.there_packets, _MOST),
            bytes=min(talk.back_bytes if back else talk.there_bytes, _MOST),
            first_seen=first.isoformat() if first else "",
            last_seen=last.isoformat() if last else "",
            reads=None if back else talk.reads,
            writes=None if back else talk.writes,
        )

    def _coverage(self) -> Iterator[Observation]:
        counted = ", ".join(f"{n} entries of {log}" for log, n in sorted(self.net.entries.items()))
        detail = counted[:1000]
        if self.left_out + self.net.left_out:
            detail += f"; {self.left_out + self.net.left_out} beyond the largest are left out"
        about = Subject(Kind.SOURCE, self.raw.name)
        source = Source(self.raw.name, "", self.raw.sha256)
        capture = self.net.whole and set(self.net.entries) >= {"conn"}
        stretches = self.net.window.stretches()
        stretches.sort(key=lambda stretch: -stretch.seconds)
        if missing := missing_text(self.net):
            detail += f"; {missing}"
        for stretch in stretches[:MAX_STRETCHES]:
            coverage = self._covered(stretch, detail, capture=capture)
            time = moment(stretch.end) or self.raw.modified
            yield observe(about, coverage, source, method=METHOD, grade=self.grade, time=time)

    def _covered(self, stretch: Stretch, detail: str, *, capture: bool) -> Coverage:
        start, end = moment(stretch.start), moment(stretch.end)
        return Coverage(
            what="capture" if capture else "log",
            start=start.isoformat() if start else "",
            end=end.isoformat() if end else "",
            packets=stretch.packets,
            detail=detail,
            seconds=round(stretch.seconds, 3),
            senders=len([1 for station in self.net.macs.values() if station.ips]) or None,
            mirror=_mirror(self.net) if capture else "",
            sensor=sensor_of(self.raw.name) if capture else "",
        )


def sensor_of(name: str) -> str:
    """Whose log it is: the folder, without those that rotation makes for every day."""
    folders = [part for part in name.split("/")[:-1] if not re.match(r"^\d{4}-\d{2}-\d{2}", part)]
    return f"zeek {'/'.join(folders)}".strip()[:255]


def missing_text(net: Net) -> str:
    """Say which hours have no entry; empty when there is none."""
    runs = net.window.missing()
    if not runs:
        return ""
    hours = sum(until - begin for begin, until in runs)
    total = max(net.window.hours) - min(net.window.hours) + 1
    shown = ", ".join(f"{hour_text(a)} to {hour_text(b)[11:]}" for a, b in runs[:10])
    more = f" and {len(runs) - 10} more" if len(runs) > 10 else ""
    return f"{hours} of {total} hours without any entry (UTC): {shown}{more}"


def _owners(net: Net) -> dict[str, str]:
    """Rule 1."""
    holders: dict[str, set[str]] = defaultdict(set)
    for mac, station in net.macs.items():
        if len(station.ips) <= MAX_OWN_IPS:
            for ip in station.ips:
                holders[ip].add(mac)
    owner = {ip: min(macs) for ip, macs in holders.items() if len(macs) == 1}
    for mac, station in sorted(net.macs.items()):
        if len(station.told_ips) == 1 and not holders.get(next(iter(station.told_ips)), {mac}) - {
            mac
        }:
            owner.setdefault(next(iter(station.told_ips)), mac)
    return owner


def _identity(parts: list[Host], macs: tuple[str, ...], ips: list[str]) -> Identity:
    def first(name: str) -> str:
        return next((text for part in parts if (text := str(getattr(part, name)))), "")

    names = dict.fromkeys(name for part in parts for name in part.names)
    words = dict.fromkeys(word for part in parts for word in part.words)
    return Identity(
        name=min(names, key=len, default=""),
        vendor=first("vendor"),
        model=first("model"),
        firmware=first("firmware"),
        serial=first("serial"),
        os=first("os"),
        description="; ".join(words)[:MAX_TEXT],
        macs=macs,
        ips=tuple(sorted(ips)),
    )


def _largest(item: tuple[TalkKey, Talk]) -> tuple[int, TalkKey]:
    key, talk = item
    return -(talk.there_packets + talk.back_packets), key


def _mirror(net: Net) -> str:
    """Whether many talk with many, or one machine with all others: the rule of a capture."""
    packets: dict[str, int] = defaultdict(int)
    total = 0
    for (source, target, *_), talk in net.talks.items():
        if not is_inside(target) and not is_inside(source):
            continue
        count = talk.there_packets + talk.back_packets
        total += count
        packets[source] += count
        packets[target] += count
    if total < _FEW_PACKETS or len(packets) < 3:
        return ""
    return "port" if max(packets.values()) >= _ONE_PORT * total else "uplink"
