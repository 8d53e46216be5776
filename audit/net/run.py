"""A probe run: exchanges in, observations stored one by one; it can be stopped and goes on where it
stopped.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from audit.net.dialer import AttemptError, Dialer
from audit.net.errors import OutOfScopeError, StoppedError
from audit.net.exchanges import Exchange
from audit.payloads import Login, TableRead, TableState, observe
from audit.records import Observation, Source, Status

AT_ONCE = 8
"""Devices asked side by side; each of them by one connection."""


@dataclass(slots=True)
class RunReport:
    """What a run did. Lists keep the order in which things happened."""

    stored: list[str] = field(default_factory=list[str])
    already_known: list[str] = field(default_factory=list[str])
    refused: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """(what, why): by the scope; not one packet was sent for it."""
    failed: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """(what, status): asked, and no answer to use."""
    in_flight: list[str] = field(default_factory=list[str])
    """What was being asked when the run was interrupted."""
    stopped: str = ""

    def summary(self) -> str:
        """Return one line."""
        parts = [f"{len(self.stored)} asked"]
        if self.failed:
            parts.append(f"{len(self.failed)} without a usable answer")
        if self.already_known:
            parts.append(f"{len(self.already_known)} asked before")
        if self.refused:
            parts.append(f"{len(self.refused)} refused by the scope")
        if self.stopped:
            parts.append(f"stopped: {self.stopped}")
        return ", ".join(parts)


Store = Callable[[Exchange, list[Observation]], None]


class Run:
    """One run over the exchanges of a case."""

    def __init__(
        self,
        dialer: Dialer,
        store: Store,
        *,
        done: Callable[[Exchange], bool] = lambda _: False,
        progress: Callable[[Exchange, str], None] = lambda _exchange, _state: None,
        stop_after_timeouts: int = 5,
        stop_on_refused_login: bool = True,
        pause_s: float = 0.0,
    ) -> None:
        self.report = RunReport()
        self._dialer = dialer
        self._store = store
        self._done = done
        self._progress = progress
        self._most_timeouts = stop_after_timeouts
        self._stop_on_login = stop_on_refused_login
        self._pause_s = pause_s
        self._timeouts = 0

    async def all(self, exchanges: Sequence[Exchange]) -> RunReport:
        """Make every exchange that is allowed and not yet done; one device at a time each."""
        by_device: dict[str, list[Exchange]] = {}
        for exchange in exchanges:
            by_device.setdefault(exchange.target.address, []).append(exchange)
        turns = asyncio.Semaphore(AT_ONCE)

        async def device(own: list[Exchange]) -> None:
            async with turns:
                for exchange in own:
                    await self._one(exchange)
                    await asyncio.sleep(self._pause_s)

        try:
            async with asyncio.TaskGroup() as group:
                for own in by_device.values():
                    group.create_task(device(own))
        finally:
            self.report.stopped = self._dialer.stopped
        return self.report

    async def _one(self, exchange: Exchange) -> None:
        name = exchange.origin
        if self._done(exchange):
            self.report.already_known.append(name)
            self._progress(exchange, "known")
            return
        try:
            self._dialer.check(exchange.target, exchange.probe.name)
        except StoppedError:
            return
        except OutOfScopeError as error:
            self.report.refused.append((name, str(error)))
            self._progress(exchange, "refused")
            return
        self.report.in_flight.append(name)
        observations = await self._ask(exchange)
        self._store(exchange, observations)
        self.report.in_flight.remove(name)
        self._account(exchange, observations)
        self._progress(exchange, "stored")

    async def _ask(self, exchange: Exchange) -> list[Observation]:
        """Run the probe. The one broad catch of this stage: one device must not end the run."""
        try:
            return await exchange.probe.run(self._dialer, exchange.target)
        except OutOfScopeError as error:
            return [_failure(exchange, Status.OUT_OF_SCOPE, str(error))]
        except AttemptError as error:
            return [_failure(exchange, error.status, str(error))]
        except Exception as error:  # a defect of ours, kept as evidence of it
            return [_failure(exchange, Status.BUG, f"{type(error).__name__}: {error}")]

    def _account(self, exchange: Exchange, observations: list[Observation]) -> None:
        statuses = Counter(observation.status for observation in observations)
        self.report.stored.append(exchange.origin)
        if not statuses[Status.OK]:
            worst = statuses.most_common(1)[0][0] if statuses else Status.PROTOCOL_ERROR
            self.report.failed.append((exchange.origin, str(worst)))
        silent = set(statuses) == {Status.TIMEOUT}
        self._timeouts = self._timeouts + 1 if silent else 0
        if self._timeouts >= self._most_timeouts:
            self._dialer.stop(f"{self._timeouts} timeouts in a row")
        if self._stop_on_login and _login_refused(observations):
            self._dialer.stop(f"{exchange.target.key} refused the login")


def _login_refused(observations: Sequence[Observation]) -> bool:
    return any(o.status is Status.AUTH_FAILED for o in observations)


def _failure(exchange: Exchange, status: Status, why: str) -> Observation:
    """Return the observation that says how an attempt ended."""
    key = f"{exchange.probe.name} {exchange.target.address}:{exchange.port}"
    payload: object = TableRead("identity", TableState.ABSENT, why[:300])
    if status is Status.AUTH_FAILED:
        payload = Login(False, exchange.probe.name, why[:300])
    return observe(
        key, payload, Source(f"{exchange.target.address}:{exchange.port}"),
        method=exchange.probe.name, status=status,
    )  # fmt: skip
