"""Rounds over a switch on loopback: counters in, loads out, stored round by round."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.net.dialer import Dialer
from audit.payloads import Coverage, LinkLoad, TableRead, payload_of
from audit.records import Observation, Status
from audit.sampling import run as sampling
from audit.sampling.beat import Moment
from audit.sampling.run import SamplingReport, sampled
from audit.switches import mibs
from tests.audit.probes.dialing import dialer, scope, switch
from tests.audit.probes.snmp.faulty_agent import Faults, FaultyAgent, serving
from tests.audit.probes.snmp.switch48 import values

PORT = 1


@pytest.fixture(autouse=True)
def _credential(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANTREADY_CREDENTIAL_test", "community=plant-read")
    monkeypatch.setattr(sampling, "LOOK_EVERY_S", 0.0)


def agent(silent_after: int = 1_000_000) -> FaultyAgent:
    """A switch whose one port that is up carries 1000 octets a round."""
    found = {**values(), mibs.SYS_UPTIME: 100}
    for port in range(1, 49):
        found[(*mibs.IF_OPER, port)] = 1 if port == PORT else 2
    for column in (mibs.IF_HC_IN_OCTETS, mibs.IF_HC_OUT_OCTETS, mibs.IF_IN_ERRORS):
        found[(*column, PORT)] = 7
    return FaultyAgent(found, Faults(ticks_each=500, silent_after=silent_after))


class Clock:
    """Every look at it is ten seconds later; one of them comes after an hour of sleep."""

    def __init__(self, sleeps_at: int = 0) -> None:
        self._looks = 0
        self._slept = 0.0
        self._sleeps_at = sleeps_at

    def __call__(self) -> Moment:
        self._looks += 1
        if self._looks == self._sleeps_at:
            self._slept = 3600.0
        seconds = self._looks * 10.0 + self._slept
        return Moment(seconds, seconds - self._slept, seconds)


def rounds(
    folder: Path, switch_agent: FaultyAgent, *, clock: Clock | None = None, minutes: int = 3,
    before: Callable[[Dialer], None] = lambda _: None, stop_at: int = 99,
) -> tuple[SamplingReport, dict[str, list[Observation]]]:  # fmt: skip
    report, kept = SamplingReport(), dict[str, list[Observation]]()

    async def all_of_them() -> None:
        own = dialer(folder, scope(wait_s=0.1))
        before(own)

        def store(origin: str, observations: list[Observation]) -> None:
            kept[f"{len(kept)} {origin}"] = observations
            switch_agent.values[(*mibs.IF_HC_IN_OCTETS, PORT)] = 7 + 1000 * len(kept)
            if len(kept) == stop_at:
                own.stop("enough")

        async with serving(switch_agent) as port:
            await sampled(
                own, [switch(port, "snmp")], store, 120, 60.0 * minutes, report,
                clock=clock or Clock(),
            )  # fmt: skip

    asyncio.run(all_of_them())
    return report, kept


def loads(kept: dict[str, list[Observation]]) -> list[LinkLoad]:
    said = [o for found in kept.values() for o in found if o.attribute == "load"]
    return [payload_of(o, LinkLoad) for o in said]


def test_the_first_round_begins_and_every_further_one_tells_what_was_carried(
    tmp_path: Path,
) -> None:
    report, kept = rounds(tmp_path, agent(), minutes=8)
    assert report.rounds == len(kept) >= 3
    found = loads(kept)
    assert len(found) == report.rounds - 1
    for load in found:
        assert load.port == "Eth1"
        assert load.in_bps == pytest.approx(8000 / load.seconds, abs=0.1)
        assert (load.out_bps, load.in_errors) == (0.0, 0)


def test_a_later_round_asks_for_counters_only(tmp_path: Path) -> None:
    device = agent()
    rounds(tmp_path, device, minutes=1)
    first = len(device.kinds)
    device = agent()
    (tmp_path / "again").mkdir()
    report, _ = rounds(tmp_path / "again", device, minutes=8)
    each = (len(device.kinds) - first) / (report.rounds - 1)
    assert each <= 4 < first


def test_sleep_is_told_in_the_evidence(tmp_path: Path) -> None:
    report, kept = rounds(tmp_path, agent(), clock=Clock(sleeps_at=30), minutes=90)
    (said,) = [o for found in kept.values() for o in found if o.attribute == "coverage"]
    assert "the computer slept for 3600 s" in payload_of(said, Coverage).detail
    assert report.missed >= 29


def test_silence_is_told_and_the_next_answer_begins_anew(tmp_path: Path) -> None:
    device = agent(silent_after=1)
    report, kept = rounds(tmp_path, device, minutes=2)
    assert report.rounds >= 1
    statuses = {o.status for found in kept.values() for o in found}
    assert Status.TIMEOUT in statuses
    assert loads(kept) == []


def test_a_stop_ends_it_and_what_was_read_is_kept(tmp_path: Path) -> None:
    report, kept = rounds(tmp_path, agent(), minutes=600, stop_at=2)
    assert report.rounds == len(kept) == 2
    tables = [payload_of(o, TableRead) for f in kept.values() for o in f if o.attribute == "table"]
    assert [table.rows for table in tables] == [0, 1]


def test_what_the_scope_keeps_closed_is_not_sampled(tmp_path: Path) -> None:
    device = agent()

    async def closed() -> SamplingReport:
        report = SamplingReport()
        shut = dialer(tmp_path, scope(net="127.99.0.0/24"))
        async with serving(device) as port:
            await sampled(shut, [switch(port, "snmp")], lambda _o, _f: None, 60, 60, report,
                          clock=Clock())  # fmt: skip
        return report

    report = asyncio.run(closed())
    assert report.refused
    assert device.kinds == []
