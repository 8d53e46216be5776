"""The computer's clock jumps during a run: the pace does not care, the scope does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit.net.dialer import Dialer
from audit.net.exchanges import Exchange
from audit.net.ledger import Ledger, read_ledger, verify_ledger
from audit.net.run import Run, RunReport
from audit.probes import ALL
from audit.records import Observation, Status
from tests.audit.net.scopes import scope, target
from tests.audit.net.servers import read_to_end, serving

TCP = next(probe for probe in ALL if probe.name == "tcp")
BEGIN = datetime(2026, 11, 21, 8, tzinfo=UTC)
DEVICES = 6
ALLOWED_S = 30


def run_by(clock: Iterator[datetime], folder: Path) -> tuple[RunReport, list[Observation]]:
    """Ask some devices one after the other, by a clock that has its own mind."""
    learned: list[Observation] = []
    with ExitStack() as stack, Ledger(folder / "ledger.jsonl") as ledger:
        servers = [
            stack.enter_context(serving(read_to_end, f"127.71.0.{n}"))
            for n in range(90, 90 + DEVICES)
        ]
        todo = [
            Exchange(target(s.address, key=s.address, ports={"tcp": s.port}), TCP) for s in servers
        ]
        run = Run(
            Dialer(scope(), ledger, now=lambda: next(clock)), lambda _, new: learned.extend(new)
        )

        async def bounded() -> RunReport:
            async with asyncio.timeout(ALLOWED_S):
                return await run.all(todo)

        return asyncio.run(bounded()), learned


def jumping(by: timedelta, after: int) -> Iterator[datetime]:
    number = 0
    while True:
        number += 1
        yield BEGIN + (by if number > after else timedelta())


@pytest.mark.parametrize("days", [-300, -1, 1, 300])
def test_a_jump_within_the_validity_changes_nothing(tmp_path: Path, days: int) -> None:
    report, learned = run_by(jumping(timedelta(days=days), after=9), tmp_path)
    assert len(report.stored) == DEVICES
    assert not report.stopped
    assert {o.status for o in learned} == {Status.OK}
    assert verify_ledger(tmp_path / "ledger.jsonl") == ()


def test_a_jump_past_the_end_of_the_scope_ends_the_asking(tmp_path: Path) -> None:
    report, _ = run_by(jumping(timedelta(days=365 * 100), after=9), tmp_path)
    assert report.refused
    assert all("the scope ended" in why for _, why in report.refused)
    rows = read_ledger(tmp_path / "ledger.jsonl")
    assert len([row for row in rows if row.outcome == "ok"]) < DEVICES
    assert verify_ledger(tmp_path / "ledger.jsonl") == ()
