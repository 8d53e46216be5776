"""`probe --sample` of a real SNMP agent, slept through: the counters of two looks become a load,
what was slept through is told and never caught up.
"""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

from audit.net.ledger import read_ledger, verify_ledger
from tests.testbed import peers
from tests.testbed.cases import plantready, scope_text, start_plantready, write_case
from tests.testbed.plant import plant

NET = "10.60.0"
EVERY_S, ROUNDS, SLEEP_S = 2, 6, 6


def rounds_in(case: Path) -> int:
    """How often the agent was asked who it is: once a round."""
    ledger = case / "ledger.jsonl"
    return len(read_ledger(ledger)) if ledger.exists() else 0


def test_a_shift_that_is_slept_through_in_part_goes_on_and_says_so(
    tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("PLANTREADY_CREDENTIAL_PLANT_READ", "community=public")
    with plant(tmp_path) as built:
        flat = built.segment("flat")
        laptop = built.host("laptop", flat, f"{NET}.250/24")
        switch = built.host("sw-1", flat, f"{NET}.1/24")
        peers.start(built, "snmpd", [switch])
        case = write_case(tmp_path / "case", scope_text([f"{NET}.0/24"]))
        (case / "inventory" / "switches.csv").write_text(
            f"switch,line,ip,credential\nSW-1,L1,{switch.address},plant-read\n"
        )
        words = ("--sample", f"{EVERY_S * ROUNDS}s", "--every", f"{EVERY_S}s")
        child = start_plantready(laptop, case, "--json", "probe", *words)
        while rounds_in(case) < 2:
            assert child.poll() is None, child.communicate()
            time.sleep(0.05)
        # Something to count: a flood of pings between two looks.
        laptop.run("ping", "-c", "200", "-i", "0.002", "-s", "1000", "-q", switch.address)
        for process in [child.pid, *(n for n in laptop.processes() if n != child.pid)]:
            os.kill(process, signal.SIGSTOP)
        time.sleep(SLEEP_S)
        for process in [child.pid, *(n for n in laptop.processes() if n != child.pid)]:
            os.kill(process, signal.SIGCONT)
        out, err = child.communicate(timeout=120)
        told: dict[str, Any] = json.loads(out)
        evidence = json.loads(plantready(laptop, case, "export", "evidence").stdout)
    assert "Traceback" not in err
    assert child.returncode == 4, err  # rounds are missing
    assert told["missed"] >= SLEEP_S // EVERY_S - 1
    assert told["rounds"] + told["missed"] <= ROUNDS + 1
    assert any("missed" in text for text in told["noted"])
    loads = [row["value"] for row in evidence if row["attribute"] == "load"]
    assert loads
    assert max(load["in_bps"] for load in loads) > 1000
    assert all(load["in_errors"] == 0 for load in loads if load["in_errors"] is not None)
    assert all(load["seconds"] > 0 for load in loads)
    asked = [row for row in evidence if row["attribute"] == "coverage"]
    assert any("rounds were missed" in row["value"]["detail"] for row in asked)
    assert verify_ledger(case / "ledger.jsonl") == ()
