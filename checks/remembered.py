"""What was once found out of a plant's facts, kept with them: so that a check that asks line by
line does not read the whole plant for each line.

Facts never change, so nothing kept can be wrong; it goes when they go. What is returned is shared
and must not be changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from audit.facts.model import Device, PlantFacts, Seen, Stated
from audit.inventory.tables import Row

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
    index = _read_index(facts, items)
    wanted = [index[device_id] for device_id in dict.fromkeys(device_ids) if device_id in index]
    if len(wanted) == 1:
        return tuple(seen for _, seen in wanted[0])
    found = sorted((pair for pairs in wanted for pair in pairs), key=lambda pair: pair[0])
    return tuple(seen for _, seen in found)


def _read_index(
    facts: PlantFacts, items: tuple[Seen[T], ...]
) -> dict[str, list[tuple[int, Seen[T]]]]:
    kept = _kept(facts)
    key = ("reads", id(items))
    if key not in kept:
        index: dict[str, list[tuple[int, Seen[T]]]] = {}
        for number, seen in enumerate(items):
            index.setdefault(seen.device_id, []).append((number, seen))
        kept[key] = (items, index)  # the tuple is kept too: its id must stay its own
    return cast("dict[str, list[tuple[int, Seen[T]]]]", kept[key][1])


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
