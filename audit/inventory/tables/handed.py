"""Tables of what files say that no person fills in: labels of drawings, tags, histories, photos."""

from __future__ import annotations

from typing import ClassVar

from audit.inventory.tables.base import Day, Number, Row, Text, Whole, YesNo

FROM_FILES = ("tags", "history", "photos")
"""Tables that importers fill; a new case has no empty files of them."""


class AliasRow(Row):
    """A label of a drawing or list, and the device that somebody confirmed it means."""

    table: ClassVar[str] = "aliases"
    key: ClassVar[tuple[str, ...]] = ("label", "device")
    label: Text
    device: Text
    """An asset id, a switch id or any name the device bears."""
    same: YesNo = None
    """No: the label does not mean this device; empty counts as yes."""
    confirmed_by: Text = ""
    confirmed_on: Day = None


class TagRow(Row):
    """A tag that a controller's own export lists."""

    table: ClassVar[str] = "tags"
    key: ClassVar[tuple[str, ...]] = ("asset", "scope", "tag")
    asset: Text
    """The asset id of the controller, or what the export calls it."""
    tag: Text
    scope: Text = ""
    """The program or tag table it stands in; empty: the whole controller."""
    data_type: Text = ""
    address: Text = ""
    comment: Text = ""
    readable: YesNo = None
    """Whether panels and servers may read it, where the export says so."""


class HistoryRow(Row):
    """What an export of stored values shows of one tag."""

    table: ClassVar[str] = "history"
    key: ClassVar[tuple[str, ...]] = ("tag", "first")
    tag: Text
    first: Text = ""
    """UTC, as `last`."""
    last: Text = ""
    samples: Whole = None
    interval_s: Number = None
    """The usual time between two values (median)."""
    p95_ms: Number = None
    """Time between two values that 95 % do not exceed."""
    history_days: Number = None
    complete_percent: Number = None
    """Time outside of gaps; a gap is longer than three usual intervals."""
    implausible_percent: Number = None
    """Values of bad quality, no numbers among numbers, two values at one time, flat for long."""
    gaps: Whole = None
    longest_gap_s: Number = None
    measured_on: Day = None


class PhotoRow(Row):
    """A photo, and what its index says of it."""

    table: ClassVar[str] = "photos"
    key: ClassVar[tuple[str, ...]] = ("sha256",)
    sha256: Text
    file: Text = ""
    place: Text = ""
    """A cabinet, a zone or an asset id."""
    line: Text = ""
    taken_on: Day = None
    note: Text = ""
