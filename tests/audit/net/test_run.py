"""A probe run: what is stored, what ends it, and that its report leaves nothing out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from audit.net.dialer import AttemptError, Dialer
from audit.net.errors import LedgerError
from audit.net.exchanges import Exchange
from audit.net.ledger import Ledger, read_ledger
from audit.net.run import Run, RunReport
from audit.net.target import Probe, Target
from audit.payloads import Reach, TableRead, observe, payload_of
from audit.probes.tcp import PROBE as TCP
from audit.records import Observation, Source, Status
from tests.audit.net.scopes import OPEN, QUICK, scope
from tests.audit.net.servers import read_to_end, serving

Kept = list[tuple[str, list[Observation]]]
Ask = Callable[[Dialer, Target], Awaitable[list[Observation]]]


def probe(ask: Ask, name: str = "tcp") -> Probe:
    return Probe(name, "a test", "tcp", 4840, 4, 160, ask)


def exchange(number: int, ask: Ask | None = None, address: str = "") -> Exchange:
    of = Target(f"D{number}", address or f"127.71.0.{number}", ports={"tcp": 9})
    return Exchange(of, probe(ask or answers))


def all_known(_: Exchange) -> bool:
    return True


async def answers(_dialer: Dialer, of: Target) -> list[Observation]:
    return [observe(of.key, Reach(of.address, 9, "ok"), Source("test"), method="tcp")]


def ends(status: Status) -> Ask:
    async def ask(_dialer: Dialer, _of: Target) -> list[Observation]:
        raise AttemptError(status, "as arranged")

    return ask


class Bench:
    """A run over a fresh ledger that keeps what it stores in a list."""

    def __init__(self, folder: Path, text: str = OPEN + QUICK, **settings: object) -> None:
        self.ledger = folder / "ledger.jsonl"
        self.dialer = Dialer(scope(text), Ledger(self.ledger))
        self.kept: Kept = []
        given: dict[str, object] = {"stop_after_timeouts": 3} | settings
        self.run = Run(self.dialer, self.store, **given)  # type: ignore[arg-type]  # free settings

    def store(self, of: Exchange, observations: list[Observation]) -> None:
        self.kept.append((of.target.key, observations))

    def all(self, exchanges: Sequence[Exchange]) -> RunReport:
        return asyncio.run(self.run.all(exchanges))


@pytest.mark.parametrize(
    ("status", "has_reach"),
    [
        (Status.REFUSED, True), (Status.TIMEOUT, True), (Status.CLOSED, True),
        (Status.PROTOCOL_ERROR, True), (Status.AUTH_FAILED, False),
    ],
)  # fmt: skip
def test_a_failed_attempt_is_evidence_with_its_status(
    tmp_path: Path, status: Status, has_reach: bool
) -> None:
    bench = Bench(tmp_path)
    report = bench.all([exchange(1, ends(status))])
    ((what, said),) = report.failed
    assert what == "probe tcp D1 127.71.0.1:9"
    assert said.startswith(str(status))
    ((_, observations),) = bench.kept
    assert {o.status for o in observations} == {status}
    assert any(o.attribute == "reach" for o in observations) is has_reach


def test_a_defect_in_one_probe_is_evidence_and_the_others_go_on(tmp_path: Path) -> None:
    async def broken(_dialer: Dialer, _of: Target) -> list[Observation]:
        raise ZeroDivisionError("hostile \x1b[2J text")

    bench = Bench(tmp_path)
    report = bench.all([exchange(1, broken), exchange(2)])
    assert [what for what, _ in report.failed] == ["probe tcp D1 127.71.0.1:9"]
    assert len(report.stored) == 2
    payload = payload_of(dict(bench.kept)["D1"][0], TableRead)
    assert "ZeroDivisionError" in payload.why
    assert "\x1b" not in payload.why


def test_timeouts_in_a_row_end_the_run_and_the_rest_is_told(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    silent = ends(Status.TIMEOUT)
    report = bench.all([exchange(n, silent, "127.71.0.1") for n in range(1, 6)])
    assert report.stopped == "3 timeouts in a row"
    assert len(report.stored) == 3
    assert report.not_asked == ["probe tcp D4 127.71.0.1:9", "probe tcp D5 127.71.0.1:9"]
    assert report.in_flight == []


def test_an_answer_between_timeouts_lets_the_run_go_on(tmp_path: Path) -> None:
    silent, bench = ends(Status.TIMEOUT), Bench(tmp_path)
    asks = [silent, silent, answers, silent, silent]
    report = bench.all([exchange(n, ask, "127.71.0.1") for n, ask in enumerate(asks, 1)])
    assert report.stopped == ""
    assert len(report.stored) == 5


def test_a_refused_login_ends_the_run_unless_the_scope_says_otherwise(tmp_path: Path) -> None:
    def two() -> list[Exchange]:
        return [
            exchange(1, ends(Status.AUTH_FAILED), "127.71.0.1"),
            exchange(2, None, "127.71.0.1"),
        ]

    assert "refused the login" in Bench(tmp_path).all(two()).stopped
    report = Bench(tmp_path / "..", stop_on_refused_login=False).all(two())
    assert report.stopped == ""
    assert len(report.stored) == 2


def test_an_answer_that_cannot_be_stored_ends_the_run_with_the_plain_error(tmp_path: Path) -> None:
    class DiskFullError(Exception):
        pass

    def full(_exchange: Exchange, _observations: list[Observation]) -> None:
        raise DiskFullError("no space left; free some and repeat the command")

    bench = Bench(tmp_path)
    run = Run(bench.dialer, full)
    with pytest.raises(DiskFullError, match="no space left"):
        asyncio.run(run.all([exchange(n, None, "127.71.0.1") for n in (1, 2)]))
    assert run.report.in_flight == ["probe tcp D1 127.71.0.1:9"]
    assert run.report.not_asked == ["probe tcp D2 127.71.0.1:9"]


def test_a_ledger_that_cannot_be_written_ends_the_run_and_is_no_evidence(tmp_path: Path) -> None:
    with serving(read_to_end) as server:
        bench = Bench(tmp_path / "missing")
        of = Exchange(server.target("tcp"), TCP)
        with pytest.raises(LedgerError, match="nothing is sent"):
            bench.all([of])
        assert server.accepted == 0
    assert bench.kept == []


def test_what_the_scope_closes_is_refused_before_anything_else(tmp_path: Path) -> None:
    bench = Bench(tmp_path, done=all_known)
    report = bench.all([exchange(1, None, "127.72.0.1"), exchange(2)])
    assert [what for what, _ in report.refused] == ["probe tcp D1 127.72.0.1:9"]
    assert report.already_known == ["probe tcp D2 127.71.0.2:9"]
    assert bench.kept == []
    assert read_ledger(bench.ledger) == ()


def test_an_interrupted_run_says_what_was_in_flight_and_what_was_not_asked(tmp_path: Path) -> None:
    async def hold(dialer: Dialer, of: Target) -> list[Observation]:
        async with dialer.lease(of, of.ports["tcp"], "tcp", "tcp", packets=4) as lease:
            channel = await lease.open_channel()
            await channel.receive()
        return []

    text = OPEN + QUICK.replace("read_timeout_s = 1.0", "read_timeout_s = 60")
    with serving(read_to_end) as server:
        bench = Bench(tmp_path, text)
        first = Exchange(server.target("tcp"), probe(hold))
        second = Exchange(server.target("tcp", "NEXT"), probe(hold))

        async def scenario() -> None:
            task = asyncio.ensure_future(bench.run.all([first, second]))
            await asyncio.to_thread(server.first.wait, 10)
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        asyncio.run(scenario())
        assert server.wait_for_endings() == ["fin"]
    assert bench.run.report.in_flight == [first.origin]
    assert bench.run.report.not_asked == [second.origin]
    assert [row.outcome for row in read_ledger(bench.ledger)] == ["closed"]


def test_the_pause_lies_between_the_starts_of_two_devices(tmp_path: Path) -> None:
    starts: list[float] = []

    async def note(_dialer: Dialer, of: Target) -> list[Observation]:
        starts.append(asyncio.get_running_loop().time())
        return await answers(_dialer, of)

    bench = Bench(tmp_path, pause_s=0.1)
    bench.all([exchange(n, note) for n in range(1, 5)])
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    assert len(gaps) == 3
    assert min(gaps) >= 0.09


def test_an_answer_that_is_being_stored_when_the_run_is_told_to_end_is_stored(
    tmp_path: Path,
) -> None:
    bench = Bench(tmp_path)

    async def scenario() -> None:
        storing, go_on = asyncio.Event(), asyncio.Event()

        async def slowly(of: Exchange, _: list[Observation]) -> None:
            storing.set()
            await go_on.wait()
            bench.kept.append((of.target.key, []))

        bench.run = Run(bench.dialer, slowly)
        same = "127.71.0.1"
        running = asyncio.ensure_future(
            bench.run.all([exchange(1, None, same), exchange(2, None, same)])
        )
        await storing.wait()
        running.cancel()
        await asyncio.sleep(0)
        running.cancel()
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(scenario())
    assert [key for key, _ in bench.kept] == ["D1"]
    assert bench.run.report.stored == ["probe tcp D1 127.71.0.1:9"]
    assert bench.run.report.not_asked == ["probe tcp D2 127.71.0.1:9"]
    assert bench.run.report.in_flight == []


def test_an_answer_that_cannot_be_stored_later_ends_the_run_too(tmp_path: Path) -> None:
    bench = Bench(tmp_path)

    async def full(_of: Exchange, _found: list[Observation]) -> None:
        await asyncio.sleep(0)
        raise OSError("no space left")

    bench.run = Run(bench.dialer, full)
    with pytest.raises(OSError, match="no space left"):
        bench.all([exchange(1)])
    assert bench.run.report.in_flight == ["probe tcp D1 127.71.0.1:9"]
