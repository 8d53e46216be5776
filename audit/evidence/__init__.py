"""Evidence: append-only, hash-chained, in the case folder; raw files kept by SHA-256."""

from audit.evidence.store import Batch, Evidence, EvidenceError, Problem, Result

__all__ = ["Batch", "Evidence", "EvidenceError", "Problem", "Result"]
