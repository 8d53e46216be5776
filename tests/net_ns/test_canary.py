"""The canary under every probe that speaks TCP, and under discovery: an npm jsmodbus server, which
ends when a connection to it is reset, is alive afterwards, and after each way to end a discovery.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import pytest

from audit.net.ledger import read_ledger, verify_ledger
from audit.probes import ALL
from tests.testbed import peers, wire
from tests.testbed.cases import environment, plantready, scope_text, start_plantready, write_case
from tests.testbed.namespaces import Namespace
from tests.testbed.plant import Plant, listens, plant
from tests.testbed.requests import unlisted
from tests.testbed.segment import NET

FEW = f"{NET}.4/31"
"""So few addresses that the sweep is over at once."""
OVER_TCP = tuple(probe for probe in ALL if probe.transport == "tcp")
GREETINGS = (21, 22, 23, 25, 80, 443, 445, 1883, 3389, 5900)
PORTS = sorted({*GREETINGS, *(probe.port for probe in OVER_TCP), 1200, 44818, 48898})
LOOKED_FOR = f"""[discovery]
protocols = {[p.name for p in ALL if p.name not in ("modbus", "tcp", "snmp", "ssh")]}
greetings = {list(GREETINGS)}
"""
"""All but the one that the canary would be recognised by."""


@dataclass(frozen=True)
class Aviary:
    """The canary, and the laptop beside it."""

    plant: Plant
    laptop: Namespace
    canary: Namespace

    def alive(self) -> bool:
        return all(listens(self.canary, port) for port in PORTS)

    def signal(self, which: signal.Signals) -> None:
        """To the canary's program: its network stack goes on."""
        for process in self.canary.processes():
            os.kill(process, which)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Generator[Aviary]:
    with plant(tmp_path_factory.mktemp("canary")) as made:
        flat = made.segment("flat")
        laptop = made.host("laptop", flat, f"{NET}.1/24")
        canary = made.host("canary", flat, f"{NET}.4/24")
        peers.start_canary(made, canary, PORTS)
        yield Aviary(made, laptop, canary)


@pytest.fixture
def aviary(built: Aviary) -> Generator[Aviary]:
    if not built.alive():
        peers.start_canary(built.plant, built.canary, PORTS)
    yield built
    built.signal(signal.SIGCONT)


def test_the_canary_survives_each_probe_that_speaks_tcp(aviary: Aviary, tmp_path: Path) -> None:
    """Whatever is asked of it; it understands none but Modbus."""
    ports = {"codesys": (1200, 11740), "tls": (443, 8883)}
    places = [
        f"{probe.name}={aviary.canary.address}:{port}"
        for probe in OVER_TCP for port in ports.get(probe.name, (probe.port,)) if port in PORTS
    ]  # fmt: skip
    env = environment() | {"PLANTREADY_CREDENTIAL_SSH": "user=nobody-here;password=wrong"}
    words = [sys.executable, "-m", "tests.testbed.ask_each", str(tmp_path), "0.5", *places]
    with wire.captured(aviary.laptop, tmp_path) as capture:
        done = subprocess.run(
            aviary.laptop.command(*words), env=env, capture_output=True, text=True, timeout=120,
            check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    asked = {row.probe for row in read_ledger(tmp_path / "ledger.jsonl")}
    assert asked == {probe.name for probe in OVER_TCP}
    assert wire.badly_ended(capture.connections) == []
    assert set(wire.at_once(capture.connections).values()) == {1}
    assert unlisted(capture.path, aviary.laptop.mac) == []
    assert aviary.alive()


def looking(folder: Path, aviary: Aviary) -> Path:
    scope = scope_text(
        [FEW], discover=True, opened=[FEW], limits="read_timeout_s = 0.5\n", more=LOOKED_FOR
    )
    return write_case(folder / "case", scope)


def test_the_canary_survives_being_discovered(aviary: Aviary, tmp_path: Path) -> None:
    case = looking(tmp_path, aviary)
    with wire.captured(aviary.laptop, tmp_path) as capture:
        ended = plantready(aviary.laptop, case, "probe")
    assert "Traceback" not in ended.stderr
    tried = {c.port for c in capture.connections if c.established}
    # Three ports in a row that say nothing end the questions to one host.
    assert len(tried) >= 5, sorted(tried)
    assert wire.badly_ended(capture.connections) == []
    assert unlisted(capture.path, aviary.laptop.mac) == []
    assert verify_ledger(case / "ledger.jsonl") == ()
    assert aviary.alive()


@pytest.mark.parametrize("name", ["SIGINT", "SIGKILL"])
def test_the_canary_survives_a_discovery_that_is_cut_off(
    aviary: Aviary, tmp_path: Path, name: str
) -> None:
    case = looking(tmp_path, aviary)
    aviary.signal(signal.SIGSTOP)
    with (
        wire.captured(aviary.laptop, tmp_path) as capture,
        start_plantready(aviary.laptop, case, "probe") as child,
    ):
        deadline = time.monotonic() + 30
        while not aviary.canary.run("ss", "-Hnt", "state", "established"):
            assert time.monotonic() < deadline, "no connection came"
            assert child.poll() is None, child.communicate()
            time.sleep(0.05)
        child.send_signal(getattr(signal, name))
        _, err = child.communicate(timeout=30)
    assert "Traceback" not in err
    assert [c for c in capture.connections if c.established and not c.fin_by_opener] == []
    aviary.signal(signal.SIGCONT)
    time.sleep(0.3)
    assert aviary.alive()
    assert verify_ledger(case / "ledger.jsonl") == ()
