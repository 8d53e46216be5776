"""Tables about the data path and identity: flows, drivers, code, accounts."""

from __future__ import annotations

from typing import ClassVar

from audit.inventory.tables.base import Choice, Day, Items, Number, Row, Text, Whole, YesNo


class Via(Choice):
    """How a flow travels."""

    LAYER = "layer"
    DIRECT = "direct"
    UNSAID = ""


class ReuseClass(Choice):
    """What it takes to have this connection on the next line."""

    CONFIG = "config"
    TEMPLATE = "template"
    CODE = "code"
    THROW_AWAY = "throw-away"
    UNSAID = ""


class FlowRow(Row):
    """One data flow from a source on a line to a consumer."""

    table: ClassVar[str] = "flows"
    key: ClassVar[tuple[str, ...]] = ("flow_id",)
    flow_id: Text
    use_case: Text = ""
    line: Text = ""
    source: Text = ""
    """An asset id."""
    source_zone: Text = ""
    protocol: Text = ""
    dest: Text = ""
    """An asset id, or a host name."""
    dest_ip: Text = ""
    port: Whole = None
    reach_at: Text = ""
    """Where the auditor reaches the destination when that is not dest_ip."""
    reach_port: Whole = None
    consumer: Text = ""
    """The system that uses the data: MES, historian, model."""
    via: Via = Via.UNSAID
    required: YesNo = None
    exists: YesNo = None
    """Whether the flow runs today; no: the use case would need it."""
    rate_kbps: Number = None
    latency_ms: Number = None
    reuse_class: ReuseClass = ReuseClass.UNSAID
    hard_coded: YesNo = None
    """Whether addresses or tags are written into it."""
    connector: Text = ""
    code_name: Text = ""
    code_host: Text = ""
    code_language: Text = ""
    code_repo: Text = ""
    code_owner: Text = ""
    code_maintainers: Whole = None
    load_bearing: YesNo = None
    owner: Text = ""
    monitored: YesNo = None
    hop_test: Text = ""
    """A reach result from a vantage point the auditor could not use: ok, refused, filtered, no
    route, stopped.
    """
    hop_test_document: Text = ""
    """What the hop test rests on: a firewall log export, a dated screenshot; empty: somebody said
    so.
    """
    hop_test_on: Day = None
    undocumented_nat: YesNo = None


class DriverRow(Row):
    """What a consumer can read: one row per protocol (and family) that its driver list names."""

    table: ClassVar[str] = "drivers"
    key: ClassVar[tuple[str, ...]] = ("consumer", "protocol", "family")
    consumer: Text
    protocol: Text
    family: Text = ""
    """Empty: every controller that speaks the protocol."""
    route: Text = "native"
    """native or gateway."""
    cost_low: Number = None
    cost_high: Number = None
    version: Text = ""
    document: Text = ""
    """The driver list's title and date."""


class AccountClass(Choice):
    """Who or what logs in."""

    MACHINE = "machine"
    HUMAN = "human"
    SERVICE = "service"
    CONTRACTOR = "contractor"
    SHARED = "shared"
    UNSAID = ""


class AccountRow(Row):
    """An account as one source lists it: the spreadsheet and the directory export give one row
    each.
    """

    table: ClassVar[str] = "accounts"
    key: ClassVar[tuple[str, ...]] = ("system_of_record", "account")
    account: Text
    account_class: AccountClass = AccountClass.UNSAID
    line: Items = ()
    owner: Text = ""
    used_by: Text = ""
    system_of_record: Text = ""
    """directory, vault, spreadsheet, local."""
    enabled: YesNo = None
    created: Day = None
    pwd_last_set: Day = None
    last_logon: Day = None
    last_logon_known: YesNo = None
    """No: the export has no such column (a missing value then says nothing)."""
    end_date: Day = None
    privileged: YesNo = None
    ot_rights: YesNo = None
    in_data_path: YesNo = None
    description: Text = ""


class LeaverRow(Row):
    """A person who left, as the personnel list says."""

    table: ClassVar[str] = "leavers"
    key: ClassVar[tuple[str, ...]] = ("account",)
    account: Text
    left_on: Day = None
    role: Text = ""
