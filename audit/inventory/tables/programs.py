"""The table about what runs in the controllers and who can change it."""

from __future__ import annotations

from typing import ClassVar

from audit.inventory.tables.base import Choice, Day, Items, Row, Text, YesNo


class KeySwitch(Choice):
    """The position of a controller's mode switch, as seen on a walk-down."""

    RUN = "run"
    REMOTE = "remote"
    PROG = "prog"
    NO_SWITCH = "no switch"
    UNSAID = ""


class ProgramRow(Row):
    """A controller's program: whether its source is there and the same, and what protects it."""

    table: ClassVar[str] = "programs"
    key: ClassVar[tuple[str, ...]] = ("asset_id",)
    asset_id: Text
    sealed: YesNo = None
    """Whether the machine builder sealed it: nobody else may open the program."""
    source_available: YesNo = None
    source_location: Text = ""
    locked: YesNo = None
    """Whether the program is locked against reading."""
    can_unlock: YesNo = None
    """Whether somebody of the plant can open it; never how."""
    same_as_running: YesNo = None
    """What the last comparison of source and controller said."""
    compared_on: Day = None
    key_switch: KeySwitch = KeySwitch.UNSAID
    access_level_set: YesNo = None
    """Whether the controller itself refuses a download without authorisation."""
    can_protect: YesNo = None
    """No: the controller has no such function; `compensated_by` then says what stands in for it."""
    compensated_by: Text = ""
    downloads_from: Items = ()
    """Names or addresses of the stations that may download a program."""
    download_procedure: YesNo = None
    """Whether a procedure says who may download, and when."""
    looked_on: Day = None
