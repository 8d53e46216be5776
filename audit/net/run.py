"""A probe run: exchanges in, observations stored one by one; it can be stopped and goes on where it
stopped.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from audit.net.dialer import AttemptError, Dialer
from audit.net.errors import LedgerError, OutOfScopeError, StoppedError
from audit.net.exchanges import Exchange
from audit.net.sentinels import LOOK_EVERY_S, Watch
from audit.net.storing import until_stored
from audit.payloads import Login, TableRead, TableState, observe
from audit.probes.device import clean, reaches_of, source_of
from audit.records import Observation, Status

AT_ONCE = 32
"""Devices asked side by side; each of them by one connection."""


@dataclass(slots=True)
class RunReport:
    """What a run did. Lists keep the order in which things happened."""

    stored: list[str] = field(default_factory=list[str])
    already_known: list[str] = field(default_factory=list[str])
    refused: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """(what, why): by the scope; not one packet was sent for it."""
    failed: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """(what, status and reason): asked, and no answer to use."""
    in_flight: list[str] = field(default_factory=list[str])
    """What was being asked when the run was interrupted: something was sent, nothing stored."""
    not_asked: list[str] = field(default_factory=list[str])
    """What the run did not come to: not one packet was sent for it."""
    sentinels: list[str] = field(default_factory=list[str])
    """What every look at a sentinel found."""
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
        if self.not_asked:
            parts.append(f"{len(self.not_asked)} not asked")
        if self.stopped:
            parts.append(f"stopped: {self.stopped}")
        return ", ".join(parts)


class _RunEndedError(Exception):
    """Carries out of the task group what ends the whole run."""

    def __init__(self, why: Exception) -> None:
        super().__init__(str(why))
        self.why = why


def _first(group: BaseExceptionGroup[_RunEndedError]) -> _RunEndedError:
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error


Store = Callable[[Exchange, list[Observation]], Awaitable[object] | None]


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
        self._watch = Watch(dialer)
        self.report.sentinels = self._watch.seen
        self._dialer = dialer
        self._store = store
        self._done = done
        self._progress = progress
        self._most_timeouts = stop_after_timeouts
        self._stop_on_login = stop_on_refused_login
        self._pause_s = pause_s
        self._timeouts = 0
        self._hosts = asyncio.Lock()
        self._last_host, self._last_start = "", 0.0

    async def all(self, exchanges: Sequence[Exchange]) -> RunReport:
        """Make every exchange that is allowed and not yet done; one device at a time each.

        Whatever ends it early, everything sent is in the report and every connection is closed.

        Raises
        ------
        NetError
            When the ledger cannot be written.
        Exception
            Whatever `store` raised: answers that cannot be kept are not worth asking for.
        """
        by_device: dict[str, list[Exchange]] = {}
        for exchange in exchanges:
            by_device.setdefault(exchange.target.address, []).append(exchange)
        turns = asyncio.Semaphore(AT_ONCE)

        async def device(own: list[Exchange]) -> None:
            async with turns:
                for exchange in own:
                    await self._one(exchange)

        try:
            async with (
                self._dialer.overhearing(), self._watched(exchanges), asyncio.TaskGroup() as group,
            ):  # fmt: skip
                for own in by_device.values():
                    group.create_task(device(own))
        except _RunEndedError as ended:
            raise ended.why from None
        except BaseExceptionGroup as group:
            # One plain error instead of a group of them: the first one is why the others ended.
            # Not `except*`: Python before 3.11.4 wraps what is raised there into a group again.
            ends, others = group.split(_RunEndedError)
            if ends is None or others is not None:
                raise
            raise _first(ends).why from None
        finally:
            self.report.stopped = self.report.stopped or self._dialer.stopped
            self._note_the_rest(exchanges)
        return self.report

    @asynccontextmanager
    async def _watched(self, exchanges: Sequence[Exchange]) -> AsyncGenerator[None, None]:
        """Look at the sentinels before the first exchange and after the last one."""
        if not any(self._would_be_made(exchange) for exchange in exchanges):
            yield
            return
        with contextlib.suppress(StoppedError):
            await self._look()
        yield
        with contextlib.suppress(StoppedError):
            await self._look()

    def _would_be_made(self, exchange: Exchange) -> bool:
        try:
            self._dialer.check(exchange.target, exchange.probe.name)
        except (OutOfScopeError, StoppedError):
            return False
        return not self._done(exchange)

    async def _look(self, every_s: float = 0.0) -> None:
        try:
            await self._watch.look(every_s=every_s)
        except LedgerError as error:
            self._dialer.stop("the ledger cannot be written")
            raise _RunEndedError(error) from None

    def _note_the_rest(self, exchanges: Sequence[Exchange]) -> None:
        report = self.report
        told = {*report.stored, *report.already_known, *report.in_flight, *report.not_asked}
        told |= {what for what, _ in report.refused}
        report.not_asked += [e.origin for e in exchanges if e.origin not in told]

    async def _one(self, exchange: Exchange) -> None:
        name, before = exchange.origin, self._begun(exchange)
        if not self._is_due(exchange):
            return
        try:
            await self._look(LOOK_EVERY_S)
            await self._gap(exchange)
            observations = await self._ask(exchange)
            ends = await self._keep(exchange, observations)
        except OutOfScopeError as error:
            self.report.refused.append((name, str(error)))
            self._progress(exchange, "refused")
            return
        except (StoppedError, asyncio.CancelledError) as error:
            began = self._begun(exchange) > before
            (self.report.in_flight if began else self.report.not_asked).append(name)
            if isinstance(error, asyncio.CancelledError):
                raise
            return
        self._account(exchange, observations)
        self._progress(exchange, "stored")
        if ends:
            raise asyncio.CancelledError

    def _begun(self, exchange: Exchange) -> int:
        return self._dialer.begun(exchange.target, exchange.probe.name)

    def _is_due(self, exchange: Exchange) -> bool:
        """Ask the scope before the evidence: what was asked once may be closed by now."""
        try:
            self._dialer.check(exchange.target, exchange.probe.name)
        except StoppedError:
            self.report.not_asked.append(exchange.origin)
            return False
        except OutOfScopeError as error:
            self.report.refused.append((exchange.origin, str(error)))
            self._progress(exchange, "refused")
            return False
        if self._done(exchange):
            self.report.already_known.append(exchange.origin)
            self._progress(exchange, "known")
            return False
        return True

    async def _gap(self, exchange: Exchange) -> None:
        """Wait the agreed time between the start of one device and the start of the next."""
        address = exchange.target.address
        async with self._hosts:
            if address == self._last_host or not self._pause_s:
                return
            loop = asyncio.get_running_loop()
            if self._last_host:
                await asyncio.sleep(self._last_start + self._pause_s - loop.time())
            self._last_host, self._last_start = address, loop.time()

    async def _keep(self, exchange: Exchange, observations: list[Observation]) -> bool:
        """Store them; return whether the run was told to end meanwhile."""
        try:
            return await until_stored(self._store(exchange, observations))
        except Exception as error:
            # Whatever it is, the next answer could not be kept either.
            self._dialer.stop("an answer could not be stored")
            self.report.in_flight.append(exchange.origin)
            raise _RunEndedError(error) from None

    async def _ask(self, exchange: Exchange) -> list[Observation]:
        """Run the probe. The one broad catch of this stage: one device must not end the run."""
        before = self._begun(exchange)
        try:
            return await exchange.probe.run(self._dialer, exchange.target)
        except StoppedError:
            raise
        except LedgerError as error:
            self._dialer.stop("the ledger cannot be written")
            raise _RunEndedError(error) from None
        except OutOfScopeError as error:
            if self._begun(exchange) == before:
                raise  # nothing was sent: it is refused, and no evidence of anything
            return failure_of(self._dialer, exchange, Status.OUT_OF_SCOPE, str(error))
        except AttemptError as error:
            return failure_of(self._dialer, exchange, error.status, str(error))
        except Exception as error:  # a defect of ours, kept as evidence of it
            return failure_of(
                self._dialer, exchange, Status.BUG, f"{type(error).__name__}: {error}"
            )

    def _account(self, exchange: Exchange, observations: list[Observation]) -> None:
        statuses = Counter(observation.status for observation in observations)
        self.report.stored.append(exchange.origin)
        if exchange.door:
            return
        if not statuses[Status.OK]:
            worst = statuses.most_common(1)[0][0] if statuses else Status.PROTOCOL_ERROR
            why = _why(observations)
            said = why if why.startswith(worst) else f"{worst}: {why}" if why else str(worst)
            self.report.failed.append((exchange.origin, said))
        silent = set(statuses) == {Status.TIMEOUT}
        self._timeouts = self._timeouts + 1 if silent else 0
        if self._timeouts >= self._most_timeouts:
            self._dialer.stop(f"{self._timeouts} timeouts in a row")
        if self._stop_on_login and _login_refused(observations):
            self._dialer.stop(f"{exchange.target.key} refused the login")


def _why(observations: Sequence[Observation]) -> str:
    """Return the reason that one of the observations gives; empty: none does."""
    for observation in observations:
        said = observation.value if isinstance(observation.value, dict) else {}
        if why := said.get("why") or said.get("detail"):
            return str(why)
    return ""


def _login_refused(observations: Sequence[Observation]) -> bool:
    return any(o.status is Status.AUTH_FAILED for o in observations)


_REACHED = (Status.REFUSED, Status.TIMEOUT, Status.CLOSED, Status.PROTOCOL_ERROR)
"""How reaching a port can end; a missing credential or a defect of ours says nothing of it."""


def failure_of(dialer: Dialer, exchange: Exchange, status: Status, why: str) -> list[Observation]:
    """Return the observations that say how an attempt ended."""
    target, method = exchange.target, exchange.probe.name
    key, source = f"{method} {target.address}:{exchange.port}", source_of(target, exchange.port)
    payload: object = TableRead("identity", TableState.ABSENT, clean(why))
    if status is Status.AUTH_FAILED:
        payload = Login(False, method, clean(why))
    found = [observe(key, payload, source, method=method, status=status)]
    if status in _REACHED:
        vantage = dialer.vantage
        found += reaches_of(target, exchange.port, status, method=method, vantage=vantage)
    return found
