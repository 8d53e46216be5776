"""Tables about security: firewall rules, computers, backups, security tools."""

from __future__ import annotations

from typing import ClassVar

from audit.inventory.tables.base import Choice, Day, Items, Row, Text, Whole, YesNo


class RuleAction(Choice):
    """What a firewall does with traffic that fits a rule."""

    ALLOW = "allow"
    DENY = "deny"
    UNSAID = ""


class FirewallRuleRow(Row):
    """One rule of a firewall's or router's export, in the order in which they are tried."""

    table: ClassVar[str] = "rules"
    key: ClassVar[tuple[str, ...]] = ("firewall", "rule")
    firewall: Text
    rule: Text
    order: Whole = None
    action: RuleAction = RuleAction.UNSAID
    source: Items = ()
    """Networks, addresses, names of segments or lines, or `any`; empty counts as any."""
    dest: Items = ()
    service: Items = ()
    """`tcp/502`, `https`, or `any`; empty counts as any."""
    enabled: YesNo = None
    note: Text = ""


class HostRow(Row):
    """A computer or operator panel: how it is connected and protected."""

    table: ClassVar[str] = "hosts"
    key: ClassVar[tuple[str, ...]] = ("asset_id",)
    asset_id: Text
    nics: Items = ()
    """The addresses of all its network cards."""
    bridge: YesNo = None
    """Whether it is meant to stand in two networks."""
    hardened: YesNo = None
    """For one that stands in two networks: whether it was hardened and forwards nothing."""
    isolated: YesNo = None
    """Whether nothing outside its zone can reach it."""
    allow_listed: YesNo = None
    """Whether only programs of a list can run on it."""
    malware_protection: YesNo = None
    usb_controlled: YesNo = None
    support_until: Day = None
    """Until when a contract gives security updates, beyond the maker's public date."""
    looked_on: Day = None


class BackupRow(Row):
    """The backup of a controller, panel or computer, and when it was last brought back."""

    table: ClassVar[str] = "backups"
    key: ClassVar[tuple[str, ...]] = ("asset_id",)
    asset_id: Text
    critical: YesNo = None
    """Whether the line stands still without it; empty: as the asset's criticality says."""
    backed_up: YesNo = None
    backup_on: Day = None
    changed_on: Day = None
    """When its program or settings were last changed."""
    restore_tested_on: Day = None
    media: Text = ""


class ToolKind(Choice):
    """How a security tool works on the controllers' network."""

    PASSIVE = "passive"
    SCANNER = "scanner"
    AGENT = "agent"
    PATCHING = "patching"
    UNSAID = ""


class SecurityToolRow(Row):
    """A security tool that works on a controls network; an empty line means all lines."""

    table: ClassVar[str] = "tools"
    key: ClassVar[tuple[str, ...]] = ("tool",)
    tool: Text
    line: Items = ()
    kind: ToolKind = ToolKind.UNSAID
    approved: YesNo = None
    """Whether the makers of the controllers approved it."""
    tested_on: Day = None
    """When it was tried on a spare, or with the line standing."""
    tested: YesNo = None
    window_agreed: YesNo = None
    """Whether production agreed the hours in which it may act."""
    document: Text = ""
