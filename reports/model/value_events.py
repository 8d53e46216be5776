"""What the pilots brought: each event with its day, its amount and the file that shows it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from audit.inventory.tables import BenchmarkRow, PhotoRow, ValueEventRow
from audit.records import Stored
from reports.model.ground import Ground
from reports.model.pilots import Pilot, has_happened, title
from reports.model.programme import ValueEvent
from reports.model.records import Mark
from reports.model.words import count, day, money

IN_CASE = Mark("✔", "file in the case", "good")
HASH = Mark("✓", "file known by its hash", "enough")
NAMED = Mark("▲", "file named, no hash", "warn")
QUOTED = "Quoted, not measured here: {figure} ({source}, {year})."
DISPUTED = "Quoted, not measured here: {figure} ({source}, {year}; disputed by {by})."
NONE = Mark("?", "no evidence", "open")
OTHER = Mark("✖", "the file in the case has another hash", "bad")


def value_events(
    ground: Ground, pilots: Sequence[Pilot], stored: Iterable[Stored]
) -> tuple[ValueEvent, ...]:
    """Every value event, the newest first; those without a day last."""
    files = _files(ground, stored)
    rows = [stated.record for stated in ground.facts.table(ValueEventRow)]
    rows.sort(key=lambda row: (-(row.day or date.min).toordinal(), row.event))
    named = {pilot.row.pilot: [pilot] for pilot in reversed(pilots)}
    lines: dict[str, list[Pilot]] = {}
    for pilot in pilots:
        lines.setdefault(pilot.row.line, []).append(pilot)
    hashes = set(files.values())
    return tuple(
        _event(ground, (named if row.pilot else lines).get(row.pilot or row.line, []), files,
               hashes, row)
        for row in rows
    )  # fmt: skip


def _event(
    ground: Ground,
    pilots: Sequence[Pilot],
    files: Mapping[str, str],
    hashes: Collection[str],
    row: ValueEventRow,
) -> ValueEvent:
    own = next((pilot for pilot in pilots if pilot.brought(row)), None)
    line = row.line or (own.row.line if own else "")
    known = files.get(_base(row.document), "")
    return ValueEvent(
        event=row.event,
        pilot=title(own) if own else row.pilot,
        line_name=ground.name(line).name if line else "",
        use_name=ground.use_name(row.use_case) if row.use_case else "",
        day=row.day,
        day_text=day(row.day, "not stated"),
        what=row.what,
        amount=row.amount,
        amount_text="" if row.amount is None else money(row.amount, ground.currency),
        basis=str(row.basis),
        document=row.document,
        sha256=row.sha256 or known,
        proof=_proof(row, known, hashes),
        confirmed_by=row.confirmed_by,
        counted=has_happened(ground, row),
    )


def _files(ground: Ground, stored: Iterable[Stored]) -> dict[str, str]:
    """Name of each file in the case → its SHA-256."""
    found = {
        _base(item.observation.source.file): item.observation.source.sha256
        for item in stored
        if item.observation.source.sha256
    }
    photos = (stated.record for stated in ground.facts.table(PhotoRow))
    found.update({_base(photo.file): photo.sha256 for photo in photos if photo.file})
    return found


def _base(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2].strip().casefold()


def _proof(row: ValueEventRow, known: str, hashes: Collection[str]) -> Mark:
    if row.sha256 and known and row.sha256 != known:
        return OTHER
    if known or row.sha256 in hashes:
        return IN_CASE
    if row.sha256:
        return HASH
    return NAMED if row.document else NONE


def events_text(ground: Ground, events: Sequence[ValueEvent]) -> str:
    """How many there are, what they add up to, how many have evidence."""
    if not events:
        return "No value event is on record; the table `value_events` of the inventory takes them."
    counted = [event for event in events if event.counted]
    total = money(sum(event.amount or 0.0 for event in counted), ground.currency)
    proved = sum(event.proof in (IN_CASE, HASH) for event in counted)
    text = (
        f"{count(len(counted), 'value event')} on record, {total} together;"
        f" {proved} with a file that shows it."
    )
    ahead = len(events) - len(counted)
    return f"{text} Not counted, for they have no day or lie ahead: {ahead}." if ahead else text


def quoted(ground: Ground) -> tuple[str, ...]:
    """Figures of others, each with its source and year; those without are not quoted."""
    rows = (stated.record for stated in ground.facts.table(BenchmarkRow))
    return tuple(
        (DISPUTED if row.disputed_by else QUOTED).format(
            figure=row.figure.rstrip("."), source=row.source, year=row.year, by=row.disputed_by
        )
        for row in rows
        if row.source and row.year and row.shown is not False
    )
