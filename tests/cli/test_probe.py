"""`plantready probe` whole: within the scope, resumed, interrupted, refused, and captured."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from audit.net.ledger import read_ledger, verify_ledger
from tests.audit.net import capture
from tests.audit.net.servers import Server, read_to_end, serving

ROOT = Path(__file__).resolve().parents[2]
NET = f"127.{128 + (os.getpid() >> 8 & 63)}.{os.getpid() & 255}"
"""Each process has its own: other tests use it too, and a capture of the loopback interface sees
what all of them send.
"""
SCOPE = f"""
case = "TEST"
[authorised_by]
name = "plant manager"
signed_on = 2026-11-12
[valid]
from = 2026-01-01T00:00:00+01:00
to = 2099-12-31T00:00:00+01:00
[[allow]]
net = "{NET}.0/24"
classes = ["server"]
mode = "active"
[probes]
tcp = true
opcua = true
[limits]
packets_per_second = 1000
read_timeout_s = 30
pause_between_hosts_ms = 0
"""
EXPIRED = SCOPE.replace("2099-12-31", "2026-01-02")


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


def command(case: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "cli", "-C", str(case), *words]


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"}


def run(case: Path, *words: str) -> Ended:
    done = subprocess.run(
        command(case, *words), env=environment(), capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    return Ended(done.returncode, done.stdout, done.stderr)


def probe(case: Path, *words: str) -> Ended:
    return run(case, "probe", *words)


def start(case: Path) -> subprocess.Popen[bytes]:
    silent = subprocess.DEVNULL
    return subprocess.Popen(
        command(case, "probe"), env=environment(), stdout=silent, stderr=silent
    )  # fmt: skip


def write_case(folder: Path, flows: list[str], assets: list[str], scope: str | None) -> Path:
    inventory = folder / "inventory"
    inventory.mkdir(parents=True)
    (folder / "case.toml").write_text('case_id = "TEST"\n', encoding="utf-8")
    if scope is not None:
        (folder / "scope.toml").write_text(scope, encoding="utf-8")
    (inventory / "lines.csv").write_text("line\nL1\n", encoding="utf-8")
    head = "flow_id,line,source,dest,dest_ip,port,required\n"
    (inventory / "flows.csv").write_text(head + "\n".join(flows) + "\n", encoding="utf-8")
    head = "asset_id,line,role,ip,opcua_port\n"
    (inventory / "assets.csv").write_text(head + "\n".join(assets) + "\n", encoding="utf-8")
    return folder


def outcomes(case: Path) -> list[str]:
    return [row.outcome for row in read_ledger(case / "ledger.jsonl")]


@contextmanager
def plant(case: Path, scope: str | None = SCOPE, count: int = 3) -> Generator[list[Server]]:
    """A case whose flows lead to `count` listening devices; they note every connection."""
    with ExitStack() as stack:
        servers = [
            stack.enter_context(serving(read_to_end, f"{NET}.{number}"))
            for number in range(1, count + 1)
        ]
        flows = [
            f"F-{n},L1,PLC-1,SRV-{n},{s.address},{s.port},yes" for n, s in enumerate(servers, 1)
        ]
        assets = [f"SRV-{n},L1,server,{s.address}," for n, s in enumerate(servers, 1)]
        write_case(case, flows, assets, scope)
        yield servers


def test_every_allowed_port_is_tried_once_and_a_second_run_asks_nothing(tmp_path: Path) -> None:
    case = tmp_path / "case"
    with plant(case) as servers:
        first = probe(case)
        assert first.code == 0, first.err
        assert "3 asked" in first.out
        again = probe(case)
        assert again.code == 0, again.err
        assert "3 asked before" in again.out
        assert [server.accepted for server in servers] == [1, 1, 1]
        assert all(server.wait_for_endings() == ["fin"] for server in servers)
        probe(case, "--again")
        assert [server.accepted for server in servers] == [2, 2, 2]
    rows = run(case, "--json", "export", "ledger")
    assert rows.code == 0, rows.err
    assert [row["outcome"] for row in json.loads(rows.out)] == ["ok"] * 6
    assert verify_ledger(case / "ledger.jsonl") == ()


def test_a_run_cut_off_goes_on_with_what_it_did_not_come_to(tmp_path: Path) -> None:
    case = tmp_path / "case"
    with plant(case) as servers:
        whole = (case / "scope.toml").read_text(encoding="utf-8")
        narrow = whole.replace(f"{NET}.0/24", f"{NET}.1/32")
        (case / "scope.toml").write_text(narrow, encoding="utf-8")
        first = probe(case)
        assert first.code == 0, first.err
        assert first.out.count("refused:") == 2
        (case / "scope.toml").write_text(whole, encoding="utf-8")
        assert probe(case).code == 0
        assert [server.accepted for server in servers] == [1, 1, 1]


def test_a_closed_port_is_evidence_and_makes_the_run_partial(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind((f"{NET}.1", 0))
        port = free.getsockname()[1]
    flows = [f"F-1,L1,PLC-1,SRV-1,{NET}.1,{port},yes"]
    case = write_case(tmp_path / "case", flows, [f"SRV-1,L1,server,{NET}.1,"], SCOPE)
    ended = probe(case)
    assert ended.code == 4, ended.err
    assert "SRV-1" in ended.out
    assert outcomes(case) == ["refused"]
    evidence = run(case, "--json", "export", "evidence")
    tried = [row for row in json.loads(evidence.out) if row["attribute"] == "reach"]
    assert [row["status"] for row in tried] == ["refused"]


CLOSED: dict[str, str | None] = {
    "no scope": None,
    "empty scope": "",
    "not signed": SCOPE.replace("plant manager", ""),
    "ended": EXPIRED,
    "no network": SCOPE.replace("[[allow]]", "[[exclude]]").replace(
        'classes = ["server"]\nmode = "active"\n', ""
    ),
    "another network": SCOPE.replace(f"{NET}.0/24", "127.74.0.0/24"),
    "passive": SCOPE.replace('"active"', '"passive"'),
    "another class": SCOPE.replace('"server"', '"infra"'),
    "another probe": SCOPE.replace("tcp = true", "tcp = false"),
    "excluded": SCOPE + f'[[exclude]]\nnet = "{NET}.0/24"\n',
    "outside the hours": SCOPE
    + '[[windows]]\ndays = ["Mon"]\nfrom = 00:00:00\nto = 00:00:01\n'
    + f'[[exclude]]\nnet = "{NET}.0/24"\n',
}


def test_whatever_closes_the_scope_not_one_packet_leaves(tmp_path: Path) -> None:
    """The devices listen and see nobody; where the test may capture, the wire is seen too."""
    with ExitStack() as stack:
        seen = stack.enter_context(capture.capturing()) if not capture.may_capture() else None
        listening: list[Server] = []
        for number, (name, scope) in enumerate(CLOSED.items()):
            case = tmp_path / str(number)
            with plant(case, scope, count=1) as servers:
                listening += servers
                ended = probe(case)
                assert ended.code == 3, f"{name}: {ended}"
                assert "refused" in ended.out + ended.err or "nothing is sent" in ended.err, name
                assert "Traceback" not in ended.err
                assert read_ledger(case / "ledger.jsonl") == (), name
                assert servers[0].accepted == 0, name
    if seen is not None:
        assert [p for p in seen.packets if p.destination.startswith(f"{NET}.")] == []


@pytest.mark.skipif(bool(capture.may_capture()), reason=capture.may_capture() or "-")
def test_the_capture_of_an_open_scope_shows_what_the_ledger_says(tmp_path: Path) -> None:
    """The proof that the capture above would have seen a packet, had there been one."""
    case = tmp_path / "case"
    with capture.capturing() as seen, plant(case) as servers:
        assert probe(case).code == 0
        for server in servers:
            server.wait_for_endings()
    for row in read_ledger(case / "ledger.jsonl"):
        sent = seen.to(row.destination, row.port)
        assert (row.packets, row.bytes) == (len(sent), sum(p.size for p in sent))
        assert row.packets == 4


def test_a_scope_that_cannot_be_read_is_told_and_nothing_is_sent(tmp_path: Path) -> None:
    case = tmp_path / "case"
    with plant(case, SCOPE + "[limits2]\nx = 1\n", count=1) as servers:
        ended = probe(case)
        assert ended.code == 2
        assert "limits2: there is no such key" in ended.err
        assert servers[0].accepted == 0


def test_an_inventory_that_names_nobody_is_done_at_once(tmp_path: Path) -> None:
    case = write_case(tmp_path / "case", [], [], SCOPE)
    assert probe(case).code == 0
    assert not (case / "ledger.jsonl").exists()


def test_the_dry_run_prints_cost_and_refusals_and_sends_nothing(tmp_path: Path) -> None:
    case = tmp_path / "case"
    with plant(case, SCOPE.replace(f"{NET}.0/24", f"{NET}.1/32")) as servers:
        ended = probe(case, "--dry-run")
        assert ended.code == 0, ended.err
        assert re.search(r"1 exchanges, at most 5 packets and \d+ bytes, about \d+\.\d minutes",
                         ended.out)  # fmt: skip
        assert "2 refused; nothing was sent" in ended.out
        rows = json.loads(run(case, "--json", "probe", "--dry-run").out)
        assert [bool(row["refused"]) for row in rows] == [False, True, True]
        assert {"target", "probe", "packets", "bytes", "minutes"} <= rows[0].keys()
        assert [server.accepted for server in servers] == [0, 0, 0]
    assert not (case / "ledger.jsonl").exists()


def test_a_wrong_line_and_a_wrong_probe_are_told_with_what_there_is(tmp_path: Path) -> None:
    case = write_case(tmp_path / "case", [], [], SCOPE)
    assert "lines.csv has L1" in probe(case, "--line", "L9").err
    assert "the probes are tcp" in probe(case, "--only", "telnet").err


@pytest.mark.skipif(os.name == "nt", reason="Windows gives a child no SIGINT of its own")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_an_interrupt_closes_every_connection_and_says_what_was_in_flight(
    tmp_path: Path, name: str
) -> None:
    with serving(read_to_end, f"{NET}.1") as tarpit:
        asset = f"TARPIT,L1,server,{tarpit.address},{tarpit.port}"
        case = write_case(tmp_path / "case", [], [asset], SCOPE)
        with subprocess.Popen(
            command(case, "probe"), env=environment(), stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        ) as child:  # fmt: skip
            assert tarpit.first.wait(60)
            time.sleep(0.2)
            child.send_signal(getattr(signal, name))
            began = time.monotonic()
            out, err = child.communicate(timeout=30)
            took = time.monotonic() - began
        assert child.returncode == 4, err
        assert took < 10  # the read timeout is 30 s: it did not wait for the device
        assert "was being asked when the run ended: probe opcua TARPIT" in out
        assert "interrupted" in out
        assert "Traceback" not in err
        assert tarpit.wait_for_endings() == ["fin"]
    assert outcomes(case) == ["closed"]
    assert verify_ledger(case / "ledger.jsonl") == ()


def test_a_kill_leaves_an_open_line_and_the_next_run_goes_on(tmp_path: Path) -> None:
    with serving(read_to_end, f"{NET}.1") as tarpit:
        asset = f"TARPIT,L1,server,{tarpit.address},{tarpit.port}"
        case = write_case(tmp_path / "case", [], [asset], SCOPE)
        with start(case) as child:
            assert tarpit.first.wait(60)
            child.kill()
        assert outcomes(case) == ["interrupted"]
        scope = SCOPE.replace("read_timeout_s = 30", "read_timeout_s = 0.5")
        (case / "scope.toml").write_text(scope, encoding="utf-8")
        assert probe(case).code == 4
    assert outcomes(case) == ["interrupted", "timeout"]
    assert verify_ledger(case / "ledger.jsonl") == ()


def test_two_runs_at_once_do_not_open_two_connections(tmp_path: Path) -> None:
    with serving(read_to_end, f"{NET}.1") as tarpit:
        asset = f"TARPIT,L1,server,{tarpit.address},{tarpit.port}"
        case = write_case(tmp_path / "case", [], [asset], SCOPE)
        with start(case) as child:
            assert tarpit.first.wait(60)
            second = probe(case)
            child.kill()
        assert second.code == 4
        assert "another probe run" in second.err
        assert tarpit.accepted == 1
