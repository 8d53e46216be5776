"""BACnet vendor ids as words. Source: the list that ASHRAE SSPC 135 publishes; a selection."""

from __future__ import annotations

VENDORS: dict[int, str] = {
    2: "Trane",
    3: "Daikin Applied",
    5: "Johnson Controls",
    7: "Siemens",
    8: "Delta Controls",
    9: "Siemens",
    10: "Schneider Electric",
    16: "Carrier",
    17: "Honeywell",
    18: "Alerton",
    22: "Siemens",
    24: "Automated Logic",
    28: "KMC Controls",
    35: "Reliable Controls",
    36: "Tridium",
    39: "Kieback & Peter",
    73: "ABB",
    77: "Carel",
    80: "Sauter",
    82: "Mitsubishi Electric",
    89: "Saia-Burgess Controls",
    98: "Toshiba",
    109: "Neuberger Gebäudeautomation",
    113: "Vertiv",
    127: "ABB",
    142: "DEOS",
    150: "Advantech",
    160: "Rockwell Automation",
    178: "LOYTEC",
    187: "Softing",
    190: "Danfoss Drives",
    191: "Eaton",
    196: "Yokogawa",
    197: "Bosch",
    211: "VIPA",
    222: "WAGO",
    226: "Phoenix Contact",
    227: "Grundfos",
    233: "Red Lion Controls",
    246: "HMS Industrial Networks",
    251: "Wilo",
    284: "Belimo",
    313: "Siemens",
}


def vendor_of(number: int) -> str:
    """Return the vendor's name; of one not listed its number."""
    return VENDORS.get(number, f"BACnet vendor {number}")
