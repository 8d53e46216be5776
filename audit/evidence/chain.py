"""The hash chain: records in, canonical JSON and SHA-256 out. Pure.

Theory of operation: `row_hash` is SHA-256 over the canonical JSON of the row with the hash of the
row before it and the digest of its batch's header; so a row that is altered, missing or moved
breaks the chain at that row. Batches form a second chain over their headers and over the head of
the rows they closed; so rows that are cut off the end are missed by their batch.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from audit.records import Grade, Observation, Source, Status, Stored, Subject

START = "0" * 64
"""The hash before the first row and before the first batch."""

ROW_COLUMNS = (
    "evidence_id",
    "batch",
    "subject",
    "attribute",
    "value",
    "status",
    "grade",
    "method",
    "source_file",
    "location",
    "source_sha256",
    "time",
    "previous_hash",
)
HEADER_COLUMNS = ("batch", "origin", "name", "sha256", "reader", "collector", "collected_at")
BATCH_COLUMNS = (*HEADER_COLUMNS, "rows", "last_evidence_id", "head", "previous_hash")

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def canonical(value: Any) -> str:
    """Return JSON with sorted keys, no blanks, ASCII only: the same text on every machine.

    Raises
    ------
    ValueError
        For NaN and infinity, which JSON has no words for.
    """
    return json.dumps(
        value, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False
    )


def _digest(record: Mapping[str, Any], columns: tuple[str, ...], *more: str) -> str:
    text = canonical([*(record[column] for column in columns), *more])
    return hashlib.sha256(text.encode()).hexdigest()


def header_digest(batch: Mapping[str, Any]) -> str:
    """Return the digest of who stored a batch, when and from where."""
    return _digest(batch, HEADER_COLUMNS)


def batch_hash(batch: Mapping[str, Any]) -> str:
    """Return the hash of a closed batch."""
    return _digest(batch, BATCH_COLUMNS)


def row_hash(row: Mapping[str, Any], header: str) -> str:
    """Return the hash of a row; `header` is the digest of its batch's header."""
    return _digest(row, ROW_COLUMNS, header)


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def plain(text: str, limit: int = 4096) -> str:
    """Return text that every database takes: no NUL, no lone surrogate, bounded."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)[:limit]


def row_of(observation: Observation, number: int, batch: int, previous: str) -> dict[str, Any]:
    """Return an observation as the columns of its row, without the row's own hash."""
    source = observation.source
    return {
        "evidence_id": number,
        "batch": batch,
        "subject": plain(str(observation.subject)),
        "attribute": plain(observation.attribute, 64),
        "value": canonical(observation.value),
        "status": str(observation.status),
        "grade": str(observation.grade),
        "method": plain(observation.method, 64),
        "source_file": plain(source.file),
        "location": plain(source.location),
        "source_sha256": source.sha256,
        "time": observation.time.isoformat(),
        "previous_hash": previous,
    }


def stored_of(row: Mapping[str, Any], batch: Mapping[str, Any]) -> Stored:
    """Read a row and its batch back as the record of the contract."""
    source = Source(row["source_file"], row["location"], row["source_sha256"])
    observation = Observation(
        Subject.parse(row["subject"]),
        row["attribute"],
        json.loads(row["value"]),
        source,
        row["method"],
        Grade(row["grade"]),
        datetime.fromisoformat(row["time"]),
        Status(row["status"]),
    )
    return Stored(
        row["evidence_id"],
        row["batch"],
        batch["origin"],
        batch["collector"],
        datetime.fromisoformat(batch["collected_at"]),
        row["previous_hash"],
        row["row_hash"],
        observation,
    )
