"""`python -m bench.switches [FOLDER]`: what we read of recorded switches, held against what another
parser saved beside each recording (`NAME.snmprec`, `NAME.expected.json`).

Prints, per device and field, the rows expected, found, missing and extra, and a line per field:
`equal` counts equal fields, `worded` those of them that say the same in other words, `explained`
the differences that `switch_differences` gives a reason for.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from bench.switch_fields import FIELDS, Result, compare
from bench.switch_recordings import load, recordings

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data" / "snmp" / "devices"
SHOWN = 6
"""Missing rows printed per device and field."""


def main(arguments: list[str] | None = None) -> int:
    """Print the table; 1 when a recording could not be read at all."""
    options = _options(arguments)
    folder: Path = options.folder
    if not folder.is_dir():
        print(f"no recordings: {folder} is not there; nothing was compared")
        return 0
    totals = {name: Counter[str]() for name in FIELDS}
    crashed: list[str] = []
    seconds = 0.0
    paths = [p for p in recordings(folder) if not options.only or options.only in p.name]
    for path in paths:
        started = time.perf_counter()
        try:
            recording = load(path)
        except Exception as error:  # one crash must not end the run: it is the first figure
            crashed.append(f"{path.name}: {type(error).__name__}: {error}")
            continue
        seconds += time.perf_counter() - started
        for result in compare(recording):
            _count(totals[result.field], result)
            told = options.all or result.worded or not result.is_equal
            if options.field in ("", result.field) and told:
                _show(path.name, result)
    _summary(totals, len(paths), seconds)
    for line in crashed:
        print(f"CRASH {line}")
    return 1 if crashed else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.switches", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--field", default="", choices=["", *FIELDS], help="show this field only")
    parser.add_argument("--only", default="", help="recordings whose name holds this text")
    parser.add_argument("--all", action="store_true", help="show what is equal too")
    return parser.parse_args(arguments)


def _count(total: Counter[str], result: Result) -> None:
    total["devices"] += 1
    total["equal"] += result.is_equal
    total["worded"] += bool(result.worded)
    total["explained"] += bool(result.why and not result.is_equal)
    total["expected"] += result.expected
    total["found"] += result.found
    total["missing"] += len(result.missing)
    total["extra"] += result.extra


def _show(name: str, result: Result) -> None:
    word = "equal" if result.is_equal else "explained" if result.why else "DIFFERS"
    word = "worded" if result.worded else word
    print(
        f"{name.removesuffix('.snmprec'):34} {result.field:12} {word:9} "
        f"expected {result.expected:5} found {result.found:5} "
        f"missing {len(result.missing):4} extra {result.extra:4}"
    )
    if result.worded:
        print(f"{'':47} {result.worded}")
    if result.why and not result.is_equal:
        print(f"{'':47} {result.why}")
    for row in result.missing[:SHOWN]:
        print(f"{'':47} missing: {row}")


def _summary(totals: dict[str, Counter[str]], count: int, seconds: float) -> None:
    print(f"\n{count} recordings read in {seconds:.1f} s")
    columns = ("devices", "equal", "worded", "explained", "expected", "found", "missing", "extra")
    print(f"{'field':12}" + "".join(f"{column:>10}" for column in columns))
    for name, total in totals.items():
        print(f"{name:12}" + "".join(f"{total[column]:>10}" for column in columns))


if __name__ == "__main__":
    sys.exit(main())
