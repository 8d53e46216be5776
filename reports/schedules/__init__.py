"""The plan for other programs: MS Project XML, iCalendar, work orders."""

from reports.schedules.ical import calendar_text
from reports.schedules.mspdi import project_xml
from reports.schedules.work_orders import workbook_bytes

__all__ = ["calendar_text", "project_xml", "workbook_bytes"]
