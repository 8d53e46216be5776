"""Who built a device, which model and which firmware: SNMP identification texts in, words out.

Rules are data. A vendor is named by its enterprise number (the IANA list of private enterprise
numbers) in sysObjectID; model and firmware by the first pattern that fits sysDescr; a few vendors
keep them in scalars of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.switches.mibs import Oid, oid

ENTERPRISES = oid("1.3.6.1.4.1")

VENDORS: dict[int, str] = {
    9: "Cisco",
    11: "HPE",
    43: "3Com",
    171: "D-Link",
    207: "Allied Telesis",
    232: "HPE",
    244: "Lantronix",
    248: "Hirschmann",
    259: "Edgecore",
    266: "Nexans",
    311: "Microsoft",
    318: "APC",
    368: "Axis",
    476: "Vertiv",
    534: "Eaton",
    553: "GarrettCom",
    641: "Lexmark",
    674: "Dell",
    868: "Transition Networks",
    890: "Zyxel",
    1347: "Kyocera",
    1588: "Brocade",
    1602: "Canon",
    1916: "Extreme Networks",
    1991: "Brocade",
    2011: "Huawei",
    2435: "Brother",
    2636: "Juniper",
    3181: "Microsens",
    3808: "CyberPower",
    3833: "Schneider Electric",
    3955: "Linksys",
    4196: "Siemens",
    4329: "Siemens",
    4346: "Phoenix Contact",
    4526: "Netgear",
    6027: "Dell",
    6486: "Alcatel-Lucent Enterprise",
    6527: "Nokia",
    6574: "Synology",
    6876: "VMware",
    8691: "Moxa",
    8741: "SonicWall",
    10002: "Ubiquiti",
    10297: "Advantech",
    10456: "Planet",
    11863: "TP-Link",
    12356: "Fortinet",
    13576: "WAGO",
    13742: "Raritan",
    14179: "Cisco",
    14823: "Aruba",
    14988: "MikroTik",
    15004: "RUGGEDCOM",
    16177: "Westermo",
    24681: "QNAP",
    25053: "Ruckus",
    25461: "Palo Alto Networks",
    25506: "H3C",
    30065: "Arista",
    35265: "Eltex",
    41112: "Ubiquiti",
    47196: "Aruba",
    52642: "FS",
}
"""Enterprise number → vendor. net-snmp (8072) and UCD (2021) are left out: they name the agent."""

_MAKERS = re.compile(
    r"\b(cisco|siemens|hirschmann|moxa|westermo|phoenix contact|juniper|aruba|procurve|huawei|"
    r"mikrotik|fortinet|advantech|planet|microsens|allied telesis|d-link|tp-link|omada|ubiquiti|"
    r"extreme|dell|netgear|zyxel|edgecore|alcatel-lucent|ruggedcom|arista|palo alto|apc)\b",
    re.IGNORECASE,
)
_WRITTEN = {
    "procurve": "HPE",
    "omada": "TP-Link",
    "apc": "APC",
    "palo alto": "Palo Alto Networks",
    "extreme": "Extreme Networks",
    "alcatel-lucent": "Alcatel-Lucent Enterprise",
    "ruggedcom": "RUGGEDCOM",
    "d-link": "D-Link",
    "tp-link": "TP-Link",
    "mikrotik": "MikroTik",
}


@dataclass(frozen=True, slots=True)
class VendorScalar:
    """A private object in which a vendor keeps a word about its device."""

    enterprise: int
    where: Oid
    field: str
    """model, firmware, serial, or description: a text to be read like sysDescr."""
    below_object_id: bool = False
    """Whether `where` continues sysObjectID, as on devices with one subtree a model."""
    column: bool = False
    """Whether it is a table column, whose first row is the device."""


SCALARS: tuple[VendorScalar, ...] = (
    VendorScalar(248, oid("1.3.6.1.4.1.248.14.2.16.1.4.0"), "model"),
    VendorScalar(248, oid("1.3.6.1.4.1.248.14.2.16.1.6.0"), "firmware"),
    VendorScalar(248, oid("1.3.6.1.4.1.248.14.1.1.9.1.10"), "serial", column=True),
    VendorScalar(259, (1, 1, 3, 1, 6), "firmware", below_object_id=True, column=True),
    VendorScalar(259, (1, 1, 3, 1, 10), "serial", below_object_id=True, column=True),
    VendorScalar(259, (1, 1, 5, 1, 0), "model", below_object_id=True),
    VendorScalar(8691, (1, 2, 0), "model", below_object_id=True),
    VendorScalar(8691, (1, 4, 0), "firmware", below_object_id=True),
    VendorScalar(8691, (1, 78, 0), "serial", below_object_id=True),
    VendorScalar(8691, oid("1.3.6.1.4.1.8691.602.1.1.2.2.1.0"), "firmware"),
    VendorScalar(8691, oid("1.3.6.1.4.1.8691.602.1.1.2.2.3.0"), "serial"),
    VendorScalar(8691, oid("1.3.6.1.4.1.8691.602.1.1.2.2.5.0"), "model"),
    VendorScalar(10297, oid("1.3.6.1.4.1.10297.100.1.1.0"), "model"),
    VendorScalar(10297, oid("1.3.6.1.4.1.10297.100.1.4.0"), "firmware"),
    VendorScalar(11863, oid("1.3.6.1.4.1.11863.6.1.1.5.0"), "model"),
    VendorScalar(11863, oid("1.3.6.1.4.1.11863.6.1.1.6.0"), "firmware"),
    VendorScalar(11863, oid("1.3.6.1.4.1.11863.6.1.1.8.0"), "serial"),
    VendorScalar(12356, oid("1.3.6.1.4.1.12356.106.4.1.1.0"), "description"),
    VendorScalar(14988, oid("1.3.6.1.4.1.14988.1.1.4.4.0"), "firmware"),
    VendorScalar(14988, oid("1.3.6.1.4.1.14988.1.1.7.3.0"), "serial"),
    VendorScalar(14988, oid("1.3.6.1.4.1.14988.1.1.7.4.0"), "firmware"),
)

_PATTERNS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # Cisco IOS, IOS XE and NX-OS: "…, Version 12.2(55)SE9, RELEASE SOFTWARE"
        r"Cisco\s+(?P<os>IOS-XE|IOS|NX-OS).*?Version\s+(?P<firmware>[\w.()]+?),? ",
        r"Version\s+(?P<firmware>\d+\.\d+\(\w+\)\w*)",
        # Cisco industrial agents: "Cisco   IE3200-8T2S   FVH2849L0CA   261 V 17 12  4"
        r"^Cisco\s+(?P<model>[A-Z]+-?\d[\w-]+)\s+(?P<serial>[A-Z]{3}\w{8})\s",
        r"Juniper Networks, Inc\. (?P<model>\S+) .*?(?P<os>JUNOS) (?P<firmware>[\w.\-]+)",
        r"SIMATIC NET, (?P<model>[^,]+),.*?FW: (?:Version )?(?P<firmware>V?[\w.]+)",
        r"Comware Platform Software,? Software Version (?P<firmware>[\w.]+)",
        r"ProCurve (?P<model>.*?), revision (?P<firmware>[\w.]+)",
        r"^(?:HP|HPE|Aruba) (?P<model>\S.*?), revision (?P<firmware>[\w.]+)",
        r"^ArubaOS.*?Version (?P<firmware>[\w.\-]+)",
        r"^(?P<firmware>[A-Z]{2}\.\d\d\.\d\d\.\d+)$",
        r"^Alcatel-Lucent (?P<model>OS\S+) (?P<firmware>\d[\w.]+)",
        r"^(?P<firmware>\d+\.\d+\.\d+\.\w+\.R\d+) (?:GA|Service Release)",
        r"^RouterOS (?P<model>\S+)",
        r"^(?P<model>\S+) (?P<os>SwOS) v(?P<firmware>[\w.]+)",
        r"^(?P<model>Westermo \w+), primary: v(?P<firmware>[\w.]+)",
        r"MICROSENS (?P<model>.*?), Version: (?P<firmware>[\w.]+)",
        r"^PLANET (?P<model>\S+)",
        r"^(?P<model>Forti\S+) v(?P<firmware>[\d.]+)",
        r"\bPF:v(?P<firmware>[\w.]+).*?\bMN:(?P<model>\S+).*?\bSN:\s*(?P<serial>\w+)",
        r"^(?P<model>(?:USW|UAP|US|ES)-[\w-]+),? (?P<firmware>\d[\w.]+)",
        r"^Linux \S+ (?P<firmware>\d[\w.\-]+)",
        r"(?:firmware|software|FW)(?: version)?[: ]+(?P<firmware>v?\d[\w.]+)",
        r"^(?P<model>[A-Z]{2,}-?[A-Z]*\d[\w-]*)$",
    )
)


def enterprise_of(object_id: Oid) -> int:
    """Return the enterprise number of a sysObjectID; 0 when it is under no enterprise."""
    cut = len(ENTERPRISES)
    return object_id[cut] if object_id[:cut] == ENTERPRISES and len(object_id) > cut else 0


def vendor_of(object_id: Oid, *texts: str) -> str:
    """Return the vendor by enterprise number, else by a name that one of the texts holds."""
    known = VENDORS.get(enterprise_of(object_id), "")
    for text in texts:
        if known:
            break
        if match := _MAKERS.search(text):
            word = match[1].casefold()
            known = _WRITTEN.get(word, word.title())
    return known


def words_of(description: str) -> dict[str, str]:
    """Return model, firmware, serial and os as far as sysDescr tells; first pattern wins a word."""
    found: dict[str, str] = {}
    for pattern in _PATTERNS:
        if match := pattern.search(description):
            for word, text in match.groupdict().items():
                if text:
                    found.setdefault(word, text.strip(" ,"))
    return found
