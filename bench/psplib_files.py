"""Read scheduling benchmarks into instances: PSPLIB `.sm`, Patterson `.rcp`, multi-project JSON.

The JSON form is a public conversion of multi-project files for MS Project: tasks with finish-start
links, lags in days and the makespan that a levelling macro reached there (`msp_tms`).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from planning.engine.model import Activity, Instance

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "psplib"


@dataclass(frozen=True, slots=True)
class Known:
    """A benchmark file and what is known of its best value."""

    path: Path
    lower: int | None
    upper: int | None


def known(folder: str) -> list[Known]:
    """Return the files of one set that are there, in the manifest's order."""
    manifest = SHARED / "manifest.csv"
    if not manifest.exists():
        raise SystemExit(f"no benchmark files: {manifest} is not there")
    with manifest.open(encoding="utf-8", newline="") as lines:
        return [
            Known(path, _number(row["best_lb"]), _number(row["best_ub"]))
            for row in csv.DictReader(lines)
            if row["set"] == folder and (path := SHARED / folder / row["file"]).exists()
        ]


def read(path: Path) -> Instance:
    """Read a file of any of the three forms."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".sm":
        return psplib(text, path.stem)
    return patterson(text, path.stem) if path.suffix == ".rcp" else multi_project(text)


def psplib(text: str, name: str) -> Instance:
    """Read a single-mode PSPLIB file."""
    lines = text.splitlines()
    successors = [
        list(map(int, line.split()[3:])) for line in _after(lines, "PRECEDENCE RELATIONS", 2)
    ]
    work = [list(map(int, line.split())) for line in _after(lines, "REQUESTS/DURATIONS", 3)]
    capacities = list(map(int, next(_after(lines, "RESOURCEAVAILABILITIES", 2)).split()))
    return _instance(
        name, [row[2] for row in work], [row[3:] for row in work], successors, capacities
    )


def patterson(text: str, name: str) -> Instance:
    """Read a Patterson file: counts, capacities, then each activity with its successors."""
    numbers = iter(map(int, text.split()))
    count, resources = next(numbers), next(numbers)
    capacities = [next(numbers) for _ in range(resources)]
    durations: list[int] = []
    demands: list[list[int]] = []
    successors: list[list[int]] = []
    for _ in range(count):
        durations.append(next(numbers))
        demands.append([next(numbers) for _ in range(resources)])
        successors.append([next(numbers) for _ in range(next(numbers))])
    return _instance(name, durations, demands, successors, capacities)


def multi_project(text: str) -> Instance:
    """Read a multi-project file; the horizon is long enough for one task after the other."""
    whole = json.loads(text)
    names = list(whole["cap"])
    tasks = whole["tasks"]
    after = [[(int(p), round(lag)) for p, _, lag in task["preds"]] for task in tasks]
    horizon = sum(task["dur"] for task in tasks)
    horizon += max((lag for links in after for _, lag in links), default=0)
    return Instance(
        name=whole["name"],
        horizon=horizon,
        activities=tuple(
            Activity(
                name=task["name"],
                durations=(task["dur"],),
                starts=((1 << (horizon - task["dur"] + 1)) - 1,),
                demands=tuple((names.index(what), units) for what, units in task["dem"].items()),
                after=tuple(links),
            )
            for task, links in zip(tasks, after, strict=True)
        ),
        capacities=tuple((whole["cap"][what],) * horizon for what in names),
    )


def macro_makespan(path: Path) -> int | None:
    """Return the makespan in days that the levelling macro reached inside MS Project."""
    days = json.loads(path.read_text(encoding="utf-8"))["msp_tms"]
    return None if days is None else int(days)


def _instance(
    name: str,
    durations: list[int],
    demands: list[list[int]],
    successors: list[list[int]],
    capacities: list[int],
) -> Instance:
    """Build an instance; successors are numbered from one."""
    horizon = sum(durations)
    after: list[list[tuple[int, int]]] = [[] for _ in durations]
    for number, followers in enumerate(successors):
        for then in followers:
            after[then - 1].append((number, 0))
    return Instance(
        name=name,
        horizon=horizon,
        activities=tuple(
            Activity(
                name=f"{number + 1}",
                durations=(length,),
                starts=((1 << (horizon - length + 1)) - 1,),
                demands=tuple((what, units) for what, units in enumerate(demands[number]) if units),
                after=tuple(after[number]),
            )
            for number, length in enumerate(durations)
        ),
        capacities=tuple((units,) * horizon for units in capacities),
    )


def _after(lines: list[str], heading: str, skip: int) -> Iterator[str]:
    """Return the lines of a section up to its row of stars."""
    start = next(n for n, line in enumerate(lines) if line.startswith(heading))
    for line in lines[start + skip :]:
        if line.startswith("*"):
            return
        yield line


def _number(text: str) -> int | None:
    return int(text) if text else None
