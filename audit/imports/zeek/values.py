"""Values of JSON logs as Zeek's tables write them: any value in, text out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeGuard

_MAX_ITEMS = 200


def plain_of(value: object) -> str:
    """A value as text: `-` for unset, T and F, lists joined by commas."""
    if isinstance(value, str):
        return value or "-"
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "T" if value else "F"
    if isinstance(value, int | float):
        return repr(value)
    if _is_list(value):
        return ",".join(plain_of(item) for item in list(value)[:_MAX_ITEMS]) or "(empty)"
    return "-"


def _is_list(value: object) -> TypeGuard[Iterable[object]]:
    return isinstance(value, list | tuple)


def seconds_of(text: str) -> float:
    """A time as seconds since 1970: seconds, milliseconds, or ISO 8601 (UTC unless it says else).

    Raises
    ------
    ValueError
        When it is none of these.
    """
    try:
        number = float(text)
    except ValueError:
        found = _written(text.strip())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    return number / 1000 if number > 1e11 else number


def _written(text: str) -> datetime:
    """ISO 8601, or `Mar 1, 2026 @ 06:00:00.000` as dashboards show it."""
    match = re.match(r"^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}) @ ([\d:.]+)$", text)
    if match and match[1] in _MONTHS:
        text = f"{match[3]}-{_MONTHS.index(match[1]) + 1:02d}-{int(match[2]):02d}T{match[4]}"
    return datetime.fromisoformat(text)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
