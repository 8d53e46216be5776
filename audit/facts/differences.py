"""Where documents and the floor differ: facts in, one difference a line out, with both sides.

A difference never says which side is right: it asks. A device that nobody could have seen (no
address, planned, no table of its place read) is `unknown` and not `missing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit.facts.model import Device, Link, PlantFacts
from audit.facts.names import loose_key, natural, said, serial_key, vendor_key
from audit.inventory.tables import AssetRow, LinkRow, SwitchRow

NOT_ON_THE_FLOOR = ("planned", "staged", "inventory", "decommissioning")
"""Statuses of which nobody expects to see the device."""
_ASKED = "Which one is wrong: the list, or"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing of which document and floor say different things."""

    kind: str
    """device or link."""
    name: str
    line: str
    state: str
    """missing, undocumented, different, unknown."""
    attribute: str
    """What differs; empty: whether it is there at all."""
    documented: str
    seen: str
    question: str
    documented_evidence: tuple[int, ...] = ()
    seen_evidence: tuple[int, ...] = ()


def differences(facts: PlantFacts) -> tuple[Difference, ...]:
    """Everything that document and floor do not agree on, devices first, each by name."""
    return (*device_differences(facts), *link_differences(facts))


def device_differences(facts: PlantFacts) -> tuple[Difference, ...]:
    """Devices on one side only, and what the two sides say differently of one device."""
    rows = _rows(facts)
    macs = _seen_macs(facts)
    ends = {e for k in facts.links if k.kind in ("lldp", "cdp") for e in (k.a_device, k.b_device)}
    found: list[Difference] = []
    strangers = {ip: d for d in facts.devices if d.observed and not d.documented for ip in d.ips}
    instead: set[str] = set()
    for device in facts.devices:
        there = device.observed or device.device_id in ends
        if device.documented and not there:
            stranger = next((strangers[ip] for ip in device.ips if ip in strangers), None)
            instead |= {stranger.device_id} if stranger else set()
            found += _not_seen(device, rows.get(device.device_id), stranger)
    for device in facts.devices:
        there = device.observed or device.device_id in ends
        if there and not device.documented and rows and device.device_id not in instead:
            found.append(_undocumented(device))
        elif there and (row := rows.get(device.device_id)):
            found += _unlike(device, row, macs)
    return tuple(sorted(found, key=lambda d: (natural(d.name), d.attribute)))


def link_differences(facts: PlantFacts) -> tuple[Difference, ...]:
    """Cables that are not confirmed, as `audit.facts.reconcile` found them."""
    drawn = {row.evidence for row in facts.table(LinkRow)}
    if not drawn:
        return ()
    lines = {device.device_id: device.line for device in facts.devices}
    return tuple(_of_link(k, drawn, lines) for k in facts.links if k.state != "confirmed")


def _rows(facts: PlantFacts) -> dict[str, tuple[AssetRow | SwitchRow, int]]:
    found: dict[str, tuple[AssetRow | SwitchRow, int]] = {}
    for asset in facts.table(AssetRow):
        found[asset.record.asset_id] = (asset.record, asset.evidence)
    for switch in facts.table(SwitchRow):
        found[switch.record.switch] = (switch.record, switch.evidence)
    return found


def _seen_macs(facts: PlantFacts) -> dict[str, set[str]]:
    """Every address seen with something → the IP addresses that it asked or answered for."""
    found: dict[str, set[str]] = {row.value.mac: set() for row in facts.fdb}
    found.update((row.value.mac, set()) for row in facts.interfaces if row.value.mac)
    for row in facts.arp:
        found.setdefault(row.value.mac, set()).add(row.value.ip)
    return found


def _not_seen(
    device: Device, row: tuple[AssetRow | SwitchRow, int] | None, stranger: Device | None
) -> Iterable[Difference]:
    record = row[0] if row else None
    if device.status in NOT_ON_THE_FLOOR or getattr(record, "status", "") in NOT_ON_THE_FLOOR:
        return
    evidence = (row[1],) if row else device.evidence
    if stranger is not None:
        yield Difference(
            "device", device.device_id, device.line, "different", _told_apart(device, stranger),
            _what(device), _what(stranger),
            f"{_ASKED} was the device replaced? Another one answers at its address.",
            evidence, stranger.evidence,
        )  # fmt: skip
        return
    state, why = "missing", "is the device off, moved or gone?"
    if not (device.macs or device.ips):
        state, why = "unknown", "has it a network port? No address is documented to look for."
    yield Difference(
        "device", device.device_id, device.line, state, "",
        _what(device) or "documented", "nothing that was read shows it",
        f"{_ASKED} {why}", evidence,
    )  # fmt: skip


def _told_apart(device: Device, stranger: Device) -> str:
    """By what the two cannot be one device."""
    for attribute in ("serial", "macs", "name"):
        listed, seen = getattr(device, attribute), getattr(stranger, attribute)
        if listed and seen and listed != seen:
            return attribute.removesuffix("s")
    return ""


def _undocumented(device: Device) -> Difference:
    where = f" at {device.switch} {device.port}" if device.switch else ""
    return Difference(
        "device", device.device_id, device.line, "undocumented", "", "",
        f"{_what(device) or 'a device'}{where}",
        f"{_ASKED} should this device not be there?", (), device.evidence,
    )  # fmt: skip


def _unlike(
    device: Device,
    row: tuple[AssetRow | SwitchRow, int],
    macs: Mapping[str, set[str]],
) -> Iterable[Difference]:
    record, evidence = row
    pairs = [
        ("model", record.model, device.model, loose_key),
        ("serial", record.serial, device.serial, serial_key),
        ("vendor", record.vendor, device.vendor, vendor_key),
    ]
    for attribute, listed, seen, key in pairs:
        a, b = key(listed), key(_other(device, attribute, listed) or seen)
        if a and b and a != b and not (attribute != "serial" and (a in b or b in a)):
            shown = _other(device, attribute, listed) or seen
            yield _different(device, attribute, listed, shown, evidence)
    own = [mac for mac in device.macs if mac in macs]
    if record.mac and own and record.mac not in macs:
        yield _different(device, "mac", record.mac, ", ".join(own[:4]), evidence)
    at = sorted({ip for mac in own for ip in macs[mac]}, key=natural)
    listed_ips = record.ip.replace(",", " ").replace(";", " ").split()
    if listed_ips and at and not set(at) & set(listed_ips):
        yield _different(device, "ip", record.ip, ", ".join(at[:4]), evidence)


def _other(device: Device, attribute: str, listed: str) -> str:
    """What another source than the list says, where the merge kept both."""
    for conflict in device.conflicts:
        if conflict.attribute == attribute:
            return conflict.other if conflict.kept == said(listed) else conflict.kept
    return ""


def _different(device: Device, attribute: str, listed: str, seen: str, evidence: int) -> Difference:
    return Difference(
        "device", device.device_id, device.line, "different", attribute, listed, seen,
        f"{_ASKED} was the device replaced or another one taken for it?",
        (evidence,), tuple(e for e in device.evidence if e != evidence),
    )  # fmt: skip


def _of_link(link: Link, drawn: set[int], lines: dict[str, str]) -> Difference:
    a, b = f"{link.a_device} {link.a_port}".strip(), f"{link.b_device} {link.b_port}".strip()
    cable = f"{a} to {b}"
    seen_side = link.state == "undocumented"
    both = {lines.get(link.a_device, ""), lines.get(link.b_device, "")} - {""}
    return Difference(
        "link",
        cable,
        ";".join(sorted(both)),
        link.state,
        "port" if link.state == "different" else "",
        _between(link.note, "drawn: ", ". Which").removeprefix("nowhere") if seen_side else cable,
        f"{cable} ({link.kind})" if seen_side else _between(link.note, "seen: ", ". Which"),
        _question(link.note),
        tuple(e for e in link.evidence if e in drawn),
        tuple(e for e in link.evidence if e not in drawn),
    )


def _between(text: str, start: str, end: str) -> str:
    return text.partition(start)[2].partition(end)[0]


def _question(note: str) -> str:
    at = note.find("Which one is wrong")
    return note[at:] if at >= 0 else note


def _what(device: Device) -> str:
    serial = f"serial {device.serial}" if device.serial else ""
    parts = (
        device.role,
        device.vendor,
        device.model,
        serial,
        ", ".join(device.ips[:2] or device.macs[:1]),
    )
    return ", ".join(part for part in parts if part)
