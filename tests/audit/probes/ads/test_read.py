"""Beckhoff discovery against devices by hand: UDP first, TCP where it is silent."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from audit.net.dialer import AttemptError
from audit.net.ledger import read_ledger
from audit.probes.ads import PROBE, wire
from audit.probes.ads.read import read
from audit.records import Status
from tests.audit.net.servers import Behaviour, answer, hang_up, serving
from tests.audit.probes.ads.test_wire import HOST, INFO
from tests.audit.probes.asking import asked, identity_in, service_in
from tests.audit.probes.datagrams import station


def test_a_host_answers_the_discovery(tmp_path: Path) -> None:
    with station(lambda _: [HOST]) as device:
        found = asked(tmp_path, read, "ads", device.port)
    identity = identity_in(found)
    assert (identity.vendor, identity.firmware) == ("Beckhoff", "TwinCAT 2.11.2228")
    assert (identity.os, identity.description) == ("Windows CE 6.0.0", "CX-0D7560")
    assert service_in(found).detail == "AMS net id 5.13.117.96.1.1"
    assert device.received == [wire.discovery(device.senders[0])]
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.packets == 1


@pytest.mark.parametrize("behave", [answer(INFO), hang_up], ids=["a route", "no route"])
def test_a_host_without_discovery_is_asked_by_tcp(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behave: Behaviour
) -> None:
    with serving(behave) as server:
        module = importlib.import_module("audit.probes.ads.read")
        monkeypatch.setattr(module, "TCP_PORT", server.port)
        try:
            found = asked(tmp_path, read, "ads", server.port, address=server.address, wait_s=1.0)
            assert identity_in(found).model == "Plc30 App"
            assert service_in(found).port == server.port
        except AttemptError as error:
            assert behave is hang_up
            assert error.status is Status.CLOSED
    rows = read_ledger(tmp_path / "ledger.jsonl")
    assert sum(row.packets for row in rows) <= PROBE.packets
