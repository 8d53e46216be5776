"""Values of JSON logs as Zeek's tables write them: any value in, text out."""

from __future__ import annotations

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
        found = datetime.fromisoformat(text.strip().replace(" @ ", " ").replace(" Z", "Z"))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    return number / 1000 if number > 1e11 else number


def count_of(text: str) -> int:
    """A count, also with thousands separators as search front ends print them; 0 for unset."""
    if text in ("-", "(empty)", ""):
        return 0
    try:
        return int(text)
    except ValueError:
        return int(float(text.replace(",", "").replace("\u202f", "")))
