"""Numbers of ODVA as words.

Source: the vendor ids and device profile numbers that ODVA publishes and that every EDS file
carries (VendCode, ProdType); the vendors of which machines are built most.
"""

from __future__ import annotations

VENDORS: dict[int, str] = {
    1: "Rockwell Automation/Allen-Bradley",
    5: "Rockwell Automation/Reliance Electric",
    7: "SMC",
    12: "Banner Engineering",
    26: "Festo",
    40: "WAGO",
    43: "Balluff",
    44: "Yaskawa Electric",
    46: "ABB",
    47: "Omron",
    48: "Turck",
    57: "Pepperl+Fuchs",
    75: "ABB Robotics",
    77: "Rockwell Software",
    82: "Mitsubishi Electric",
    83: "Opto 22",
    86: "Horner",
    87: "Bürkert",
    90: "HMS Industrial Networks",
    94: "Advantech",
    95: "Square D",
    97: "Danfoss",
    100: "Bosch Rexroth",
    108: "Beckhoff",
    109: "National Instruments",
    121: "KUKA",
    145: "Siemens",
    161: "Mitsubishi Electric",
    171: "Denso Wave",
    176: "Red Lion Controls",
    181: "Pilz",
    187: "Oriental Motor",
    243: "Schneider Electric",
    248: "Moeller",
    250: "Yokogawa",
    255: "Bosch Rexroth",
    256: "Turck",
    257: "Control Techniques",
    259: "LS Electric",
    272: "Deutschmann Automation",
    283: "Hilscher",
    309: "ProSoft Technology",
    315: "SEW-Eurodrive",
    319: "Fuji Electric",
    322: "ifm",
    326: "GE Fanuc",
    345: "Endress+Hauser",
    356: "Fanuc Robotics",
    367: "Keyence",
    445: "Lenze",
    482: "Koyo Electronics",
    501: "VIPA",
    511: "SICK Stegmann",
}
DEVICE_TYPES: dict[int, str] = {
    0x00: "generic device",
    0x02: "AC drive",
    0x03: "motor overload",
    0x04: "limit switch",
    0x05: "inductive proximity switch",
    0x06: "photoelectric sensor",
    0x07: "general purpose discrete I/O",
    0x09: "resolver",
    0x0C: "communications adapter",
    0x0E: "programmable logic controller",
    0x10: "position controller",
    0x13: "DC drive",
    0x15: "contactor",
    0x16: "motor starter",
    0x17: "soft start",
    0x18: "human-machine interface",
    0x1A: "mass flow controller",
    0x1B: "pneumatic valve",
    0x1C: "vacuum pressure gauge",
    0x1D: "process control value",
    0x22: "encoder",
    0x23: "safety discrete I/O",
    0x24: "fluid flow controller",
    0x25: "CIP motion drive",
    0x2B: "generic device (keyable)",
    0x2C: "managed Ethernet switch",
    0x2D: "CIP motion safety drive",
    0x2E: "safety drive",
    0x2F: "CIP motion encoder",
    0x31: "CIP motion I/O",
}


def vendor_of(number: int) -> str:
    """Return the vendor's name; of one not listed its number."""
    return VENDORS.get(number, f"ODVA vendor {number}")


def device_type_of(number: int) -> str:
    """Return the device profile; of one not listed its number."""
    return DEVICE_TYPES.get(number, f"device type {number:#04x}")
