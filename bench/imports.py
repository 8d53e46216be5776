"""How fast files are imported: `python -m bench.imports [conn|scan|plant]`.

Prints seconds, peak memory and the machine's load for a connection log of 50 MB, a scan of 4,096
hosts, and 500 assets with 2,000 switch ports and 50 MB of logs into a case. Each runs in a process
of its own, so that its peak memory is its own. Asserts nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from bench import imports_input

BARS = {
    "conn": ("conn.log of 50 MB", 15.0, 500.0),
    "scan": ("nmap XML of 4,096 hosts", 5.0, None),
    "plant": ("500 assets, 2,000 ports, 50 MB of logs", 60.0, None),
}
"""What, seconds, MB at most."""
ALONE = "--one-process"


def read_file(path: Path) -> dict[str, float]:
    """Import one file without a case."""
    from audit.imports.contract import RawFile
    from audit.imports.registry import detect

    start, cpu = time.perf_counter(), time.process_time()
    data = path.read_bytes()
    raw = RawFile(path.name, data, hashlib.sha256(data).hexdigest(), datetime.now(UTC))
    importer = detect(raw)
    if importer is None:
        raise SystemExit(f"{path.name}: nobody claims it")
    found = importer.read(raw)
    done = time.perf_counter() - start
    kinds = Counter(observation.attribute for observation in found.observations)
    return {
        "seconds": done,
        "cpu_s": time.process_time() - cpu,
        "used": found.used,
        "observations": len(found.observations),
        **{f"n {kind}": count for kind, count in sorted(kinds.items())},
    }


def import_folder(folder: Path) -> dict[str, float]:
    """Import a folder into a new case, as the command does."""
    from audit.case import init_case
    from audit.evidence import Evidence
    from audit.imports.run import import_paths

    case = init_case(folder.parent / "case", name="bench")
    start, cpu = time.perf_counter(), time.process_time()
    with Evidence(case.database_url) as evidence:
        report = import_paths(case, evidence, [folder])
    done = time.perf_counter() - start
    return {
        "seconds": done,
        "cpu_s": time.process_time() - cpu,
        "used": sum(file.used for file in report.files),
        "files": len(report.files),
        "files not used": sum(not file.used for file in report.files),
    }


def measure(name: str, folder: Path) -> dict[str, float]:
    """Run one measure on inputs that are there."""
    targets = {"conn": folder / "conn.log", "scan": folder / "scan.xml"}
    result = read_file(targets[name]) if name in targets else import_folder(folder / "in")
    result["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return result


def prepare(name: str, folder: Path) -> None:
    """Write the inputs of a measure."""
    if name == "conn":
        imports_input.conn_log(folder / "conn.log", 50)
    elif name == "scan":
        imports_input.scan(folder / "scan.xml", 4096)
    else:
        imports_input.handed_over(folder / "in")


def _apart(name: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.imports", name, ALONE, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def _print(name: str, result: dict[str, float], load: float) -> None:
    what, seconds, memory = BARS[name]
    more = "" if memory is None else f" (bar {memory:.0f})"
    print(what)
    print(f"  {result['seconds']:8.2f} s (bar {seconds:.0f}), {result['cpu_s']:.2f} s of CPU")
    print(f"  {result['memory_mb']:8.0f} MB at most{more}")
    print(f"  {load:8.2f} load of the machine, {os.cpu_count()} processors")
    counts = {k: n for k, n in result.items() if k not in ("seconds", "cpu_s", "memory_mb")}
    print("  " + ", ".join(f"{int(n)} {k.removeprefix('n ')}" for k, n in counts.items()))


def main() -> None:
    """Print the measures that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.imports")
    parser.add_argument("names", nargs="*", choices=[*BARS, []], default=[])
    parser.add_argument(ALONE, type=Path, default=None, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one_process is not None:
        print(json.dumps(measure(given.names[0], given.one_process)))
        return
    for name in given.names or BARS:
        with tempfile.TemporaryDirectory(prefix="bench-imports-") as folder:
            prepare(name, Path(folder))
            result = _apart(name, Path(folder))
            _print(name, result, os.getloadavg()[0])


if __name__ == "__main__":
    main()
