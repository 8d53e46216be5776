"""Rounds over switches for a shift; every round is stored when it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from audit.net.dialer import AttemptError, Dialer
from audit.net.errors import OutOfScopeError, StoppedError
from audit.net.sentinels import Watch
from audit.net.target import Target
from audit.payloads import Coverage, observe
from audit.records import Kind, Observation, Source, Subject, now_utc
from audit.sampling.beat import Beat, Moment, now
from audit.sampling.counters import Switch, sample

LOOK_EVERY_S = 1.0
"""How often the clock is looked at between rounds: a computer that wakes up goes on at once."""
Store = Callable[[str, list[Observation]], None]


@dataclass(slots=True)
class SamplingReport:
    """What a run of sampling did. Lists keep the order in which things happened."""

    rounds: int = 0
    missed: int = 0
    stored: list[str] = field(default_factory=list[str])
    noted: list[str] = field(default_factory=list[str])
    """What happened to the clocks, and who did not answer when."""
    refused: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])


async def sampled(
    dialer: Dialer,
    targets: Sequence[Target],
    store: Store,
    every_s: float,
    total_s: float,
    report: SamplingReport,
    *,
    clock: Callable[[], Moment] = now,
    progress: Callable[[str], None] = lambda _: None,
) -> None:
    """Ask every switch for its counters round after round; ends with the time, or when the run is
    stopped. `report` is filled as it goes.
    """
    switches = [Switch(target) for target in targets]
    watch, beat = Watch(dialer), Beat(clock(), every_s, total_s)
    try:
        while (wait_s := beat.wait_s(clock())) is not None:
            if dialer.stopped:
                return
            if wait_s:
                await asyncio.sleep(min(wait_s, LOOK_EVERY_S))
                continue
            told = beat.take(clock())
            await watch.look()
            await _round(dialer, switches, store, told, report)
            report.missed = beat.missed
            progress(f"round {report.rounds}")
        await watch.look()
    except StoppedError:
        return


async def _round(
    dialer: Dialer, switches: Sequence[Switch], store: Store, told: tuple[str, ...],
    report: SamplingReport,
) -> None:  # fmt: skip
    """Ask one after the other: a round is not urgent."""
    began = now_utc().isoformat()
    report.noted += [f"{began}: {text}" for text in told]
    if told:
        payload = Coverage("load", began, began, detail="; ".join(told))
        about = Subject(Kind.SOURCE, f"sample from {dialer.vantage} at {began}")
        store(f"sample clock {began}", [observe(about, payload, Source("clock"), method="snmp")])
    for switch in switches:
        origin = f"sample snmp {switch.target.key} {switch.target.address} {began}"
        try:
            found = await sample(dialer, switch)
        except OutOfScopeError as error:
            report.refused.append((switch.target.key, str(error)))
            continue
        except AttemptError as error:
            switch.look = None
            report.noted.append(f"{began}: {switch.target.key}: {error}")
            continue
        store(origin, found)
        report.stored.append(origin)
    report.rounds += 1
