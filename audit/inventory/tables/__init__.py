"""The inventory tables: one pydantic row per table, the contract between people's files and the
stages.
"""

from audit.inventory.tables.base import Row
from audit.inventory.tables.capabilities import CapabilityRow
from audit.inventory.tables.changes import ChangeRow
from audit.inventory.tables.data import AccountRow, DriverRow, FlowRow, LeaverRow
from audit.inventory.tables.handed import AliasRow, HistoryRow, PhotoRow, TagRow
from audit.inventory.tables.money import (
    BudgetRow,
    CrewRow,
    DeadlineRow,
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
from audit.inventory.tables.portfolio import BenchmarkRow, PilotRow, ValueEventRow
from audit.inventory.tables.programme import (
    DeploymentRow,
    LossRow,
    NeverStopRow,
    PlannedRow,
)
from audit.inventory.tables.programs import ProgramRow
from audit.inventory.tables.scans import ScanRow
from audit.inventory.tables.security import BackupRow, FirewallRuleRow, HostRow, SecurityToolRow
from audit.inventory.tables.signals import ClockRow, HopRow, SignalRow
from audit.inventory.tables.site import CabinetRow, KpiRow, RadioRow, WifiTestRow, WlanRow

__all__ = [
    "TABLES",
    "AccountRow",
    "AliasRow",
    "AnswerRow",
    "AssetRow",
    "BackupRow",
    "BenchmarkRow",
    "BudgetRow",
    "CabinetRow",
    "CapabilityRow",
    "ChangeRow",
    "ClockRow",
    "ConditionRow",
    "ControllerRow",
    "CrewRow",
    "DeadlineRow",
    "DeploymentRow",
    "DriverRow",
    "FinanceRow",
    "FirewallRuleRow",
    "FlowRow",
    "HistoryRow",
    "HopRow",
    "HostRow",
    "KnowledgeRow",
    "KpiRow",
    "LeaverRow",
    "LifecycleRow",
    "LineRow",
    "LinkRow",
    "LoadRow",
    "LossRow",
    "NeverStopRow",
    "OwnerRow",
    "PhotoRow",
    "PilotRow",
    "PlannedRow",
    "ProgramRow",
    "QuantityRow",
    "RadioRow",
    "Row",
    "ScanRow",
    "SecurityToolRow",
    "SegmentRow",
    "SignalRow",
    "SurveyMetaRow",
    "SurveyRow",
    "SwitchRow",
    "TagRow",
    "ThresholdRow",
    "UseCaseRow",
    "ValueEventRow",
    "WaiverRow",
    "WifiTestRow",
    "WindowRow",
    "WlanRow",
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
        DeadlineRow,
        WorkStatusRow,
        QuantityRow,
        SignalRow,
        HopRow,
        ClockRow,
        ProgramRow,
        PlannedRow,
        LossRow,
        NeverStopRow,
        DeploymentRow,
        PilotRow,
        ValueEventRow,
        BenchmarkRow,
        WlanRow,
        RadioRow,
        WifiTestRow,
        CabinetRow,
        KpiRow,
        FirewallRuleRow,
        HostRow,
        BackupRow,
        SecurityToolRow,
        AliasRow,
        TagRow,
        HistoryRow,
        PhotoRow,
        ChangeRow,
        ScanRow,
        CapabilityRow,
    )
}
"""Every table by its name, in the order `init` writes them."""
