"""Bad lines: loss, delay, a device that disappears, a pulled cable. The run goes on, the evidence
says what happened, and nobody is asked twice for it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import pytest

from audit.net.ledger import read_ledger, verify_ledger
from tests.testbed import peers, wire
from tests.testbed.cases import Known, plantready, scope_text, start_plantready, write_case
from tests.testbed.namespaces import Namespace
from tests.testbed.plant import BadLine, plant

NET = "10.40.0"
NETWORK = f"{NET}.0/24"
DEVICES = 8


@dataclass(frozen=True)
class Far:
    """Modbus devices behind a line that can be made bad."""

    laptop: Namespace
    devices: list[Namespace]
    line: BadLine

    def case(self, folder: Path, *, per_second: float = 200) -> Path:
        known = [Known(d.name, d.address, "modbus") for d in self.devices]
        addresses = [device.address for device in self.devices]
        limits = "read_timeout_s = 3\n"
        scope = scope_text([NETWORK], per_second=per_second, opened=addresses, limits=limits)
        return write_case(folder / "case", scope, known)


@pytest.fixture(scope="module")
def far_plant(tmp_path_factory: pytest.TempPathFactory) -> Generator[Far]:
    with plant(tmp_path_factory.mktemp("far")) as built:
        here, there = built.segment("here"), built.segment("there")
        laptop = built.host("laptop", here, f"{NET}.250/24")
        devices = built.add(there, {f"d{n}": f"{NET}.{n}/24" for n in range(1, DEVICES + 1)})
        line = built.line("line", here, there)
        for space in (laptop, *devices):
            space.fill_in_checksums()
        peers.start(built, "pymodbus", devices)
        yield Far(laptop, devices, line)


@pytest.fixture
def far(far_plant: Far) -> Generator[Far]:
    far_plant.laptop.batch("neigh flush dev eth0")
    yield far_plant
    far_plant.line.set()
    for device in far_plant.devices:
        device.plug(True)


def outcomes(case: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in read_ledger(case / "ledger.jsonl"):
        found.setdefault(row.destination, []).append(row.outcome)
    return found


def tried(case: Path) -> dict[str, list[str]]:
    """Device → how reaching it ended, by the evidence."""
    from tests.testbed.cases import words

    said = subprocess.run(
        words(case, "--json", "export", "evidence"), capture_output=True, text=True, check=True
    )
    found: dict[str, list[str]] = {}
    for row in json.loads(said.stdout):
        if row["attribute"] == "reach":
            found.setdefault(row["value"]["ip"], []).append(row["status"])
    return found


@pytest.mark.parametrize(("delay_s", "loss"), [(0.0, 0.1), (0.0, 0.3), (0.5, 0.0)])
def test_a_lossy_or_slow_line_costs_answers_but_not_the_run(
    far: Far, tmp_path: Path, delay_s: float, loss: float
) -> None:
    case = far.case(tmp_path)
    far.line.set(delay_s=delay_s, loss=loss)
    with wire.captured(far.laptop, tmp_path) as capture:
        ended = plantready(far.laptop, case, "probe")
    assert ended.returncode in (0, 4), ended.stderr
    assert "Traceback" not in ended.stderr
    assert verify_ledger(case / "ledger.jsonl") == ()
    told = tried(case)
    assert set(told) == {device.address for device in far.devices}
    assert {status for each in told.values() for status in each} <= {"ok", "timeout", "closed"}
    assert set(wire.at_once(capture.connections).values()) <= {1}
    assert [c for c in capture.connections if c.established and not c.fin_by_opener] == []
    if not loss:
        # The SYN's answer takes a second; that is longer than the wait for one SYN.
        assert {status for each in told.values() for status in each} == {"timeout"}


def test_a_device_that_disappears_half_way_is_told_and_the_others_are_asked(
    far: Far, tmp_path: Path
) -> None:
    case = far.case(tmp_path, per_second=30)
    gone = far.devices[-1]
    child = start_plantready(far.laptop, case, "probe")
    while not (case / "ledger.jsonl").exists():
        assert child.poll() is None, child.communicate()
        time.sleep(0.02)
    gone.plug(False)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 4, err
    assert f"{gone.address}:502: timeout" in out
    told = tried(case)
    assert told.pop(gone.address) == ["timeout"]
    assert set(told) == {device.address for device in far.devices[:-1]}
    assert all(each == ["ok"] for each in told.values())


def test_the_cable_pulled_and_put_back_leaves_nobody_out(far: Far, tmp_path: Path) -> None:
    """What met the pulled cable is evidence of nothing but silence; the next run asks it again."""
    case = far.case(tmp_path, per_second=30)
    child = start_plantready(far.laptop, case, "probe")
    while len(outcomes(case)) < 2:
        assert child.poll() is None, child.communicate()
        time.sleep(0.02)
    far.laptop.plug(False)
    time.sleep(1)
    far.laptop.plug(True)
    _, err = child.communicate(timeout=60)
    assert "Traceback" not in err
    assert child.returncode in (0, 4), err
    before = {address for address, each in tried(case).items() if "ok" in each}
    again = plantready(far.laptop, case, "probe")
    assert again.returncode == 0, again.stdout + again.stderr
    told = tried(case)
    assert all("ok" in each for each in told.values())
    assert set(told) == {device.address for device in far.devices}
    asked = outcomes(case)
    assert all(asked[address].count("ok") == 1 for address in before)
    assert verify_ledger(case / "ledger.jsonl") == ()


def test_a_computer_that_sleeps_in_the_middle_goes_on_where_it_was(
    far: Far, tmp_path: Path
) -> None:
    """Stopped and continued, as sleep and resume look to a process."""
    case = far.case(tmp_path, per_second=30)
    child = start_plantready(far.laptop, case, "probe")
    while sum(map(len, outcomes(case).values())) < 2:
        assert child.poll() is None, child.communicate()
        time.sleep(0.02)
    inside = [number for number in far.laptop.processes() if number != child.pid]
    for process in [child.pid, *inside]:
        os.kill(process, signal.SIGSTOP)
    time.sleep(3.5)
    for process in [child.pid, *inside]:
        os.kill(process, signal.SIGCONT)
    out, err = child.communicate(timeout=60)
    assert "Traceback" not in err
    assert child.returncode in (0, 4), err
    if child.returncode == 4:
        again = plantready(far.laptop, case, "probe")
        assert again.returncode == 0, again.stdout + again.stderr
    assert all(each.count("ok") == 1 for each in outcomes(case).values()), out
    assert len(outcomes(case)) == DEVICES
    assert verify_ledger(case / "ledger.jsonl") == ()
