"""The records that every stage exchanges: observations with source, method, grade and time, and
facts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""What an observation's value may be; everything that enters the evidence survives a JSON round
trip.
"""

T_co = TypeVar("T_co", covariant=True)


class Status(StrEnum):
    """How one attempt to learn something ended. Refused and timeout stay apart: one says that a
    host is there.
    """

    OK = "ok"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    CLOSED = "closed"
    PROTOCOL_ERROR = "protocol-error"
    AUTH_FAILED = "auth-failed"
    OUT_OF_SCOPE = "out-of-scope"
    BUG = "bug"


class Grade(StrEnum):
    """How good a piece of evidence is; `rank` orders them, A is best."""

    A = "A"
    """Measured by this tool, or raw machine output imported with its hash."""
    B = "B"
    """A configuration, inventory or log export by the client."""
    C = "C"
    """A dated document or photo."""
    D_PLUS = "D+"
    """Two independent matching statements: counts as C for ownership and value questions."""
    D = "D"
    """One person's statement."""
    E = "E"
    """An assumption."""

    @property
    def rank(self) -> int:
        """0 for A, 5 for E: lower is better."""
        return _RANKS[self]

    def at_least(self, wanted: Grade) -> bool:
        """Whether this grade is as good as `wanted` or better."""
        return self.rank <= wanted.rank

    def worsened(self, steps: int = 1) -> Grade:
        """The grade `steps` further down, E at the lowest."""
        grades = list(Grade)
        return grades[min(self.rank + steps, len(grades) - 1)]


_RANKS = {grade: number for number, grade in enumerate(Grade)}


class Kind(StrEnum):
    """What an observation is about."""

    DEVICE = "device"
    """Key: what this source calls the device; `audit.facts` decides which of them are the same
    thing.
    """
    ROW = "row"
    """Key: `<table>/<row key>`: one row of an inventory table, answer sheet or imported list."""
    CONVERSATION = "conversation"
    """Key: any text unique within its source."""
    SOURCE = "source"
    """Key: a file or a vantage point: what it covered, what was not understood."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What an observation is about."""

    kind: Kind
    key: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

    @classmethod
    def parse(cls, text: str) -> Subject:
        """Read back what `str()` wrote."""
        kind, _, key = text.partition(":")
        return cls(Kind(kind), key)


@dataclass(frozen=True, slots=True)
class Source:
    """Where an observation came from."""

    file: str
    """The original file name, or `host:port` of a device that was asked, or a command."""
    location: str = ""
    """`line 12`, `Sheet1!B3`, `packet 17`; empty when it is the whole file."""
    sha256: str = ""
    """Of the raw file; empty for a live answer."""


def now_utc() -> datetime:
    """Return the time, UTC, to the second: evidence needs no more, and reports stay readable."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that one source said at one time. Never changed, never deleted."""

    subject: Subject
    attribute: str
    """A name from `audit.payloads.ATTRIBUTES`."""
    value: Json
    source: Source
    method: str
    """How it was learned: `inventory`, `snmp`, `ssh`, `modbus`, `opcua`, `tcp`, `nmap-xml`,
    `switch-dump`, …
    """
    grade: Grade
    time: datetime = field(default_factory=now_utc)
    """When it was true, UTC; not when it was imported."""
    status: Status = Status.OK


class Why(StrEnum):
    """Why something is not known."""

    NOT_ASKED = "not_asked"
    DONT_KNOW = "dont_know"
    NO_EVIDENCE = "no_evidence"
    STALE = "stale"
    CONFLICT = "conflict"
    BLOCKED_BY = "blocked_by"
    OUT_OF_SCOPE = "out_of_scope"
    PROBE_ERROR = "probe_error"
    PARSE_PARTIAL = "parse_partial"
    BELOW_MIN_GRADE = "below_min_grade"
    NOT_IN_LIFECYCLE_TABLE = "not_in_lifecycle_table"


@dataclass(frozen=True, slots=True)
class Known(Generic[T_co]):
    """A value with the evidence it rests on."""

    value: T_co
    evidence: tuple[int, ...]
    """Evidence ids, ascending."""
    grade: Grade
    time: datetime
    """Of the oldest evidence it needs."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not known, and why. Never a pass."""

    why: Why
    detail: str = ""
    """The check id for `blocked_by`, else half a sentence: what is missing."""

    @property
    def code(self) -> str:
        """`blocked_by:NET-08`, or the plain reason."""
        return f"{self.why}:{self.detail}" if self.why is Why.BLOCKED_BY else str(self.why)


Fact: TypeAlias = Known[T_co] | Unknown


@dataclass(frozen=True, slots=True)
class Stored:
    """An observation as the evidence holds it."""

    evidence_id: int
    """1, 2, 3, … in the order of storing."""
    batch: int
    """One import of one file, or one exchange with one device."""
    origin: str
    """What a newer batch replaces for the facts: a file's absolute path, or `probe snmp
    10.0.0.1:161`.
    """
    collector: str
    """Tool and version."""
    collected_at: datetime
    previous_hash: str
    row_hash: str
    observation: Observation
