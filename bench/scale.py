"""`python -m bench.scale --lines 1000`: seconds and memory of judging a made-up plant in one
process, and whether the time per line stays what it is on ten lines.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter

from audit.facts.model import PlantFacts
from bench.plant_rows import USE_CASE
from checks.records import Asked, Check

FEW = 10
BAR_RATIO = 1.3
BAR_EXPLAIN_S = 0.5
ALONE = "--one-process"


def measure(lines: int, runs: int) -> dict[str, float]:
    """Judge a plant in this process; the medians of so many runs, after one that warms up."""
    from bench.plant import plant, size
    from checks import ALL
    from checks.engine import judge
    from checks.explain import explain

    judge(plant(2))
    start = time.perf_counter()
    facts = plant(lines)
    made_s = time.perf_counter() - start
    start, cpu = time.perf_counter(), time.process_time()
    judgement = judge(facts)
    seconds, busy = [time.perf_counter() - start], [time.process_time() - cpu]
    for _ in range(runs - 1):
        fresh = plant(lines)
        start, cpu = time.perf_counter(), time.process_time()
        judge(fresh)
        seconds.append(time.perf_counter() - start)
        busy.append(time.process_time() - cpu)
    start = time.perf_counter()
    explain(judgement, f"L{lines - 1}", ALL[-1].check_id)
    explain_s = time.perf_counter() - start
    outcomes = Counter(str(finding.outcome) for finding in judgement.findings)
    return {
        "lines": lines,
        "checks": len(ALL),
        "facts": size(facts),
        "made_s": made_s,
        "judge_s": statistics.median(seconds),
        "judge_cpu_s": statistics.median(busy),
        "explain_s": explain_s,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "crashed": len(judgement.warnings),
        **{f"is {name}": number for name, number in sorted(outcomes.items())},
    }


def _apart(lines: int, runs: int) -> dict[str, float]:
    """Measure in a process of its own, so that its peak memory is its own."""
    command = [sys.executable, "-m", "bench.scale", ALONE, "--lines", str(lines), "--runs",
               str(runs)]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def _profile(lines: int) -> None:
    from bench.plant import plant
    from checks.engine import judge

    facts = plant(lines)
    profile = cProfile.Profile()
    profile.runcall(judge, facts)
    pstats.Stats(profile).sort_stats("tottime").print_stats(40)


def _each(lines: int) -> None:
    """Print what each check costs a line on two plants, the fastest growing first."""
    from bench.plant import plant
    from checks import ALL

    small, large = plant(lines // 8), plant(lines)
    rows: list[tuple[float, float, float, str]] = []
    for check in ALL:
        few, many = (_ms_a_line(check, facts) for facts in (small, large))
        rows.append((many - few, few, many, check.check_id))
    print(f"ms a line on {lines // 8} and {lines} lines")
    for _, few, many, check_id in sorted(rows, reverse=True):
        print(f"{check_id}  {few:8.3f} {many:8.3f}  {many / max(few, 1e-6):6.2f}")


def _ms_a_line(check: Check, facts: PlantFacts) -> float:
    limits = {limit.name: limit.value for limit in check.thresholds}
    start = time.perf_counter()
    for row in facts.lines:
        check.judge(Asked(facts, row.line, USE_CASE, limits))
    return 1000 * (time.perf_counter() - start) / len(facts.lines)


def _print(result: dict[str, float]) -> None:
    per_line = 1000 * result["judge_cpu_s"] / result["lines"]
    outcomes = ", ".join(f"{n:.0f} {k[3:]}" for k, n in result.items() if k.startswith("is "))
    print(
        f"{result['lines']:.0f} lines x {result['checks']:.0f} checks, {result['facts']:.0f} facts"
    )
    print(f"  judge    {result['judge_s']:8.2f} s, {per_line:.1f} ms of CPU a line")
    print(f"  explain  {result['explain_s']:8.3f} s for one line   bar {BAR_EXPLAIN_S}")
    print(f"  memory   {result['memory_mb']:8.0f} MB at most (the plant itself included)")
    print(f"  findings {outcomes}; {result['crashed']:.0f} warnings")


def main() -> None:
    """Print both sizes and the ratio of their times per line."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale")
    parser.add_argument("--lines", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--profile", action="store_true", help="where judging spends its time")
    parser.add_argument("--each", action="store_true", help="what each check costs, and its growth")
    parser.add_argument(ALONE, action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.profile:
        _profile(given.lines)
    elif given.each:
        _each(given.lines)
    elif given.one_process:
        print(json.dumps(measure(given.lines, given.runs)))
    else:
        few, many = _apart(FEW, 9), _apart(given.lines, given.runs)
        _print(few)
        _print(many)
        ratio = many["judge_cpu_s"] / many["lines"] / (few["judge_cpu_s"] / few["lines"])
        print(
            f"CPU time per line, {given.lines} lines against {FEW}: {ratio:.2f}   bar {BAR_RATIO}"
        )


if __name__ == "__main__":
    main()
