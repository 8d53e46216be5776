"""Private objects in which vendors keep model, firmware and serial number, as data.

Sources: the vendors' MIB modules. Enterprise 89 (Radlan, later Marvell) is the switch software
under many brands; its table sits below their own enterprise numbers too.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.switches.mibs import Oid, oid

CISCO, HPE, HIRSCHMANN, EDGECORE, MOXA, SIEMENS = 9, 11, 248, 259, 8691, 4329
DLINK, ALLIED, APC, EATON, DELL, ZYXEL = 171, 207, 318, 534, 674, 890
NORTEL, FOUNDRY, EXTREME, HUAWEI, JUNIPER, MICROSENS = 2272, 1991, 1916, 2011, 2636, 3181
ADVANTECH, PLANET, TPLINK, FORTINET, ARUBA, MIKROTIK = 10297, 10456, 11863, 12356, 14823, 14988
MGE, RUGGEDCOM, SIXNET, PALO_ALTO, NEXANS, UBIQUITI, H3C = (
    705,
    15004,
    20540,
    25461,
    266,
    41112,
    25506,
)
FS, BDCOM, RAISECOM, TELDAT, RUCKUS, ELTEX, NETONIX = 52642, 3320, 8886, 2007, 25053, 35265, 46242


@dataclass(frozen=True, slots=True)
class VendorScalar:
    """A private object in which a vendor keeps a word about its device."""

    enterprise: int
    where: Oid
    field: str
    """model, firmware, serial, article, or description: a text to be read like sysDescr."""
    below_object_id: bool = False
    """Whether `where` continues sysObjectID, as on devices with one subtree a model."""
    column: bool = False
    """Whether it is a table column, whose first row is the device."""


def _scalar(enterprise: int, tail: str, field: str) -> VendorScalar:
    return VendorScalar(enterprise, oid(f"1.3.6.1.4.1.{enterprise}.{tail}"), field)


def _column(enterprise: int, tail: str, field: str) -> VendorScalar:
    return VendorScalar(enterprise, oid(f"1.3.6.1.4.1.{enterprise}.{tail}"), field, column=True)


def _below(enterprise: int, tail: str, field: str, *, column: bool = False) -> VendorScalar:
    return VendorScalar(enterprise, oid(tail), field, below_object_id=True, column=column)


def _radlan(enterprise: int, where: str) -> tuple[VendorScalar, ...]:
    """rlPhdUnitGenParamTable: software version, serial number and model of each unit."""
    return (
        _column(enterprise, f"{where}.2", "firmware"),
        _column(enterprise, f"{where}.5", "serial"),
        _column(enterprise, f"{where}.11", "model"),
    )


SCALARS: tuple[VendorScalar, ...] = (
    *_radlan(CISCO, "6.1.101.53.14.1"),
    _scalar(HPE, "2.36.1.1.2.9.0", "serial"),
    _scalar(HPE, "2.14.11.5.1.1.3.0", "firmware"),
    _scalar(DLINK, "12.1.1.12.0", "serial"),
    _column(DLINK, "12.11.1.9.4.1.17", "serial"),
    _scalar(ALLIED, "8.4.4.4.500.2.1.1.0", "firmware"),
    _below(ALLIED, "81.1.3.0", "firmware"),
    _column(ALLIED, "8.4.4.5.2.1.3", "model"),
    _column(ALLIED, "8.4.4.5.2.1.5", "serial"),
    _scalar(HIRSCHMANN, "14.2.16.1.4.0", "model"),
    _column(HIRSCHMANN, "14.1.1.9.1.3", "model"),
    _scalar(HIRSCHMANN, "14.2.16.1.6.0", "firmware"),
    _scalar(HIRSCHMANN, "14.1.1.2.0", "description"),
    _column(HIRSCHMANN, "14.1.1.9.1.10", "serial"),
    _below(EDGECORE, "1.1.3.1.6", "firmware", column=True),
    _below(EDGECORE, "1.1.3.1.10", "serial", column=True),
    _below(EDGECORE, "1.1.5.1.0", "model"),
    _scalar(NEXANS, "20.1.1.0", "model"),
    _scalar(NEXANS, "20.1.9.0", "description"),
    _scalar(APC, "1.1.1.1.1.1.0", "model"),
    _scalar(APC, "1.1.1.1.2.3.0", "serial"),
    _scalar(APC, "1.1.12.1.5.0", "model"),
    _scalar(APC, "1.1.12.1.6.0", "serial"),
    _scalar(APC, "1.1.4.1.4.0", "model"),
    _scalar(APC, "1.1.4.1.5.0", "serial"),
    _scalar(APC, "1.1.32.1.1.0", "model"),
    _scalar(MGE, "1.1.1.0", "model"),
    _scalar(MGE, "1.1.4.0", "firmware"),
    _scalar(MGE, "1.1.7.0", "serial"),
    _scalar(EATON, "1.1.2.0", "model"),
    _scalar(EATON, "1.1.3.0", "firmware"),
    _scalar(DELL, "10895.3000.1.2.100.1.0", "model"),
    _scalar(DELL, "10895.3000.1.2.100.4.0", "firmware"),
    _column(DELL, "10895.3000.1.2.100.8.1.2", "serial"),
    _below(ZYXEL, "3.1.11.0", "model"),
    _below(ZYXEL, "3.1.6.0", "firmware"),
    _below(ZYXEL, "3.1.12.0", "serial"),
    _below(ZYXEL, "1.10.0", "serial"),
    _scalar(ZYXEL, "1.15.3.1.11.0", "model"),
    _scalar(ZYXEL, "1.15.3.1.6.0", "firmware"),
    _scalar(ZYXEL, "1.15.3.1.12.0", "serial"),
    _scalar(EXTREME, "1.1.1.14.0", "firmware"),
    _scalar(FOUNDRY, "1.1.1.1.2.0", "serial"),
    _scalar(TELDAT, "1.2.1.6.0", "firmware"),
    _scalar(NORTEL, "1.4.2.0", "serial"),
    _scalar(JUNIPER, "3.1.2.0", "model"),
    _scalar(JUNIPER, "3.1.3.0", "serial"),
    _column(JUNIPER, "3.40.1.4.1.1.1.2", "serial"),
    _below(MICROSENS, "1.32.1.0", "model"),
    _below(MICROSENS, "1.32.2.0", "serial"),
    _below(MICROSENS, "1.30.106.1.2.0", "firmware"),
    _scalar(BDCOM, "3.6.10.1.3.0", "model"),
    _scalar(BDCOM, "3.6.10.1.6.0", "firmware"),
    _scalar(BDCOM, "3.6.10.1.4.0", "serial"),
    _scalar(SIEMENS, "6.3.2.1.1.2.0", "article"),
    _scalar(SIEMENS, "6.3.2.1.1.3.0", "serial"),
    _scalar(SIEMENS, "6.3.2.1.1.5.0", "firmware"),
    _below(MOXA, "1.2.0", "model"),
    _below(MOXA, "1.4.0", "firmware"),
    _below(MOXA, "1.78.0", "serial"),
    _scalar(MOXA, "15.34.1.1.1.0", "model"),
    _scalar(MOXA, "15.34.1.1.3.0", "serial"),
    _scalar(MOXA, "15.34.1.1.5.0", "firmware"),
    _scalar(MOXA, "602.1.1.2.2.1.0", "firmware"),
    _scalar(MOXA, "602.1.1.2.2.3.0", "serial"),
    _scalar(MOXA, "602.1.1.2.2.5.0", "model"),
    _scalar(RAISECOM, "6.1.1.1.1.0", "firmware"),
    _scalar(RAISECOM, "6.1.1.1.2.0", "model"),
    _scalar(RAISECOM, "6.1.1.1.14.0", "serial"),
    _scalar(ADVANTECH, "100.1.1.0", "model"),
    _scalar(ADVANTECH, "100.1.4.0", "firmware"),
    _scalar(TPLINK, "6.1.1.5.0", "model"),
    VendorScalar(TPLINK, oid("1.3.6.1.2.1.16.19.3.0"), "model"),
    _scalar(TPLINK, "6.1.1.6.0", "firmware"),
    _scalar(TPLINK, "6.1.1.8.0", "serial"),
    _scalar(FORTINET, "106.4.1.1.0", "description"),
    _scalar(FORTINET, "101.4.1.1.0", "firmware"),
    _scalar(FORTINET, "100.1.1.1.0", "serial"),
    _scalar(ARUBA, "2.2.1.1.1.12.0", "serial"),
    _scalar(MIKROTIK, "1.1.7.9.0", "model"),
    _scalar(MIKROTIK, "1.1.4.4.0", "firmware"),
    _scalar(MIKROTIK, "1.1.7.3.0", "serial"),
    _scalar(MIKROTIK, "1.1.7.4.0", "firmware"),
    _scalar(RUGGEDCOM, "4.2.3.1.0", "serial"),
    _scalar(RUGGEDCOM, "4.2.3.3.0", "firmware"),
    _scalar(NETONIX, "1.0", "firmware"),
    _scalar(SIXNET, "2.1.1.6.0", "firmware"),
    _scalar(RUCKUS, "1.2.1.1.1.1.9.0", "model"),
    _scalar(RUCKUS, "1.2.1.1.1.1.18.0", "firmware"),
    _scalar(RUCKUS, "1.2.1.1.1.1.15.0", "serial"),
    _scalar(PALO_ALTO, "2.1.2.1.1.0", "firmware"),
    _scalar(PALO_ALTO, "2.1.2.1.3.0", "serial"),
    _scalar(PALO_ALTO, "2.1.2.2.1.0", "model"),
    _scalar(UBIQUITI, "1.6.3.3.0", "model"),
    _scalar(UBIQUITI, "1.6.3.6.0", "firmware"),
    *_radlan(ELTEX, "89.53.14.1"),
    _below(FS, "1.1.3.1.6", "firmware", column=True),
    _below(FS, "1.1.3.1.10", "serial", column=True),
    _below(FS, "1.1.5.1.0", "model"),
    _scalar(FS, "1.1.3.5.0", "description"),
    _column(FS, "1.37.1.5.1.10", "serial"),
)
STANDARD: tuple[VendorScalar, ...] = (
    VendorScalar(0, oid("1.3.6.1.2.1.16.19.2.0"), "firmware"),
    VendorScalar(0, oid("1.3.6.1.2.1.16.19.3.0"), "revision"),
    VendorScalar(0, oid("1.3.6.1.2.1.33.1.1.2.0"), "model"),
    VendorScalar(0, oid("1.3.6.1.2.1.33.1.1.3.0"), "firmware"),
    *(
        VendorScalar(0, oid(f"1.3.6.1.4.1.89.53.14.1.{column}"), field, column=True)
        for column, field in ((2, "firmware"), (5, "serial"), (11, "model"))
    ),
)
"""Asked of any device: probeSoftwareRev and probeHardwareRev (RFC 2021), upsIdent (RFC 1628), and
Radlan's table, which switches of several brands fill."""
