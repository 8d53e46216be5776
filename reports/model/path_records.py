"""The way of a value from the sensor to whoever decides with it, as records."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reports.model.records import Mark

WORKS = Mark("✔", "works", "good")
REMARK = Mark("▲", "works, with a remark", "warn")
BROKEN = Mark("✖", "does not work", "bad")
OPEN = Mark("?", "unknown", "open")
PLANNED = Mark("–", "not built yet", "none")
PATH_MARKS = (WORKS, REMARK, PLANNED, OPEN, BROKEN)
"""Every state of a station, the best first."""


class Station(StrEnum):
    """What kind of station a value passes."""

    SIGNAL = "signal"
    CONTROLLER = "controller"
    DEVICE = "device"
    INTERFACE = "interface"
    GATEWAY = "gateway"
    SCRIPT = "script"
    SEGMENT = "network segment"
    CROSSING = "way between networks"
    LAYER = "shared layer"
    RELAY = "station on the way"
    CONSUMER = "consumer"


@dataclass(frozen=True, slots=True)
class Hop:
    """One station of a way and what is known of it."""

    kind: str
    """One of `Station`."""
    name: str
    mark: Mark
    """One of `PATH_MARKS`."""
    check_id: str
    """The check that says so, or that would; empty: something was seen there itself."""
    why: str
    evidence: tuple[int, ...] = ()
    reading: bool = False
    """Whether the flow's own readings have values at this station."""


@dataclass(frozen=True, slots=True)
class DataPath:
    """The way of some signals of a line that share every station, and who wired it."""

    line: str
    line_name: str
    pilot: bool
    use_case: str
    use_name: str
    flow: str
    """Empty: no flow in the list carries them."""
    signals: tuple[str, ...]
    """Empty: nobody listed what the flow carries."""
    signals_text: str
    way: str
    """Whether it goes over the shared layer or was wired directly."""
    wired_by: str
    """Who answers for it."""
    code: str
    """What it is made of and where that lies."""
    mark: Mark
    """The worst of its stations."""
    sentence: str
    hops: tuple[Hop, ...]


@dataclass(frozen=True, slots=True)
class PathReport:
    """Every way, the pilot's first."""

    sentence: str
    paths: tuple[DataPath, ...]
    legend: tuple[Mark, ...]
