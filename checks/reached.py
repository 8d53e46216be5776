"""How another zone was seen to reach a device of the line: by a try, in a capture, or because both
share a network.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice

from audit.facts.model import Device, PlantFacts, Seen
from audit.payloads import Reach
from checks.borders import crossed, held, segment_name, segments_with, tries_at, vantage_line
from checks.ground import NOTHING, Ground, ground, listed
from checks.line_devices import device_ground, lines_of
from checks.remembered import devices_by_ip, reads_of


def reached(facts: PlantFacts, device: Device, ports: Collection[int] = ()) -> tuple[str, Ground]:
    """Return how another zone was seen to reach it; empty: no such thing was seen. `ports`: at one
    of these only; none: at any, or talking, whoever began.
    """
    own = set(lines_of(device))
    for reach in tries_from_outside(facts, device, ports):
        if crossed(reach) and not held(facts, reach):
            return f"port {reach.value.port} answers to {reach.value.vantage}", ground([reach])
    talks = reads_of(facts, facts.conversations, [device.device_id])
    for seen in talks if not ports else ():
        for ip in (seen.value.src_ip, seen.value.dst_ip):
            for other in devices_by_ip(facts).get(ip, ()):
                if other.device_id != device.device_id and _elsewhere(other, own):
                    return f"it talks with {other.device_id} of another zone", ground([seen])
    for segment in segments_with(facts, [device]):
        if set(segment.lines) - own:
            members = map(facts.device, segment.device_ids)
            others = list(islice((d for d in members if d and _elsewhere(d, own)), 3))
            names = listed(d.device_id for d in others)
            return f"it shares {segment_name(segment)} with {names}", device_ground(others)
    return "", NOTHING


def tries_from_outside(
    facts: PlantFacts, device: Device, ports: Collection[int] = ()
) -> list[Seen[Reach]]:
    """Return the tries to reach it from a vantage point that has a name and is not of its lines."""
    own = set(lines_of(device))
    found: list[Seen[Reach]] = []
    for reach in tries_at(facts, [device]):
        where = vantage_line(facts, reach.value.vantage)
        outside = reach.value.vantage != "here" and (not where or where not in own)
        if outside and (not ports or reach.value.port in ports):
            found.append(reach)
    return found


def _elsewhere(device: Device, own: set[str]) -> bool:
    """Whether it is of other lines only."""
    lines = set(lines_of(device))
    return bool(lines) and not lines & own
