"""What a file's name and folder say: the device, the command, the platform."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from audit.switches import templates
from audit.switches.commands import expand

_SUFFIXES: tuple[tuple[str, str], ...] = (
    (r"(?:running|startup|saved)?[_-]?config(?:uration)?|run|conf(?:g|ig)?|cfg|backup",
     "show running-config"),
    (r"mac(?:[_-]address)?[_-]?table|mac[_-]address(?:es)?|mac|fdb", "show mac address-table"),
    (r"arp(?:[_-]?table)?|ip[_-]arp", "show ip arp"),
    (r"spanning[_-]?tree|stp", "show spanning-tree"),
    (r"version|ver", "show version"),
    (r"inventory", "show inventory"),
    (r"vlans?(?:[_-]?brief)?|vlan[_-]?table", "show vlan"),
    (r"interfaces?[_-]?status|int[_-]?status", "show interfaces status"),
    (r"interfaces?[_-]?(?:switchport)|switchport", "show interfaces switchport"),
    (r"interfaces?[_-]?trunk|trunks?", "show interfaces trunk"),
    (r"interfaces?", "show interfaces"),
    (r"lldp(?:[_-]?neighbou?rs?)?[_-]?(?:detail)?", "show lldp neighbors detail"),
    (r"cdp(?:[_-]?neighbou?rs?)?[_-]?(?:detail)?", "show cdp neighbors detail"),
    (r"etherchannel(?:[_-]?summary)?", "show etherchannel summary"),
    (r"power[_-]?inline|poe", "show power inline"),
)  # fmt: skip
_SUFFIX = tuple(
    (re.compile(rf"^(?P<name>.+?)[_.-](?:{pattern})$", re.IGNORECASE), command)
    for pattern, command in _SUFFIXES
)
_VERBS = re.compile(
    r"^(?P<name>.*?)[_. -]?(?P<typed>(?:show|display|get|diagnose)[_ -].+)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Named:
    """What the name says; empty: nothing."""

    device: str
    command: str = ""
    platform: str = ""


def read_name(stem: str, folder: str = "") -> Named:
    """`boza_rtr_mac_table` is the MAC table of `boza_rtr`, `cisco_ios_show_version1` the version of
    a Cisco, `SW-1/show_vlan` the VLANs of `SW-1`; the device is the whole name of other files.
    """
    parts = [part for part in PurePosixPath(folder).parts if part not in (".", "/")]
    platform = next((p for p in reversed(parts) if p in templates.platforms()), "")
    if template := templates.named(stem):
        return Named(stem, template.command, template.platform)
    for pattern, command in _SUFFIX:
        if match := pattern.match(stem):
            return Named(match["name"], command, platform)
    match = _VERBS.match(stem)
    command = _command(match["typed"], platform) if match else ""
    if not match or not command:
        return Named(stem, "", platform)
    return Named(match["name"] or _from_folder(parts, stem), command, platform)


def _command(typed: str, platform: str) -> str:
    """Return the command that a name spells: words may be joined by either sign, a number or a
    remark may follow.
    """
    words = re.split(r"[_ ]+", typed)
    for count in range(len(words), 1, -1):
        spelled = re.sub(r"\d+$", "", " ".join(words[:count]))
        for candidate in (spelled, spelled.replace(" ", "-").replace("-", " ", 1)):
            if expand(candidate, platform)[0]:
                return candidate
    return ""


def _from_folder(parts: list[str], stem: str) -> str:
    """The nearest folder that is no command; one named after a platform says no device."""
    for part in reversed(parts):
        if not _VERBS.match(part):
            return "/".join((*parts, stem)) if part in templates.platforms() else part
    return stem
