"""The table of measured cycle times of controllers."""

from __future__ import annotations

from typing import ClassVar

from audit.inventory.tables.base import Day, Number, Row, Text, YesNo


class ScanRow(Row):
    """A controller's longest program cycle, without and with data collection, and its watchdog."""

    table: ClassVar[str] = "scans"
    key: ClassVar[tuple[str, ...]] = ("asset_id",)
    asset_id: Text
    scan_ms: Number = None
    """The longest cycle that the controller remembers, nobody reading its data."""
    scan_reading_ms: Number = None
    """The longest one while the data is read at the planned rate."""
    watchdog_ms: Number = None
    overruns: YesNo = None
    """Whether the controller reports cycles that took too long and nobody can explain."""
    measured_on: Day = None
    document: Text = ""
