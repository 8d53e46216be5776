"""Calendars (.ics, RFC 5545): maintenance windows, shutdowns and freezes in, rows of `windows` out.

An event counts when its words, its category or the calendar's name say what it is; a meeting is no
window. Repeats are written out within three years, with their exceptions. A time of a zone is taken
as the wall clock there; a time in UTC is taken to the calendar's own zone where it names one.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.inventory.cells import UnreadableTableError, clean
from audit.inventory.grids import decode
from audit.inventory.observe import inventory_observations
from audit.inventory.places import Place
from audit.inventory.tables import WindowRow
from audit.inventory.tables.money import WindowKind

METHOD = "ics"
MAX_BYTES = 16 * 2**20
MAX_EVENTS = 5_000
MAX_REPEATS = 400
AHEAD, BACK = timedelta(days=3 * 366), timedelta(days=366)
_KINDS = (
    (WindowKind.NEVER_STOP, r"never stop|must not stop|darf nicht (?:still)?stehen|do not stop"),
    (WindowKind.FREEZE, r"freeze|no changes|änderungsst|sperre|inventur|stocktak|blackout"),
    (WindowKind.SHUTDOWN, r"shut ?down|stillstand|abstellung|turnaround|betriebsferien|outage"
                          r"|plant holiday|arrêt"),
    (WindowKind.MAINTENANCE, r"maintenance|wartung|instandhaltung|maint\b|service window|revision"
                             r"|entretien|mantenimiento|manutenzione|downtime"),
)  # fmt: skip
_LINE = re.compile(r"\b(L\d{1,3}|Line[ -]?\w{1,8}|Linie[ -]?\w{1,8})\b", re.I)
_SIMPLE = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS",
           "WKST"}  # fmt: skip
_FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}


def sniff(raw: RawFile) -> float:
    """1 for a file that begins as a calendar."""
    head = raw.data[:2048].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    return 1.0 if head[:15].upper() == b"BEGIN:VCALENDAR" else 0.0


def read(raw: RawFile) -> Imported:
    """Read every event that is a window.

    Raises
    ------
    UnreadableFileError
        When it is too large or no calendar.
    """
    if len(raw.data) > MAX_BYTES:
        raise UnreadableFileError(
            f"{raw.name}: larger than {MAX_BYTES // 2**20} MiB; export a year"
        )
    lib: Any = importlib.import_module("icalendar")
    try:
        text = decode(raw.name, raw.data)
        calendars: list[Any] = lib.Calendar.from_ical(text, multiple=True)
    except (UnreadableTableError, ValueError, KeyError, IndexError, TypeError) as error:
        what = str(error)[:120]
        raise UnreadableFileError(
            f"{raw.name}: no calendar that can be read ({what}); export it again as .ics"
        ) from None
    found = _Reading(raw)
    for calendar in calendars:
        found.calendar(calendar)
    if not found.events:
        raise UnreadableFileError(f"{raw.name}: the calendar holds no event; export it again")
    observations = inventory_observations(
        found.rows, raw.name, raw.sha256, raw.modified, method=METHOD
    )
    return Imported(
        tuple(observations), len(found.rows), tuple(found.notes()), tuple(found.unclear)
    )


@dataclass(frozen=True, slots=True)
class _Span:
    start: datetime
    end: datetime


class _Reading:
    """The windows read so far."""

    def __init__(self, raw: RawFile) -> None:
        self.raw = raw
        self.rows: list[tuple[WindowRow, Place]] = []
        self.unclear: list[Remark] = []
        self.events = self.others = self.in_utc = 0
        self.lines: dict[str, None] = {}
        self._zone: ZoneInfo | None = None
        self._names: set[str] = set()

    def notes(self) -> Iterator[Remark]:
        """Say what was left out and what to look at."""
        if self.others:
            yield Remark("", f"{self.others} events whose words name no window; left out")
        if self.lines:
            what = "named by the calendar; they count where they are called as in the table lines"
            yield Remark("", f"lines {', '.join(list(self.lines)[:20])}: {what}")
        if self.in_utc:
            yield Remark("", f"{self.in_utc} events in UTC, and the calendar names no time zone")

    def calendar(self, calendar: Any) -> None:
        """Take one calendar's events, the changed ones of a series first."""
        if str(calendar.get("METHOD", "")).upper() == "CANCEL":
            self.unclear.append(Remark("", "a calendar of cancellations; not read"))
            return
        self._zone = _zone_of(calendar)
        title = str(calendar.get("X-WR-CALNAME", "")) or self.raw.stem
        events: list[Any] = list(islice(calendar.walk("VEVENT"), MAX_EVENTS + 1))
        if len(events) > MAX_EVENTS:
            self.unclear.append(Remark("", f"more than {MAX_EVENTS} events; the rest is not read"))
        changed: dict[str, set[datetime]] = {}
        for event in events[:MAX_EVENTS]:
            # A broken one is named when its event is read.
            with suppress(ValueError, TypeError, AttributeError, OverflowError):
                if "RECURRENCE-ID" in event and (moved := self._at(event.get("RECURRENCE-ID"))):
                    changed.setdefault(str(event.get("UID", "")), set()).add(moved)
        for event in events[:MAX_EVENTS]:
            self.events += 1
            try:
                self._event(event, title, changed.get(str(event.get("UID", "")), set()))
            except (ValueError, TypeError, AttributeError, OverflowError, KeyError) as error:
                # What a broken property raises is the library's business; the event is named.
                what = f"cannot be read ({str(error)[:100]}); left out"
                self.unclear.append(Remark(_name(event), what))

    def _event(self, event: Any, title: str, changed: set[datetime]) -> None:
        words = " ".join(str(event.get(key, "")) for key in ("SUMMARY", "X-KIND"))
        words += " " + _categories(event)
        kind = _kind(words) or _kind(title)
        if kind is None or str(event.get("STATUS", "")).upper() == "CANCELLED":
            self.others += 1
            return
        first = self._span(event)
        if first is None:
            self.unclear.append(Remark(_name(event), "no start, or an end before it; left out"))
            return
        spans = [first] if "RECURRENCE-ID" in event else list(self._repeats(event, first, changed))
        line = self._line(event)
        for span in spans:
            self._add(event, kind, line, span)

    def _line(self, event: Any) -> str:
        said = clean(str(event.get("X-LINE", "") or event.get("LOCATION", "")))[:80]
        if not said and (match := _LINE.search(str(event.get("SUMMARY", "")))):
            said = match.group(1)
        if said:
            self.lines[said] = None
        return said

    def _add(self, event: Any, kind: WindowKind, line: str, span: _Span) -> None:
        summary = clean(str(event.get("SUMMARY", "")))[:120] or str(kind)
        name = f"{summary} {span.start:%Y-%m-%d %H:%M}"
        if line and line.casefold() not in summary.casefold():
            name = f"{line} {name}"
        if name in self._names:
            return
        self._names.add(name)
        note = clean(str(event.get("DESCRIPTION", "")))[:255]
        row = WindowRow(
            window=name, line=line, kind=kind, start=span.start, end=span.end, note=note
        )
        self.rows.append((row, Place(self.raw.name)))

    def _span(self, event: Any) -> _Span | None:
        start = self._at(event.get("DTSTART"), count=True)
        if start is None:
            return None
        end = self._at(event.get("DTEND"))
        if end is None and "DURATION" in event:
            length = event.get("DURATION").dt
            end = start + length if isinstance(length, timedelta) else None
        if end is None:
            whole_day = not isinstance(event.get("DTSTART").dt, datetime)
            end = start + timedelta(days=1) if whole_day else None
        return _Span(start, end) if end is not None and end > start else None

    def _at(self, value: Any, *, count: bool = False) -> datetime | None:
        """Return a property's time as the plant's wall clock shows it."""
        found = getattr(value, "dt", None)
        if isinstance(found, datetime):
            if found.tzinfo is None:
                return found
            if found.utcoffset() == timedelta(0) and _is_utc(found):
                if self._zone is not None:
                    found = found.astimezone(self._zone)
                else:
                    self.in_utc += count
            return found.replace(tzinfo=None)
        return datetime.combine(found, time()) if isinstance(found, date) else None

    def _repeats(self, event: Any, first: _Span, changed: set[datetime]) -> Iterator[_Span]:
        """Give the event and its repeats without exceptions and changed ones."""
        length = first.end - first.start
        out = {*self._dates(event, "EXDATE"), *changed}
        starts = [first.start, *self._dates(event, "RDATE")]
        if "RRULE" in event:
            starts += self._by_rule(event, first.start)
        for start in sorted(set(starts) - out)[:MAX_REPEATS]:
            yield _Span(start, start + length)

    def _dates(self, event: Any, key: str) -> Iterator[datetime]:
        for group in _list(event.get(key, [])):
            for one in getattr(group, "dts", [])[:MAX_REPEATS]:
                if (at := self._at(one)) is not None:
                    yield at

    def _by_rule(self, event: Any, start: datetime) -> list[datetime]:
        rule = event.get("RRULE")
        if isinstance(rule, list):
            raise ValueError("several rules for one event")
        parts = {str(key).upper() for key in rule}
        frequency = str((rule.get("FREQ") or [""])[0]).upper()
        monthly = frequency in ("MONTHLY", "YEARLY")
        if not parts <= _SIMPLE or frequency not in _FREQUENCIES:
            raise ValueError(f"the rule {rule.to_ical().decode()[:80]} is not read; write it out")
        if parts & {"BYMONTHDAY", "BYMONTH", "BYSETPOS"} and not monthly:
            raise ValueError(f"the rule {rule.to_ical().decode()[:80]} is not read; write it out")
        rrule: Any = importlib.import_module("dateutil.rrule")
        text = re.sub(r"UNTIL=[^;]*", self._until(event, rule), rule.to_ical().decode())
        found = rrule.rrulestr(text, dtstart=start)
        last = self.raw.modified.replace(tzinfo=None) + AHEAD
        begin = self.raw.modified.replace(tzinfo=None) - BACK
        inside = (at for at in _up_to(found, last) if at >= begin)
        return list(islice(inside, MAX_REPEATS))

    def _until(self, event: Any, rule: Any) -> str:
        """The end of a rule on the same clock as its start; a mere day counts to its end."""
        last = (rule.get("UNTIL") or [None])[0]
        if isinstance(last, datetime):
            zone = getattr(event.get("DTSTART").dt, "tzinfo", None)
            zone = self._zone if zone is None or str(zone) == "UTC" else zone
            if last.tzinfo is not None and zone is not None:
                last = last.astimezone(zone)
            return f"UNTIL={last:%Y%m%dT%H%M%S}"
        return f"UNTIL={last:%Y%m%d}T235959" if isinstance(last, date) else ""


def _up_to(rule: Any, last: datetime) -> Iterator[datetime]:
    for at in rule:
        if at > last:
            return
        yield at


def _zone_of(calendar: Any) -> ZoneInfo | None:
    names = [str(calendar.get("X-WR-TIMEZONE", ""))]
    names += [str(zone.get("TZID", "")) for zone in islice(calendar.walk("VTIMEZONE"), 3)]
    for name in filter(None, names):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None


def _is_utc(found: datetime) -> bool:
    return found.tzinfo is UTC or str(found.tzinfo) in ("UTC", "Etc/UTC", "tzutc()")


def _categories(event: Any) -> str:
    groups = _list(event.get("CATEGORIES", []))
    return " ".join(str(name) for group in groups for name in getattr(group, "cats", []))


def _list(given: Any) -> list[Any]:
    """A property that may stand once or several times."""
    if isinstance(given, list):
        return list(cast(Any, given))
    return [given]


def _kind(words: str) -> WindowKind | None:
    return next((kind for kind, known in _KINDS if re.search(known, words, re.I)), None)


def _name(event: Any) -> str:
    return clean(str(event.get("SUMMARY", "") or event.get("UID", "")))[:80] or "an event"


IMPORTERS = (Importer("ics", "calendars with windows and freezes (.ics)", sniff, read),)
