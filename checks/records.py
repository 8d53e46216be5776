"""What a check is, what it answers, and what the engine makes of it: findings, baseline, scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from audit.facts.model import PlantFacts
from audit.records import Grade, Unknown


class Outcome(StrEnum):
    """The result of a check on a line."""

    PASS = "pass"  # noqa: S105
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NA = "not applicable"
    NOT_BUILT = "not built"


class Severity(StrEnum):
    """How much a failed check weighs."""

    BLOCKER = "blocker"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def weight(self) -> int:
        """The default weight in the score."""
        return {"blocker": 8, "high": 5, "medium": 3, "low": 1}[self.value]


class GateRule(StrEnum):
    """When a check decides the verdict."""

    ALWAYS = "always"
    IF_LOAD_BEARING = "if load-bearing"
    NEVER = "never"


class Theme(StrEnum):
    """The catalogue's domains; the folder names under checks/."""

    NETWORK = "network"
    WIRELESS = "wireless"
    IDENTITY = "identity"
    SECURITY = "security"
    DATA_PATH = "data_path"
    CONTROLLERS = "controllers"
    OWNERSHIP = "ownership"
    OPERATIONS = "operations"


STAGES: dict[int, str] = {
    1: "controller",
    2: "network",
    3: "wireless",
    4: "access",
    5: "security",
    6: "data",
    7: "operate",
    8: "own",
}
"""The order in which a rollout without an audit would meet the problems."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit of a check: data, so that a case can override it with a reason."""

    name: str
    value: float
    unit: str
    meaning: str
    basis: str = "D"
    """N standard, V vendor, P practice, D project default."""


@dataclass(frozen=True, slots=True)
class Target:
    """The result on one thing (a switch, a flow, a zone) inside a line's result."""

    name: str
    outcome: Outcome
    sentence: str = ""
    why: Unknown | None = None
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a check says of one line."""

    outcome: Outcome
    sentence: str
    """What was expected, what was seen, where; with the numbers and the device names."""
    evidence: tuple[int, ...] = ()
    why: Unknown | None = None
    """Set exactly when the outcome is UNKNOWN."""
    measured: str = ""
    """The value in a few words, for the condition × line matrix: `62 % of points`, `vaulted`."""
    value: float | None = None
    """The same as a number where larger is better, to compare with the pilot; None: words only."""
    grade: Grade | None = None
    """Of the weakest evidence it needs; None: nothing was needed."""
    oldest: date | None = None
    """Day of the oldest evidence it needs."""
    kind: str = ""
    """For `DIFFERENT KIND`: what kind of thing this is (a controller family); empty: not a question
    of kind.
    """
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a check is given."""

    facts: PlantFacts
    line: str
    use_case: str
    limits: Mapping[str, float]
    """Threshold name → value, overrides applied."""

    @property
    def pilot(self) -> str:
        """The pilot line's id."""
        return self.facts.case.pilot_line


@dataclass(frozen=True, slots=True)
class Check:
    """One question of the catalogue. The id never changes; the title is the pass state."""

    check_id: str
    theme: Theme
    title: str
    question: str
    severity: Severity
    gate: GateRule
    stage: int
    work_packages: tuple[str, ...]
    max_age_days: int
    thresholds: tuple[Threshold, ...]
    basis: str
    """The sources as printed: clause numbers that were not read are marked `recalled, verify`."""
    so_what: str
    """What a failure means in production, in one sentence."""
    remedy: str
    """The smallest sufficient fix."""
    closes_unknown: str
    """The cheapest evidence that would answer it."""
    closes_minutes: int
    closes_who: str
    judge: Callable[[Asked], Answer]
    min_grade: Grade | None = None
    """A gate PASS needs evidence of at least this grade."""
    scope: str = "line"
    not_applicable_when: str = ""


@dataclass(frozen=True, slots=True)
class Waiver:
    """An accepted risk on a finding."""

    reason: str
    approver: str
    expires: date


@dataclass(frozen=True, slots=True)
class Override:
    """A threshold that this case changed."""

    check_id: str
    name: str
    default: float
    value: float
    unit: str
    reason: str
    approved_by: str


class Relation(StrEnum):
    """A line against a condition of the pilot."""

    SAME_OR_BETTER = "same or better"
    WORSE_BUT_SUFFICIENT = "worse but sufficient"
    MARGINAL = "marginal"
    INSUFFICIENT = "insufficient"
    DIFFERENT_KIND = "different kind"
    UNKNOWN = "unknown"
    NA = "not applicable"
    PILOT = "pilot"


@dataclass(frozen=True, slots=True)
class Finding:
    """A check's answer on a line, with all that a report prints about it."""

    line: str
    use_case: str
    check: Check
    outcome: Outcome
    why: Unknown | None
    sentence: str
    gate: bool
    """Whether this check decides the verdict on this line."""
    relation: Relation
    evidence: tuple[int, ...]
    measured: str = ""
    value: float | None = None
    kind: str = ""
    pilot_measured: str = ""
    grade: Grade | None = None
    age_days: int | None = None
    targets: tuple[Target, ...] = ()
    waiver: Waiver | None = None
    overrides: tuple[Override, ...] = ()


class Bearing(StrEnum):
    """How much of the use case rests on a condition."""

    LOAD_BEARING = "load-bearing"
    CONTRIBUTING = "contributing"
    INCIDENTAL = "incidental"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the baseline, judged on the pilot."""

    condition_id: str
    use_case: str
    kind: str
    statement: str
    check_id: str
    bearing: Bearing
    pilot_value: str
    needed_value: str
    scaffolding: str
    pilot_outcome: Outcome
    verified: bool
    """Whether the evidence on the pilot is good enough for its kind."""
    unanswered: bool = False
    """True when nobody said whether it would fail without: it then counts as load-bearing."""


@dataclass(frozen=True, slots=True)
class ConditionCell:
    """One cell of the condition × line matrix."""

    condition_id: str
    line: str
    relation: Relation
    value: str
    sentence: str
    evidence: tuple[int, ...] = ()
    use_case: str = ""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The pilot's conditions."""

    use_case: str
    conditions: tuple[Condition, ...]
    signed_by: str
    signed_on: date | None
    refusals: tuple[str, ...]
    """Why it cannot be signed: a load-bearing condition fails on the pilot itself."""
    warnings: tuple[str, ...]
    """Kinds left empty, conditions verified only by interview, …"""
    pilot_line: str = ""
    """The line that proved this use case; empty: the case's pilot line."""

    @property
    def valid(self) -> bool:
        """Signed, and nothing refuses it."""
        return bool(self.signed_by) and not self.refusals


class Verdict(StrEnum):
    """The answer for one line and use case."""

    READY = "READY"
    READY_WITH_CONDITIONS = "READY WITH CONDITIONS"
    NOT_PROVEN = "NOT PROVEN"
    NOT_READY = "NOT READY"


class EconomicFlag(StrEnum):
    """Printed beside the verdict, so that neither hides the other."""

    NONE = ""
    NOT_WORTH_IT_NOW = "NOT WORTH IT NOW"
    UNPRICED = "UNPRICED"
    DUTY_DRIVEN = "DUTY-DRIVEN"
    """It does not pay, but a legal date holds on this line."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A score from 0 to 100, at worst and at best. Its width is what we do not know."""

    low: float
    high: float
    coverage: float
    """0 to 1: share of the applicable weight that was answered."""
    weight: float = 0.0
    """Applicable weight; 0 means that nothing applies."""


@dataclass(frozen=True, slots=True)
class LineScore:
    """Verdict and number of one line and use case."""

    line: str
    use_case: str
    verdict: Verdict
    rule: str
    """The sentence of the decision table that decided it."""
    economic_flag: EconomicFlag
    blockers: tuple[str, ...]
    """Check ids of failed gates, in discovery order."""
    questions: tuple[str, ...]
    """Check ids of unknown gates, in discovery order."""
    question_minutes: int
    conditions: tuple[str, ...]
    """Check ids of gates that warn or are waived."""
    foundation: Interval
    transfer: Interval
    domains: tuple[tuple[str, Interval], ...]
    index: int
    uncapped: int
    cap_reason: str
    first_blocker: str
    """Check id of the first gate a rollout without audit would hit; empty: none."""
    first_blocker_domain: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that `judge` produces from one evidence state."""

    dataset_hash: str
    as_of: date
    pilot_line: str
    """The case's pilot; a use case can have one of its own: see `pilot_of`."""
    findings: tuple[Finding, ...]
    baselines: tuple[Baseline, ...]
    cells: tuple[ConditionCell, ...]
    scores: tuple[LineScore, ...]
    """By use case every line but its pilot, in the order of the inventory."""
    overrides: tuple[Override, ...] = ()
    warnings: tuple[str, ...] = ()
    """What somebody should know who reads the result: overrides that do not count, checks that
    crashed, evidence that no longer fits.
    """
    own_checks: tuple[str, ...] = ()
    """A sentence for each check that the case brought along, also for those that were not run."""
    weights: tuple[tuple[str, float], ...] = field(
        default_factory=lambda: tuple((s.value, float(s.weight)) for s in Severity)
    )

    def pilot_of(self, use_case: str) -> str:
        """Return the line that proved a use case; of an unknown one the case's pilot."""
        own = (b.pilot_line for b in self.baselines if b.use_case == use_case and b.pilot_line)
        return next(own, self.pilot_line)

    @property
    def pilots(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each pilot line with the use cases it proved; the case's pilot first."""
        found: dict[str, list[str]] = {self.pilot_line: []}
        for baseline in self.baselines:
            found.setdefault(self.pilot_of(baseline.use_case), []).append(baseline.use_case)
        every = not self.baselines
        return tuple(
            (line, tuple(uses)) for line, uses in found.items() if line and (uses or every)
        )

    def finding(self, line: str, check_id: str, use_case: str | None = None) -> Finding | None:
        """The finding of a check on a line; the first use case's when none is named."""
        for finding in self.findings:
            named = finding.line == line and finding.check.check_id == check_id
            if named and use_case in (None, finding.use_case):
                return finding
        return None
