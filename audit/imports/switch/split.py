"""One saved terminal text in, the switch's name, its platform and its commands out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from audit.switches.commands import expand
from audit.switches.running_config import looks_like_config
from audit.switches.sections import Section
from audit.switches.words import clean

_VERB = r"(?:sh|sho|show|dis|disp|display|get|ter\w*|en|enable|exit|quit|no|conf\w*|screen-length)"
_PROMPT = re.compile(
    rf"^(?:\x1b\S*)?(?P<open>[<\[])?(?P<name>[\w][\w.\-@/ ]{{0,62}}?)(?:\([\w\-./]+\))?"
    rf"(?P<mark>[>#\]])\s*(?P<typed>{_VERB}\b.*)$",
    re.IGNORECASE,
)
_BARE_PROMPT = r"^(?:[<\[])?{name}(?:\([\w\-./]+\))?[>#\]]\s*$"
_PAGER = re.compile(
    r" *(?:<?--+ ?more ?--+>?(?: ?\([^)\n]*\))?|-- MORE --[^\x08\r\n]*) *(?:\x08[ \x08]*|\r *\r)?",
    re.IGNORECASE,
)
"""The pager's mark with the backspaces and blanks that wipe it out again."""
_SUFFIXES: tuple[tuple[str, str], ...] = (
    ("_config", "show running-config"),
    ("_running_config", "show running-config"),
    ("_running-config", "show running-config"),
    ("-confg", "show running-config"),
    ("_mac_table", "show mac address-table"),
    ("_mac_address_table", "show mac address-table"),
    ("_arp_table", "show ip arp"),
    ("_arp", "show ip arp"),
    ("_spanning_tree", "show spanning-tree"),
    ("_version", "show version"),
    ("_vlan", "show vlan"),
    ("_interfaces_status", "show interfaces status"),
    ("_lldp_neighbors_detail", "show lldp neighbors detail"),
    ("_cdp_neighbors_detail", "show cdp neighbors detail"),
)
_PLATFORMS: tuple[tuple[str, str], ...] = (
    (r"NX-OS|Nexus Operating System", "cisco_nxos"),
    (r"ArubaOS-CX|Version\s*:\s*[A-Z]{2}\.10\.", "aruba_aoscx"),
    (r"ProCurve|Image stamp|HP J\d{4}|Software revision", "hp_procurve"),
    (r"(?m)^(JUNOS|Junos:)|JUNOS Base OS", "juniper_junos"),
    (r"Huawei Versatile Routing Platform|VRP \(R\) software", "huawei_vrp"),
    (r"Comware (Platform )?Software", "hp_comware"),
    (r"Cisco IOS|IOS \(tm\)|IOS-XE", "cisco_ios"),
    (r"(?m)^SW version\s+\d", "cisco_s300"),
)


@dataclass(frozen=True, slots=True)
class Dump:
    """One device's text, cut at its prompts."""

    name: str
    platform: str
    sections: tuple[Section, ...]
    has_prompts: bool


def plain(data: bytes) -> str:
    """Decode a terminal log: carriage returns, pager marks and what they overtyped removed."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = data.decode("latin-1")
    text = text.replace("\x00", "").replace("\r\n", "\n")
    text = _PAGER.sub("", text).replace("\r", "\n" if "\n" not in text else "")
    return re.sub(r"\x08+|\x1b\[[\d;?]*[A-Za-z]", "", text)


def name_and_command(stem: str) -> tuple[str, str]:
    """`boza_rtr_mac_table` is the MAC table of `boza_rtr`; the command is empty for other names."""
    for suffix, command in sorted(_SUFFIXES, key=lambda item: -len(item[0])):
        if stem.casefold().endswith(suffix) and len(stem) > len(suffix):
            return stem[: -len(suffix)], command
    return stem, ""


def cut(text: str, stem: str) -> Dump:
    """Cut a text at its prompts; one without prompts is a single command's output."""
    prompts = _prompts(text)
    if prompts:
        return _session(text, prompts)
    name, command = name_and_command(stem)
    if not command and looks_like_config(text):
        command = "show running-config"
    sections = (Section(command, text),) if command else ()
    return Dump(clean(name), platform_of(text, ""), sections, has_prompts=False)


def _prompts(text: str) -> list[tuple[int, re.Match[str]]]:
    """Lines that begin with the device's prompt; text that only looks like one is outvoted."""
    hits = [
        (number, match)
        for number, line in enumerate(text.split("\n"))
        if len(line) < 300 and (match := _PROMPT.match(line))
    ]
    known = [hit for hit in hits if expand(hit[1]["typed"])[0]]
    if not known:
        return []
    name = Counter(match["name"].strip() for _, match in known).most_common(1)[0][0]
    return [hit for hit in hits if hit[1]["name"].strip() == name]


def _session(text: str, prompts: list[tuple[int, re.Match[str]]]) -> Dump:
    lines = text.split("\n")
    name = prompts[0][1]["name"].strip()
    bare = re.compile(_BARE_PROMPT.format(name=re.escape(name)))
    ends = [number for number, _ in prompts[1:]] + [len(lines)]
    sections: list[Section] = []
    for (number, match), end in zip(prompts, ends, strict=True):
        body = [line for line in lines[number + 1 : end] if not bare.match(line)]
        sections.append(Section(match["typed"].strip(), "\n".join(body), number + 2))
    platform = platform_of(text, prompts[0][1]["open"] or "", name)
    return Dump(clean(name.split("@")[-1]), platform, tuple(sections), has_prompts=True)


def platform_of(text: str, opening: str, name: str = "") -> str:
    """Return netmiko's device type by what the outputs say, then by the prompt's style."""
    for pattern, platform in _PLATFORMS:
        if re.search(pattern, text[:200_000]):
            return platform
    if opening:
        return "hp_comware"
    return "juniper_junos" if "@" in name else "cisco_ios"
