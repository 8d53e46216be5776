"""`python -m bench.demo`: seconds of `plantready demo`, whole process, against the bar of 90 s
after set-up.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 3
BAR_S = 90


def main() -> None:
    """Print each run and the median."""
    seconds: list[float] = []
    for number in range(RUNS):
        with tempfile.TemporaryDirectory() as text:
            start = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-m", "cli", "demo", str(Path(text) / "demo")],
                capture_output=True,
                text=True,
            )
            seconds.append(time.perf_counter() - start)
        print(f"run {number + 1}: {seconds[-1]:.1f} s, exit code {done.returncode}")
    print(f"plantready demo   median {statistics.median(seconds):.1f} s   bar {BAR_S} s")


if __name__ == "__main__":
    main()
