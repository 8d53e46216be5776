"""What the evidence gives back beside observations: batches, results, kept files, the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


class EvidenceError(Exception):
    """Raised when the evidence cannot be opened or written: what is wrong and what to do next."""


@dataclass(frozen=True, slots=True)
class Result:
    """A judgement or plan as it was made from one evidence state."""

    result: int
    kind: str
    created: datetime
    dataset_hash: str
    text: str


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """Something that was done with this case."""

    time: datetime
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A file kept in imports/ and what it was called."""

    sha256: str
    name: str
    bytes: int
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """One import of one file, or one exchange with one device."""

    batch: int
    origin: str
    name: str
    sha256: str
    reader: str
    collector: str
    collected_at: datetime
    rows: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One place where the evidence is not what was stored."""

    place: str
    what: str
    remedy: str = "go back to a copy from before; evidence that does not verify proves nothing"

    def __str__(self) -> str:
        return f"{self.place}: {self.what}; {self.remedy}"
