"""Ports and cables of a line's switches: which are sockets, which carry the line's data."""

from __future__ import annotations

from dataclasses import dataclass

from audit.facts.model import Device, Link, PlantFacts
from audit.facts.names import port_key
from checks.line_devices import devices_of, in_use
from checks.needed import needed_controllers
from checks.records import Asked
from checks.remembered import once
from checks.switches import LineSwitch, switches_of

_NO_SOCKET = ("vl", "lo", "po", "tu", "nu", "bvi", "trk", "lag", "ma", "cpu", "br", "app", "st",
              "con", "dummy", "eobc", "fortylo")  # fmt: skip
"""How names of ports begin that no cable fits into."""


def is_socket(name: str) -> bool:
    """Whether a cable fits into a port, as its name tells."""
    return bool(name.strip()) and not port_key(name).startswith(_NO_SOCKET)


def id_of(switch: LineSwitch) -> str:
    """Return the device id of a switch, else its name in the inventory."""
    return switch.device.device_id if switch.device else switch.name


def own_switches(facts: PlantFacts, line: str) -> list[LineSwitch]:
    """Return the switches that are listed for the line itself, unmanaged ones included."""
    return [s for s in switches_of(facts, line, managed_only=False) if line in s.row.record.line]


def unlisted_switches(facts: PlantFacts, line: str) -> list[Device]:
    """Return switches that were seen on the line and are in no list of switches."""
    known = {id_of(switch) for switch in switches_of(facts, line, managed_only=False)}
    return [d for d in devices_of(facts, line)
            if d.role == "switch" and in_use(d) and d.device_id not in known]  # fmt: skip


@once
def _links_by_device(facts: PlantFacts) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = {}
    for link in facts.links:
        for end in {link.a_device, link.b_device}:
            found.setdefault(end, []).append(link)
    return found


def links_at(facts: PlantFacts, device_id: str) -> list[Link]:
    """Return the cables of a device that something saw."""
    return [link for link in _links_by_device(facts).get(device_id, ()) if link.is_there]


@dataclass(frozen=True, slots=True)
class PathPort:
    """A port that the line's data crosses."""

    device_id: str
    port: str
    """As one source names it."""

    @property
    def key(self) -> tuple[str, str]:
        """The same for all spellings of the port."""
        return self.device_id, port_key(self.port)


def path_ports(asked: Asked) -> tuple[PathPort, ...]:
    """Return the ports of the line's switches towards switches and needed controllers."""
    facts = asked.facts
    around = {id_of(s) for s in switches_of(facts, asked.line, managed_only=False)}
    found: dict[tuple[str, str], PathPort] = {}
    for own in (id_of(s) for s in own_switches(facts, asked.line)):
        for link in links_at(facts, own):
            ends = ((link.a_device, link.a_port), (link.b_device, link.b_port))
            if all(device_id in around for device_id, _ in ends):
                for device_id, port in ends:
                    path = PathPort(device_id, port)
                    if port:
                        found.setdefault(path.key, path)
    for controller in needed_controllers(facts, asked.line, asked.use_case):
        device = controller.device
        if device and device.port and device.switch in around:
            path = PathPort(device.switch, device.port)
            found.setdefault(path.key, path)
    return tuple(found[key] for key in sorted(found))
