"""The sample plant's devices, all of them: they start, answer the audit's own probes, and end."""

from __future__ import annotations

import os
import socket
from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from audit.net.ledger import LedgerRow, read_ledger, verify_ledger
from audit.net.run import RunReport
from audit.probes import ALL
from cli.console import Session
from cli.demo import prepare, stand_ins
from cli.probe import run_probe
from cli.stages import open_case
from inventories.stand_ins.plant import Plant
from tests.audit.net import capture

pytestmark = pytest.mark.usefixtures("sample_ports")


@dataclass(frozen=True)
class Audited:
    """The sample probed once, for all tests of this file."""

    plant: Plant
    report: RunReport
    second: RunReport
    rows: tuple[LedgerRow, ...]
    wire: capture.Capture | None
    ledger: Path


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Generator[Audited]:
    case = tmp_path_factory.mktemp("sample") / "case"
    prepare(case)
    session = Session(root=case, quiet=True)
    with ExitStack() as stack:
        plant = stack.enter_context(stand_ins())
        wire = None if capture.may_capture() else stack.enter_context(capture.capturing())
        with open_case(session) as desk:
            report = run_probe(session, desk)
            first = read_ledger(case / "ledger.jsonl")
            second = run_probe(session, desk)
        assert read_ledger(case / "ledger.jsonl") == first
    yield Audited(plant, report, second, first, wire, case / "ledger.jsonl")


def test_every_device_answers_and_nothing_is_refused_or_fails(audited: Audited) -> None:
    report = audited.report
    assert (report.failed, report.refused, report.not_asked, report.stopped) == ([], [], [], "")
    asked = {(row.destination, row.port) for row in audited.rows}
    assert asked == {(device.address, device.port) for device in audited.plant.devices}
    assert {row.probe for row in audited.rows} == {"tcp", "snmp", "ssh", "modbus", "opcua"}
    assert {row.outcome for row in audited.rows} == {"ok"}


def test_a_second_run_asks_nothing_again(audited: Audited) -> None:
    assert audited.second.stored == []
    assert len(audited.second.already_known) == len(audited.report.stored)


def test_no_device_is_left_when_the_plant_has_ended(audited: Audited) -> None:
    for process in audited.plant.processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
    for device in audited.plant.devices:
        if device.kind != "snmp":
            with socket.socket() as question, pytest.raises(ConnectionRefusedError):
                question.connect((device.address, device.port))


def test_the_ledger_is_whole_and_no_exchange_exceeds_what_its_probe_announces(
    audited: Audited,
) -> None:
    assert verify_ledger(audited.ledger) == ()
    announced = {probe.name: probe for probe in ALL}
    for row in audited.rows:
        assert row.packets <= announced[row.probe].packets, row


@pytest.mark.skipif(bool(capture.may_capture()), reason=capture.may_capture() or "-")
def test_the_ledger_says_what_the_capture_shows_for_every_device(audited: Audited) -> None:
    assert audited.wire is not None
    for device in audited.plant.devices:
        place = (device.address, device.port)
        rows = [row for row in audited.rows if (row.destination, row.port) == place]
        sent = audited.wire.to(*place)
        assert sum(row.packets for row in rows) == len(sent), device.name
        assert sum(row.bytes for row in rows) == sum(packet.size for packet in sent), device.name
        assert not any(packet.flags & capture.RST for packet in sent), device.name


@pytest.mark.skipif(bool(capture.may_capture()), reason=capture.may_capture() or "-")
def test_one_second_never_holds_more_than_the_largest_exchange(audited: Audited) -> None:
    """The scope's ceiling is 60 a second; the SSH exchange is longer and therefore runs alone."""
    assert audited.wire is not None
    places = {(device.address, device.port) for device in audited.plant.devices}
    times = sorted(p.time for p in audited.wire.packets if (p.destination, p.port) in places)
    most = max(sum(1 for t in times if start <= t < start + 1) for start in times)
    assert most <= max(probe.packets for probe in ALL)
