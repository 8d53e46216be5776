"""`python -m bench.snmp`: one 48-port stack asked by us and walked by net-snmp's snmpbulkwalk, in
paired runs at 0 and 20 ms round trip; what each of them asked; a hundred switches at 20 ms.

How it is counted: the full walk is one snmpbulkwalk -Cr25 for each table that we read a column of;
its objects are the lines it prints, its requests the packets that its own -d shows. Ours are what
the session counted: requests sent and objects in the answers, those beyond a column's end too. The
wall time of ours is the whole reading, with dialer, ledger and normalising, by the largest pace a
scope can give (1000 packets a second), without the wait between the two looks at the counters.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from audit.net.credentials import variable
from audit.net.dialer import Dialer
from audit.net.ledger import Ledger
from audit.net.run import AT_ONCE
from audit.net.scope import Scope
from audit.net.target import DeviceClass, Target
from audit.probes.snmp.read import read
from audit.probes.snmp.session import Asked
from bench.snmp_stack import write_stack

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
RECORDINGS = ("procurve", "full_hpe-procurve-516733-b21")
TABLES = (
    "1.3.6.1.2.1.1", "1.3.6.1.2.1.2.2", "1.3.6.1.2.1.31.1.1", "1.3.6.1.2.1.31.1.2",
    "1.3.6.1.2.1.10.7.2", "1.3.6.1.2.1.17", "1.0.8802.1.1.2", "1.3.6.1.2.1.47.1.1.1",
    "1.3.6.1.2.1.4.20", "1.3.6.1.2.1.4.22", "1.3.6.1.2.1.4.34", "1.3.6.1.2.1.4.35",
)  # fmt: skip
RUNS = 5
BARS = {0: 5.0, 20: 2.0}
SWITCHES, HUNDRED_S, HUNDRED_MB = 100, 60.0, 300
WORD = "plantready-bench"


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _agent(path: Path, delay_ms: int, addresses: list[str]) -> Generator[int]:
    port, script = _free_port(), SHARED / "tools" / "fast_agent.py"
    command = [sys.executable, str(script)] if script.exists() else [
        sys.executable, "-m", "bench.snmp_agent"]  # fmt: skip
    options = f"{path},maxsize=1400" + (f",delay={delay_ms / 1000}" if delay_ms else "")
    places = [f"{address}={options}" for address in addresses]
    environment = os.environ | {"TTL": "600"}
    child = subprocess.Popen(
        [*command, str(port), *places], stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    )
    try:
        assert child.stdout is not None
        for _ in addresses:
            child.stdout.readline()
        yield port
    finally:
        child.kill()
        child.wait()


def _dialer(folder: Path) -> Dialer:
    now = datetime.now(UTC)
    rules: dict[str, Any] = {
        "case": "bench",
        "authorised_by": {"name": "plant manager", "signed_on": now.date()},
        "valid": {"from": now - timedelta(hours=1), "to": now + timedelta(hours=1)},
        "allow": [{"net": "127.0.0.0/16", "classes": ["infra"], "mode": "active"}],
        "probes": {"snmp": True},
        "limits": {"packets_per_second": 1000, "pause_between_hosts_ms": 0},
    }
    return Dialer(Scope.model_validate(rules), Ledger(folder / "ledger.jsonl"))


COUNTS: list[Asked] = []


async def _ask(dialer: Dialer, port: int, addresses: list[str]) -> int:
    targets = [
        Target(f"SW-{n}", address, device_class=DeviceClass.INFRA, ports={"snmp": port},
               credential=WORD)
        for n, address in enumerate(addresses)
    ]  # fmt: skip
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(target: Target) -> int:
        async with turns:
            return len(await read(dialer, target, gap_s=0.0, told=COUNTS.append))

    return sum(await asyncio.gather(*map(one, targets)))


def _ours(port: int, addresses: list[str]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        dialer = _dialer(Path(folder))
        start = time.perf_counter()
        asyncio.run(_ask(dialer, port, addresses))
        return time.perf_counter() - start


def _bulkwalk(port: int, *options: str) -> tuple[float, int, int]:
    """Return seconds, objects and, with -d, requests of the full walk."""
    start, objects, requests = time.perf_counter(), 0, 0
    for table in TABLES:
        done = subprocess.run(
            ["snmpbulkwalk", "-v2c", "-c", "public", "-On", "-Cr25", *options,
             f"127.0.0.1:{port}", table],
            capture_output=True,
        )  # fmt: skip
        objects += sum(line.startswith(b".1.") for line in done.stdout.splitlines())
        requests += done.stdout.count(b"\nSending ") + done.stderr.count(b"Sending ")
    return time.perf_counter() - start, objects, requests


def _pair(name: str, path: Path) -> None:
    print(f"\n{name}")
    peer = shutil.which("snmpbulkwalk")
    if peer is None:
        print("  snmpbulkwalk is not installed (Debian: snmp): no comparison, ours alone")
    for delay_ms, bar in BARS.items():
        with _agent(path, delay_ms, ["127.0.0.1"]) as port:
            own: list[float] = []
            theirs: list[float] = []
            for _ in range(RUNS if not delay_ms else 3):
                own.append(_ours(port, ["127.0.0.1"]))
                theirs.append(_bulkwalk(port)[0] if peer else float("nan"))
            ratio = statistics.median(a / b for a, b in zip(own, theirs, strict=True))
            print(
                f"  {delay_ms:2} ms: ours {statistics.median(own):.3f} s, snmpbulkwalk "
                f"{statistics.median(theirs):.3f} s, ratio {ratio:.2f}   bar {bar}"
            )
            if peer and not delay_ms:
                _asked(COUNTS[-1], *_bulkwalk(port, "-d")[1:])


def _asked(own: Asked, objects: int, requests: int) -> None:
    print(
        f"  asked: ours {own.requests} requests, {own.objects} objects; full walk {requests} "
        f"requests, {objects} objects; share {own.requests / requests:.2f} and "
        f"{own.objects / objects:.2f}   bar 0.33"
    )


def _hundred(path: Path) -> None:
    addresses = [f"127.0.2.{n}" for n in range(1, SWITCHES + 1)]
    with _agent(path, 20, addresses) as port:
        done = subprocess.run(
            [sys.executable, "-m", "bench.snmp", "--ask", str(port), *addresses],
            capture_output=True, text=True, cwd=ROOT, check=True,
        )  # fmt: skip
    told = json.loads(done.stdout)
    print(
        f"\n{SWITCHES} switches at 20 ms, {AT_ONCE} at once as in a run: {told['seconds']:.1f} s   "
        f"bar {HUNDRED_S:.0f} s; {told['mb']:.0f} MB at most   bar {HUNDRED_MB} MB; "
        f"{told['requests']} requests"
    )


def _alone(port: int, addresses: list[str]) -> None:
    """The child of `_hundred`: one process that asks them all, and its own memory."""
    seconds = _ours(port, addresses)
    mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    requests = sum(asked.requests for asked in COUNTS)
    print(json.dumps({"seconds": seconds, "mb": mb, "requests": requests}))


def main() -> None:
    """Print the figures; assert nothing."""
    os.environ[variable(WORD)] = "community=public"
    if sys.argv[1:2] == ["--ask"]:
        _alone(int(sys.argv[2]), sys.argv[3:])
        return
    with tempfile.TemporaryDirectory() as folder:
        stack = Path(folder) / "public.snmprec"
        write_stack(stack)
        _pair("48-port stack made here, every column of its tables", stack)
        recorded = SHARED / "data" / "snmp" / "devices" / "hp-procurve"
        for name in RECORDINGS:
            if (recorded / f"{name}.snmprec").exists():
                _pair(f"recording {name}", recorded / f"{name}.snmprec")
            else:
                print(f"\n../shared is not here: the recording {name} is not asked")
        _hundred(stack)


if __name__ == "__main__":
    main()
