"""The inventory tables: one pydantic row per table, the contract between people's files and the
stages.
"""

from audit.inventory.tables.base import Row
from audit.inventory.tables.data import AccountRow, DriverRow, FlowRow, LeaverRow
from audit.inventory.tables.money import (
    BudgetRow,
    CrewRow,
    FinanceRow,
    QuantityRow,
    WindowRow,
    WorkStatusRow,
)
from audit.inventory.tables.network import LifecycleRow, LinkRow, LoadRow, SegmentRow, SwitchRow
from audit.inventory.tables.people import (
    AnswerRow,
    ConditionRow,
    KnowledgeRow,
    OwnerRow,
    ThresholdRow,
    WaiverRow,
)
from audit.inventory.tables.plant import (
    AssetRow,
    ControllerRow,
    LineRow,
    SurveyMetaRow,
    SurveyRow,
    UseCaseRow,
    ZoneRow,
)
from audit.inventory.tables.programs import ProgramRow
from audit.inventory.tables.signals import ClockRow, HopRow, SignalRow

__all__ = [
    "TABLES",
    "AccountRow",
    "AnswerRow",
    "AssetRow",
    "BudgetRow",
    "ClockRow",
    "ConditionRow",
    "ControllerRow",
    "CrewRow",
    "DriverRow",
    "FinanceRow",
    "FlowRow",
    "HopRow",
    "KnowledgeRow",
    "LeaverRow",
    "LifecycleRow",
    "LineRow",
    "LinkRow",
    "LoadRow",
    "OwnerRow",
    "ProgramRow",
    "QuantityRow",
    "Row",
    "SegmentRow",
    "SignalRow",
    "SurveyMetaRow",
    "SurveyRow",
    "SwitchRow",
    "ThresholdRow",
    "UseCaseRow",
    "WaiverRow",
    "WindowRow",
    "WorkStatusRow",
    "ZoneRow",
]

TABLES: dict[str, type[Row]] = {
    row.table: row
    for row in (
        LineRow,
        AssetRow,
        ControllerRow,
        UseCaseRow,
        ZoneRow,
        SurveyRow,
        SurveyMetaRow,
        SwitchRow,
        LinkRow,
        SegmentRow,
        LoadRow,
        LifecycleRow,
        FlowRow,
        DriverRow,
        AccountRow,
        LeaverRow,
        OwnerRow,
        AnswerRow,
        KnowledgeRow,
        ConditionRow,
        WaiverRow,
        ThresholdRow,
        FinanceRow,
        WindowRow,
        CrewRow,
        BudgetRow,
        WorkStatusRow,
        QuantityRow,
        SignalRow,
        HopRow,
        ClockRow,
        ProgramRow,
    )
}
"""Every table by its name, in the order `init` writes them."""
