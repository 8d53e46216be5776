"""The canary: an npm jsmodbus server ends when a connection to it is reset. However a run of ours
ends, it has to be alive afterwards.

What the canary stands for: a small controller whose network stack does not survive a scanner. Each
run is cut off while it holds a connection to two of them, in the middle of a question.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from audit.net.ledger import read_ledger, verify_ledger
from audit.probes import ALL
from tests.testbed import peers, wire
from tests.testbed.cases import (
    Known,
    plantready,
    scope_text,
    start_plantready,
    write_case,
)
from tests.testbed.namespaces import Namespace
from tests.testbed.plant import listens
from tests.testbed.plant import plant as plant_of
from tests.testbed.requests import unlisted
from tests.testbed.segment import NETWORK, Segment, segment

NOT_BY_NAME = (
    "snmp", "ssh", "pndcp", "mqtt", "http", "tls", "smb", "rdp", "ntp", "dns",
    "syslog",
)  # fmt: skip
"""They need a login, a permission, or a segment instead of a protocol in a device's row; ordinary
services are asked where discovery or a flow finds them.
"""
PLANT = (("jsmodbus", "modbus", 2), ("bare", "modbus", 1))


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Generator[Segment]:
    with segment(tmp_path_factory.mktemp("aborts"), PLANT) as built:
        yield built


@pytest.fixture
def canaries(plant: Segment) -> Generator[list[Namespace]]:
    """Two canaries that are busy: they take a connection and a question and answer later."""
    plant.revive()
    found = [host.space for host in plant.of("jsmodbus")]
    for space in found:
        freeze(space)
    yield found
    wake(found)


def freeze(space: Namespace) -> None:
    """Stop the device's program; its network stack goes on."""
    for process in space.processes():
        os.kill(process, signal.SIGSTOP)


def wake(spaces: list[Namespace]) -> None:
    """Let the devices' programs go on and do what has come meanwhile."""
    for process in [process for space in spaces for process in space.processes()]:
        os.kill(process, signal.SIGCONT)
    time.sleep(0.3)


def make_case(folder: Path, plant: Segment) -> Path:
    known = [Known(h.space.name, h.address, "modbus") for h in plant.of("jsmodbus")]
    scope = scope_text(
        [NETWORK], opened=[one.address for one in known], limits="read_timeout_s = 60\n"
    )
    return write_case(folder / "case", scope, known)


def wait_for_connections(canaries: list[Namespace], child: subprocess.Popen[str]) -> None:
    """Wait until each of them holds a connection and has read the question."""
    deadline = time.monotonic() + 30
    for space in canaries:
        while ":502 " not in space.run("ss", "-Hnt", "state", "established"):
            assert time.monotonic() < deadline, "no connection came"
            assert child.poll() is None, child.communicate()
            time.sleep(0.05)
    time.sleep(0.3)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_the_canary_survives_an_interrupted_run(
    plant: Segment, canaries: list[Namespace], tmp_path: Path, name: str
) -> None:
    case = make_case(tmp_path, plant)
    with (
        wire.captured(plant.auditor, tmp_path) as capture,
        start_plantready(plant.auditor, case, "probe") as child,
    ):
        wait_for_connections(canaries, child)
        child.send_signal(getattr(signal, name))
        out, err = child.communicate(timeout=30)
    assert child.returncode == 4, err
    assert "interrupted" in out
    assert "Traceback" not in err
    assert len(capture.connections) == len(canaries)
    assert wire.badly_ended(capture.connections) == []
    assert {row.outcome for row in read_ledger(case / "ledger.jsonl")} == {"closed"}
    assert verify_ledger(case / "ledger.jsonl") == ()
    wake(canaries)
    assert plant.dead() == []


@pytest.mark.parametrize("name", ["SIGHUP", "SIGKILL", "SIGSEGV"])
def test_the_canary_survives_a_closed_terminal_a_kill_and_a_crash(
    plant: Segment, canaries: list[Namespace], tmp_path: Path, name: str
) -> None:
    """A process that is gone closes nothing itself: the system sends FIN, for nothing is unread.

    The next run must go on, whatever was cut off.
    """
    case = make_case(tmp_path, plant)
    with (
        wire.captured(plant.auditor, tmp_path) as capture,
        start_plantready(plant.auditor, case, "probe") as child,
    ):
        wait_for_connections(canaries, child)
        child.send_signal(getattr(signal, name))
        child.communicate(timeout=30)
    assert [c for c in capture.connections if c.established and not c.fin_by_opener] == []
    wake(canaries)
    assert plant.dead() == []
    ended = plantready(plant.auditor, case, "probe")
    assert "2 asked" in ended.stdout, ended.stderr
    assert plant.dead() == []
    assert verify_ledger(case / "ledger.jsonl") == ()


def test_the_canary_survives_a_kill_while_its_answer_is_unread(
    plant: Segment, canaries: list[Namespace], tmp_path: Path
) -> None:
    """The run stands still, the answers come, the run is killed. The system would reset now; what
    holds a second handle on each connection reads the answers and sends FIN.
    """
    case = make_case(tmp_path, plant)
    with (
        wire.captured(plant.auditor, tmp_path) as capture,
        start_plantready(plant.auditor, case, "probe") as child,
    ):
        wait_for_connections(canaries, child)
        child.send_signal(signal.SIGSTOP)
        wake(canaries)
        assert unread(plant.auditor) == len(canaries)
        child.kill()
        child.communicate(timeout=30)
        wait_for_nobody(plant.auditor)
    assert len(capture.connections) == len(canaries)
    assert wire.badly_ended(capture.connections) == []
    assert plant.dead() == []
    assert "2 asked" in plantready(plant.auditor, case, "probe").stdout
    assert plant.dead() == []


def unread(auditor: Namespace) -> int:
    """Return how many connections hold an answer that nobody has read."""
    listed = auditor.run("ss", "-Hnt", "state", "established").splitlines()
    return sum(int(line.split()[0]) > 0 for line in listed)


def wait_for_nobody(space: Namespace) -> None:
    """Wait until no process is left: what ends the connections ends itself."""
    deadline = time.monotonic() + 10
    while [one for one in space.processes() if "keep.py" in words_of(one)]:
        assert time.monotonic() < deadline, "the keeper goes on"
        time.sleep(0.05)


def words_of(process: int) -> str:
    """Return a process's command line; empty when it is gone."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8")
    except OSError:
        return ""


def test_the_canary_survives_every_probe(tmp_path: Path) -> None:
    """It listens on the port of each and understands none but Modbus."""
    asked = tuple(probe for probe in ALL if probe.name not in NOT_BY_NAME)
    over_tcp = [probe.port for probe in asked if probe.transport == "tcp"]
    with plant_of(tmp_path) as built:
        flat = built.segment("flat")
        laptop = built.host("laptop", flat, "10.30.0.250/24")
        canary = built.host("canary", flat, "10.30.0.4/24")
        ports = sorted({*over_tcp, 44818, 80, 22})
        peers.start_canary(built, canary, ports)
        spoken = ";".join(probe.name for probe in asked if probe.name != "tcp")
        known = Known("canary", canary.address, f"{spoken};http;ssh")
        scope = scope_text([NETWORK], opened=[canary.address], limits="read_timeout_s = 1\n")
        case = write_case(tmp_path / "case", scope, [known])
        with wire.captured(laptop, tmp_path) as capture:
            ended = plantready(laptop, case, "probe")
        assert ended.returncode == 4, ended.stderr
        told = read_ledger(case / "ledger.jsonl")
        assert {row.probe for row in told} == {probe.name for probe in asked}
        assert all(listens(canary, port) for port in ports), ended.stdout
        assert wire.badly_ended(capture.connections) == []
        assert unlisted(capture.path, laptop.mac) == []
