"""PROFINET vendor numbers as words.

Source: the VendorID that each maker's GSDML files carry, which is also the vendor id of its IO-Link
devices (IODD); the whole list belongs to PROFIBUS & PROFINET International and is not copied.
"""

from __future__ import annotations

VENDORS: dict[int, str] = {
    0x0001: "Pepperl+Fuchs",
    0x001A: "SICK",
    0x002A: "Siemens",
    0x0083: "SMC",
    0x00B0: "Phoenix Contact",
    0x010A: "SEW-Eurodrive",
    0x010C: "HMS Industrial Networks",
    0x011D: "WAGO",
    0x011E: "Hilscher",
    0x0120: "Beckhoff",
    0x012F: "Murrelektronik",
    0x0136: "ifm",
    0x013D: "Turck",
    0x014D: "Festo",
    0x0152: "Leuze",
    0x015A: "Baumer",
    0x01C3: "Banner Engineering",
    0x0264: "Omron",
    0x0378: "Balluff",
}


def vendor_of(number: int | None) -> str:
    """Return the vendor's name; of one not listed its number; empty for none."""
    if number is None:
        return ""
    return VENDORS.get(number, f"PROFINET vendor {number:#06x}")
