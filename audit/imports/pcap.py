"""A small packet capture: pcap or pcapng bytes in; senders, servers and conversations out.

Grade A for what the packets themselves show, E for a protocol that only a port number suggests.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime

from audit.capture.frames import ip_text, mac_text
from audit.capture.modbus import BOTH, READS, WRITES
from audit.capture.records import Damage, is_capture, packets
from audit.capture.signatures import ETHERTYPES
from audit.capture.tally import End, Flow, FlowKey, Sender, Tally, own_ips, tally, transport_name
from audit.capture.tally import guess as guess_by_port
from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.payloads import Conversation, Coverage, Identity, Service, observe
from audit.records import Grade, Kind, Observation, Source, Subject

METHOD = "pcap"
MAX_BYTES = 200 * 1024 * 1024
MAX_CONVERSATIONS = 20_000
_LATEST_S = 4_102_444_800.0
"""2100-01-01: a later time stamp is damage."""


def sniff(raw: RawFile) -> float:
    """1.0 for a file that starts as pcap or pcapng."""
    return 1.0 if is_capture(raw.data[:16]) else 0.0


def read(raw: RawFile) -> Imported:
    """Sum a capture up; what is cut or damaged is left out and told.

    Raises
    ------
    UnreadableFileError
        For a capture above the size limit, or of another kind.
    """
    if len(raw.data) > MAX_BYTES:
        raise UnreadableFileError(
            f"{raw.name}: {len(raw.data) // 2**20} MB; this importer reads captures up to "
            f"{MAX_BYTES // 2**20} MB. Cut it with `editcap -c 500000`, or use the fast capture "
            "analysis for large files"
        )
    if not is_capture(raw.data[:16]):
        raise UnreadableFileError(
            f"{raw.name}: neither pcap nor pcapng; save the capture in one of these formats"
        )
    damage = Damage()
    report = _Report(raw, tally(packets(raw.data, damage)))
    report.fill()
    skipped = [Remark(f"packet {number}", what) for number, what in damage.notes]
    return Imported(
        tuple(report.observations), report.sums.packets, tuple(skipped), tuple(report.not_read())
    )


@dataclass(slots=True)
class _Server:
    """One end that serves."""

    protocol: str = ""
    detail: str = ""
    clients: set[bytes] = field(default_factory=set[bytes])
    answered: bool = False


@dataclass(slots=True)
class _Report:
    """The observations of one capture while they are being made."""

    raw: RawFile
    sums: Tally
    observations: list[Observation] = field(default_factory=list[Observation])
    left_out: int = 0

    def fill(self) -> None:
        """Make every observation, in an order that depends on the capture alone."""
        owner = self._identities()
        servers = self._servers()
        self._services(servers, owner)
        self._conversations(servers)
        self._coverage()

    def not_read(self) -> list[Remark]:
        """What was counted but not understood."""
        found = [
            Remark(f"{count} packets", what) for what, count in sorted(self.sums.not_read.items())
        ]
        if self.left_out:
            found.append(Remark(f"{self.left_out} conversations", "beyond the largest ones"))
        return found

    def say(
        self, key: str, payload: object, where: str, time_s: float, grade: Grade = Grade.A
    ) -> None:
        """Add an observation about a device."""
        source = Source(self.raw.name, where, self.raw.sha256)
        time = self.moment(time_s) or self.raw.modified
        self.observations.append(
            observe(key, payload, source, method=METHOD, grade=grade, time=time)
        )

    def moment(self, time_s: float) -> datetime | None:
        """A time stamp as a time; None where the record had none or an impossible one."""
        if not 0 < time_s < _LATEST_S:
            return None
        return datetime.fromtimestamp(time_s, UTC).replace(microsecond=0)

    def _identities(self) -> dict[bytes, bytes]:
        """One identity for each source MAC; returns which MAC an address belongs to."""
        owner: dict[bytes, bytes] = {}
        for mac, sender in sorted(self.sums.senders.items()):
            ips = own_ips(self.sums, mac)
            for ip in ips:
                if len(self.sums.macs_of_ip[ip]) == 1 or ip in sender.arp_ips:
                    owner.setdefault(ip, mac)
            identity = _identity(mac, sender, tuple(ip_text(ip) for ip in ips))
            where = f"packet {sender.first_packet}"
            self.say(f"pcap {mac_text(mac)}", identity, where, sender.last_s)
        return owner

    def _servers(self) -> dict[End, _Server]:
        """Which ends serve, and what (rule 2 of `audit.capture.tally`)."""
        servers: dict[End, _Server] = {}
        codes: dict[End, set[int]] = defaultdict(set)
        for key, flow in self.sums.flows.items():
            side = self._server_side(key, flow)
            if side is None:
                continue
            end, client, from_server = side
            server = servers.setdefault(end, _Server())
            server.protocol = server.protocol or flow.protocol
            server.answered = server.answered or from_server
            server.clients.add(client)
            codes[end].update(code & 0x7F for code in flow.codes)
        for end, seen in codes.items():
            if seen:
                servers[end].detail = f"function codes {', '.join(map(str, sorted(seen)))}"
        return servers

    def _server_side(self, key: FlowKey, flow: Flow) -> tuple[End, bytes, bool] | None:
        """The serving end, the other address, and whether the server sent this flow."""
        _, src, _, dst, _, protocol, src_port, dst_port = key
        if protocol not in (6, 17):
            return None
        one: End = (src, protocol, src_port)
        two: End = (dst, protocol, dst_port)
        for known in (self.sums.opened, self.sums.asked):
            if (one in known) != (two in known):
                return (one, dst, True) if one in known else (two, src, False)
        transport = transport_name(protocol)
        guesses = bool(guess_by_port(transport, src_port)), bool(guess_by_port(transport, dst_port))
        if guesses[0] != guesses[1]:
            return (one, dst, True) if guesses[0] else (two, src, False)
        if flow.protocol and src_port != dst_port:
            return (one, dst, True) if src_port < dst_port else (two, src, False)
        return None

    def _services(self, servers: dict[End, _Server], owner: dict[bytes, bytes]) -> None:
        strangers: set[str] = set()
        for end, server in sorted(servers.items()):
            ip, protocol, port = end
            transport = transport_name(protocol)
            name = server.protocol or guess_by_port(transport, port)
            confirmed = bool(server.protocol)
            if not server.answered or not (name or end in self.sums.opened):
                continue
            mac = owner.get(ip)
            key = f"pcap {mac_text(mac)}" if mac else f"pcap {ip_text(ip)}"
            if mac is None and key not in strangers:
                if not confirmed:
                    continue  # behind a router: only what the payload proves makes a device
                strangers.add(key)
                self.say(key, Identity(ips=(ip_text(ip),)), "", self.sums.last_s)
            service = Service(
                ip_text(ip), port, transport, name, detail=server.detail, seen_by="passive"
            )
            where = f"{len(server.clients)} clients"
            grade = Grade.A if confirmed else Grade.E
            self.say(key, service, where, self.sums.last_s, grade)
            self._clients(server, service, owner, grade)

    def _clients(
        self, server: _Server, service: Service, owner: dict[bytes, bytes], grade: Grade
    ) -> None:
        if not server.protocol:
            return
        for client in sorted(server.clients):
            if mac := owner.get(client):
                used = Service(
                    ip_text(client),
                    service.port,
                    service.transport,
                    service.protocol,
                    role="client",
                    seen_by="passive",
                )
                where = f"server {service.ip}"
                self.say(f"pcap {mac_text(mac)}", used, where, self.sums.last_s, grade)

    def _conversations(self, servers: dict[End, _Server]) -> None:
        joined: dict[tuple[str, ...], Conversation] = {}
        for key, flow in self.sums.flows.items():
            talk = self._conversation(key, flow, servers)
            name: tuple[str, ...] = (
                *(talk.src_mac, talk.src_ip, talk.dst_mac, talk.dst_ip, str(talk.vlan or "")),
                *(talk.protocol, str(talk.server_port or "")),
            )
            joined[name] = _sum(joined[name], talk) if name in joined else talk
        largest = sorted(joined.items(), key=lambda item: (-item[1].packets, item[0]))
        self.left_out = max(0, len(largest) - MAX_CONVERSATIONS)
        for name, talk in sorted(largest[:MAX_CONVERSATIONS]):
            source = Source(self.raw.name, f"{talk.packets} packets", self.raw.sha256)
            last = datetime.fromisoformat(talk.last_seen) if talk.last_seen else self.raw.modified
            subject = Subject(Kind.CONVERSATION, " ".join(part for part in name if part))
            self.observations.append(observe(subject, talk, source, method=METHOD, time=last))

    def _conversation(self, key: FlowKey, flow: Flow, servers: dict[End, _Server]) -> Conversation:
        src_mac, src, dst_mac, dst, vlan, protocol, *_ = key
        side = self._server_side(key, flow)
        port = side[0][2] if side else None
        name = flow.protocol
        if side and not name:
            name = servers[side[0]].protocol or guess_by_port(transport_name(protocol), side[0][2])
        first, last = self.moment(flow.first_s), self.moment(flow.last_s)
        reads, writes = _modbus_counts(flow) if side and not side[2] else (None, None)
        return Conversation(
            src_mac=mac_text(src_mac),
            src_ip=ip_text(src),
            dst_mac=mac_text(dst_mac),
            dst_ip=ip_text(dst),
            vlan=vlan,
            protocol=name or _layer_name(protocol),
            server_port=port,
            packets=flow.packets,
            bytes=flow.bytes,
            first_seen=first.isoformat() if first else "",
            last_seen=last.isoformat() if last else "",
            reads=reads,
            writes=writes,
        )

    def _coverage(self) -> None:
        sums = self.sums
        first, last = self.moment(sums.first_s), self.moment(sums.last_s)
        vlans = sorted({vlan for sender in sums.senders.values() for vlan in sender.vlans})
        told = [f"{len(sums.senders)} senders"]
        told += [f"VLANs {', '.join(map(str, vlans[:50]))}"] if vlans else []
        told += [f"{sums.cut} packets cut by the capture length"] if sums.cut else []
        coverage = Coverage(
            what="capture",
            start=first.isoformat() if first else "",
            end=last.isoformat() if last else "",
            packets=sums.packets,
            detail="; ".join(told),
        )
        source = Source(self.raw.name, "", self.raw.sha256)
        about = Subject(Kind.SOURCE, self.raw.name)
        self.observations.append(
            observe(about, coverage, source, method=METHOD, time=last or self.raw.modified)
        )


def _identity(mac: bytes, sender: Sender, ips: tuple[str, ...]) -> Identity:
    told = sender.announced
    macs: tuple[str, ...] = (mac_text(mac),)
    if told is None:
        return Identity(macs=macs, ips=ips)
    if told.chassis_mac and told.chassis_mac not in macs:
        macs = (*macs, told.chassis_mac)
    return Identity(
        name=told.name[:255],
        description=told.description,
        macs=macs,
        ips=tuple(dict.fromkeys((*ips, *told.ips))),
    )


def _modbus_counts(flow: Flow) -> tuple[int | None, int | None]:
    """Requests that read and that write; a request that does both counts twice."""
    if not flow.codes:
        return None, None
    reads = sum(n for code, n in flow.codes.items() if code in READS | BOTH)
    writes = sum(n for code, n in flow.codes.items() if code in WRITES | BOTH)
    return reads, writes


def _layer_name(protocol: int) -> str:
    """What is known below the ports: `tcp`, `arp`, `llc`, `ethertype 0x1234`."""
    if protocol > 0:
        return transport_name(protocol)
    if protocol == 0:
        return "llc"
    return ETHERTYPES.get(-protocol, f"ethertype 0x{-protocol:04x}")


def _sum(a: Conversation, b: Conversation) -> Conversation:
    return Conversation(
        *(a.src_mac, a.src_ip, a.dst_mac, a.dst_ip, a.vlan, a.protocol, a.server_port),
        packets=a.packets + b.packets,
        bytes=a.bytes + b.bytes,
        first_seen=min(filter(None, (a.first_seen, b.first_seen)), default=""),
        last_seen=max(a.last_seen, b.last_seen),
        reads=_plus(a.reads, b.reads),
        writes=_plus(a.writes, b.writes),
    )


def _plus(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else a + b


PCAP = Importer("pcap", "packet captures (pcap, pcapng) up to 200 MB", sniff, read)
IMPORTERS = (PCAP,)
