"""The ledger: whole after a crash, broken by an alteration, written before anything is sent."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from audit.net.errors import LedgerError
from audit.net.ledger import Ledger, read_ledger, verify_ledger

ROOT = Path(__file__).resolve().parents[3]


def begin(ledger: Ledger, port: int = 502) -> int:
    return ledger.open("here", "10.0.0.1", port, "tcp", "modbus")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.jsonl"


def test_an_exchange_reads_back_with_what_was_counted(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger.close(begin(ledger), 6, 331, "ok", exact=True)
        ledger.close(begin(ledger, 503), 4, 160, "timeout", exact=False)
    first, second = read_ledger(path)
    assert (first.number, first.port, first.packets, first.bytes) == (1, 502, 6, 331)
    assert (first.outcome, first.counted) == ("ok", "exact")
    assert (second.number, second.outcome, second.counted) == (2, "timeout", "estimate")
    assert verify_ledger(path) == ()


def test_nothing_sent_leaves_no_file(path: Path) -> None:
    with Ledger(path):
        pass
    assert not path.exists()
    assert read_ledger(path) == ()
    assert verify_ledger(path) == ()


def test_a_later_run_goes_on_in_number_and_chain(path: Path) -> None:
    for _ in range(3):
        with Ledger(path) as ledger:
            ledger.close(begin(ledger), 1, 60, "ok", exact=True)
    assert [row.number for row in read_ledger(path)] == [1, 2, 3]
    assert verify_ledger(path) == ()


def test_an_open_line_without_its_end_reads_as_interrupted(path: Path) -> None:
    with Ledger(path) as ledger:
        begin(ledger)
    assert [row.outcome for row in read_ledger(path)] == ["interrupted"]


@pytest.mark.parametrize("kept", range(1, 60, 7))
def test_a_line_cut_off_by_a_crash_harms_no_other(path: Path, kept: int) -> None:
    with Ledger(path) as ledger:
        ledger.close(begin(ledger), 1, 60, "ok", exact=True)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"kind": "open", "number": 2, "time": "2026-11-16T09:00:00"'[:kept])
    assert verify_ledger(path) == ()
    with Ledger(path) as ledger:
        ledger.close(begin(ledger), 2, 120, "refused", exact=True)
    assert path.read_bytes().startswith(whole)
    assert [row.outcome for row in read_ledger(path)] == ["ok", "refused"]
    assert verify_ledger(path) == ()


def test_two_crashes_in_a_row_and_a_lost_line_end_are_borne_too(path: Path) -> None:
    with Ledger(path) as ledger:
        begin(ledger)
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    with Ledger(path) as ledger:
        begin(ledger)
    path.write_bytes(path.read_bytes() + b'{"kind\n{"ki')
    with Ledger(path) as ledger:
        begin(ledger)
    assert [row.number for row in read_ledger(path)] == [1, 2, 3]
    assert verify_ledger(path) == ()


def _three(path: Path) -> list[bytes]:
    with Ledger(path) as ledger:
        for _ in range(3):
            ledger.close(begin(ledger), 1, 60, "ok", exact=True)
    return path.read_bytes().splitlines()


def test_an_altered_number_is_found_with_its_line(path: Path) -> None:
    lines = _three(path)
    lines[1] = lines[1].replace(b'"packets": 1', b'"packets": 0')
    path.write_bytes(b"\n".join(lines) + b"\n")
    assert verify_ledger(path) == ("ledger.jsonl:2: was altered",)


def test_a_removed_line_is_found(path: Path) -> None:
    lines = _three(path)
    del lines[2]
    path.write_bytes(b"\n".join(lines) + b"\n")
    assert verify_ledger(path) == ("ledger.jsonl:3: does not follow the line before it",)


def test_a_line_made_unreadable_is_no_crash(path: Path) -> None:
    lines = _three(path)
    lines[2] = lines[2][:-20]
    path.write_bytes(b"\n".join(lines) + b"\n")
    problems = verify_ledger(path)
    assert "ledger.jsonl:3: is no ledger line" in problems


def test_a_line_rehashed_after_an_alteration_breaks_the_chain(path: Path) -> None:
    lines = _three(path)
    entry = json.loads(lines[0])
    lines[0] = json.dumps(entry | {"destination": "10.0.0.2"}).encode()
    path.write_bytes(b"\n".join(lines) + b"\n")
    assert verify_ledger(path)


def test_where_it_cannot_be_written_nothing_may_be_sent(tmp_path: Path) -> None:
    with Ledger(tmp_path / "missing" / "ledger.jsonl") as ledger:  # noqa: SIM117 - two different things
        with pytest.raises(LedgerError, match="without a ledger nothing is sent"):
            begin(ledger)


def test_two_runs_at_once_are_refused(path: Path) -> None:
    with Ledger(path) as one:
        begin(one)
        with Ledger(path) as other, pytest.raises(LedgerError, match="another probe run"):
            begin(other)
    with Ledger(path) as after:
        assert begin(after) == 2


def test_a_strange_name_stays_on_one_line(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger.open("K\u00fcche\u2028\x85\n", "10.0.0.1", 502, "tcp", "modbus")
    assert read_ledger(path)[0].source == "K\u00fcche\u2028\x85\n"
    assert verify_ledger(path) == ()


WRITER = """
import sys
import time
from pathlib import Path
from audit.net.ledger import Ledger
ledger = Ledger(Path(sys.argv[1]))
while True:
    number = ledger.open("here", "10.0.0.1", 502, "tcp", "modbus")
    print(number, flush=True)
    ledger.close(number, 6, 331, "ok", exact=True)
"""


def test_a_kill_loses_nothing_that_was_said_to_be_written(path: Path) -> None:
    said = 0
    for round_ in range(3):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert child.stdout is not None
        for line in child.stdout:
            said = int(line)
            if said >= 15 * (round_ + 1):
                break
        child.kill() if os.name == "nt" else child.send_signal(signal.SIGKILL)
        said = max([said, *(int(text) for text in child.stdout.read().split())])
        child.wait()
        child.stdout.close()
        rows = read_ledger(path)
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))
        assert len(rows) >= said
        assert verify_ledger(path) == ()


def test_exchanges_that_begin_at_once_wait_for_one_write_of_the_disk(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    real = os.fsync

    def slow(handle: int) -> None:
        time.sleep(0.02)
        real(handle)
        written.append(handle)

    monkeypatch.setattr("audit.net.ledger.os.fsync", slow)

    async def one(ledger: Ledger) -> None:
        begin(ledger)
        await ledger.on_disk()
        assert written

    async def all_of_them() -> None:
        ledger = Ledger(path)
        await asyncio.gather(*(one(ledger) for _ in range(50)))
        assert len(written) <= 2
        await ledger.on_disk()
        assert len(written) <= 2, "nothing new was written"
        ledger.release()

    asyncio.run(all_of_them())
    assert len(read_ledger(path)) == 50


def test_a_disk_that_takes_nothing_is_an_error_before_the_first_packet(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    async def one() -> None:
        ledger = Ledger(path)
        begin(ledger)
        await ledger.on_disk()

    monkeypatch.setattr("audit.net.ledger.os.fsync", full)
    with pytest.raises(LedgerError, match="nothing is sent"):
        asyncio.run(one())
