"""Groups of nodes to devices: gathered observations and groups in, device ids and drafts out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, count

from audit.facts.attributes import Choice, choose, heard_name, newest_number, vendor_of_macs
from audit.facts.merge import Group
from audit.facts.model import Device
from audit.facts.names import is_station, natural, said
from audit.facts.nodes import Gathered, Node, Read
from audit.facts.shown import shown
from audit.payloads import Conversation, Identity, Reach
from audit.records import Grade, Status

_TEXTS = ("name", "line", "role", "vendor", "model", "firmware", "serial", "os", "object_id")
_DATES = ("last_changed", "status")


@dataclass(slots=True)
class Assembly:
    """Which device every observation speaks of."""

    nodes: list[Node]
    groups: list[Group]
    ids: list[str]
    """Device id of each group; '' for a group of failed attempts only."""
    group_of: dict[int, int]
    reads: Mapping[str, list[Read]]
    mac_owner: dict[str, str] = field(default_factory=dict[str, str])
    ip_owner: dict[str, str] = field(default_factory=dict[str, str])

    def device_of(self, read: Read) -> str:
        """The device an observation speaks of; '' for none."""
        return "" if read.node < 0 else self.ids[self.group_of[read.node]]

    def target_of(self, read: Read) -> str:
        """The device a try was aimed at: the subject's, else the one with the address."""
        payload: Reach = read.payload
        return self.device_of(read) or self.ip_owner.get(payload.ip, "")

    def talker_of(self, read: Read) -> str:
        """The device that sent a conversation's packets."""
        payload: Conversation = read.payload
        return self.mac_owner.get(payload.src_mac) or self.ip_owner.get(payload.src_ip, "")

    def names(self) -> Iterable[tuple[str, str]]:
        """Every name that a source uses for a device."""
        for number, group in enumerate(self.groups):
            for index in group.nodes:
                for name in self.nodes[index].names:
                    yield self.ids[number], name

    def devices(self) -> tuple[Device, ...]:
        """The devices before their place in the network is known, by id."""
        about: dict[str, list[Read]] = defaultdict(list)
        for attribute, reads in self.reads.items():
            owner_of = self.target_of if attribute == "reach" else self.device_of
            for read in reads:
                about[owner_of(read)].append(read)
        sightings = _sightings(self.reads)
        drafts: list[Device] = []
        for number, group in enumerate(self.groups):
            if not (device_id := self.ids[number]):
                continue
            stations = [self.nodes[i] for i in group.nodes if not self.nodes[i].origin]
            listed = [r for node in stations for mac in node.macs for r in sightings[mac]]
            drafts.append(
                _draft(
                    device_id,
                    group,
                    about[device_id],
                    listed,
                    [self.nodes[i] for i in group.nodes],
                )
            )
        return tuple(sorted(drafts, key=lambda device: natural(device.device_id)))


def assemble(found: Gathered, groups: list[Group]) -> Assembly:
    """Name the groups and index which device owns which address."""
    ids = _ids(groups, found.nodes)
    group_of = {node: number for number, group in enumerate(groups) for node in group.nodes}
    assembly = Assembly(found.nodes, groups, ids, group_of, found.reads)
    macs: dict[str, set[str]] = defaultdict(set)
    ips: dict[str, set[str]] = defaultdict(set)
    for device_id, group in zip(ids, groups, strict=True):
        for mac in group.macs | group.port_macs:
            macs[mac].add(device_id)
        for ip in group.ips | group.reach_at:
            ips[ip].add(device_id)
    assembly.mac_owner = {mac: min(own) for mac, own in macs.items() if len(own) == 1}
    assembly.ip_owner = {ip: min(own) for ip, own in ips.items() if len(own) == 1}
    return assembly


def _ids(groups: list[Group], nodes: list[Node]) -> list[str]:
    """The documented id; else the name where it is the only one; else MAC, serial, address, key."""
    names = Counter(name for group in groups for name in _own_names(group, nodes)[:1])
    documented = {name for group in groups for name in group.documented}
    ids: list[str] = []
    taken: set[str] = set()
    for group in groups:
        members = [nodes[i] for i in group.nodes]
        if not any(n.has_identity or n.has_data for n in members) and not group.documented:
            ids.append("")
            continue
        options = [
            *sorted(group.documented),
            *(n for n in _own_names(group, nodes)[:1] if names[n] == 1 and n not in documented),
            *(f"mac {mac}" for mac in sorted(group.macs)),
            *(f"serial {serial}" for serial in sorted(group.serials)),
            *(f"ip {ip}" for ip in sorted(group.ips, key=natural)),
            *sorted(group.keys),
        ]
        again = (f"{options[-1]} ({number})" for number in count(2))
        ids.append(next(option for option in chain(options, again) if option not in taken))
        taken.add(ids[-1])
    return ids


def _own_names(group: Group, nodes: list[Node]) -> list[str]:
    return sorted({name for i in group.nodes for n in nodes[i].names if (name := said(n))})


def _sightings(reads: Mapping[str, list[Read]]) -> dict[str, list[Read]]:
    """MAC → the MAC table and ARP rows that list it."""
    found: dict[str, list[Read]] = defaultdict(list)
    for attribute in ("fdb", "arp"):
        for read in reads.get(attribute, ()):
            found[read.payload.mac].append(read)
    return found


def _draft(
    device_id: str,
    group: Group,
    reads: list[Read],
    listed: list[Read],
    nodes: list[Node],
) -> Device:
    identities = [r for r in reads if isinstance(r.payload, Identity) and r.ok]
    words = {text: choose(text, identities) for text in (*_TEXTS, *_DATES)}
    name, name_grade = _name(words["name"], nodes, identities)
    about = [r for r in (*reads, *listed) if _speaks(r)]
    named = [*listed, *(r for r in reads if _identifies(r))]
    seen = [r for r in about if not _documents(r)]
    ips = _own_ips(group, identities, nodes)
    documented = any(r.payload.documented for r in identities)
    macs = tuple(sorted(group.macs | {m for r in identities for m in r.payload.macs if m}))
    vendor = words["vendor"].value or vendor_of_macs(macs)
    of_identity = [c.read for c in (words["model"], words["firmware"]) if c.read is not None]
    times = [r.stored.observation.time for r in seen]
    return Device(
        device_id,
        name=name,
        line=words["line"].value,
        role=words["role"].value,
        role_reason=_said_by(words["role"]),
        vendor=vendor,
        model=words["model"].value,
        firmware=words["firmware"].value,
        serial=words["serial"].value,
        os=words["os"].value,
        object_id=words["object_id"].value,
        uptime_s=newest_number(identities),
        last_changed=words["last_changed"].value,
        macs=tuple(mac for mac in macs if is_station(mac)),
        ips=ips,
        documented=documented,
        observed=bool(seen),
        status=words["status"].value,
        first_seen=min(times, default=None),
        last_seen=max(times, default=None),
        grade=min({_grade(r) for r in about}, key=lambda g: g.rank, default=Grade.E),
        sources=tuple(sorted({r.stored.observation.source.file for r in about}, key=natural)),
        evidence=tuple(sorted({r.stored.evidence_id for r in named if r.ok})),
        identity_grade=max((_grade(r) for r in of_identity), key=lambda g: g.rank, default=None),
        identity_evidence=tuple(sorted({r.stored.evidence_id for r in of_identity})),
        merged_by=tuple(group.reasons),
        conflicts=tuple(c for word in words.values() for c in word.conflicts),
        name_grade=name_grade,
        shown=shown(ips, seen),
    )


def _name(said: Choice, nodes: list[Node], identities: list[Read]) -> tuple[str, Grade | None]:
    """What a source calls it, else the key of a source, else how others know it; and how sure."""
    if said.read is not None:
        return said.value, _grade(said.read)
    if name := _fallback_name(nodes):
        return name, None
    other = heard_name(identities)
    return other.value, _grade(other.read) if other.read is not None else None


def _speaks(read: Read) -> bool:
    """Whether an observation says that the device is there: a refused port does, not silence."""
    if isinstance(read.payload, Reach):
        return read.stored.observation.status in (Status.OK, Status.REFUSED)
    return read.ok


def _documents(read: Read) -> bool:
    return isinstance(read.payload, Identity) and read.payload.documented


def _identifies(read: Read) -> bool:
    return read.stored.observation.attribute in ("identity", "service")


def _grade(read: Read) -> Grade:
    return read.stored.observation.grade


def _said_by(choice: Choice) -> str:
    if choice.read is None:
        return ""
    seen = choice.read.stored.observation
    kind = "documented in" if choice.read.payload.documented else f"{seen.method} says so:"
    return f"{kind} {seen.source.file}"


def _fallback_name(nodes: list[Node]) -> str:
    names = sorted({name for node in nodes for name in node.names if said(name)})
    return names[0] if names else next((n.documented_id for n in nodes if n.documented_id), "")


def _own_ips(group: Group, identities: list[Read], nodes: list[Node]) -> tuple[str, ...]:
    """Addresses on the plant: not those under which only the auditor reaches the device."""
    ips = {ip for r in identities for ip in r.payload.ips if ip}
    ips |= {ip for node in nodes if not node.has_identity or not node.origin for ip in node.ips}
    plant = ips - group.reach_at
    return tuple(sorted(plant or ips, key=natural))
