"""Look devices and ports up by what others call them: identifiers in, device ids out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from audit.facts.model import Device, Seen
from audit.facts.names import is_mac, merge_name, port_key, serial_key
from audit.inventory.tables import AliasRow
from audit.payloads import Interface, Neighbour


@dataclass(slots=True)
class Directory:
    """Indices over the merged devices. An identifier of two devices names neither."""

    macs: dict[str, str] = field(default_factory=dict[str, str])
    """Own and port MACs → device id."""
    names: dict[str, str] = field(default_factory=dict[str, str])
    ips: dict[str, str] = field(default_factory=dict[str, str])
    serials: dict[str, str] = field(default_factory=dict[str, str])
    ids: set[str] = field(default_factory=set[str])
    ports: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    """Device id → what a port may be called → its name."""

    shared: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Name → the devices that bear it, where they are several."""
    aliases: dict[str, str] = field(default_factory=dict[str, str])
    """Label that somebody confirmed → the device it means."""
    apart: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """Label → the devices that somebody said it does not mean."""

    def bearers(self, text: str) -> tuple[str, ...]:
        """The devices that could be meant by a name that several bear; empty when none or one."""
        return self.shared.get(merge_name(text), ())

    def learn(self, rows: Iterable[AliasRow]) -> None:
        """Remember what people confirmed of labels; the last word on a label counts."""
        for row in rows:
            label, device = merge_name(row.label), self.named(row.device)
            if not label or not device:
                continue
            if row.same is False:
                self.apart.setdefault(label, set()).add(device)
                if self.aliases.get(label) == device:
                    del self.aliases[label]
            else:
                self.aliases[label] = device
                self.apart.get(label, set()).discard(device)

    def named(self, text: str) -> str:
        """The device of that id or name; empty when none or several bear it."""
        return text if text in self.ids else self.names.get(merge_name(text), "")

    def neighbour(self, row: Neighbour) -> str:
        """The device on the other end of a neighbour row; empty when nobody knows it."""
        chassis = row.remote_chassis
        return (
            self.macs.get(chassis, "")
            or (self.macs.get(row.remote_port, "") if is_mac(row.remote_port) else "")
            or self.named(row.remote_name)
            or (self.named(chassis) if not is_mac(chassis) else "")
            or self.ips.get(row.remote_ip, "")
            or self.ips.get(chassis, "")
            or self.serials.get(serial_key(chassis), "")
        )

    def port(self, device_id: str, text: str) -> str:
        """The device's own name of a port that others call by name, alias, MAC or index."""
        names = self.ports.get(device_id)
        if not names or not text:
            return ""
        for word in _spellings(text):
            if own := names.get(word.casefold(), "") or names.get(port_key(word), ""):
                return own
        return ""

    def far_port(self, device_id: str, row: Neighbour) -> str:
        """The device's own name of the port that a neighbour row says is at its end.

        A bare number may count ports or interfaces, so there the description comes first.
        """
        words = [row.remote_port, row.remote_port_description]
        if row.remote_port.isdigit() and row.port_subtype != "interface-name":
            words.reverse()
        return next((own for word in words if (own := self.port(device_id, word))), "")


def _spellings(text: str) -> Iterable[str]:
    """What a port may be called, best first: as said; the last part of a path, as RouterOS puts it
    (`bridge1/ether2`); without and with a unit number (`sfp2.665`, `ge-0/0/2`).
    """
    yield text
    tail = text.rpartition("/")[2]
    if "/" in text and not tail[:1].isdigit():
        yield tail
    head, dot, unit = text.rpartition(".")
    if dot and unit.isdigit() and not head.isdigit():
        yield head
    elif not text.isdigit():
        yield f"{text}.0"


def directory_of(
    devices: Iterable[Device],
    names: Iterable[tuple[str, str]],
    interfaces: Iterable[Seen[Interface]],
) -> Directory:
    """Index devices, the further names by which sources know them, and their ports."""
    macs: dict[str, set[str]] = defaultdict(set)
    named: dict[str, set[str]] = defaultdict(set)
    ips: dict[str, set[str]] = defaultdict(set)
    serials: dict[str, set[str]] = defaultdict(set)
    ids: set[str] = set()
    for device in devices:
        ids.add(device.device_id)
        for text in (device.device_id, device.name):
            named[merge_name(text)].add(device.device_id)
        for mac in device.macs:
            macs[mac].add(device.device_id)
        for ip in device.ips:
            ips[ip].add(device.device_id)
        serials[serial_key(device.serial)].add(device.device_id)
    for device_id, text in names:
        named[merge_name(text)].add(device_id)
    rows = tuple(interfaces)
    for row in rows:
        if row.value.mac:
            macs[row.value.mac].add(row.device_id)
    several = {name: tuple(sorted(own)) for name, own in named.items() if name and len(own) > 1}
    return Directory(
        _unique(macs), _unique(named), _unique(ips), _unique(serials), ids, _ports(rows), several
    )


def _unique(index: dict[str, set[str]]) -> dict[str, str]:
    return {key: min(ids) for key, ids in index.items() if key and len(ids) == 1}


def _ports(interfaces: tuple[Seen[Interface], ...]) -> dict[str, dict[str, str]]:
    """Names first, so that an index or alias never hides a port that is called so."""
    ports: dict[str, dict[str, str]] = defaultdict(dict)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for row in interfaces:
        for text in {row.value.mac, row.value.alias.casefold()} - {""}:
            shared[(row.device_id, text)] += 1
    for row in interfaces:
        own = ports[row.device_id]
        own.setdefault(row.value.name.casefold(), row.value.name)
        own.setdefault(port_key(row.value.name), row.value.name)
    for row in interfaces:
        port, own = row.value, ports[row.device_id]
        for text in (port.mac, port.alias.casefold()):
            if text and shared[(row.device_id, text)] == 1:
                own.setdefault(text, port.name)
        if port.if_index is not None:
            own.setdefault(str(port.if_index), port.name)
    return dict(ports)
