"""What was learned, kept for good: append-only, hash-chained, in SQLite or behind a database URL."""

from audit.evidence.raw import keep_raw
from audit.evidence.store import (
    Batch,
    Evidence,
    EvidenceError,
    JournalEntry,
    RawRecord,
    StoredResult,
)
from audit.evidence.verify import Problem

__all__ = [
    "Batch",
    "Evidence",
    "EvidenceError",
    "JournalEntry",
    "Problem",
    "RawRecord",
    "StoredResult",
    "keep_raw",
]
