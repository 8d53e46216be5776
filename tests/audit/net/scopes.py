"""Scopes and targets for tests: one loopback network open for everything, quick limits."""

from __future__ import annotations

from pathlib import Path

from audit.net.scope import Scope, parse_scope
from audit.net.target import DeviceClass, Target

SIGNED = """
[authorised_by]
name = "plant manager"
signed_on = 2026-11-12
[valid]
from = 2026-01-01T00:00:00+01:00
to = 2099-12-31T00:00:00+01:00
"""
OPEN = (
    SIGNED
    + """
[[allow]]
net = "127.71.0.0/24"
classes = ["infra", "server", "other", "controller"]
mode = "active"
[probes]
tcp = true
snmp = true
ssh = true
modbus = true
opcua = true
"""
)
QUICK = """
[limits]
packets_per_second = 1000
read_timeout_s = 1.0
pause_between_hosts_ms = 0
"""


def scope(text: str = OPEN + QUICK) -> Scope:
    """Read a scope."""
    return parse_scope(text, Path("scope.toml"))


def target(
    address: str = "127.71.0.9", *, key: str = "DEVICE", ip: str = "", mac: str = "",
    kind: DeviceClass = DeviceClass.SERVER, ports: dict[str, int] | None = None,
) -> Target:  # fmt: skip
    """Return a target."""
    return Target(key, address, ip, "L1", kind, mac, ports or {})
