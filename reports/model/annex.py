"""Records of the annex: all findings, thresholds, evidence, footprint, waivers, method."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reports.model.records import Mark


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One check on one line and use case, or one of its targets."""

    row_key: str
    line: str
    use_case: str
    check_id: str
    theme: str
    title: str
    target: str
    """Empty: the line as a whole."""
    mark: Mark
    status: str
    severity: str
    gate: bool
    relation: str
    measured: str
    pilot_measured: str
    sentence: str
    why: str
    package: str
    grade: str
    age_days: int | None
    age: str
    evidence: str
    evidence_ids: tuple[int, ...]
    waived: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One row of the printed list; use cases that say the same share it."""

    check_id: str
    line: str
    uses: str
    gate: bool
    mark: Mark
    sentence: str
    why: str
    grade: str
    evidence: str


@dataclass(frozen=True, slots=True)
class LedgerPoint:
    """What one check contributes to one score; low and high are its points."""

    line: str
    use_case: str
    score: str
    """foundation or transfer."""
    check_id: str
    title: str
    status: str
    severity: str
    weight: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Tally:
    """How many checks ended how, on one line for one use case."""

    line: str
    use_case: str
    pass_count: int
    warn_count: int
    fail_count: int
    unknown_count: int
    outside_count: int
    """Not applicable or not built."""


@dataclass(frozen=True, slots=True)
class ScoreSum:
    """A score as the engine has it, for the sheet to reproduce."""

    line: str
    use_case: str
    score: str
    low: float
    high: float
    coverage: float
    weight: float


@dataclass(frozen=True, slots=True)
class ThresholdLine:
    """A limit with its default, its value in this case and its basis."""

    check_id: str
    name: str
    meaning: str
    default: float
    value: float
    unit: str
    basis: str
    basis_text: str
    changed: bool
    reason: str
    approved_by: str
    text: str


@dataclass(frozen=True, slots=True)
class WaiverLine:
    """An accepted risk."""

    line: str
    check_id: str
    title: str
    status: str
    reason: str
    approver: str
    expires: date
    expires_text: str


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One source of evidence."""

    file: str
    sha256: str
    method: str
    grade: str
    count: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class FootprintRow:
    """What was sent to one destination by one probe."""

    destination: str
    probe: str
    exchanges: int
    packets: int
    bytes: int
    outcome: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One line of the rules of engagement."""

    text: str
    below: bool
    """Whether it belongs to the line before it."""


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One question of the catalogue as it was asked."""

    check_id: str
    theme: str
    title: str
    question: str
    severity: str
    gate: str
    basis: str
    packages: str


@dataclass(frozen=True, slots=True)
class Cited:
    """One piece of evidence that a finding rests on."""

    evidence_id: int
    source: str
    location: str
    what: str
    """Subject and attribute."""
    grade: str
    day: str


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One question for one line or the plant, to one side."""

    key: str
    line: str
    """`plant` for the whole plant."""
    side: str
    text: str
    how: str
    known: str
    """What that side said so far; empty: nothing."""
    decides: str
    minutes: int
    offered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatusLine:
    """How far one work package is on one line."""

    package: str
    work: str
    line: str
    """Empty: the plant."""
    planned: date | None
    state: str
    started_on: date | None
    done_on: date | None
    actual_pd: float | None


@dataclass(frozen=True, slots=True)
class Extra:
    """A sheet-only table: accounts, segments, flows, work packages."""

    name: str
    what: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | float | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """Everything behind the pages."""

    findings: tuple[FindingRow, ...]
    answers: tuple[AnswerLine, ...]
    tallies: tuple[Tally, ...]
    """One a line and use case, the pilot included, in the report's order."""
    points: tuple[LedgerPoint, ...]
    sums: tuple[ScoreSum, ...]
    weights: tuple[tuple[str, float, float], ...]
    """(severity, weight in this case, default weight)."""
    thresholds: tuple[ThresholdLine, ...]
    overridden: tuple[ThresholdLine, ...]
    waivers: tuple[WaiverLine, ...]
    left_out: tuple[tuple[str, str], ...]
    files: tuple[EvidenceFile, ...]
    files_text: str
    footprint: tuple[FootprintRow, ...]
    footprint_text: str
    checks: tuple[CheckLine, ...]
    method: tuple[str, ...]
    problems: tuple[str, ...]
    extras: tuple[Extra, ...]
    cited: tuple[Cited, ...] = ()
    """Evidence that findings cite; of a large plant what fails or warns comes first."""
    asked: tuple[AskedRow, ...] = ()
    """Questions that can still change a verdict."""
    status: tuple[StatusLine, ...] = ()
    """How far each work package is."""
    rules: tuple[RuleLine, ...] = ()
    """The rules of engagement as the client signed them."""
    own_checks: tuple[str, ...] = ()
    """The checks that the case brought along, also those that were not run."""
