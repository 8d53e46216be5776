"""`python -m bench.rollout`: net present value and proved gap on generated roll-out plans.

Cases and judge come from beside the repository. 2,000 lines are 50 plants of 40 with central crews
and one budget. Load, wall and CPU seconds are printed with every run: on a shared machine only the
CPU seconds can be compared.
"""

from __future__ import annotations

import argparse
import os
import time
from dataclasses import dataclass, field

from bench.rollout_cases import case, glued, instance_of, judged
from planning.engine.bound import upper_bound
from planning.engine.check import broken_rules
from planning.engine.model import Instance, Schedule
from planning.engine.monte_carlo import simulate
from planning.engine.value import solve
from planning.engine.why import why

BARS = {1: 44_900, 2: 40_600, 3: 41_000}
GAPS = {1: 6.3, 2: 6.5, 3: 6.3}
KNOWN = {1: 45_820, 2: 40_976, 3: 40_979}
"""The best plans known of 40 lines: no bound may be below them."""
PLANT = 40
"""Lines of each plant where there are more than a thousand."""


@dataclass(slots=True)
class Run:
    """What one case gave."""

    name: str
    activities: int
    first_s: float = 0.0
    by_layer: dict[str, float] = field(default_factory=dict[str, float])
    worth: float = 0.0
    wall_s: float = 0.0
    cpu_s: float = 0.0
    bound: float | None = None
    bound_wall_s: float = 0.0
    bound_cpu_s: float = 0.0
    memory_mb: float = 0.0

    @property
    def gap(self) -> float | None:
        """Per cent of the plan's worth that a better plan could have more."""
        return None if self.bound is None else 100 * (self.bound - self.worth) / self.worth


def cpu_s() -> float:
    """CPU seconds of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def run(lines: int, seed: int, options: argparse.Namespace) -> Run:
    """Solve one case, judge the plan and prove a bound."""
    plant = None if lines > 1000 else case(lines, seed)
    instance = glued(lines // PLANT, PLANT, seed) if plant is None else instance_of(plant)
    found = Run(instance.name, len(instance.activities))

    def tell(seconds: float, worth: float, layer: str) -> None:
        found.first_s = found.first_s or seconds
        found.by_layer[layer] = worth

    wall, cpu = time.perf_counter(), cpu_s()
    result = solve(
        instance,
        seconds=options.seconds,
        workers=options.workers,
        seed=options.seed,
        work_limit=options.work,
        tell=tell,
    )
    found.wall_s, found.cpu_s = time.perf_counter() - wall, cpu_s() - cpu
    found.memory_mb = _memory_mb()
    broken = broken_rules(instance, result.schedule)
    if broken:
        raise SystemExit(f"{found.name}: {len(broken)} broken rules, first: {broken[0]}")
    found.worth = judged(plant, result.schedule) if plant else result.schedule.objective
    if options.bound:
        wall, cpu = time.perf_counter(), cpu_s()
        found.bound = upper_bound(instance, seconds=options.bound, workers=options.workers)
        found.bound_wall_s, found.bound_cpu_s = time.perf_counter() - wall, cpu_s() - cpu
        known = max(found.worth, KNOWN.get(seed, 0) if lines == PLANT else 0)
        if found.bound is not None and found.bound < known:
            raise SystemExit(f"{found.name}: bound {found.bound} below a plan of {known}")
    if options.risk:
        _risk(instance, result.schedule)
    return found


def _risk(instance: Instance, schedule: Schedule) -> None:
    cpu = cpu_s()
    risk = simulate(instance, schedule)
    print(
        f"  {risk.replications} replications in {cpu_s() - cpu:.1f} CPU-s: end P50 "
        f"{risk.finish.p50:.0f}, P80 {risk.finish.p80:.0f}; value P50 {risk.value.p50:,.0f}, "
        f"80 % sure {risk.value.p80:,.0f}"
    )
    cpu = cpu_s()
    reasons = why(instance, schedule)
    free = sum(reason.free for reason in reasons)
    print(
        f"  {len(reasons)} starts explained in {cpu_s() - cpu:.2f} CPU-s, {free} could be earlier"
    )


def _memory_mb() -> float:
    """Peak of this process; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _load() -> str:
    try:
        return " ".join(f"{load:.1f}" for load in os.getloadavg())
    except OSError:
        return "unknown"


def _print(seed: int, lines: int, found: Run) -> None:
    layers = ", ".join(f"{layer} {worth:,.0f}" for layer, worth in found.by_layer.items())
    print(f"{found.name}: {found.activities} activities, load {_load()}")
    print(
        f"  first plan {found.first_s:.3f} s; {layers}; NPV {found.worth:,.0f} k€ in "
        f"{found.wall_s:.0f} s wall, {found.cpu_s:.0f} CPU-s, {found.memory_mb:.0f} MB"
    )
    if lines == PLANT and seed in BARS:
        print(f"  bar {BARS[seed]:,} k€, gap {GAPS[seed]} %")
    if found.bound is not None:
        print(
            f"  bound {found.bound:,.0f} in {found.bound_wall_s:.0f} s wall, "
            f"{found.bound_cpu_s:.0f} CPU-s; gap {found.gap:.2f} %"
        )


def _table(runs: list[Run]) -> None:
    print("| case | activities | first plan s | NPV k€ | wall s | CPU s | bound | gap % |")
    print("|---|---|---|---|---|---|---|---|")
    for found in runs:
        bound = "-" if found.bound is None else f"{found.bound:,.0f}"
        gap = "-" if found.gap is None else f"{found.gap:.2f}"
        print(
            f"| {found.name} | {found.activities} | {found.first_s:.3f} | {found.worth:,.0f} "
            f"| {found.wall_s:.0f} | {found.cpu_s:.0f} | {bound} | {gap} |"
        )


def main() -> None:
    """Run the cases that the options name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=PLANT)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3], help="of the cases")
    parser.add_argument("--seed", type=int, default=7, help="of the solver")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument(
        "--work",
        type=int,
        help="limit work, not time: 36,000 is about what two free cores do in 60 s at 40 lines",
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--bound", type=float, default=60.0, help="seconds for it; 0: none")
    parser.add_argument("--risk", action="store_true", help="Monte Carlo and why-here too")
    parser.add_argument("--table", action="store_true", help="end with a table")
    options = parser.parse_args()
    runs: list[Run] = []
    for seed in options.seeds:
        found = run(options.lines, seed, options)
        _print(seed, options.lines, found)
        runs.append(found)
    if options.table:
        _table(runs)


if __name__ == "__main__":
    main()
