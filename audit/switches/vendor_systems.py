"""Which operating system a device runs: sysObjectID and description in, its name out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.switches.mibs import Oid


@dataclass(frozen=True, slots=True)
class System:
    """One operating system, and how it is told."""

    name: str
    below: tuple[int, ...] = ()
    """What follows 1.3.6.1.4.1 in sysObjectID; empty: any."""
    pattern: str = ""
    """What the description holds, without regard to case; empty: anything."""


SYSTEMS: tuple[System, ...] = (
    System("ASA", (9,), r"Adaptive Security Appliance"),
    System("NX-OS", (9,), r"NX-OS"),
    System("NX-OS", (9, 12, 3, 1)),
    System("IOS XR", (9,), r"IOS XR"),
    System("IOS XE", (9,), r"IOS-?XE|LINUX_IOSD|IOS Software \[|^Cisco\s+IE3\d{3}"),
    System("IOS", (9,), r"IOS Software|Internetwork Operating System|\bIOS \(tm\)"),
    System("CiscoSB", (9, 6, 1)),
    System("CiscoSB", (9,), r"^(?:SG|SF|SX|CBS|ESW|SLM|C1[23]00)\w*[- ]"),
    System("CiscoSB", (9,), r"(?:Smart|Managed|Port \w+) Switch|^C1[23]00"),
    System("IOS", (9, 1)),
    System("Comware", (), r"Comware (?:Platform )?Software"),
    System("Comware", (25506,)),
    System("ProCurve", (11,), r"ProCurve|, revision [A-Z]{1,2}\.\d|[,-] [A-Z]{2}\.\d|InstantOn"),
    System("ProCurve", (11, 2, 3, 7, 11)),
    System("ArubaOS-CX", (47196,)),
    System("ArubaOS", (), r"^ArubaOS"),
    System("ArubaOS", (14823,)),
    System("Scalance", (), r"SCALANCE"),
    System("ROS", (15004,)),
    System("HiOS", (248,), r"HiOS"),
    System("Hirschmann", (248,)),
    System("MX-NOS", (8691, 600)),
    System("Moxa EtherDevice", (8691, 7)),
    System("Moxa AWK", (8691, 15)),
    System("WeOS", (16177,)),
    System("Advantech", (10297,)),
    System("PlanetOS", (10456,)),
    System("MICROSENS G6", (3181, 10, 6)),
    System("Junos", (2636,)),
    System("SwOS", (), r"\bSwOS\b"),
    System("SwOS", (14988, 2)),
    System("RouterOS", (14988,)),
    System("EdgeOS", (), r"^EdgeOS|^EdgeRouter"),
    System("UniFi", (), r"^(?:UAP|U6|U7|E7|U-LTE|UDM|UXG|UK-Ultra)\b"),
    System("EdgeSwitch", (), r"^(?:USW|US|EdgeSwitch|ES|EP|USP)[ -][\w -]*,"),
    System("FortiSwitch", (12356, 106)),
    System("FortiGate", (12356, 15)),
    System("FortiGate", (12356, 101)),
    System("PAN-OS", (25461,)),
    System("APC", (318,)),
    System("EatonUPS", (534, 1)),
    System("JetStream", (11863, 5)),
    System("JetStream", (11863,), r"JetStream|Omada"),
    System("TP-Link", (11863,)),
    System("AOS7", (6486, 801)),
    System("AOS6", (6486, 800), r"\b6\.\d+\.\d+\.\d+\.R\d+"),
    System("AOS7", (6486, 800), r"\b[78]\.\d+\.\d+\.\S*R\d+"),
    System("AOS", (6486,)),
    System("EdgeCOS", (259,)),
    System("VRP", (), r"Huawei Versatile Routing Platform|\bVRP\b"),
    System("ZyNOS", (890, 1, 15)),
    System("ZyNOS", (890, 1, 5, 8)),
    System("ZyNOS", (890,)),
    System("Arista EOS", (30065,)),
    System("XOS", (), r"ExtremeXOS"),
    System("BOSS", (45, 3)),
    System("VOSS", (), r"^(?:VSP|XA)-?\S+ \("),
    System("VOSS", (2272,)),
    System("VOSS", (1916,), r"FabricEngine|\bVSP\b"),
    System("XOS", (1916,)),
    System("IronWare", (1991,)),
    System("DNOS", (), r"Dell (?:EMC )?Networking OS\b|Dell Force10|Force10"),
    System("DNOS", (6027,)),
    System("DNOS", (674,), r"Application Software Version"),
    System("Dell OS10", (674, 11000)),
    System("PowerConnect", (674, 10895)),
    System("D-Link", (171,)),
    System("AWPlus", (207,), r"AlliedWare Plus|AW\+"),
    System("Allied", (207,)),
    System("Eltex MES24xx", (35265,), r"^MES24"),
    System("Eltex MES21xx", (35265,), r"^MES[123]1"),
    System("Eltex MES23xx", (35265,), r"^MES"),
    System("SmartAX", (2011, 2), r"^Huawei Integrated Access"),
    System("SONiC", (), r"\bSONiC\b"),
    System("Netgear", (4526,)),
    System("Linksys SS", (3955,)),
    System("FS Switch", (52642, 2)),
    System("FS Centec", (52642, 1)),
    System("FS Switch", (27975,)),
    System("N-Tron", (28381,)),
    System("Sixnet", (20540,)),
    System("Comtrol", (2882,)),
    System("Nexans", (266,)),
    System("Transition", (868,)),
    System("EtherWAN", (2736,)),
    System("Ruckus Wireless", (25053,)),
    System("Netonix", (46242,)),
    System("BDCOM", (3320,)),
    System("Cumulus", (40310,)),
    System("Cumulus", (), r"^Cumulus"),
    System("Linux", (8072,), r"^Linux\b"),
    System("Windows", (311,)),
)
"""The first that fits."""


def system_of(object_id: Oid, description: str) -> str:
    """Return the name of the operating system; empty when no rule fits."""
    tail = object_id[6:] if object_id[:6] == (1, 3, 6, 1, 4, 1) else ()
    for system in SYSTEMS:
        if system.below and tail[: len(system.below)] != system.below:
            continue
        if not system.pattern or re.search(system.pattern, description, re.IGNORECASE):
            return system.name
    return ""
