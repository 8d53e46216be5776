"""Common use cases with the signals that each needs of a line: what `init --use-case` fills in.

Rates say how often a result needs a new value, not how fast a sensor samples: a vibration sensor
samples thousands of times a second and gives one figure. Units are SI units and units accepted for
use with them. Everything here is a start to be changed, and no row says that a signal exists.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class WantedSignal:
    """One signal that a use case needs."""

    signal: str
    source_class: str
    """What usually gives it: sensor, controller, camera, meter, MES, person."""
    essential: bool
    needed_ms: int
    data_type: str
    unit: str


@dataclass(frozen=True, slots=True)
class UseCaseTemplate:
    """A common use case."""

    key: str
    name: str
    kpi: str
    latency_ms: int
    """From the machine to whoever acts on it."""
    basis: str
    """The standards that define its terms; empty: none does."""
    signals: tuple[WantedSignal, ...]


@cache
def templates() -> dict[str, UseCaseTemplate]:
    """Every template by its key, in the order of the file."""
    wanted: dict[str, list[WantedSignal]] = {}
    for row in _rows("signals.csv"):
        wanted.setdefault(row["use_case"], []).append(
            WantedSignal(row["signal"], row["source_class"], row["essential"] == "yes",
                         int(row["needed_ms"]), row["data_type"], row["unit"])
        )  # fmt: skip
    return {
        row["use_case"]: UseCaseTemplate(
            row["use_case"], row["name"], row["kpi"], int(row["latency_ms"]), row["basis"],
            tuple(wanted.get(row["use_case"], ())),
        )
        for row in _rows("usecases.csv")
    }  # fmt: skip


def template_of(name: str) -> UseCaseTemplate | None:
    """The template of that key, in any case; None: it is the name of a use case of one's own."""
    return templates().get(name.strip().casefold())


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
