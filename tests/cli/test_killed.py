"""`kill -9` at fifty random moments of a run: what was stored stays and is not asked again."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from audit.evidence import Evidence
from audit.net.ledger import read_ledger, verify_ledger
from audit.payloads import Reach, payload_of
from audit.records import Status
from tests.audit.net.servers import Server, answer, serving
from tests.cli.test_probe import write_case
from tests.testbed.cases import scope_text

NET = "127.74.0"
KILLS, DEVICES = 50, 12
IDENTITY = bytes.fromhex("0001 0000 0012 01 2b0e0101 00 00 01 00 08") + b"Pumpwrks"
ANSWERS_A_SESSION = 200


def probe(case: str) -> None:
    """What a child process does: the command, without what it prints."""
    from cli.main import cli

    with Path(os.devnull).open("w") as nowhere:
        sys.stdout = sys.stderr = nowhere
        cli(["-C", case, "probe"], standalone_mode=True)


def case_with(folder: Path, servers: list[Server]) -> Path:
    scope = scope_text([f"{NET}.0/24"], per_second=150, probes=["modbus"])
    case = write_case(folder, [], [], scope)
    rows = [f"D{n},L1,server,{s.address},{s.port}" for n, s in enumerate(servers, 1)]
    text = "asset_id,line,role,ip,modbus_port\n" + "\n".join(rows) + "\n"
    (case / "inventory" / "assets.csv").write_text(text, encoding="utf-8")
    return case


def stored(case: Path) -> set[str]:
    """The devices whose answer is in the evidence; its chain has to hold."""
    if not (case / "case.db").exists():
        return set()
    with Evidence(f"sqlite:///{case / 'case.db'}") as evidence:
        assert evidence.verify() == ()
        reached = [s.observation for s in evidence.read() if s.observation.attribute == "reach"]
    return {payload_of(o, Reach).ip for o in reached if o.status is Status.OK}


def asked(case: Path) -> Counter[str]:
    """How often the ledger says that each device was asked."""
    assert verify_ledger(case / "ledger.jsonl") == ()
    return Counter(row.destination for row in read_ledger(case / "ledger.jsonl"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGKILL")
def test_fifty_kills_lose_nothing_and_ask_nobody_twice(tmp_path: Path) -> None:
    context: Any = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["cli.main", "cli.probe", "audit.net.run", "audit.probes"])
    chance = random.Random(4)
    kills = number = 0
    everybody = {f"{NET}.{n}" for n in range(1, DEVICES + 1)}
    with ExitStack() as stack:
        behave = answer(*[IDENTITY] * ANSWERS_A_SESSION)
        servers = [stack.enter_context(serving(behave, address)) for address in sorted(everybody)]
        while kills < KILLS:
            number += 1
            case = case_with(tmp_path / str(number), servers)
            while (before := stored(case)) != everybody:
                asked_before = asked(case)
                child = context.Process(target=probe, args=(str(case),))
                child.start()
                if kills < KILLS:
                    child.join(chance.uniform(0.15, 0.5))
                    if child.is_alive():
                        os.kill(child.pid, signal.SIGKILL)
                        kills += 1
                child.join(60)
                assert child.exitcode is not None
                assert before <= stored(case)
                again = asked(case) - asked_before
                assert not before & set(again), "an answer that was stored was asked for again"
                assert set(again.values()) <= {1}
    assert kills == KILLS
