"""One writer a format; every printed number is computed once, in the ReportModel."""

from reports.errors import ReportError
from reports.model import ReportModel, build_report
from reports.write import WRITERS, write_reports

__all__ = ["WRITERS", "ReportError", "ReportModel", "build_report", "write_reports"]
