"""Tables about the site: Wi-Fi networks, radios and tests, cabinets, the history of key figures."""

from __future__ import annotations

from typing import ClassVar

from audit.inventory.tables.base import Choice, Day, Items, Number, Row, Text, Whole, YesNo


class SharedWith(Choice):
    """Who else uses a Wi-Fi network or its key."""

    NOBODY = "nobody"
    OT = "other OT clients"
    OFFICE = "office"
    GUESTS = "guests"
    UNSAID = ""


class WlanRow(Row):
    """A Wi-Fi network as the wireless controller's export or a survey shows it."""

    table: ClassVar[str] = "wlan"
    key: ClassVar[tuple[str, ...]] = ("ssid",)
    ssid: Text
    line: Items = ()
    """Lines whose devices use it; empty: those whose zones name it."""
    security: Text = ""
    """As the controller names it: open, WEP, WPA2-PSK, WPA2-Enterprise, per-device key, …"""
    key_rotated: YesNo = None
    """Whether a shared key is changed regularly and when somebody leaves."""
    key_holders_known: YesNo = None
    shared_with: SharedWith = SharedWith.UNSAID
    vlan: Whole = None
    filtered: YesNo = None
    """Whether a firewall or access list stands between it and the controllers."""
    looked_on: Day = None


class RadioRow(Row):
    """A radio of an access point of one's own: the list of access points."""

    table: ClassVar[str] = "radios"
    key: ClassVar[tuple[str, ...]] = ("bssid",)
    bssid: Text
    ap: Text = ""
    line: Items = ()
    zone: Text = ""
    ssid: Text = ""
    channel: Whole = None
    utilisation_percent: Number = None
    """How much of the time the channel is busy, production running."""
    separation_db: Number = None
    """Distance to the next access point on the same channel."""
    dfs_events: Whole = None
    """Channel changes because of radar within the last 30 days."""
    measured_on: Day = None


class WifiTestRow(Row):
    """A test of a Wi-Fi client along the real route of its data."""

    table: ClassVar[str] = "wifi_tests"
    key: ClassVar[tuple[str, ...]] = ("test",)
    test: Text
    line: Text = ""
    use_case: Text = ""
    """Empty: every use case."""
    device: Text = ""
    same_as_client: YesNo = None
    """Whether it was the device, or the class of device, that the use case works with."""
    latency_ms: Number = None
    loss_percent: Number = None
    roam_ms: Number = None
    """Longest interruption at a change of the access point."""
    dropped: YesNo = None
    """Whether the client lost its connection during the test."""
    tested_on: Day = None


class CabinetRow(Row):
    """A cabinet with network gear, as seen on a walk-down."""

    table: ClassVar[str] = "cabinets"
    key: ClassVar[tuple[str, ...]] = ("cabinet",)
    cabinet: Text
    line: Items = ()
    ups: YesNo = None
    ups_tested_on: Day = None
    rated: YesNo = None
    """Whether the gear inside is made for industrial cabinets."""
    suitable: YesNo = None
    """Whether temperature, dust and moisture stay within what office gear can take."""
    locked: YesNo = None
    looked_on: Day = None
    note: Text = ""


class HistorySource(Choice):
    """Where the values of a key figure come from."""

    SYSTEM = "system"
    MANUAL = "manual log"
    ESTIMATE = "estimate"
    UNSAID = ""


class KpiRow(Row):
    """The history of one key figure of a line before the use case came."""

    table: ClassVar[str] = "kpis"
    key: ClassVar[tuple[str, ...]] = ("line", "kpi", "source")
    line: Text
    kpi: Text
    """Named as in the table `usecases`."""
    use_case: Text = ""
    """Empty: every use case."""
    weeks: Number = None
    """Weeks covered."""
    source: HistorySource = HistorySource.UNSAID
    system: Text = ""
    value: Number = None
    """Mean over these weeks."""
    unit: Text = ""
    until: Day = None
    """The last day covered."""
