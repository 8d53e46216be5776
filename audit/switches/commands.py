"""Which command a person typed, and what it shows: `sh mac add` is `show mac address-table`.

Data: the commands whose output is understood, by what they show. Nothing here is ever sent; the
list of what the SSH probe may send is its own.
"""

from __future__ import annotations

import re

_COMMANDS: tuple[tuple[str, str], ...] = (
    ("running-config", "show running-config"),
    ("running-config", "show configuration"),
    ("running-config", "show startup-config"),
    ("running-config", "display current-configuration"),
    ("version", "show version"),
    ("version", "show system"),
    ("version", "display version"),
    ("inventory", "show inventory"),
    ("vlan", "show vlan"),
    ("vlan", "show vlan brief"),
    ("vlan", "show vlans"),
    ("vlan", "display vlan all"),
    ("vlan", "display vlan brief"),
    ("interfaces status", "show interfaces status"),
    ("interfaces status", "show interface status"),
    ("interfaces status", "show interfaces brief"),
    ("interfaces status", "show interface brief"),
    ("interfaces status", "display interface brief"),
    ("interfaces switchport", "show interfaces switchport"),
    ("interfaces switchport", "show interface switchport"),
    ("interfaces trunk", "show interfaces trunk"),
    ("interfaces trunk", "show interface trunk"),
    ("interfaces", "show interfaces"),
    ("interfaces", "show interface"),
    ("mac address-table", "show mac address-table"),
    ("mac address-table", "show mac address-table dynamic"),
    ("mac address-table", "show mac-address-table"),
    ("mac address-table", "show mac-address"),
    ("mac address-table", "show ethernet-switching table"),
    ("mac address-table", "display mac-address"),
    ("lldp neighbors", "show lldp neighbors detail"),
    ("lldp neighbors", "show lldp neighbors"),
    ("lldp neighbors", "show lldp neighbors-info detail"),
    ("lldp neighbors", "show lldp info remote-device detail"),
    ("lldp neighbors", "show lldp info remote-device"),
    ("lldp neighbors", "display lldp neighbor-information list"),
    ("lldp neighbors", "display lldp neighbor-information verbose"),
    ("cdp neighbors", "show cdp neighbors detail"),
    ("cdp neighbors", "show cdp neighbors"),
    ("arp", "show ip arp"),
    ("arp", "show arp"),
    ("arp", "display arp"),
    ("spanning-tree", "show spanning-tree"),
)
READING = ("show", "display")
SAME = {"show mac address-table dynamic": "show mac address-table", "show vlan brief": "show vlan"}
"""Commands without a template of their own that print like another."""


def expand(typed: str) -> tuple[str, str]:
    """Return what a typed command shows and the full command; two empty texts when unknown.

    The first command whose words all begin with the typed words is meant, as on the switch.
    """
    typed = re.split(r"\s*\|", typed.strip(), maxsplit=1)[0]
    words = typed.casefold().split()
    if not words:
        return "", ""
    exact = [item for item in _COMMANDS if item[1] == " ".join(words)]
    fitting = [item for item in _COMMANDS if _fits(words, item[1].split())]
    for subject, command in (*exact, *fitting):
        return subject, command
    return "", ""


def _fits(typed: list[str], full: list[str]) -> bool:
    return len(typed) == len(full) and all(
        word.startswith(short) for short, word in zip(typed, full, strict=True)
    )


def is_reading(typed: str) -> bool:
    """Whether a typed line asks for output: `show …`, `sh …`, `display …`."""
    words = typed.casefold().split()
    return len(words) > 1 and any(
        len(words[0]) > 1 and word.startswith(words[0]) for word in READING
    )
