"""Saved configurations in any dialect that is known in, one `Config` out; which dialect it is."""

from __future__ import annotations

import re

from audit.switches.config_record import Config
from audit.switches.dialects import aos, blocks, exos, fortios, junos, routeros
from audit.switches.dialects.management import manage

_SIGNS: tuple[tuple[str, int, str], ...] = (
    ("junos-set", 4, r"(?m)^(?:set|deactivate) (?:system|interfaces|vlans|protocols|snmp|version|"
                     r"ethernet-switching-options|routing-options|chassis|groups) "),
    ("junos", 2, r"(?m)^(?:system|interfaces|vlans|protocols|snmp|ethernet-switching-options|"
                 r"routing-options|chassis) \{"),
    ("routeros", 2, r"(?m)^/(?:interface|ip|system|snmp|routing)\b"),
    ("fortios", 2, r"(?m)^config (?:system|switch|switch-controller|router|user|firewall) "),
    ("exos", 3, r"(?m)^(?:configure|create|enable) (?:vlan|snmp|ports?|stpd|sharing|account|iparp|"
                r"sntp|telnet|ssh2|web|syslog|radius|sys-)"),
    ("aos", 2, r"(?m)^(?:vlan \d+ (?:enable|port default|802\.1q|members port|admin-state)|"
               r"! (?:VLAN|Chassis|IP|Interface|SNMP|Port_Manager) ?:)"),
    ("comware", 1, r"(?m)^\s*(?:port link-type|port trunk (?:permit|allow-pass)|sysname \S|"
                   r"vlan batch|undo port)"),
    ("procurve", 1, r"(?m)^; (?:\S+ Configuration Editor|hpStack)|^vlan \d+ *\n(?:\s+.*\n)*?"
                    r"\s+(?:un)?tagged [A-Z0-9]"),
    ("blocks", 2, r"(?m)^(?:vlan database|interface \d+/\d+(?:/\d+)?|interface ethernet? \S+|"
                  r"vlan \d+ (?:name \S+ )?by port|interface [Ee]thernet ?\d+/\d+|"
                  r"\s*(?:vlan participation|vlan pvid|vlan tagging|vlan access|vlan trunk|"
                  r"switchport (?:general|hybrid|pvid|trunk fixed)|tagged \S|untagged \S))"),
)  # fmt: skip


def dialect_of(text: str) -> str:
    """Return the dialect that a configuration is written in; empty when it is none of these."""
    start = text[:300_000]
    return next((name for name, least, sign in _SIGNS if len(re.findall(sign, start)) >= least), "")


def read_dialect(dialect: str, text: str, first_line: int = 1) -> Config:
    """Read a configuration; `first_line` is the number of its first line in the file."""
    readers = {
        "junos": junos.read_braces,
        "junos-set": junos.read_set,
        "exos": exos.read,
        "fortios": fortios.read,
        "routeros": routeros.read,
        "aos": aos.read,
    }
    if dialect in readers:
        config = readers[dialect](text)
    else:
        config = blocks.read(text, first_line, closed_trunks=dialect == "comware")
    manage(config, text)
    return config
