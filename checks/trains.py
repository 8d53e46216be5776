"""Until when a release of a switch's or firewall's software gets security updates: the shipped,
dated table, for what the plant's own lifecycle table does not know.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from audit.facts.names import vendor_key

OLDEST_YEARS = 2
"""A table that nobody has checked for longer says nothing."""
_RELEASE = re.compile(r"(?<![\d.(])0*(\d{1,2})\.0*(\d{1,2})(?=\.\d|\D|$)(?!\()")


@dataclass(frozen=True, slots=True)
class Train:
    """A row of checks/data/network_software.csv."""

    vendor: str
    name: str
    release: str
    end_of_support: date
    source: str
    checked_on: date

    @property
    def said(self) -> str:
        """Who says it, and when that was looked at."""
        return f"{self.source}, checked on {self.checked_on}"


def train_of(vendor: str, software: str, as_of: date) -> Train | None:
    """Return the release that a version belongs to; None: it is in no table, or in one too old."""
    found = _RELEASE.search(software)
    if found is None:
        return None
    release = f"{int(found[1])}.{int(found[2])}"
    train = _trains().get((vendor_key(vendor), release))
    if train is None or (as_of - train.checked_on).days > 366 * OLDEST_YEARS:
        return None
    return train


@cache
def _trains() -> dict[tuple[str, str], Train]:
    path = Path(__file__).parent / "data" / "network_software.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            Train(
                row["vendor"], row["name"], row["release"],
                date.fromisoformat(row["end_of_support"]), row["source"],
                date.fromisoformat(row["checked_on"]),
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip
    return {(vendor_key(train.vendor), train.release): train for train in rows}
