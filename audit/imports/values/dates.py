"""Whether 02/03/2026 is the second of March or the third of February: a text in, the order out.

A day above 12 settles it. Where none is, the order that gives the shorter span is taken: a week of
values lies within one month.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
MOST = 200_000


def slashed(text: str) -> set[tuple[int, int, int]]:
    """Return the different dates with slashes in a text."""
    found: set[tuple[int, int, int]] = set()
    for number, match in enumerate(_SLASHED.finditer(text)):
        found.add((int(match[1]), int(match[2]), int(match[3])))
        if number >= MOST:
            break
    return found


def day_first(dates: Iterable[tuple[int, int, int]]) -> bool:
    """Whether the day stands before the month."""
    dates = set(dates)
    if any(a > 12 for a, _, _ in dates):
        return True
    if any(b > 12 for _, b, _ in dates):
        return False
    as_days = _span((year, b, a) for a, b, year in dates)
    as_months = _span((year, a, b) for a, b, year in dates)
    return as_days < as_months


def _span(parts: Iterable[tuple[int, int, int]]) -> int:
    days: list[int] = []
    for year, month, day in parts:
        try:
            days.append(date(year, month, day).toordinal())
        except ValueError:
            return 10**9
    return max(days) - min(days) if days else 0
