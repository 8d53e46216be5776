"""Who talks to the controllers of a line: captured traffic in, clients by what they are out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from audit.facts.model import Device, PlantFacts, Seen
from audit.inventory.tables import FlowRow
from audit.payloads import Conversation
from checks.line_devices import CONTROL, addressable, devices_of, in_use, lines_of
from checks.needed import controllers, folded
from checks.remembered import devices_by_ip, devices_by_mac, once, reads_of, rows_where, talks_to

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
    for device in devices_of(facts, line):
        if device.role in CONTROL and in_use(device) and _serves_control(facts, device):
            found.setdefault(device.device_id, device)
    return tuple(found[key] for key in sorted(found))


def _serves_control(facts: PlantFacts, device: Device) -> bool:
    own = reads_of(facts, facts.services, [device.device_id])
    served = [s.value for s in own if s.value.role == "server" and s.value.state == "open"]
    return any(service.port in CONTROL_PORTS for service in served)


def clients_of(
    facts: PlantFacts, servers: Iterable[Device], *, any_port: bool = False
) -> tuple[Client, ...]:
    """Return who asked these devices on a control port, one witness for each pair and port."""
    found: dict[tuple[str, str, str], Client] = {}
    for server in servers:
        for seen in _talks_to(facts, server):
            talk = seen.value
            wanted = any_port or talk.server_port in CONTROL_PORTS
            if not wanted or _answers(facts, seen, server):
                continue
            asking = station(facts, talk.src_ip, talk.src_mac)
            client = Client(talk.src_ip, asking, server.device_id, seen)
            key = (client.name, server.device_id, f"{talk.server_port or 0:05d}")
            old = found.get(key)
            if old is None or (talk.writes or 0) > (old.talk.value.writes or 0):
                found[key] = client
    return tuple(found[key] for key in sorted(found))


def _talks_to(facts: PlantFacts, server: Device) -> list[Seen[Conversation]]:
    """Return the traffic to a device itself: not what it passes on as a router."""
    own = server.ips
    talks = talks_to(facts, (server,))
    return [s for s in talks if not (own and s.value.dst_ip) or s.value.dst_ip in own]


def serves(facts: PlantFacts, device: Device, port: int | None) -> bool:
    """Whether a device was seen to serve a port."""
    own = reads_of(facts, facts.services, [device.device_id])
    return any(s.value.port == port and s.value.role == "server" for s in own)


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
    return serves(facts, other, talk.server_port) and not serves(facts, server, talk.server_port)


def station(facts: PlantFacts, ip: str, mac: str) -> Device | None:
    """Return the device of an address; where several have it, the one of that MAC."""
    having = devices_by_ip(facts).get(ip, ()) if ip else ()
    if len(having) == 1:
        return having[0]
    same = devices_by_mac(facts).get(mac, ()) if mac else ()
    if having:
        return next((device for device in same if device in having), None)
    return same[0] if same and not ip else None


def names_in(text: str) -> set[str]:
    """Return the names of a list that somebody wrote into a cell, folded."""
    return {folded(part) for part in re.split(r"[;,\n]|\band\b|\bund\b", text) if folded(part)}


@once
def flow_partners(facts: PlantFacts, line: str) -> frozenset[str]:
    """Return, folded, the stations that some flow of the line names beside its controllers."""
    flows = [row.record for row in rows_where(facts, FlowRow, "line", line)]
    return frozenset(folded(name) for f in flows
                     for name in (f.dest, f.dest_ip, f.source, f.code_host) if name)  # fmt: skip
