"""One host, one connection at a time: what it speaks. A port that is closed costs one packet and
its answer; three that say nothing end the questions, and so does the first protocol recognised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from audit.discovery import greeting
from audit.discovery.order import GREETING, Step
from audit.discovery.records import Host, Place
from audit.net.dialer import AttemptError, Dialer
from audit.net.errors import LedgerError, OutOfScopeError, StoppedError
from audit.net.exchanges import Exchange
from audit.net.run import failure_of
from audit.net.target import DeviceClass, Probe, Target
from audit.probes.device import reach_of
from audit.records import Observation, Status

MOST_SILENT = 3
"""Ports in a row that say nothing: a firewall, and each further one would cost a second."""
_OVER = (Status.REFUSED, Status.TIMEOUT)


@dataclass(slots=True)
class Answers:
    """What a host has said."""

    observations: list[Observation] = field(default_factory=list[Observation])
    identified: bool = False
    refused: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """(what, why) by the scope: not one packet was sent for it."""
    sent: bool = False
    alive: bool = False


async def question(
    dialer: Dialer,
    host: Host,
    place: Place,
    steps: Sequence[Step],
    probes: Mapping[str, Probe],
    *,
    first_must_answer: bool = False,
) -> Answers:
    """Try the steps in their order until one is recognised; raises StoppedError or LedgerError.

    `first_must_answer`: nobody has heard of this host yet, so that silence on the first port is
    taken for nobody there.
    """
    found, silent = Answers(), 0
    for step in steps:
        target = _target(host, place, step)
        try:
            status = await _try(dialer, target, step, probes, found)
        except OutOfScopeError as error:
            found.refused.append((f"{step.what} {host.address}:{step.port}", str(error)))
            continue
        found.sent = True
        found.alive = found.alive or status is not Status.TIMEOUT
        if found.identified or (first_must_answer and not found.alive):
            break
        # A datagram that nobody answers says little: many closed ports are silent too.
        if _by_tcp(step, probes):
            silent = silent + 1 if status is Status.TIMEOUT else 0
        if silent >= MOST_SILENT:
            break
    return found


def _by_tcp(step: Step, probes: Mapping[str, Probe]) -> bool:
    return step.what == GREETING or probes[step.what].transport == "tcp"


def _target(host: Host, place: Place, step: Step) -> Target:
    strict = (DeviceClass.SAFETY, DeviceClass.CONTROLLER)
    kind = next((c for c in strict if c in (place.device_class, step.device_class)), None)
    return Target(
        place.name or host.address,
        host.address,
        device_class=kind or place.device_class,
        mac=host.mac or place.mac,
        ports={} if step.what == GREETING else {step.what: step.port},
    )


async def _try(
    dialer: Dialer, target: Target, step: Step, probes: Mapping[str, Probe], found: Answers
) -> Status:
    """Make one step; return how it ended. Whatever a device does, the next one is asked."""
    method = "tcp" if step.what == GREETING else step.what
    try:
        if step.what == GREETING:
            said = await greeting.ask(dialer, target, step.port)
        else:
            said = await probes[step.what].run(dialer, target)
    except (OutOfScopeError, StoppedError, LedgerError):
        raise
    except AttemptError as error:
        if error.status in _OVER:
            found.observations.append(_reach(dialer, target, step, method, error.status))
        else:
            found.observations += _failed(dialer, target, step, probes, error.status, str(error))
        return error.status
    except Exception as error:  # a defect of ours, kept as evidence of it
        why = f"{type(error).__name__}: {error}"
        found.observations += _failed(dialer, target, step, probes, Status.BUG, why)
        return Status.BUG
    found.observations += _nameless(said, target)
    if step.ends and _recognised(said):
        found.identified = True
    return _worst(said)


def _reach(dialer: Dialer, target: Target, step: Step, method: str, status: Status) -> Observation:
    return reach_of(target, step.port, status, method=method, vantage=dialer.vantage)


def _failed(
    dialer: Dialer, target: Target, step: Step, probes: Mapping[str, Probe], status: Status,
    why: str,
) -> list[Observation]:  # fmt: skip
    if step.what == GREETING:
        return [_reach(dialer, target, step, "tcp", status)]
    return failure_of(dialer, Exchange(target, probes[step.what]), status, why)


def _worst(said: Sequence[Observation]) -> Status:
    statuses = {o.status for o in said}
    return Status.OK if Status.OK in statuses or not statuses else next(iter(statuses))


def _recognised(said: Sequence[Observation]) -> bool:
    """Whether a protocol was spoken; an open port alone names none."""
    return any(
        o.attribute == "service"
        and o.status is Status.OK
        and isinstance(o.value, dict)
        and bool(o.value.get("protocol"))
        for o in said
    )


def _nameless(said: Sequence[Observation], target: Target) -> list[Observation]:
    """Take the address out of the name: nobody has named this host."""
    if target.key != target.address:
        return list(said)
    return [_without_name(o, target.address) for o in said]


def _without_name(observation: Observation, address: str) -> Observation:
    value = observation.value
    if observation.attribute != "identity" or not isinstance(value, dict):
        return observation
    if value.get("name") != address:
        return observation
    return replace(observation, value={k: v for k, v in value.items() if k != "name"})
