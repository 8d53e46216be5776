"""What was once found out of a plant's facts, kept with them: so that a check that asks line by
line does not read the whole plant for each line.

Facts never change, so nothing kept can be wrong; it goes when they go. What is returned is shared
and must not be changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from audit.facts.model import Device, Link, PlantFacts, Seen, Segment, Stated
from audit.inventory.tables import Row
from audit.payloads import Conversation
from checks.records import Answer, Asked

T = TypeVar("T")
R = TypeVar("R", bound=Row)
P = ParamSpec("P")


def once(work: Callable[Concatenate[PlantFacts, P], T]) -> Callable[Concatenate[PlantFacts, P], T]:
    """Let a function of facts (and hashable arguments) work once for each plant and arguments."""

    @wraps(work)
    def remembering(facts: PlantFacts, *args: P.args, **kwargs: P.kwargs) -> T:
        kept = _kept(facts)
        key = (work, args, tuple(kwargs.items()))
        if key not in kept:
            kept[key] = work(facts, *args, **kwargs)
        return cast(T, kept[key])

    return cast(Callable[Concatenate[PlantFacts, P], T], remembering)


def same_on_every_line(judge: Callable[[Asked], Answer]) -> Callable[[Asked], Answer]:
    """Let a check that does not ask which line it is answer once for each plant and use case."""

    @wraps(judge)
    def remembering(asked: Asked) -> Answer:
        kept = _kept(asked.facts)
        key = (judge, asked.use_case, tuple(sorted(asked.limits.items())))
        if key not in kept:
            kept[key] = judge(asked)
        return cast(Answer, kept[key])

    return remembering


def _kept(facts: PlantFacts) -> dict[Any, Any]:
    found: dict[Any, Any] = facts.__dict__.setdefault("_remembered", {})
    return found


def rows_where(facts: PlantFacts, row: type[R], column: str, *values: str) -> tuple[Stated[R], ...]:
    """Return the rows whose column says one of the values, or lists one of them, in the order
    stated; an empty list says ``.
    """
    index = _row_index(facts, row, column)
    if len(values) == 1:
        return tuple(stated for _, stated in index.get(values[0], ()))
    found = {n: stated for value in values for n, stated in index.get(value, ())}
    return tuple(found[n] for n in sorted(found))


@once
def _row_index(
    facts: PlantFacts, row: type[R], column: str
) -> dict[str, list[tuple[int, Stated[R]]]]:
    index: dict[str, list[tuple[int, Stated[R]]]] = {}
    for number, stated in enumerate(facts.table(row)):
        said = getattr(stated.record, column)
        listed = cast("tuple[str, ...]", said or ("",)) if isinstance(said, tuple) else (said,)
        for value in dict.fromkeys(listed):
            index.setdefault(str(value), []).append((number, stated))
    return index


def reads_of(
    facts: PlantFacts, items: tuple[Seen[T], ...], device_ids: Iterable[str]
) -> tuple[Seen[T], ...]:
    """Return what was read from these devices of one of the facts' own tuples (`facts.services`),
    in its order.
    """
    return among(facts, items, _device_id, device_ids)


def _device_id(seen: Seen[Any]) -> tuple[str, ...]:
    return (seen.device_id,)


def links_at(facts: PlantFacts, names: Iterable[str]) -> tuple[Link, ...]:
    """Return the links with one of these at an end."""
    return among(facts, facts.links, _ends, names)


def _ends(link: Link) -> tuple[str, ...]:
    return (link.a_device, link.b_device)


def segments_with(facts: PlantFacts, device_ids: Iterable[str]) -> tuple[Segment, ...]:
    """Return the segments that hold one of these devices."""
    return among(facts, facts.segments, _members, device_ids)


def _members(segment: Segment) -> tuple[str, ...]:
    return segment.device_ids


def by_id(device: Device) -> tuple[str, ...]:
    """Return the key of a device, for `among`."""
    return (device.device_id,)


def talks_to(facts: PlantFacts, devices: Iterable[Device]) -> tuple[Seen[Conversation], ...]:
    """Return the conversations whose destination is a MAC or an address of one of these."""
    names = {name for device in devices for name in (*device.ips, *device.macs)}
    return among(facts, facts.conversations, _destination, names)


def _destination(seen: Seen[Conversation]) -> tuple[str, ...]:
    return (seen.value.dst_ip, seen.value.dst_mac)


def talks_from(facts: PlantFacts, ips: Iterable[str]) -> tuple[Seen[Conversation], ...]:
    """Return the conversations whose source is one of these addresses."""
    return among(facts, facts.conversations, _source, ips)


def _source(seen: Seen[Conversation]) -> tuple[str, ...]:
    return (seen.value.src_ip,)


def among(
    facts: PlantFacts,
    items: tuple[T, ...],
    keys_of: Callable[[T], Iterable[str]],
    wanted: Iterable[str],
) -> tuple[T, ...]:
    """Return those of one of the facts' own tuples that have a wanted key, in its order;
    `keys_of` is a function of a module, or it would be asked anew each time.
    """
    index = _index(facts, items, keys_of)
    groups = [index[key] for key in dict.fromkeys(wanted) if key in index]
    if len(groups) == 1:
        return tuple(items[n] for n in groups[0])
    return tuple(items[n] for n in sorted({n for group in groups for n in group}))


def _index(
    facts: PlantFacts, items: tuple[T, ...], keys_of: Callable[[T], Iterable[str]]
) -> dict[str, list[int]]:
    kept = _kept(facts)
    key = ("among", id(items), keys_of)
    if key not in kept:
        index: dict[str, list[int]] = {}
        for number, item in enumerate(items):
            for name in dict.fromkeys(keys_of(item)):
                index.setdefault(name, []).append(number)
        kept[key] = (items, index)  # the tuple is kept too: its id must stay its own
    return cast("dict[str, list[int]]", kept[key][1])


@once
def devices_by_mac(facts: PlantFacts) -> dict[str, tuple[Device, ...]]:
    """Return the devices that have a MAC, by MAC."""
    return _devices_by(facts, lambda device: device.macs)


@once
def devices_by_ip(facts: PlantFacts) -> dict[str, tuple[Device, ...]]:
    """Return the devices that have an address, by address."""
    return _devices_by(facts, lambda device: device.ips)


def _devices_by(
    facts: PlantFacts, keys: Callable[[Device], Iterable[str]]
) -> dict[str, tuple[Device, ...]]:
    found: dict[str, list[Device]] = {}
    for device in facts.devices:
        for key in dict.fromkeys(keys(device)):
            found.setdefault(key, []).append(device)
    return {key: tuple(devices) for key, devices in found.items()}


@once
def rows_by_evidence(facts: PlantFacts, row: type[R]) -> dict[int, Stated[R]]:
    """Return the rows of a table by their evidence id."""
    return {stated.evidence: stated for stated in facts.table(row)}
