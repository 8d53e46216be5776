"""Multi-project files beside the makespan that a levelling macro reached inside MS Project.

`python -m bench.msproject --seconds 10` prints for each file and in the mean how much shorter.
"""

from __future__ import annotations

import argparse
import os
import time

from bench.psplib import Shared
from bench.psplib_files import known, macro_makespan, read
from planning.engine.check import broken_rules
from planning.engine.makespan import solve


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="bench.msproject", description=__doc__)
    parser.add_argument("--seconds", type=float, default=9.5)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--limit", type=int, default=0, help="every so many files; 0: all")
    parser.add_argument("--processor", action="store_true", help="count processor time of all")
    parser.add_argument("--each", action="store_true", help="print each file")
    options = parser.parse_args()
    changes: list[float] = []
    invalid, slowest_s = 0, 0.0
    files = known("mpsplib_msproject")
    if options.limit:
        files = files[:: max(1, len(files) // options.limit)]
    for file in files:
        macro = macro_makespan(file.path)
        if not macro:
            continue
        instance = read(file.path)
        begun = time.monotonic()
        result = solve(
            instance,
            seconds=options.seconds,
            workers=options.workers,
            clock=Shared(options.workers) if options.processor else time.monotonic,
        )
        spent_s = time.monotonic() - begun
        slowest_s = max(slowest_s, spent_s)
        invalid += bool(broken_rules(instance, result.schedule))
        changes.append(result.schedule.objective / macro - 1)
        if options.each:
            print(
                f"  {instance.name:28} {len(instance.activities):5} activities, macro {macro:4}, "
                f"here {result.schedule.objective:4.0f} {changes[-1]:+.1%}, "
                f"bound {result.bound:.0f}, {spent_s:.1f} s",
                flush=True,
            )
    shorter, longer = (sum(sign * c > 0 for c in changes) for sign in (-1, 1))
    print(
        f"{len(changes)} files: mean {sum(changes) / len(changes):+.2%}, best {min(changes):+.1%}, "
        f"shorter {shorter}, equal {len(changes) - shorter - longer}, longer {longer}, "
        f"invalid {invalid}, slowest {slowest_s:.1f} s, load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
