"""The table of changes that were made to network, controllers and integration."""

from __future__ import annotations

from typing import ClassVar

from audit.inventory.tables.base import Day, Row, Text, YesNo


class ChangeRow(Row):
    """A change of a system, and the record that asked for it."""

    table: ClassVar[str] = "changes"
    key: ClassVar[tuple[str, ...]] = ("system", "changed_on", "what")
    system: Text
    """Switch, controller or other system as its own table names it."""
    line: Text = ""
    """Empty: the whole plant."""
    what: Text = ""
    changed_on: Day = None
    """When the configuration changed, as the system or its backup says."""
    record: Text = ""
    """Number or place of the request; empty: none was found."""
    requested: YesNo = None
    approved: YesNo = None
    """Whether somebody else approved it before it was made."""
    document: Text = ""
