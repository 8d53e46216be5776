"""Records as values of observations, and back."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import MISSING, fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

from audit.payloads.device import (
    Identity,
    Login,
    Management,
    Reach,
    Service,
    UaEndpoint,
)
from audit.payloads.switch import (
    ArpEntry,
    FdbEntry,
    Interface,
    LinkLoad,
    Module,
    Neighbour,
    PoeBudget,
    StpState,
    TableRead,
    Vlan,
)
from audit.payloads.traffic import (
    Conversation,
    Coverage,
)
from audit.records import Grade, Json, Kind, Observation, Source, Status, Subject, now_utc

P = TypeVar("P")

ATTRIBUTES: dict[str, type[Any]] = {
    "identity": Identity,
    "module": Module,
    "interface": Interface,
    "load": LinkLoad,
    "poe": PoeBudget,
    "vlan": Vlan,
    "fdb": FdbEntry,
    "arp": ArpEntry,
    "neighbour": Neighbour,
    "stp": StpState,
    "service": Service,
    "endpoint": UaEndpoint,
    "management": Management,
    "table": TableRead,
    "login": Login,
    "reach": Reach,
    "conversation": Conversation,
    "coverage": Coverage,
}
"""Attribute name → record. The one attribute not here is `row`: a dict, validated by
`audit.inventory.tables`.
"""

_NAMES = {record: name for name, record in ATTRIBUTES.items()}


def observe(
    subject: Subject | str,
    payload: object,
    source: Source,
    *,
    method: str,
    grade: Grade = Grade.A,
    time: Any = None,
    status: Status = Status.OK,
) -> Observation:
    """Wrap a payload record into an observation; a plain text subject is a device key."""
    if isinstance(subject, str):
        subject = Subject(Kind.DEVICE, subject)
    record = type(payload)
    value: dict[str, Json] = {}
    names, values = _shape(cast(Hashable, record))
    for (name, needed), said in zip(names, values(payload), strict=False):
        if said or needed or said not in (None, "", (), []):
            value[name] = said if type(said) in _PLAIN else _plain(said)
    return Observation(
        subject, _NAMES[record], value, source, method, grade, time or now_utc(), status
    )


@cache
def _shape(
    record: Hashable,
) -> tuple[tuple[tuple[str, bool], ...], Callable[[object], tuple[Any, ...]]]:
    """A record's fields, with whether each is written even when it is empty; what reads them."""
    known = fields(cast(Any, record))
    names = tuple((field.name, field.default is MISSING) for field in known)
    # The first is read twice: of a single name `attrgetter` would give no tuple.
    return names, attrgetter(*(field.name for field in known), known[0].name)


_PLAIN = frozenset({str, int, float, bool, type(None)})
"""What stays as it is; the usual case, of which a large capture has half a million."""


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(item) for item in cast("Iterable[Any]", value)]
    return value


@cache
def _adapter(record: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast(Any, record))


def payload_of(observation: Observation, record: type[P]) -> P:
    """Read an observation's value back as its record.

    Raises
    ------
    pydantic.ValidationError
        When the stored value does not fit: an older or damaged case.
    """
    return cast(P, _adapter(cast(Hashable, record)).validate_python(observation.value))
