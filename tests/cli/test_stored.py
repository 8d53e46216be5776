"""Interrupted and simultaneous runs: what was reported as stored stays; `verify` agrees."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.run import ROOT, plantready

HANDED = ROOT / "inventories" / "riverside" / "handed_over"


def _start(case: Path) -> "subprocess.Popen[bytes]":
    words = [sys.executable, "-m", "cli", "-C", str(case), "import", str(HANDED)]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_killed_import_can_be_gone_on_with(fresh: Path) -> None:
    killed = _start(fresh)
    deadline = time.monotonic() + 30
    while not (fresh / "case.db.head").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert plantready("verify", case=fresh).code == 0
    assert plantready("import", HANDED, case=fresh).code == 0
    assert plantready("verify", case=fresh).code == 0
    assert plantready("export", "devices", case=fresh).data


def test_two_imports_at_once_both_end_well(fresh: Path) -> None:
    runs = [_start(fresh), _start(fresh)]
    for run in runs:
        _, err = run.communicate(timeout=120)
        assert run.returncode == 0, err
    assert plantready("verify", case=fresh).code == 0


def test_a_changed_raw_file_is_broken_integrity(riverside: Path) -> None:
    path = next(p for p in (riverside / "imports").rglob("*") if p.is_file())
    path.chmod(0o600)
    path.write_bytes(b"other")
    done = plantready("--json", "verify", case=riverside)
    assert (done.code, done.data["whole"]) == (5, False)
