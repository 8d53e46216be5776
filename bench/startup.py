"""`python -m bench.startup`: what `plantready --help` costs against importing click and rich,
paired runs.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

PAIRS = 15
BAR = 1.5


def _seconds(*arguments: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Print the median of each and of the ratios."""
    base: list[float] = []
    ours: list[float] = []
    ratios: list[float] = []
    for pair in range(PAIRS + 1):
        reference = _seconds("-c", "import click, rich")
        own = _seconds("-m", "cli", "--help")
        if pair:  # the first pair warms the caches
            base.append(reference)
            ours.append(own)
            ratios.append(own / reference)
    print(f"import click, rich   median {statistics.median(base) * 1000:.0f} ms")
    print(f"plantready --help    median {statistics.median(ours) * 1000:.0f} ms")
    print(f"ratio                median {statistics.median(ratios):.2f}  bar {BAR}")


if __name__ == "__main__":
    main()
