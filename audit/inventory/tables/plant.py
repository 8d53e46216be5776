"""Tables about the plant: lines, assets, controllers, use cases, zones."""

from __future__ import annotations

from typing import ClassVar

from pydantic import field_validator

from audit.inventory.tables.base import Choice, Day, Items, Mac, Number, Row, Text, Whole, YesNo
from audit.inventory.tables.shape import corners


class Role(Choice):
    """What a device is for."""

    CONTROLLER = "controller"
    HMI = "HMI"
    IO = "IO"
    DRIVE = "drive"
    ROBOT = "robot"
    SENSOR = "sensor"
    CAMERA = "camera"
    PRINTER = "printer"
    PHONE = "phone"
    OFFICE = "office"
    BUILDING = "building"
    SAFETY = "safety"
    SWITCH = "switch"
    AP = "AP"
    SERVER = "server"
    GATEWAY = "gateway"
    ROUTER = "router"
    FIREWALL = "firewall"
    REMOTE_ACCESS = "remote access"
    ENGINEERING = "engineering"
    UPS = "UPS"
    UNKNOWN = ""


class AssetStatus(Choice):
    """NetBox's device statuses; empty counts as active."""

    PLANNED = "planned"
    STAGED = "staged"
    ACTIVE = "active"
    OFFLINE = "offline"
    INVENTORY = "inventory"
    DECOMMISSIONING = "decommissioning"
    UNSAID = ""


class LineRow(Row):
    """A production line (ISA-95 work centre)."""

    table: ClassVar[str] = "lines"
    key: ClassVar[tuple[str, ...]] = ("line",)
    line: Text
    name: Text = ""
    area: Text = ""
    plant: Text = ""
    pilot: YesNo = None
    product: Text = ""
    shifts: Whole = None
    rollout_order: Whole = None
    """The order in which the programme meant to roll out, 1 first; empty for the pilot."""
    downtime_cost_per_h: Number = None
    end_of_life: Day = None
    status: Text = ""
    """not started, in rollout, live."""


class AssetRow(Row):
    """A device as somebody documented it."""

    table: ClassVar[str] = "assets"
    key: ClassVar[tuple[str, ...]] = ("asset_id",)
    asset_id: Text
    line: Text = ""
    role: Role = Role.UNKNOWN
    vendor: Text = ""
    model: Text = ""
    serial: Text = ""
    firmware: Text = ""
    os: Text = ""
    mac: Mac = ""
    ip: Text = ""
    vlan: Whole = None
    switch: Text = ""
    port: Text = ""
    reach_at: Text = ""
    """Where the auditor reaches it when that is not `ip` (1:1 NAT, a bench, the demo). The scope
    judges this address.
    """
    modbus_port: Whole = None
    opcua_port: Whole = None
    criticality: Text = ""
    status: AssetStatus = AssetStatus.UNSAID
    note: Text = ""


class ControllerRow(Row):
    """What is known of a controller's data interface."""

    table: ClassVar[str] = "plc"
    key: ClassVar[tuple[str, ...]] = ("asset_id",)
    asset_id: Text
    needed: YesNo = None
    """Whether the use case needs this controller's data."""
    family: Text = ""
    """The family a connector is written for: S7-1500, SLC 500, ControlLogix."""
    interface: Text = ""
    """ethernet, serial, fieldbus."""
    protocols: Items = ()
    """Protocols it serves: OPC UA, Modbus TCP, S7comm, EtherNet/IP, DH+, DF1."""
    licence_ok: YesNo = None
    firmware_ok: YesNo = None
    gateway_route: YesNo = None
    """Whether a gateway for it exists on the market (costed in `options`)."""
    options: Text = ""
    """`gateway 12 k; module 18 k; migrate 95 k`: ways out with their price."""
    connections_max: Whole = None
    lifecycle: Text = ""
    """active, announced, spares only, obsolete."""
    lifecycle_source: Text = ""
    lifecycle_checked_on: Day = None
    document: Text = ""
    """What the row rests on: `project export 2026-02-01`, `name plate photo`; empty: somebody said
    so.
    """


class UseCaseRow(Row):
    """A use case that proved itself on the pilot."""

    table: ClassVar[str] = "usecases"
    key: ClassVar[tuple[str, ...]] = ("use_case",)
    use_case: Text
    name: Text = ""
    kpi: Text = ""
    finance_signed_by: Text = ""
    wireless: YesNo = None
    latency_ms: Number = None
    wifi_dbm: Number = None
    """What the clients need; empty: the check's own threshold."""
    scope: Text = ""
    floor_voice: Text = ""
    duty: Text = ""
    """A legal or customer duty that makes the business case secondary; empty: none."""


class ZoneRow(Row):
    """A place where a use case needs Wi-Fi."""

    table: ClassVar[str] = "zones"
    key: ClassVar[tuple[str, ...]] = ("zone",)
    zone: Text
    line: Text = ""
    name: Text = ""
    required: YesNo = None
    ssid: Text = ""
    area_m2: Number = None
    x1: Number = None
    y1: Number = None
    x2: Number = None
    y2: Number = None
    polygon: Text = ""
    """Corners in metres, as one walks around: `0 0; 12 0; 12 8.5`; stands in for x1 to y2."""

    @field_validator("polygon")
    @classmethod
    def _corners(cls, text: str) -> str:
        corners(text)
        return text


class SurveyRow(Row):
    """One reading of a Wi-Fi walk: one access point heard at one place."""

    table: ClassVar[str] = "survey"
    key: ClassVar[tuple[str, ...]] = ("zone", "x", "y", "time", "bssid")
    zone: Text = ""
    x: Number = None
    y: Number = None
    time: Text = ""
    bssid: Text = ""
    ssid: Text = ""
    rssi_dbm: Number = None
    noise_dbm: Number = None
    channel: Whole = None
    floor: Text = ""


class SurveyMetaRow(Row):
    """When, with what and under which conditions a walk was made."""

    table: ClassVar[str] = "surveys"
    key: ClassVar[tuple[str, ...]] = ("survey",)
    survey: Text
    file: Text = ""
    date: Day = None
    device: Text = ""
    production_running: YesNo = None
    layout_changed_since: YesNo = None
