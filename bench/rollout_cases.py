"""Generated roll-out cases as instances of the engine; generator and judge are loaded by path."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from planning.engine.model import Activity, Instance, Schedule

TOOLS = Path(__file__).resolve().parents[2] / "shared" / "tools" / "planning"
LEARN = (1, 2, 4)


def load(name: str) -> ModuleType:
    """Load `cases` or `judge` from beside the repository."""
    path = TOOLS / f"{name}.py"
    if not path.exists():
        raise SystemExit(f"no roll-out cases: {path} is not there")
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def case(lines: int, seed: int) -> dict[str, Any]:
    """Return one generated plant."""
    made: dict[str, Any] = load("cases").gen(lines, seed)
    return made


def instance_of(case: dict[str, Any]) -> Instance:
    """Say the same to the engine."""
    crews: dict[str, list[int]] = case["cap"]
    return _instance(case["name"], [case], crews, list(map(float, case["budget"])))


def glued(plants: int, lines: int, seed: int) -> Instance:
    """Many plants with central crews and one budget: both the sum of the plants'."""
    cases = [case(lines, seed * 1000 + plant) for plant in range(plants)]
    crews: dict[str, list[int]] = {
        crew: [sum(units) for units in zip(*(one["cap"][crew] for one in cases), strict=True)]
        for crew in cases[0]["cap"]
    }
    budget = [float(sum(each)) for each in zip(*(one["budget"] for one in cases), strict=True)]
    return _instance(f"{plants} plants of {lines} lines", cases, crews, budget)


def judged(case: dict[str, Any], schedule: Schedule) -> float:
    """Return the net present value that the judge gives; it raises where a rule is broken."""
    worth: float = load("judge").Judge(case).check(schedule.starts, schedule.durations)
    return worth


def _instance(
    name: str, cases: list[dict[str, Any]], crews: dict[str, list[int]], budget: list[float]
) -> Instance:
    horizon: int = cases[0]["H"]
    quarter: int = cases[0]["qlen"]
    numbers = {crew: place for place, crew in enumerate(crews)}
    families: dict[tuple[int, str], int] = {}
    activities: list[Activity] = []
    lanes = 0
    for plant, one in enumerate(cases):
        first = len(activities)
        weeks: list[list[int]] = one["windows"]
        windows = [_mask(open_weeks) for open_weeks in weeks]
        for task in one["tasks"]:
            family = -1
            if task["conn"]:
                family = families.setdefault((plant, task["conn"]), len(families))
            lengths = tuple(-(-task["dur"] // part) for part in (LEARN if task["conn"] else (1,)))
            line: int = task["line"]
            mask = windows[line] if task["stop"] else (1 << horizon) - 1
            activities.append(
                Activity(
                    name=task["name"] if len(cases) == 1 else f"{plant + 1}/{task['name']}",
                    durations=lengths,
                    starts=tuple(_starts(mask, length, horizon) for length in lengths),
                    demands=tuple((numbers[crew], n) for crew, n in task["dem"].items()),
                    after=tuple((first + before, 0) for before in task["preds"]),
                    lane=lanes + line if line >= 0 else -1,
                    family=family,
                    cost=float(task["cost"]),
                    value=float(task["val"]),
                )
            )
        lanes += one["lines"]
    buckets, yearly = len(budget), 1.0 + float(cases[0]["disc"])
    return Instance(
        name=name,
        horizon=horizon,
        activities=tuple(activities),
        capacities=tuple(tuple(profile) for profile in crews.values()),
        lane_limit=cases[0]["line_cap"],
        budget=tuple(budget),
        bucket=tuple(min(week // quarter, buckets - 1) for week in range(horizon)),
        discount=tuple(yearly ** (-(week // quarter) / 4) for week in range(horizon)),
    )


def _mask(weeks: list[int]) -> int:
    return sum(1 << week for week in weeks)


def _starts(mask: int, length: int, horizon: int) -> int:
    room = mask
    for step in range(1, length):
        room &= mask >> step
    return room & ((1 << max(0, horizon - length + 1)) - 1)
