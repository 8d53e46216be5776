"""How fast captures are analysed, beside other tools, on the same file in one run.

`python -m bench.capture` builds its own input; `python -m bench.capture FILE` measures one file,
stage by stage. Packets per second of processor time, because machines are shared.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.capture_input import big, head_of

SLOW = 30_000
"""Frames that scapy gets: it is slow on all of them alike."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured command."""

    name: str
    frames: int
    cpu_s: float
    wall_s: float
    peak_mb: float

    @property
    def rate(self) -> float:
        """Million packets per second of processor time."""
        return self.frames / max(self.cpu_s, 1e-9) / 1e6


def measure(name: str, command: list[str], frames: int) -> Figure:
    """Run a command; its children's processor time and memory come from the system."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - start
    if process.returncode:
        print(f"{name}: ended with {process.returncode}")
    return Figure(name, frames, usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def stages(path: Path) -> None:
    """Print packets and bytes a second after each stage, and the peak memory."""
    from audit.capture.batch import Damage
    from audit.capture.engine import Part, Work
    from audit.capture.flows import Flows
    from audit.capture.layers import columns
    from audit.capture.observe import Origin, observations_of
    from audit.capture.source import batches, opened
    from audit.records import now_utc

    def report(name: str, frames: int, size: int, start: float) -> None:
        cpu = max(time.process_time() - start, 1e-9)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{name:<34} {cpu:7.2f} s  {frames / cpu / 1e6:6.2f} Mpkt/s  "
            f"{size / cpu / 1e6:8.0f} MB/s  peak {peak:5.0f} MB"
        )

    frames = size = 0
    start = time.process_time()
    with opened(path) as stream:
        for batch in batches(stream, Damage()):
            frames += len(batch)
    size = path.stat().st_size
    report("records", frames, size, start)
    start, flows = time.process_time(), Flows()
    with opened(path) as stream:
        for batch in batches(stream, Damage()):
            flows.add(batch, columns(batch))
    report("+ headers and flows", frames, size, start)
    start, part = time.process_time(), Part()
    work = Work(part)
    with opened(path) as stream:
        for batch in batches(stream, part.damage):
            work.add(batch)
    report("+ dissectors, codes, rates, cycles", frames, size, start)
    found = observations_of(work.done(), Origin(path.name, "", now_utc()))
    report("+ machines, servers, observations", frames, size, start)
    print(
        f"{frames} frames, {part.flows.count} flows, {part.picked} looked into "
        f"({part.picked / max(frames, 1):.1%}), {len(part.heard)} clues, {len(found)} observations"
    )


def complete(path: Path, engine: str) -> list[str]:
    """The command that gives the complete result."""
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from audit.capture import engines\n"
        "if __name__ == '__main__':\n"
        "    part = engines.analyse(Path(sys.argv[1]), sys.argv[2])\n"
        "    from audit.capture.observe import Origin, observations_of\n"
        "    from audit.records import now_utc\n"
        "    observations_of(part, Origin('x', '', now_utc()))\n"
        "    import resource\n"
        "    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):\n"
        "        used = resource.getrusage(who)\n"
        "        print(used.ru_utime + used.ru_stime)\n"
    )
    script = path.with_name("complete.py")
    script.write_text(code)
    return [sys.executable, str(script), str(path), engine]


def shares(path: Path, engine: str) -> tuple[float, float]:
    """Processor seconds of the process that merges, and of its helpers."""
    done = subprocess.run(complete(path, engine), capture_output=True, text=True, check=True)
    first, others = (float(line) for line in done.stdout.split())
    return first, others


def pairs(path: Path) -> None:
    """Two processes against one: in wall time, which a busy computer falsifies, and by the process
    that has most to do, which is the time that it takes on an idle one.
    """
    walls: list[float] = []
    used: list[tuple[float, float]] = []
    for engine in ("1", "2"):
        start = time.monotonic()
        used.append(shares(path, engine))
        walls.append(time.monotonic() - start)
    one, (first, others) = sum(used[0]), used[1]
    print(f"two processes, {path.stat().st_size / 1e6:.0f} MB: {walls[0] / walls[1]:.2f} x one in "
          f"wall time (load {os.getloadavg()[0]:.1f}); {one / max(first, others):.2f} x by "
          f"processor time: {one:.2f} s against {first:.2f} s and {others:.2f} s")  # fmt: skip


def frames_in(path: Path) -> int:
    """Count the frames by our own reader."""
    from audit.capture.batch import Damage
    from audit.capture.source import batches, opened

    with opened(path) as stream:
        return sum(len(batch) for batch in batches(stream, Damage()))


def peers(path: Path) -> list[Figure]:
    """The other tools that are installed, on the same file."""
    whole, tiny = path, head_of(path, SLOW)
    found: list[Figure] = []
    if tshark := shutil.which("tshark"):
        fields = [word for name in ("eth.src", "eth.dst", "vlan.id", "ip.src", "ip.dst")
                  for word in ("-e", name)]  # fmt: skip
        count = frames_in(whole)
        found.append(
            measure(
                "tshark -T fields eth vlan ip",
                [tshark, "-n", "-r", str(whole), "-T", "fields", *fields],
                count,
            )
        )
        found.append(measure("tshark -z conv,ip -z endpoints,ip",
                             [tshark, "-n", "-q", "-r", str(whole), "-z", "conv,ip", "-z",
                              "endpoints,ip"], count))  # fmt: skip
    if capinfos := shutil.which("capinfos"):
        found.append(measure("capinfos -c", [capinfos, "-c", str(path)], frames_in(path)))
    reader = "import sys\nfrom scapy.utils import PcapReader\nimport scapy.layers.all\n"
    reader += "for packet in PcapReader(sys.argv[1]): pass\n"
    found.append(measure("scapy PcapReader", [sys.executable, "-c", reader, str(tiny)],
                         frames_in(tiny)))  # fmt: skip
    if native := _native(path.parent):
        found.append(measure("native flow table in C", [native, str(path), "1"],
                             frames_in(path)))  # fmt: skip
    return found


def _native(folder: Path) -> str:
    """The walk in C that the shared data carries, compiled; empty without it."""
    source = Path(__file__).resolve().parents[2] / "shared/data/pcap/walk_limit.c"
    compiler, target = shutil.which("cc"), folder / "walk_limit"
    if not source.exists() or compiler is None:
        return ""
    subprocess.run([compiler, "-O2", "-o", str(target), str(source)], check=False)
    return str(target) if target.exists() else ""


def compare(folder: Path, copies: int) -> None:
    """Everything the bar asks for, in one run."""
    path = big(folder, copies)
    frames = frames_in(path)
    load = os.getloadavg()[0]
    print(f"input: {frames} frames, {path.stat().st_size / 1e6:.0f} MB; load {load:.1f} "
          f"on {os.cpu_count()} processors")  # fmt: skip
    own = measure("plantready, complete result", complete(path, "1"), frames)
    rows = [own, *peers(path)]
    for row in rows:
        print(f"{row.name:<36} {row.rate:8.4f} Mpkt/CPU-s  {row.wall_s:7.1f} s  "
              f"{row.peak_mb:6.0f} MB   ours is {own.rate / row.rate:7.1f} x")  # fmt: skip
    double = folder / "double.pcap"
    with double.open("wb") as out, path.open("rb") as one, path.open("rb") as two:
        shutil.copyfileobj(one, out)
        two.seek(24)
        shutil.copyfileobj(two, out)
    twice = measure("the file doubled", complete(double, "1"), 2 * frames)
    print(f"memory: {own.peak_mb:.0f} MB, doubled file {twice.peak_mb:.0f} MB "
          f"({twice.peak_mb / own.peak_mb - 1:+.1%})")  # fmt: skip
    pairs(path)
    pairs(double)
    double.unlink()


def main() -> None:
    """Measure one file, or compare with the peers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--copies", type=int, default=9, help="size of the built input")
    parser.add_argument("--folder", type=Path, help="where inputs are built; kept when given")
    given = parser.parse_args()
    if given.file is not None:
        stages(given.file)
        return
    if given.folder is not None:
        given.folder.mkdir(parents=True, exist_ok=True)
        compare(given.folder, given.copies)
        return
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), given.copies)


if __name__ == "__main__":
    main()
