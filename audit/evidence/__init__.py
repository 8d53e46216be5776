"""Kept for good: append-only, hash-chained, in SQLite or behind a database URL."""

from audit.evidence.raw import keep_raw
from audit.evidence.records import Batch, EvidenceError, JournalEntry, Problem, RawRecord, Result
from audit.evidence.store import Evidence

__all__ = [
    "Batch",
    "Evidence",
    "EvidenceError",
    "JournalEntry",
    "Problem",
    "RawRecord",
    "Result",
    "keep_raw",
]
