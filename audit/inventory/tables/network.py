"""Tables about the network: switches, links, segments."""

from __future__ import annotations

from typing import ClassVar

from audit.inventory.tables.base import Choice, Day, Items, Mac, Number, Row, Text, Whole, YesNo


class CredentialStatus(Choice):
    """Whether somebody can log in."""

    VAULTED = "vaulted"
    KNOWN_BY_ONE = "known by one"
    UNKNOWN = "unknown"
    DEFAULT = "default"
    BLANK = ""


class SwitchRow(Row):
    """A switch as documented; `line` may name several lines, `;`-separated, when it serves them
    all.
    """

    table: ClassVar[str] = "switches"
    key: ClassVar[tuple[str, ...]] = ("switch",)
    switch: Text
    line: Items = ()
    cabinet: Text = ""
    vendor: Text = ""
    model: Text = ""
    serial: Text = ""
    mac: Mac = ""
    ip: Text = ""
    reach_at: Text = ""
    snmp_port: Whole = None
    ssh_port: Whole = None
    platform: Text = ""
    """The netmiko device type, such as cisco_ios."""
    credential: Text = ""
    """The name of the credential; never the secret."""
    managed: YesNo = None
    in_data_path: YesNo = None
    uplink: YesNo = None
    """For an unmanaged switch: whether it sits in an uplink."""
    devices_behind: Whole = None
    cyclic_io_ms: Number = None
    os_version: Text = ""
    last_changed: Day = None
    last_reviewed: Day = None
    backup_date: Day = None
    running_saved: YesNo = None
    credential_status: CredentialStatus = CredentialStatus.BLANK
    credential_tested_on: Day = None
    mgmt_protocols: Items = ()
    note: Text = ""


class LinkRow(Row):
    """A cable as the drawing or the patch list shows it."""

    table: ClassVar[str] = "links"
    key: ClassVar[tuple[str, ...]] = ("a_device", "a_port", "b_device", "b_port")
    a_device: Text
    a_port: Text = ""
    b_device: Text
    b_port: Text = ""
    source: Text = ""


class SegmentRow(Row):
    """A VLAN or subnet and what it is meant for."""

    table: ClassVar[str] = "segments"
    key: ClassVar[tuple[str, ...]] = ("segment",)
    segment: Text
    vlan: Whole = None
    subnet: Text = ""
    line: Text = ""
    purpose: Text = ""
    nat: Text = ""
    """`1:1` when a documented translation hides this subnet; empty: none."""
    shared_services: Items = ()
    """Asset ids that may live in this segment though they are not of the line."""
    must_reach_shared: YesNo = None
    """Whether devices of this subnet must talk to a shared system."""


class LoadRow(Row):
    """A measured load of a link over time (5-minute averages or a counter export)."""

    table: ClassVar[str] = "loads"
    key: ClassVar[tuple[str, ...]] = ("device", "port")
    device: Text
    port: Text
    line: Text = ""
    kind: Text = ""
    """uplink or cyclic."""
    p95_percent: Number = None
    hours: Number = None
    """How long was measured; a shift is 8."""
    added_percent: Number = None
    """What the use case adds."""
    hops: Whole = None
    frame_bytes: Whole = None
    update_time_ms: Number = None
    measured_on: Day = None
    wrapped: YesNo = None


class LifecycleRow(Row):
    """Until when a vendor supports a switch model or a software train."""

    table: ClassVar[str] = "lifecycle"
    key: ClassVar[tuple[str, ...]] = ("vendor", "model_pattern", "software_pattern")
    vendor: Text
    model_pattern: Text = ""
    """A regular expression on the model; empty for a software row."""
    software_pattern: Text = ""
    """A regular expression on the software version; empty for a hardware row."""
    end_of_sale: Day = None
    end_of_support: Day = None
    source: Text = ""
    checked_on: Day = None
