"""What one saved configuration says, whatever its dialect."""

from __future__ import annotations

from dataclasses import dataclass, field

from audit.payloads import Interface, Management


@dataclass(slots=True)
class Config:
    """What one configuration says. Mutable while it is being read."""

    hostname: str = ""
    version: str = ""
    last_changed: str = ""
    interfaces: dict[str, Interface] = field(default_factory=dict[str, Interface])
    vlans: dict[int, str] = field(default_factory=dict[int, str])
    ips: list[str] = field(default_factory=list[str])
    open_trunks: list[str] = field(default_factory=list[str])
    """Trunks without a list: they carry every VLAN that exists."""
    management: Management = field(default_factory=Management)
    not_understood: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    """Line number and the first word of the line."""
    secrets: int = 0
