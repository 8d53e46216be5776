"""Who built a device: sysObjectID and identification texts in, the vendor's name out.

A vendor is named by its enterprise number (the IANA list of private enterprise numbers). Model and
firmware come from `vendor_patterns`, `vendor_scalars` and ENTITY-MIB, the operating system from
`vendor_systems`.
"""

from __future__ import annotations

import re

from audit.switches.mibs import Oid, oid
from audit.switches.vendor_patterns import words_of
from audit.switches.vendor_scalars import SCALARS, STANDARD, VendorScalar

__all__ = (
    "ENTERPRISES",
    "SCALARS",
    "STANDARD",
    "VENDORS",
    "VendorScalar",
    "enterprise_of",
    "vendor_of",
    "words_of",
)

ENTERPRISES = oid("1.3.6.1.4.1")

VENDORS: dict[int, str] = {
    9: "Cisco",
    11: "HPE",
    43: "3Com",
    45: "Extreme Networks",
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
    705: "Eaton",
    850: "Tripp Lite",
    868: "Transition Networks",
    890: "Zyxel",
    935: "Eaton",
    1347: "Kyocera",
    1588: "Brocade",
    1602: "Canon",
    1916: "Extreme Networks",
    1966: "Perle",
    1991: "Brocade",
    2007: "Teldat",
    2011: "Huawei",
    2272: "Extreme Networks",
    2435: "Brother",
    2636: "Juniper",
    2736: "EtherWAN",
    2882: "Comtrol",
    3181: "Microsens",
    3320: "BDCOM",
    3808: "CyberPower",
    3833: "Schneider Electric",
    3902: "ZTE",
    3955: "Linksys",
    4196: "Siemens",
    4329: "Siemens",
    4346: "Phoenix Contact",
    4526: "Netgear",
    4881: "Ruijie",
    5651: "Maipu",
    6027: "Dell",
    6339: "Digital China",
    6486: "Alcatel-Lucent Enterprise",
    6527: "Nokia",
    6574: "Synology",
    6876: "VMware",
    8691: "Moxa",
    8741: "SonicWall",
    8886: "Raisecom",
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
    20540: "Red Lion",
    24681: "QNAP",
    25053: "Ruckus",
    25461: "Palo Alto Networks",
    25506: "H3C",
    27975: "FS",
    28381: "Red Lion",
    30065: "Arista",
    35265: "Eltex",
    41112: "Ubiquiti",
    46242: "Netonix",
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
