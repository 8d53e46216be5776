"""What a device is for when nobody documented it: its traces in, a role, the reason and how much
that is worth out.

Grades: A it says so itself, or does it; B a service that hardly anything else offers; C its name or
a service that others offer too; D and E a guess from a port or from who made the network card.
The best grade decides; a trace that speaks for something else is named with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from audit.facts.role_traces import (
    CAPABILITIES,
    CONTROL,
    MODELS,
    NAMES,
    OBJECT_IDS,
    PORTS,
    TOKENS,
    VENDORS,
)
from audit.payloads import Neighbour, Service
from audit.records import Grade

_TOGETHER = (
    {"switch", "router"},
    {"AP", "router"},
    {"firewall", "router"},
    {"switch", "AP"},
    {"phone", "switch"},
    {"controller", "safety"},
    {"gateway", "router"},
    {"gateway", "controller"},
    {"server", "engineering"},
    {"remote access", "router"},
    {"remote access", "firewall"},
    {"remote access", "switch"},
    {"IO", "switch"},
    {"controller", "IO"},
    {"controller", "switch"},
    {"drive", "switch"},
    {"camera", "sensor"},
)
"""Roles that one device may well have both: no contradiction."""
_ENTERPRISES = "1.3.6.1.4.1."


@dataclass(frozen=True, slots=True)
class Hint:
    """One trace."""

    role: str
    why: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class Traces:
    """What is known of a device that may tell its class."""

    model: str = ""
    vendor: str = ""
    name: str = ""
    object_id: str = ""
    services: tuple[Service, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    """As others report it."""
    bridges: bool = False
    routes: bool = False


@dataclass(frozen=True, slots=True)
class Class:
    """A role, why, and what the best reason is worth; an empty role: nothing tells."""

    role: str = ""
    why: str = ""
    grade: Grade | None = None


def class_of(traces: Traces) -> Class:
    """Weigh all traces of a device."""
    hints = sorted(_hints(traces), key=lambda hint: hint.grade.rank)
    if not hints:
        return Class()
    best = hints[0]
    against = [h for h in hints if _contradicts(best, h)]
    why = best.why
    if against:
        why += f"; but {against[0].why}, which speaks for {against[0].role}"
    return Class(best.role, why, best.grade)


def doubt(role: str, traces: Traces) -> str:
    """What the device itself shows against its documented role; empty: nothing."""
    said = Hint(role, "", Grade.B)
    against = [h for h in _hints(traces) if h.grade is Grade.A and _contradicts(said, h)]
    return f"{against[0].why}, which speaks for {against[0].role}" if against else ""


def _contradicts(best: Hint, other: Hint) -> bool:
    if other.role == best.role or {best.role, other.role} in _TOGETHER:
        return False
    return other.grade.rank <= max(best.grade.rank, Grade.C.rank)


def _hints(traces: Traces) -> Iterable[Hint]:
    yield from _of_text("model", traces.model, Grade.A)
    yield from _of_services(traces.services)
    yield from _of_object_id(traces.object_id)
    for row in traces.neighbours:
        yield from _of_neighbour(row)
    if traces.bridges:
        yield Hint("switch", "it has a MAC address table", Grade.A)
    elif traces.routes:
        yield Hint("router", "it has an ARP table and no MAC address table", Grade.B)
    yield from _of_name(traces.name)
    for role, pattern in VENDORS:
        if re.search(pattern, traces.vendor.casefold()):
            yield Hint(role, f"{traces.vendor} is a maker of {role}s", Grade.E)


def _of_text(what: str, text: str, grade: Grade) -> Iterable[Hint]:
    for role, pattern in MODELS:
        if text and (match := re.search(pattern, text.casefold())):
            yield Hint(role, f"{what} {text[:80]!r} contains {match.group()!r}", grade)
            return


def _of_services(services: tuple[Service, ...]) -> Iterable[Hint]:
    offered = [s for s in services if s.role == "server" and s.state == "open"]
    for service in offered:
        name = CONTROL.get(service.protocol.casefold())
        text = f"{service.product} {service.detail}".strip()
        found = list(_of_text(f"what it says on port {service.port},", text, Grade.A))
        yield from found
        if name and text and not found:
            why = f"it identified itself over {name} on port {service.port}"
            yield Hint("controller", why, Grade.A)
    for role, grade, ports, protocols in PORTS:
        for service in offered:
            if service.port in ports or service.protocol.casefold() in protocols:
                why = f"it serves {service.protocol or 'port'} {service.port}"
                yield Hint(role, why, Grade(grade))
                break


def _of_object_id(object_id: str) -> Iterable[Hint]:
    arc = object_id.lstrip(".").removeprefix(_ENTERPRISES)
    for prefix, role in OBJECT_IDS:
        if object_id and (arc == prefix or arc.startswith(f"{prefix}.")):
            yield Hint(role, f"its object id {object_id} is one of {role}s", Grade.A)
            return


def _of_neighbour(row: Neighbour) -> Iterable[Hint]:
    said = row.protocol.upper()
    yield from _of_text(f"its {said} description", row.remote_description, Grade.A)
    for capability, role in CAPABILITIES:
        if capability in row.capabilities:
            yield Hint(role, f"it says over {said} that it is a {capability}", Grade.A)
            return


def _of_name(name: str) -> Iterable[Hint]:
    plain = name.casefold().split(".", 1)[0]
    for role, pattern in NAMES:
        if match := re.search(pattern, plain):
            yield Hint(role, f"name {name!r} contains {match.group()!r}", Grade.C)
            return
    words = set(re.split(r"[^a-zà-ÿ]+", plain))
    for role, tokens in TOKENS.items():
        if found := words & tokens:
            yield Hint(role, f"name {name!r} contains {min(found)!r}", Grade.C)
            return
