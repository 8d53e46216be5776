"""Who talks to the controllers of a line: captured traffic in, clients by what they are out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from audit.facts.model import Device, PlantFacts, Seen
from audit.inventory.tables import FlowRow
from audit.payloads import Conversation
from checks.line_devices import CONTROL, addressable, in_use, lines_of
from checks.needed import controllers, folded

CONTROL_PORTS = {
    102: "S7comm",
    502: "Modbus TCP",
    2222: "EtherNet/IP",
    4840: "OPC UA",
    9600: "FINS",
    20000: "DNP3",
    44818: "EtherNet/IP",
    47808: "BACnet",
}
"""Ports of protocols that control things, most of them without asking who is there."""
OFFICE = frozenset({"office", "printer", "camera", "building", "phone"})
"""Roles that have no business with a controller."""


@dataclass(frozen=True, slots=True)
class Client:
    """A station that asked a controller of the line for something."""

    ip: str
    device: Device | None
    server: str
    """The controller's id."""
    talk: Seen[Conversation]

    @property
    def name(self) -> str:
        """Id or address, for sentences."""
        return self.device.device_id if self.device else self.ip or self.talk.value.src_mac

    @property
    def names(self) -> set[str]:
        """All that a list may call it by, folded."""
        own = (self.device.device_id, self.device.name, *self.device.ips) if self.device else ()
        return {folded(name) for name in (*own, self.ip) if name}

    def of_line(self, line: str) -> bool:
        """Whether it is control gear of the same line: part of the machine."""
        return self.device is not None and line in lines_of(self.device) and (
            self.device.role in CONTROL)  # fmt: skip


def exposed(facts: PlantFacts, line: str) -> tuple[Device, ...]:
    """Return what of the line can be spoken to: its controllers with an address, and control gear
    that serves a control port.
    """
    own = [c.device for c in controllers(facts, line)]
    found = {d.device_id: d for d in own if d is not None and addressable(d)}
    serving = {s.device_id for s in facts.services if s.value.port in CONTROL_PORTS
               and s.value.role == "server" and s.value.state == "open"}  # fmt: skip
    for device in facts.devices:
        control = device.role in CONTROL and in_use(device) and line in lines_of(device)
        if control and device.device_id in serving:
            found.setdefault(device.device_id, device)
    return tuple(found[key] for key in sorted(found))


def clients_of(
    facts: PlantFacts, servers: Iterable[Device], *, any_port: bool = False
) -> tuple[Client, ...]:
    """Return who asked these devices on a control port, one witness for each pair and port."""
    around = list(servers)
    by_ip = {ip: d for d in around for ip in d.ips}
    by_mac = {mac: d for d in around for mac in d.macs}
    found: dict[tuple[str, str, int | None], Client] = {}
    for seen in facts.conversations:
        talk = seen.value
        server = by_mac.get(talk.dst_mac) or by_ip.get(talk.dst_ip)
        if server is None or not (talk.server_port in CONTROL_PORTS or any_port):
            continue
        if talk.dst_ip and server.ips and talk.dst_ip not in server.ips:
            continue  # through it, as a router, not to it
        if _answers(facts, seen, server):
            continue
        client = Client(talk.src_ip, station(facts, talk.src_ip, talk.src_mac),
                        server.device_id, seen)  # fmt: skip
        key = (client.name, server.device_id, talk.server_port)
        old = found.get(key)
        if old is None or (talk.writes or 0) > (old.talk.value.writes or 0):
            found[key] = client
    return tuple(found[key] for key in sorted(found, key=str))


def _answers(facts: PlantFacts, seen: Seen[Conversation], server: Device) -> bool:
    """Whether this is the way back: the server's port is the other side's.

    Both directions of an exchange carry the server's port; requests are counted on the way there.
    """
    talk = seen.value
    if talk.reads is not None or talk.writes is not None:
        return False
    other = station(facts, talk.src_ip, talk.src_mac)
    if other is None:
        return False
    port = talk.server_port
    serves = {s.device_id for s in facts.services
              if s.value.port == port and s.value.role == "server"}  # fmt: skip
    return other.device_id in serves and server.device_id not in serves


def station(facts: PlantFacts, ip: str, mac: str) -> Device | None:
    """Return the device of an address; where several have it, the one of that MAC."""
    having = [d for d in facts.devices if ip and ip in d.ips]
    if len(having) == 1:
        return having[0]
    same = [d for d in having or facts.devices if mac and mac in d.macs]
    return same[0] if same and (having or not ip) else None


def names_in(text: str) -> set[str]:
    """Return the names of a list that somebody wrote into a cell, folded."""
    return {folded(part) for part in re.split(r"[;,\n]|\band\b|\bund\b", text) if folded(part)}


def flow_partners(facts: PlantFacts, line: str) -> set[str]:
    """Return, folded, the stations that some flow of the line names beside its controllers."""
    flows = [row.record for row in facts.table(FlowRow) if row.record.line == line]
    return {folded(name) for f in flows for name in (f.dest, f.dest_ip, f.source, f.code_host)
            if name}  # fmt: skip
