"""The hash chain: each row's hash covers its content and the hash of the row before."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from audit.records import Grade, Observation, Source, Status, Subject

GENESIS = "0" * 64
"""The hash before the first row."""


def stamp(moment: datetime) -> str:
    """Write a time as UTC text; a time without offset is taken as UTC."""
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).isoformat()


def columns_of(observation: Observation) -> dict[str, Any]:
    """Return the columns of an observation as stored."""
    return {
        "subject": str(observation.subject),
        "attribute": observation.attribute,
        "value": json.dumps(observation.value, ensure_ascii=False, sort_keys=True),
        "status": str(observation.status),
        "grade": str(observation.grade),
        "method": observation.method,
        "source_file": observation.source.file,
        "location": observation.source.location,
        "sha256": observation.source.sha256,
        "time": stamp(observation.time),
    }


def observation_of(row: Any) -> Observation:
    """Read an observation back from its columns."""
    return Observation(
        subject=Subject.parse(row.subject),
        attribute=row.attribute,
        value=json.loads(row.value),
        source=Source(row.source_file, row.location, row.sha256),
        method=row.method,
        grade=Grade(row.grade),
        time=datetime.fromisoformat(row.time),
        status=Status(row.status),
    )


CHAINED = (
    "evidence_id", "batch", "subject", "attribute", "value", "status", "grade", "method",
    "source_file", "location", "sha256", "time", "collected_at", "collector",
)  # fmt: skip
"""The columns that the hash covers, in this order."""


def row_hash(columns: dict[str, Any], previous: str) -> str:
    """Return the SHA-256 of a row over its columns and the row before."""
    text = json.dumps(
        [previous, *(columns[name] for name in CHAINED)],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
