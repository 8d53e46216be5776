"""Times as directories and spreadsheets write them: text in, a UTC time or nothing out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_FILETIME_START = datetime(1601, 1, 1, tzinfo=UTC)
_NEVER = 0x7FFFFFFFFFFFFFFF
_GENERALISED = re.compile(r"^(\d{14})(?:[.,]\d+)?(Z|[+-]\d{4})?$")
_GERMAN = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$")
_AMERICAN = re.compile(
    r"^(\d{1,2})/(\d{1,2})/(\d{4})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AP])\.?M\.?$", re.I
)


def moment(text: str) -> datetime | None:
    """Read FILETIME, generalised time (RFC 4517 section 3.3.13), ISO 8601, dd.mm.yyyy, US time.

    None for an empty text and for what directories write instead of `never`. A time without offset
    is taken as UTC.

    Raises
    ------
    ValueError
        When it is none of these, or a day and month that cannot be told apart.
    """
    text = text.strip()
    if not text or text.casefold() in ("0", "never", "nie", str(_NEVER), "-"):
        return None
    try:
        return _read(text)
    except OverflowError:
        raise ValueError("a time outside the calendar") from None


def _read(text: str) -> datetime:
    if match := _GENERALISED.match(text):
        zone = match.group(2) or "Z"
        found = datetime.strptime(match.group(1) + zone.replace("Z", "+0000"), "%Y%m%d%H%M%S%z")
        return found.astimezone(UTC)
    if text.isascii() and text.isdigit() and 16 <= len(text) <= 19:
        found = _FILETIME_START + timedelta(microseconds=int(text) // 10)
        return found.replace(microsecond=0)
    if match := _GERMAN.match(text):
        day, month, year, hour, minute, second = (int(part or 0) for part in match.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    if match := _AMERICAN.match(text):
        month, day, year, hour, minute, second = (int(p or 0) for p in match.groups()[:6])
        hour = hour % 12 + (12 if match.group(7).upper() == "P" else 0)
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("a time is wanted, like 2026-03-31 or 31.03.2026 06:00") from None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
