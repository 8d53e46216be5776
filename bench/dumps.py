"""How much of saved show outputs is kept: `python -m bench.dumps FOLDER`.

Below FOLDER: `cli/ntc/<platform>/<command>/*.raw` with `.yml`, `cli/genie-ios`, and
`configs/stanford`. Prints rows expected and kept per platform and command, and the time for the
campus network. Asserts nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from audit.imports.contract import Imported, RawFile, UnreadableFileError
from audit.imports.switch_dump import read
from audit.switches.kinds import kind_of

MODIFIED = datetime(2026, 1, 1, tzinfo=UTC)
PAYLOADS = {"identity", "interface", "vlan", "fdb", "arp", "neighbour", "stp", "poe", "management"}


@dataclass(frozen=True, slots=True)
class Line:
    """One saved output."""

    platform: str
    command: str
    name: str
    expected: int
    kept: int
    payloads: int
    remark: str
    crashed: bool = False


def rows_of(path: Path) -> int:
    """Return how many rows the saved parse beside an output has."""
    saved = path.with_suffix(".yml")
    if not saved.exists():
        return 0
    text = saved.read_text(encoding="utf-8", errors="replace")
    return len(re.findall(r"(?m)^(?:  )?- ", text[text.find("parsed_sample") :]))


def one(path: Path, platform: str, command: str) -> Line:
    """Import one file."""
    data = path.read_bytes()
    raw = RawFile("/".join(path.parts[-3:]), data, hashlib.sha256(data).hexdigest(), MODIFIED)
    crashed = False
    try:
        found = read(raw)
    except UnreadableFileError as error:
        found, remark = Imported((), 0), str(error)[:70]
    except Exception as error:  # what this bench is for
        found, remark, crashed = Imported((), 0), f"CRASH {type(error).__name__}: {error}", True
    else:
        remark = next((f"{r.location}: {r.what}" for r in found.not_understood), "")
    count = sum(o.attribute in PAYLOADS for o in found.observations)
    return Line(platform, command, path.name, rows_of(path), found.used, count, remark, crashed)


def ntc(folder: Path) -> Iterator[Line]:
    """Every output of a command whose kind is of use."""
    for path in sorted(folder.glob("*/*/*.raw")):
        command = path.parent.name.replace("_", " ")
        if kind_of(command):
            yield one(path, path.parent.parent.name, command)


def stanford(folder: Path) -> None:
    """Import a whole campus and print the time."""
    start, counts, files = time.perf_counter(), Counter[str](), 0
    for path in sorted(folder.glob("*.txt")):
        data = path.read_bytes()
        found = read(RawFile(path.name, data, hashlib.sha256(data).hexdigest(), MODIFIED))
        counts.update(o.attribute for o in found.observations)
        files += 1
    seconds = time.perf_counter() - start
    print(f"campus: {files} files in {seconds:.1f} s: {dict(counts)}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--all", action="store_true", help="list files, not commands")
    given = parser.parse_args()
    lines = list(ntc(given.folder / "cli" / "ntc"))
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        groups.setdefault((line.platform, line.command), []).append(line)
    for (platform, command), group in groups.items():
        expected, kept = sum(i.expected for i in group), sum(i.kept for i in group)
        payloads = sum(i.payloads for i in group)
        mark = "" if kept >= expected and payloads else "  <--"
        print(f"{platform:24}{command:44}{len(group):4}{expected:6}{kept:6}{payloads:7}{mark}")
        for item in group:
            if given.all or item.crashed or (item.kept < item.expected) or item.remark:
                print(f"      {item.name}: {item.expected}/{item.kept} {item.remark}")
    crashes = sum(item.crashed for item in lines)
    print(f"{len(lines)} files, {sum(i.expected for i in lines)} rows expected, "
          f"{sum(i.kept for i in lines)} kept, {crashes} crashes")  # fmt: skip
    if (given.folder / "configs" / "stanford").is_dir():
        stanford(given.folder / "configs" / "stanford")


if __name__ == "__main__":
    main()
