"""Which command a person typed, and what it shows: `sh mac add` is `show mac address-table`.

Data: the commands whose output is understood. Nothing here is ever sent; the list of what the SSH
probe may send is its own.
"""

from __future__ import annotations

import re
from functools import cache

from audit.switches import templates
from audit.switches.kinds import kind_of

_COMMANDS: tuple[str, ...] = (
    "show running-config", "show configuration", "show startup-config",
    "display current-configuration", "display saved-configuration", "show full-configuration",
    "show running-config all", "show running-config current", "write terminal",
    "show version", "show system", "show sysinfo", "show system info",
    "show system-info", "show system information",
    "display version", "display device", "show switch", "get system status",
    "show inventory", "display device manuinfo",
    "show vlan", "show vlan brief", "show vlans", "display vlan all", "display vlan brief",
    "show vlan port all", "show vlan member current",
    "show interfaces status", "show interface status", "show interfaces brief",
    "show interface brief", "display interface brief", "show port all", "show port status",
    "show interface ethernet", "show interfaces ethernet",
    "show interfaces switchport", "show interface switchport",
    "show interfaces trunk", "show interface trunk",
    "show interfaces", "show interface", "display interface",
    "show mac address-table", "show mac-address-table", "show mac-address",
    "show mac-addr-table", "show ethernet-switching table", "display mac-address", "show fdb",
    "show lldp neighbors detail", "show lldp neighbors", "show lldp neighbors-info detail",
    "show lldp info remote-device detail", "show lldp info remote-device",
    "show lldp remote-data", "show lldp entry",
    "display lldp neighbor-information list", "display lldp neighbor-information verbose",
    "show cdp neighbors detail", "show cdp neighbors",
    "show ip arp", "show arp", "display arp",
    "show spanning-tree", "display stp", "display stp brief", "show spantree",
    "show power inline", "show power-over-ethernet brief",
    "show etherchannel summary", "show port-channel summary", "show interfaces port-channel",
    "display link-aggregation verbose",
)  # fmt: skip
READING = ("show", "display", "get", "diagnose", "print", "info")
_FILTERS = re.compile(
    r"(dynamic|static|all|brief|detail|details|full|vlan|vrf|address|interface|no-more|verbose|"
    r"summary|name|once|without-paging|module|switch|terse|default|\d[\d,:./-]*|"
    r"[a-z-]+\d[\w./-]*)$"
)
"""Words after a command that only choose rows."""


@cache
def expand(typed: str, platform: str = "") -> tuple[str, str]:
    """Return what a typed command shows and the full command; two empty texts when unknown.

    The first command whose words all begin with the typed words is meant, as on the switch. Of a
    command with more words than are known, those that only choose rows do not matter.
    """
    words = plain_words(typed)
    if not words:
        return "", ""
    joined = " ".join(words)
    template = templates.find(platform, joined) if platform else None
    found = (
        (joined if joined in _COMMANDS else "")
        or (template.command if template else "")
        or next((one for one in _COMMANDS if _fits(words, one.split())), "")
        or _longest(words)
    )
    if not found and (template := templates.find("", joined)):
        found = template.command
    subject = kind_of(found) if found else ""
    return (subject, found) if subject else ("", "")


def plain_words(typed: str) -> list[str]:
    """Return the words of a typed line without its filter, in lower case."""
    typed = re.split(r"\s*\|", typed.strip(), maxsplit=1)[0]
    words = typed.casefold().replace("/", " " if typed.startswith("/") else "/").split()
    return words[1:] if words[:1] in (["do"], ["run"]) else words


def _fits(typed: list[str], full: list[str]) -> bool:
    return len(typed) == len(full) and all(
        word.startswith(short) for short, word in zip(typed, full, strict=True)
    )


def _longest(words: list[str]) -> str:
    for count in range(len(words) - 1, 1, -1):
        if not _FILTERS.match(words[count]):
            return ""
        found = next((one for one in _COMMANDS if _fits(words[:count], one.split())), "")
        if found:
            return found
    return ""


def is_reading(typed: str) -> bool:
    """Whether a typed line asks for output: `show …`, `sh …`, `display …`, `get …`, `… print`."""
    words = typed.casefold().split()
    if len(words) < 2:
        return False
    short = len(words[0]) > 1 and any(word.startswith(words[0]) for word in READING)
    return short or "print" in words[1:] or words[-1] == "export"
