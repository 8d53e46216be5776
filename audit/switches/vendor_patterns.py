"""What sysDescr tells: patterns in the order of trying; the first that fits gives a word.

A pattern's named groups are words: model, firmware, serial, article; `a` and `b` are parts, joined
by the rule's format. Each pattern is for a family of texts, not for a device.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MAX_DESCRIPTION = 2048
"""Longer texts are cut before matching: the words stand at the start."""
VERSION = r"[Vv]?\d[\w.()\-]*[\w)]"


@dataclass(frozen=True, slots=True)
class Rule:
    """One family of descriptions."""

    pattern: re.Pattern[str]
    formats: dict[str, str] = field(default_factory=dict[str, str])
    """Word → format with the groups `a` and `b`."""

    def words(self, description: str) -> dict[str, str]:
        """Return the words this rule finds; empty when it does not fit."""
        match = self.pattern.search(description)
        if not match:
            return {}
        groups = {name: text.strip(" ,") for name, text in match.groupdict().items() if text}
        found = {name: text for name, text in groups.items() if len(name) > 1}
        for word, layout in self.formats.items():
            if "a" in groups and ("b" in groups or "{b}" not in layout):
                found[word] = layout.format(a=groups["a"], b=groups.get("b", ""))
            elif "a" in groups:
                found[word] = groups["a"]
        return found


def _rule(pattern: str, **formats: str) -> Rule:
    return Rule(re.compile(pattern, re.IGNORECASE | re.DOTALL), formats)


RULES: tuple[Rule, ...] = (
    # Cisco IOS, IOS XE and NX-OS: "…, Version 12.2(55)SE9, RELEASE SOFTWARE"
    _rule(rf"Cisco\s+(?:IOS|NX-OS|Internetwork|Nexus).{{0,400}}?Version\s+(?P<firmware>{VERSION})"),
    _rule(r"Cisco Adaptive Security Appliance Version (?P<firmware>\S+)"),
    # Cisco's industrial agents: "Cisco   IE3200-8T2S   FVH2849L0CA   261 V 17 12  4"
    _rule(
        r"^Cisco\s+(?P<model>[A-Z]+-?\d[\w-]+)\s+(?P<serial>[A-Z]{3}\w{8})\s+"
        r"\S+ V (?P<a>\d+ +\d+ +\d+)",
        firmware="{a}",
    ),
    _rule(
        r"^Siemens, (?:SIMATIC(?: \w+)?, )?(?P<model>[^,]+), (?P<article>6\w{3} [\w \-]+?),"
        r" HW: .*?FW: (?:Version )?(?P<firmware>V?[\w.]+)"
    ),
    _rule(r", HW: .*?FW: [^,]+, S(?P<serial>[A-Z]{3}\w{4,20})\b"),
    _rule(r"SIMATIC NET, (?P<model>[^,]+),.*?FW: (?:Version )?(?P<firmware>V?[\w.]+)"),
    _rule(r"^Hirschmann (?P<model>\S+).*?SW: HiOS-(?P<firmware>\S+)"),
    _rule(r"^SW: (?P<firmware>\S+)"),
    _rule(r"Juniper Networks, Inc\. (?P<model>\S+) .*?JUNOS (?P<firmware>[\w.\-]+)"),
    _rule(r"^Juniper (?P<model>SRX\S+|EX\S+|MX\S+)"),
    _rule(
        r"Software Version (?P<firmware>[\d.]+).*?Release \S+\s+(?:H3C|HPE?|3Com)\s+"
        r"(?P<model>.+?)\s+Copyright"
    ),
    _rule(r"Comware Platform Software,? Software Version (?P<firmware>[\w.]+)"),
    _rule(
        r"VRP \(R\) software,? ?Version (?P<a>[\d.]+) \((?:\S+ )?(?P<b>V\w+)\)",
        firmware="{a} ({b})",
    ),
    _rule(r"^(?:Huawei )?(?P<model>(?:S|CE|AR|USG|AC|NE)\d[\w\-]+)\s+Huawei Versatile"),
    _rule(r"Quidway (?P<model>\S+)|^(?P<article>LE\d\S+)"),
    # HPE and its older names: "HP J9775A 2530-48G Switch, revision YA.16.11.0014, ROM …"
    _rule(
        r"^(?:HP|HPE|Aruba|ProCurve|Aruba-\w+)\s+(?P<article>J[A-Z0-9]\d{3}A)\s+(?P<b>(?:Switch )?)"
        r"(?P<a>.+?)(?: Switch)?(?: \(.*?\))?, revision (?P<firmware>[A-Z]{1,2}\.[\w.]+)",
        model="{a}",
    ),
    _rule(r"^(?:HPE?|ProCurve) (?P<model>\S.*?)(?:,| -) (?P<firmware>[A-Z]{2}\.\d[\d.]+)\b"),
    _rule(r"^(?:Aruba|HPE?) (?P<model>\S.*?), InstantOn_\w+?_(?P<firmware>\d[\d.]+)"),
    _rule(r"^(?:HP|HPE|Aruba|ProCurve) (?P<model>\S.*?), revision (?P<firmware>[\w.]+)"),
    _rule(r"^Aruba (?P<article>\w+) (?P<model>.+?) (?:Swch|Switch)? ?(?P<firmware>[A-Z]{2}\.\S+)$"),
    _rule(r"^ArubaOS.*?(?:MODEL: (?P<model>[^)]+)\), )?Version (?P<firmware>[\w.\-]+)"),
    _rule(r"\(MODEL: (?P<model>[^)]+)\), Version (?P<firmware>[\w.\-]+)"),
    _rule(r"^(?P<firmware>[A-Z]{2}\.\d\d\.\d\d\.\d+\w*)$"),
    _rule(r"^Alcatel-Lucent (?:Enterprise )?(?P<model>OS\S+) (?P<firmware>\d[\w.]+)"),
    _rule(r"^(?P<firmware>\d+\.\d+\.\d+\.\w*\.?R\d+) (?:GA|Service Release)"),
    _rule(r"^RouterOS (?P<model>\S+)"),
    _rule(r"^(?P<model>\S+) SwOS v(?P<firmware>[\w.]+)"),
    _rule(r"^Westermo (?P<model>[^,]+), primary: (?P<firmware>v[\w.]+)"),
    _rule(r"MICROSENS (?P<model>.*?), Version: (?P<firmware>[\w.]+)"),
    _rule(r"^PLANET,? (?P<model>[A-Z]+-\S+?),? .*?,? ?(?P<firmware>v\d\S+)?$"),
    _rule(r"^(?P<model>Forti[\w\-]+) v(?P<firmware>[\d.]+)"),
    _rule(
        r"\bPF:(?P<a>v[\w.]+)\b.*?\bAF1:(?P<b>v[\w.]+).*?\bMN:(?P<article>[^ )]+).*?"
        r"\bSN:\s*(?P<serial>\w*)",
        firmware="AOS {a} / App {b}",
    ),
    _rule(r"^APC (?P<model>\S.*?) \(MB:v"),
    _rule(
        r"Arista Networks EOS version (?P<firmware>\S+) running on an? Arista.*? (?P<model>DCS\S+)"
    ),
    _rule(r"ExtremeXOS \((?P<model>[^ ]+)\) version (?P<firmware>[\d.]+)"),
    _rule(r"^(?P<model>(?:VSP|XA|ERS)-?\S+) \((?P<firmware>[\w.]+)\)"),
    _rule(r"Ethernet Routing Switch\s+(?P<a>\S+)\s.*?SW:v?(?P<firmware>[\d.]+)", model="ERS-{a}"),
    _rule(r"Ruckus Wireless, Inc\. (?P<model>\w+[\w\-]*), IronWare"),
    _rule(r"(?:, (?P<model>ICX\S+?|NetIron \S+?),.*?)?IronWare Version V?(?P<firmware>\S+)"),
    _rule(
        r"Application Software Version: (?P<firmware>\S+).*?(?:Series|System Type): (?P<model>\S+)"
    ),
    _rule(r"^(?P<model>(?:Dell|PowerConnect|Powerconnect)[^,]*?), (?P<firmware>\d[\d.]+), "),
    _rule(r"^(?P<model>PowerConnect \S+)"),
    # FASTPATH under many brands: "M4100-D12G ProSafe …, 10.0.2.26, …", "US-24, 5.43, Linux"
    _rule(r"^(?P<model>(?:USW|US|ES|EP|UF|USP|UniFi|EdgeSwitch)[\w \-]*),? (?P<firmware>\d[\w.]+)"),
    _rule(r"^(?P<model>[A-Z]{1,3}\d{3,4}[\w\-]*)\s[^,]*, (?P<firmware>\d+(?:\.\d+){2,})"),
    _rule(r"^(?P<model>(?:UAP|U6|U7|U-LTE|UDM|UXG)[\w\-]*) (?P<firmware>\d[\w.]+)"),
    _rule(r"^EdgeOS v(?P<firmware>\d+\.\d+\.\d+)"),
    _rule(r"Allied Telesis.*?(?:\(AlliedWare Plus\) Version |AW\+ v)(?P<firmware>[\w.\-]+)"),
    _rule(r"^(?P<model>(?:CentreCOM|AT-)\S*(?: \S+)?), version (?P<firmware>[\w.\-]+)"),
    _rule(r"FSOS software, .*?\((?P<model>[^)]+)\), Version (?P<firmware>\S+)"),
    _rule(r"^FSOS Software, Version (?P<firmware>\S+)"),
    _rule(r"^(?P<model>.+? Managed Switch), Firmware rev: (?P<firmware>[\d.]+)"),
    _rule(r"^(?P<model>DualSwitch .*?) SECURE\S*/(?P<firmware>V[\d.]+)$"),
    _rule(
        r"^(?:D-Link )?(?P<model>(?:WS\d-)?D[GEX]S-\d{4}[\w\-/]*)\s+(?P<firmware>\d+\.\d+[\d.]*)?"
    ),
    _rule(r"^(?P<model>RS[GT]?\d{3,4}\w*|RMC\d+|M\d{4})-"),
    _rule(r"^Netonix (?P<model>\S+)"),
    _rule(r"^Ruckus Wireless,? (?:Inc )?(?P<model>\S+)"),
    _rule(r"^Cumulus Linux (?P<firmware>\S+)"),
    _rule(r"^Linux \S+ (?P<firmware>\d[\w.\-]+)"),
    _rule(rf"(?:firmware|software|FW)(?: version| rev(?:ision)?)?[: ]+(?P<firmware>{VERSION})"),
    _rule(r"^(?P<model>[A-Z]{2,}-?[A-Z]*\d[\w/\-]*)(?: - .*| .*(?:Switch|Router|Managed).*)?$"),
    # Last: the family in Cisco's description, where the entity table is silent
    _rule(
        r"Cisco.{0,60}?(?:, |\(tm\) )(?P<model>(?:Catalyst |Everest )?\w*\d\w*(?: L3 Switch)?)\s+"
        r"Software \("
    ),
)


def words_of(description: str) -> dict[str, str]:
    """Return model, firmware, serial and article as far as a description tells."""
    found: dict[str, str] = {}
    for rule in RULES:
        for word, text in rule.words(description[:MAX_DESCRIPTION]).items():
            if text:
                found.setdefault(word, " ".join(text.split()))
    return found
