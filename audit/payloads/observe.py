"""Records as values of observations, and back."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import MISSING, fields
from functools import cache
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
    for name, needed in _shape(cast(Hashable, record)):
        said = getattr(payload, name)
        if needed or said not in (None, "", (), []):
            value[name] = _plain(said)
    return Observation(
        subject, _NAMES[record], value, source, method, grade, time or now_utc(), status
    )


@cache
def _shape(record: Hashable) -> tuple[tuple[str, bool], ...]:
    """A record's fields, and whether each is written even when it is empty."""
    return tuple((field.name, field.default is MISSING) for field in fields(cast(Any, record)))


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
