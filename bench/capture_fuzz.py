"""Throw damaged captures at the analysis: `python -m bench.capture_fuzz --minutes 60`.

Starts from the shared captures where they are there, else from the tests' own frames. Every round
flips bytes, cuts, repeats and joins; what breaks is written down with its seed.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from audit.capture.batch import NotACaptureError
from audit.capture.engine import analyse
from audit.capture.observe import Origin, observations_of
from audit.capture.source import unpacked
from audit.records import now_utc

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "pcap" / "captures"
LARGEST = 200_000


@dataclass(slots=True)
class Fuzzed:
    """What a run found."""

    rounds: int = 0
    results: int = 0
    refused: int = 0
    slowest_s: float = 0.0
    """In processor time: computers are shared."""


def seeds() -> list[bytes]:
    """Captures to begin with."""
    if SHARED.is_dir():
        return [file.read_bytes()[:LARGEST] for file in sorted(SHARED.iterdir())]
    from tests.audit.capture.build import eth, mac, pcap, pcapng, tcp, udp

    frames = [
        eth(mac(1), mac(2), 0x0800, tcp("10.0.0.1", "10.0.0.2", (40000 + n, 502), bytes(12)), n)
        for n in range(40)
    ]
    frames += [
        eth(
            mac(2), mac(1), 0x0800, udp("10.0.0.2", "10.0.0.1", (47808, 47808), bytes(range(n + 9)))
        )
        for n in range(40)
    ]
    return [pcap(*frames), pcapng(*frames), pcap(*frames, order=">")]


def damaged(chance: random.Random, kept: list[bytes]) -> bytes:
    """A capture with some damage."""
    data = bytearray(chance.choice(kept))
    for _ in range(chance.choice((1, 3, 20, 200))):
        if not data:
            break
        at = chance.randrange(len(data))
        kind = chance.randrange(6)
        if kind <= 2:
            data[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
        elif kind == 3:
            del data[at : at + chance.randrange(1, 40)]
        elif kind == 4:
            data[at:at] = chance.randbytes(chance.randrange(1, 40))
        else:
            other = chance.choice(kept)
            begin = chance.randrange(len(other) or 1)
            data[at : at + 300] = other[begin : begin + chance.randrange(1, 600)]
    return bytes(data[: chance.choice((len(data), LARGEST, chance.randrange(len(data) + 1)))])


def fuzz(seconds: float, seed: int, rounds: int = sys.maxsize) -> Iterator[Fuzzed]:
    """Give the state after every round until the time is over, or so many rounds are."""
    found, kept = Fuzzed(), seeds()
    end = time.monotonic() + seconds
    while time.monotonic() < end and found.rounds < rounds:
        own = seed + found.rounds
        data = damaged(random.Random(own), kept)
        start = time.process_time()
        try:
            with unpacked(BytesIO(data)) as stream:
                part = analyse(stream)
            if part.broken:
                raise ValueError(str(part.broken))
            observations_of(part, Origin("fuzz", "", now_utc()))
            found.results += 1
        except NotACaptureError:
            found.refused += 1
        except Exception as error:
            raise AssertionError(f"seed {own}: {type(error).__name__}: {error}") from error
        found.slowest_s = max(found.slowest_s, time.process_time() - start)
        found.rounds += 1
        yield found


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    last = Fuzzed()
    for found in fuzz(given.minutes * 60, given.seed):
        last = found
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{last.rounds} damaged captures: {last.results} results, {last.refused} refused, "
          f"slowest {last.slowest_s:.2f} s, peak {peak:.0f} MB")  # fmt: skip


if __name__ == "__main__":
    main()
