"""The stop switch: a file in the case folder ends a run and keeps the next one from starting."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from audit.net.ledger import read_ledger, verify_ledger
from tests.audit.net.servers import read_to_end, serving
from tests.cli.test_probe import NET, SCOPE, probe, start, write_case


def case_of(folder: Path, address: str, port: int) -> Path:
    return write_case(folder, [], [f"TARPIT,L1,server,{address},{port}"], SCOPE)


def test_a_file_in_the_case_folder_ends_a_run_gracefully(tmp_path: Path) -> None:
    scope = SCOPE.replace("read_timeout_s = 30", "read_timeout_s = 2")
    with serving(read_to_end, f"{NET}.41") as one, serving(read_to_end, f"{NET}.41") as two:
        assets = [f"T{n},L1,server,{s.address},{s.port}" for n, s in enumerate((one, two))]
        case = write_case(tmp_path / "case", [], assets, scope)
        with start(case) as child:
            assert one.first.wait(60)
            (case / "STOP").write_text("", encoding="utf-8")
            assert child.wait(30) == 4
        assert one.wait_for_endings() == ["fin"]
    assert two.accepted == 0
    assert verify_ledger(case / "ledger.jsonl") == ()
    assert len(read_ledger(case / "ledger.jsonl")) == 1


@pytest.mark.parametrize("name", ["STOP", "STOP.txt"])
def test_while_the_file_is_there_nothing_is_sent(tmp_path: Path, name: str) -> None:
    with serving(read_to_end, f"{NET}.42") as server:
        case = case_of(tmp_path / "case", server.address, server.port)
        (case / name).write_text("", encoding="utf-8")
        ended = probe(case)
    assert ended.code == 3
    assert name in ended.err
    assert "remove it" in ended.err
    assert server.accepted == 0


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no SIGHUP")
def test_a_closed_terminal_ends_a_run_gracefully(tmp_path: Path) -> None:
    with serving(read_to_end, f"{NET}.43") as server:
        case = case_of(tmp_path / "case", server.address, server.port)
        with start(case) as child:
            assert server.first.wait(60)
            os.kill(child.pid, signal.SIGHUP)
            assert child.wait(30) == 4
        assert server.wait_for_endings() == ["fin"]
    assert [row.outcome for row in read_ledger(case / "ledger.jsonl")] == ["closed"]
