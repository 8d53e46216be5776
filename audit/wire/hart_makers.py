"""Makers of HART devices by their number: those a plant is likely to have.

Source: FieldComm Group, registered manufacturers (table 8 of HCF_SPEC-183, Common Tables), as the
group's device list gives them.
"""

from __future__ import annotations

MAKERS: dict[int, str] = {
    0x11: "Endress+Hauser",
    0x12: "ABB",
    0x13: "Fisher Controls",
    0x14: "Schneider Electric",
    0x16: "ABB",
    0x17: "Honeywell",
    0x1A: "ABB",
    0x1F: "Micro Motion",
    0x20: "Moore Industries",
    0x26: "Rosemount",
    0x2A: "Siemens",
    0x2E: "Rosemount Analytical",
    0x2F: "Valmet",
    0x30: "Flowserve",
    0x36: "Azbil",
    0x37: "Yokogawa",
    0x3E: "Smar",
    0x3F: "Schneider Electric",
    0x42: "Samson",
    0x45: "Krohne",
    0x4A: "Spirax Sarco",
    0x5D: "Pepperl+Fuchs",
    0x60: "Baumer",
    0x61: "Knick",
    0x62: "Vega",
    0x65: "Masoneilan",
    0x6B: "WIKA",
    0x6E: "Rotork",
    0x8E: "Mettler-Toledo",
    0x9E: "R. Stahl",
    0xB0: "Phoenix Contact",
    0x6019: "Pepperl+Fuchs",
    0x6041: "Softing",
    0x6058: "Schneider Electric",
    0x6059: "Emerson",
    0x607C: "Auma",
    0x60CE: "Festo",
}


def maker_of(number: int) -> str:
    """Return the maker's name; empty when it is not in the table: the number is told anyway."""
    return MAKERS.get(number, "")
