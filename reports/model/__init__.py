"""The ReportModel: what every format prints, computed once from a judgement and a plan."""

from reports.model.build import build_report
from reports.model.report import SCHEMA_VERSION, ReportModel
from reports.model.rest import LedgerLine

__all__ = ["SCHEMA_VERSION", "LedgerLine", "ReportModel", "build_report"]
