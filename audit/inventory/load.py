"""The case's own tables into the evidence: a changed file replaces what it said before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from audit.inventory.observe import inventory_observations
from audit.inventory.places import Place, Problem, doubt
from audit.inventory.read import WORKBOOK, InventoryFile, InventoryRead, read_inventory
from audit.records import Grade, Kind, Observation, Source, Subject

if TYPE_CHECKING:
    from audit.case import Case
    from audit.evidence import Evidence

READER = "case inventory"
_GONE = "gone"
"""Stands for the hash of a file that is no longer there."""


def load_inventory(case: Case, evidence: Evidence) -> InventoryRead:
    """Read the inventory folder and store what changed since the last time.

    Each file is one origin, named relative to the case, so that a case may be moved. An unchanged
    file stores nothing. A file that cannot be read leaves what it said before as it is; one that
    was emptied or deleted takes it back.
    """
    read = read_inventory(case.inventory_dir)
    stored = {
        batch.origin: batch.sha256 for batch in evidence.newest_batches() if batch.reader == READER
    }
    for file in read.files:
        origin = f"inventory/{file.name}"
        if file.readable and stored.get(origin) != file.sha256:
            read.warnings += _lost_sheets(read, file, evidence) if origin in stored else ()
            observations = _observations(case, read, file)
            if observations or origin in stored:
                batch = observations or [nothing(origin, file.sha256, _time(case, file))]
                evidence.add(batch, origin, file.name, file.sha256, reader=READER)
    present = {f"inventory/{file.name}" for file in read.files}
    for origin, sha256 in stored.items():
        if origin not in present and sha256 != _GONE:
            empty = nothing(origin, "", datetime.now(UTC).replace(microsecond=0))
            evidence.add([empty], origin, origin.rsplit("/", 1)[-1], _GONE, reader=READER)
    return read


def _lost_sheets(read: InventoryRead, file: InventoryFile, evidence: Evidence) -> Iterator[Problem]:
    """Say which sheets of the workbook had rows the last time and are gone now."""
    if file.name.casefold() != WORKBOOK:
        return
    origin, rows = f"inventory/{file.name}", Counter[str]()
    batches = [batch.batch for batch in evidence.newest_batches() if batch.origin == origin]
    for item in evidence.read() if batches else ():
        subject = item.observation.subject
        if item.batch == batches[0] and subject.kind is Kind.ROW:
            rows[subject.key.partition("/")[0]] += 1
    for table, number in rows.items():
        if table not in read.rows:
            message = f"the sheet is gone; its {number} rows of the last time no longer count"
            remedy = "bring the sheet back where that was not meant"
            yield doubt(Place(file.name, table), message, remedy)


def _observations(case: Case, read: InventoryRead, file: InventoryFile) -> list[Observation]:
    rows = [
        (row, place)
        for table in read.rows.values()
        for row, place in table
        if place.file == file.name
    ]
    return inventory_observations(rows, f"inventory/{file.name}", file.sha256, _time(case, file))


def _time(case: Case, file: InventoryFile) -> datetime:
    """When the table was true: on the case's own day where it names one, else when it was saved."""
    if case.config.as_of is not None:
        return datetime.combine(case.config.as_of, time(), UTC)
    return file.modified


def nothing(origin: str, sha256: str, moment: datetime) -> Observation:
    """Say that a source has no rows (any more): the newest batch of an origin counts only with
    data in it.
    """
    source, subject = Source(origin, "", sha256), Subject(Kind.SOURCE, origin)
    return Observation(subject, "row", {"rows": 0}, source, "inventory", Grade.B, moment)
