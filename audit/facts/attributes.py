"""What a device is: the identity statements of one group in, the attributes of one device out.

The best grade wins, the newest breaks ties; what else was said is kept as a conflict. Name, line
and role are what the plant calls and uses a thing for: there the documented word comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from audit.facts.model import Conflict
from audit.facts.names import (
    is_station,
    loose_key,
    name_key,
    said,
    serial_key,
    vendor_key,
)
from audit.facts.nodes import Read
from audit.facts.oui import vendor_of
from audit.payloads import Identity

V = TypeVar("V")

_DOCUMENTED_FIRST = ("name", "line", "role", "status")
_COMPARED: dict[str, Callable[[str], str]] = {
    "name": name_key,
    "line": str.casefold,
    "role": str.casefold,
    "vendor": vendor_key,
    "model": loose_key,
    "firmware": loose_key,
    "serial": serial_key,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """The word that counts for one attribute."""

    value: str
    read: Read | None
    conflicts: tuple[Conflict, ...] = ()


def choose(attribute: str, reads: Iterable[Read]) -> Choice:
    """Pick the value of a text attribute from identity statements."""
    spoken = [(text, read) for read in reads if (text := said(getattr(read.payload, attribute)))]
    if not spoken:
        return Choice("", None)
    spoken.sort(key=lambda pair: _preference(attribute, pair[1], pair[0]))
    value, winner = spoken[0]
    return Choice(value, winner, _conflicts(attribute, value, winner, spoken[1:]))


def heard_name(reads: Iterable[Read]) -> Choice:
    """The one name by which others know it; none where they know it by several."""
    spoken = [(text, read) for read in reads for name in read.payload.known_as
              if (text := said(name))]  # fmt: skip
    if len({name_key(text) for text, _ in spoken}) != 1:
        return Choice("", None)
    return Choice(*min(spoken, key=lambda pair: _preference("name", pair[1], pair[0])))


def newest_number(reads: Iterable[Read]) -> int | None:
    """The uptime that was read last."""
    known = [r for r in reads if r.payload.uptime_s is not None]
    return max(known, key=_age).payload.uptime_s if known else None


def _preference(attribute: str, read: Read, text: str) -> tuple[Any, ...]:
    identity: Identity = read.payload
    documented_first = attribute in _DOCUMENTED_FIRST and not identity.documented
    seen = read.stored.observation
    return (
        documented_first,
        seen.grade.rank,
        -seen.time.timestamp(),
        -len(text),
        read.stored.evidence_id,
    )


def _age(read: Read) -> tuple[float, int]:
    return read.stored.observation.time.timestamp(), read.stored.evidence_id


def _conflicts(
    attribute: str, value: str, winner: Read, others: list[tuple[str, Read]]
) -> tuple[Conflict, ...]:
    key = _COMPARED.get(attribute)
    if key is None:
        return ()
    found: dict[str, Conflict] = {}
    for text, read in others:
        other = key(text)
        if other and other not in found and not _same(attribute, key(value), other):
            ids = winner.stored.evidence_id, read.stored.evidence_id
            found[other] = Conflict(attribute, value, text, *ids)
    return tuple(found.values())


def _same(attribute: str, a: str, b: str) -> bool:
    if attribute == "line":
        return set(a.split(";")) == set(b.split(";"))
    if attribute in ("model", "vendor"):
        return a in b or b in a
    return a == b


def vendor_of_macs(macs: Iterable[str]) -> str:
    """Who the address block of a MAC is registered to; empty when nobody or several are."""
    owners = {owner for mac in macs if is_station(mac) and (owner := vendor_of(mac))}
    return owners.pop().rstrip(" ,") if len(owners) == 1 else ""
