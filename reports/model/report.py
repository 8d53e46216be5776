"""The whole report as one record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reports.model.annex import Annex
from reports.model.capabilities import CapabilityReport
from reports.model.contrast import Contrast
from reports.model.copies import CopyWarning
from reports.model.money import MoneyReport
from reports.model.outlook import (
    HeadroomRow,
    LeftOutRow,
    LinksReport,
    NetworkMap,
    Risk,
    Robustness,
    RoomReport,
    StripTally,
    VerdictTally,
)
from reports.model.path_records import PathReport
from reports.model.programme import Programme
from reports.model.records import (
    Answer,
    BaselineReport,
    ConditionRow,
    DecisionRow,
    Keep,
    LineName,
    LineReport,
    Mark,
    NextStep,
    Question,
    RootCause,
    Tomorrow,
    UseName,
)
from reports.model.schedule import PlanReport
from reports.model.since import Since
from reports.model.trend import Trend

SCHEMA_VERSION = "1"
"""Of the JSON report and of the workbook; raised when a field changes its meaning."""


@dataclass(frozen=True, slots=True)
class ReportModel:
    """Everything that the formats print."""

    schema_version: str
    case_id: str
    case_name: str
    classification: str
    currency: str
    as_of: date
    as_of_text: str
    made_on: date
    made_on_text: str
    tool_version: str
    dataset_hash: str
    hash_short: str
    use_cases: tuple[UseName, ...]
    names: tuple[LineName, ...]
    """The pilot first, then the others in the order of the inventory."""
    pilot: LineName | None
    answer: Answer
    causes: tuple[RootCause, ...]
    causes_more: str
    baseline: BaselineReport
    matrix_lines: tuple[LineName, ...]
    matrix: tuple[ConditionRow, ...]
    legend: tuple[Mark, ...]
    lines: tuple[LineReport, ...]
    plan: PlanReport | None
    no_plan: str
    """Why there is no plan; empty: there is one."""
    money: MoneyReport | None
    tomorrow: tuple[Tomorrow, ...]
    tomorrow_sentence: str
    keep: tuple[Keep, ...]
    next_days: tuple[NextStep, ...]
    next_days_text: str
    questions: tuple[Question, ...]
    questions_text: str
    decisions: tuple[DecisionRow, ...]
    later_decisions: tuple[DecisionRow, ...]
    """Those that are not due within the next ten working days."""
    annex: Annex
    reconciliation: str
    tallies: tuple[VerdictTally, ...]
    """How many lines have which verdict, the best first."""
    strip_tallies: tuple[StripTally, ...]
    robust: Robustness
    risks: tuple[Risk, ...]
    risks_text: str
    links: LinksReport
    headroom: tuple[HeadroomRow, ...]
    rooms: RoomReport
    network: NetworkMap
    asked_first: tuple[Question, ...]
    """All open questions, the most valuable for their effort first."""
    asked_first_text: str
    disagreements: tuple[str, ...]
    assumptions: str
    left_out: tuple[LeftOutRow, ...]
    prepared_for: str
    prepared_by: str
    owners: tuple[tuple[str, int], ...]
    """(who, how many failing questions are theirs), most first."""
    paths: PathReport
    contrast: Contrast
    copying: CopyWarning
    capabilities: CapabilityReport
    trend: Trend
    programme: Programme
    since: Since | None = None
    """What changed since the earlier audit of this case; None: there is none."""
