"""The plan's standstills and go-lives as iCalendar (RFC 5545): a plan in, text out.

One all-day event a line and window day, one a go-live. UIDs depend on what is planned and not on
when the file was written: a calendar that reads it again updates its events.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from planning.records import Plan, Scheduled, TaskKind

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_LONGEST = 75
"""Octets of a line without its break (section 3.1)."""
_TEXT_CHARS = 4000


def calendar_text(plan: Plan, *, case_id: str, name: str, stamp: datetime) -> str:
    """Return the calendar; lines end with CR LF and are folded.

    Parameters
    ----------
    stamp
        When the file is made, with its offset (DTSTAMP).
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//plantready//rollout plan//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(f'{name}: standstills and go-lives')}",
    ]
    at = stamp.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for (line, day, window), items in _stops(plan):
        lines += _stop(case_id, at, line, day, window, items)
    for item in plan.tasks:
        if item.task.kind is TaskKind.USE_CASE and not item.task.done:
            lines += _go(case_id, at, item)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def escaped(text: str) -> str:
    """Return a TEXT value (section 3.3.11): no control characters, line breaks as `\\n`."""
    plain = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:_TEXT_CHARS]
    for char in ("\\", ";", ","):
        plain = plain.replace(char, f"\\{char}")
    return plain.replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """Yield a content line in parts of at most 75 octets, later ones after a space; a character is
    never cut.
    """
    part, size = "", 0
    for char in line:
        octets = len(char.encode("utf-8", "replace"))
        if size + octets > _LONGEST:
            yield part
            part, size = " ", 1
        part, size = part + char, size + octets
    yield part


def _stops(plan: Plan) -> list[tuple[tuple[str, date, str], list[Scheduled]]]:
    found: dict[tuple[str, date, str], list[Scheduled]] = defaultdict(list)
    for item in plan.tasks:
        if item.task.downtime_h > 0 and not item.task.done:
            found[item.task.line, item.start, item.window].append(item)
    return sorted(found.items(), key=lambda entry: (entry[0][1], entry[0][0]))


def _stop(
    case_id: str, at: str, line: str, day: date, window: str, items: list[Scheduled]
) -> list[str]:
    hours = sum(item.task.downtime_h for item in items)
    what = "\n".join(
        f"{i.task.task_id} {i.task.name}, {i.task.downtime_h:.1f} h, {' and '.join(i.task.crews)}"
        for i in items
    )
    uid = _uid(case_id, "stop", line, day.isoformat())
    named = f"{window or 'window'}\n{what}"
    return _event(uid, at, day, f"{line} stands {hours:.1f} h", named, "standstill", busy=True)


def _go(case_id: str, at: str, item: Scheduled) -> list[str]:
    uid = _uid(case_id, "go", item.task.task_id)
    why = f"{item.task.task_id}\n{item.why_here}"
    title = f"{item.task.line}: {item.task.name}"
    return _event(uid, at, item.finish, title, why, "go-live", busy=False)


def _event(
    uid: str, at: str, day: date, title: str, text: str, category: str, *, busy: bool
) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{at}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(title)}",
        f"DESCRIPTION:{escaped(text)}",
        f"CATEGORIES:{category}",
        f"TRANSP:{'OPAQUE' if busy else 'TRANSPARENT'}",
        "END:VEVENT",
    ]


def _uid(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32] + "@plantready"
