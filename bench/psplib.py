"""Shortest schedules for PSPLIB files, beside plain CP-SAT in the same run.

`python -m bench.psplib --sets j30,j60,j120 --seconds 30 --workers 2 --plain` prints for each set
the mean gap to the best known makespan, how many are proved optimal and whether all are valid.
`--limit 48` takes a sample over all parameter groups, `--every 6` each sixth file, `--only j301_1`
the files named; `--alone` leaves the exact solver out.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from bench.psplib_files import Known, known, read
from planning.engine.check import broken_rules
from planning.engine.exact import Exact
from planning.engine.frame import frame_of, schedule_of
from planning.engine.makespan import solve
from planning.engine.model import Instance, Schedule


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one way of solving gave for one file."""

    file: str
    makespan: int | None
    bound: int
    valid: bool
    wall_s: float
    cpu_s: float
    gap: float
    """To the best known value; 0.02 is two percent longer."""

    @property
    def proved(self) -> bool:
        """Schedule and bound meet."""
        return self.makespan is not None and self.makespan <= self.bound


def main() -> None:
    """Run the benchmark."""
    options = _options()
    for name in options.sets.split(","):
        folder = name if "_" in name or name == "patterson" else f"psplib_{name}"
        files = sample(known(folder), options.limit)[:: max(1, options.every)]
        if options.only:
            files = [file for file in files if file.path.stem in options.only.split(",")]
        if not files:
            continue
        print(f"{folder}: {len(files)} files, {options.seconds:g} s, {options.workers} workers")
        ways: dict[str, list[Outcome]] = defaultdict(list)
        for file in files:
            instance = read(file.path)
            ways["combined"].append(_combined(file, instance, options))
            if options.plain:
                ways["plain CP-SAT"].append(_plain(file, instance, options))
            if options.each:
                print("  " + " | ".join(_words(ways[way][-1], file) for way in ways), flush=True)
        for way, outcomes in ways.items():
            print(f"  {way:14}{_summary(outcomes)}", flush=True)
        if not options.each:
            print("  run were: " + " ".join(file.path.stem for file in files))
        for way, outcomes in ways.items():
            if open_ones := [outcome.file for outcome in outcomes if not outcome.proved]:
                print(f"  not proved by {way}: " + " ".join(open_ones), flush=True)


def sample(files: list[Known], limit: int) -> list[Known]:
    """Take files over all parameter groups alike; 0: all of them."""
    if not limit or limit >= len(files):
        return files
    groups: dict[str, list[Known]] = defaultdict(list)
    for file in files:
        groups[re.sub(r"_?\d+$", "", file.path.stem)].append(file)
    ordered = [groups[name] for name in sorted(groups, key=lambda name: (len(name), name))]
    if limit < len(ordered):
        return [ordered[n * len(ordered) // limit][0] for n in range(limit)]
    deep = max(map(len, ordered))
    return [group[n] for n in range(deep) for group in ordered if n < len(group)][:limit]


def _combined(file: Known, instance: Instance, options: argparse.Namespace) -> Outcome:
    wall, cpu = time.monotonic(), _cpu_s()
    result = solve(
        instance,
        seconds=options.seconds,
        workers=options.workers,
        seed=options.seed,
        exact=not options.alone,
        clock=Shared(options.workers) if options.processor else time.monotonic,
    )
    bound = int(result.bound or 0)
    return _outcome(file, instance, result.schedule, bound, time.monotonic() - wall, _cpu_s() - cpu)


def _plain(file: Known, instance: Instance, options: argparse.Namespace) -> Outcome:
    """CP-SAT with nothing but the model; its start-up does not count."""
    wall, cpu = time.monotonic(), _cpu_s()
    frame = frame_of(instance)
    best: Schedule | None = None
    bound = 0
    with Exact(instance, seed=options.seed) as solver:
        solver.ask(0, instance.horizon, options.seconds, workers=options.workers)
        while solver.busy:
            report = solver.hear(1.0)
            if report is None:
                continue
            if report.bound is not None:
                bound = max(bound, report.bound)
            if report.starts:
                found = schedule_of(frame, report.starts, report.lengths)
                if best is None or found.objective < best.objective:
                    best = found
    return _outcome(file, instance, best, bound, time.monotonic() - wall, _cpu_s() - cpu)


def _outcome(
    file: Known, instance: Instance, best: Schedule | None, bound: int, wall: float, cpu: float
) -> Outcome:
    if best is None:
        return Outcome(file.path.stem, None, bound, True, wall, cpu, 1.0)
    makespan = int(best.objective)
    valid = not broken_rules(instance, best) and not (file.lower and makespan < file.lower)
    valid = valid and not (file.upper and bound > file.upper)
    gap = makespan / file.upper - 1 if file.upper else 0.0
    return Outcome(file.path.stem, makespan, bound, valid, wall, cpu, gap)


def _summary(outcomes: list[Outcome]) -> str:
    count = len(outcomes)
    gaps = [outcome.gap for outcome in outcomes]
    none = sum(outcome.makespan is None for outcome in outcomes)
    return (
        f"mean gap {sum(gaps) / count:.2%}, worst {max(gaps):.1%}, "
        f"proved {sum(outcome.proved for outcome in outcomes) / count:.1%}, "
        f"invalid {sum(not outcome.valid for outcome in outcomes)}, without schedule {none}, "
        f"wall {sum(outcome.wall_s for outcome in outcomes):.0f} s, "
        f"processor {sum(outcome.cpu_s for outcome in outcomes):.0f} s, "
        f"load {os.getloadavg()[0]:.1f}"
    )


def _words(outcome: Outcome, file: Known) -> str:
    return (
        f"{outcome.file:10} {outcome.bound:4} .. {outcome.makespan!s:4} known {file.lower} .. "
        f"{file.upper} {outcome.gap:6.2%} {outcome.wall_s:5.1f} s cpu {outcome.cpu_s:5.1f}"
        f"{'' if outcome.valid else ' INVALID'}"
    )


class Shared:
    """A clock for busy machines: processor time of this process and its children by the worker.

    It reads what Linux says of processes; elsewhere there is no such clock.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._ticks = os.sysconf("SC_CLK_TCK")
        self._last = (-1.0, 0.0)

    def __call__(self) -> float:
        """Seconds."""
        now = time.monotonic()
        if now - self._last[0] > 0.05:
            children = [
                pid
                for thread in Path("/proc/self/task").iterdir()
                for pid in (thread / "children").read_text(encoding="ascii").split()
            ]
            self._last = (now, _cpu_s() + sum(map(self._spent_s, children)))
        return self._last[1] / self._workers

    def _spent_s(self, pid: str) -> float:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return 0.0  # it has ended meanwhile
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / self._ticks


def _cpu_s() -> float:
    """Processor time of this process and of its ended children."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.psplib", description=__doc__)
    parser.add_argument("--sets", default="j30,j60,j120")
    parser.add_argument("--limit", type=int, default=0, help="files of a set; 0: all")
    parser.add_argument("--every", type=int, default=1, help="only each so manyth file of a set")
    parser.add_argument("--only", default="", help="only these files, with commas between")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--plain", action="store_true", help="plain CP-SAT beside it")
    parser.add_argument("--alone", action="store_true", help="without the exact solver")
    parser.add_argument("--processor", action="store_true", help="count processor time of all")
    parser.add_argument("--each", action="store_true", help="print each file")
    return parser.parse_args()


if __name__ == "__main__":
    main()
