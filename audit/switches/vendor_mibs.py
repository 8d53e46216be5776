"""Objects of single vendors that hold what the standard tables do not, as numeric OIDs.

Sources: the vendors' own MIB modules, named beside each group.
"""

from __future__ import annotations

from audit.switches import mibs
from audit.switches.mibs import Oid, oid

CISCO, NORTEL, FOUNDRY, EXTREME, HUAWEI = 9, 2272, 1991, 1916, 2011
JUNIPER, ALCATEL, NOKIA, TPLINK, MIKROTIK = 2636, 6486, 6527, 11863, 14988


def _columns(entry: str, *columns: int) -> tuple[Oid, ...]:
    return tuple(oid(f"{entry}.{column}") for column in columns)


# TPLINK-DOT1Q-VLAN-MIB: ports are written as `1/0/15-18`
TPLINK_PORT_TEXT, TPLINK_PVID = _columns("1.3.6.1.4.1.11863.6.14.1.1.1.1", 1, 2)
"""vlanPortNumber and vlanPortPvid, indexed by ifIndex."""
TPLINK_NAME, TPLINK_TAGGED, TPLINK_UNTAGGED = _columns("1.3.6.1.4.1.11863.6.14.1.2.1.1", 2, 3, 4)
# TPLINK-LLDPINFO-MIB: lldpNeighborInfoTable, indexed by ifIndex and number; all are texts
(
    TPLINK_LLDP_KIND,
    TPLINK_LLDP_CHASSIS,
    TPLINK_LLDP_PORT_KIND,
    TPLINK_LLDP_PORT,
    TPLINK_LLDP_PORT_DESCR,
    TPLINK_LLDP_NAME,
    TPLINK_LLDP_DESCR,
    TPLINK_LLDP_CAN,
    TPLINK_LLDP_DOES,
    TPLINK_LLDP_ADDRESS,
) = _columns("1.3.6.1.4.1.11863.6.35.1.2.2.1", 3, 4, 5, 6, 8, 9, 10, 11, 12, 13)

# ALCATEL-IND1-VLAN-MGR-MIB, under 800 (AOS 6) and 801 (AOS 7, 8)
ALCATEL_NAMES = tuple(oid(f"1.3.6.1.4.1.6486.{n}.1.2.1.3.1.1.1.1.1.2") for n in (800, 801))
ALCATEL_MEMBERS = tuple(oid(f"1.3.6.1.4.1.6486.{n}.1.2.1.3.1.1.2.1.1.3") for n in (800, 801))
"""vpaType, indexed by VLAN and ifIndex: 1 the port's own VLAN, 2 tagged, others are mobile."""

# RC-VLAN-MIB (Nortel, Avaya, Extreme BOSS and VOSS): bit n of a port list is ifIndex n
NORTEL_NAME, NORTEL_MEMBERS = _columns("1.3.6.1.4.1.2272.1.3.2.1", 2, 11)
NORTEL_PVID, NORTEL_TAGGING = _columns("1.3.6.1.4.1.2272.1.3.3.1", 7, 8)
"""rcVlanPortPerformTagging: 1 all tagged, 2 none, 4 all but the PVID, 5 only the PVID."""

# HUAWEI-L2VLAN-MIB and HUAWEI-L2IF-MIB: indexed by VLAN, and by layer-2 port
HUAWEI_NAME = oid("1.3.6.1.4.1.2011.5.25.42.3.1.1.1.1.2")
HUAWEI_IF, HUAWEI_TYPE, HUAWEI_PVID = _columns("1.3.6.1.4.1.2011.5.25.42.1.1.1.3.1", 2, 3, 4)
HUAWEI_HYBRID_TAGGED = _columns("1.3.6.1.4.1.2011.5.25.42.1.1.1.9.1", 2, 3)
"""VLANs 0 to 2047, and 2048 to 4095."""
HUAWEI_HYBRID_UNTAGGED = _columns("1.3.6.1.4.1.2011.5.25.42.1.1.1.9.1", 4, 5)
HUAWEI_TRUNK = _columns("1.3.6.1.4.1.2011.5.25.42.1.1.1.10.1", 2, 3)
HUAWEI_FDB = oid("1.3.6.1.4.1.2011.5.25.42.2.1.3.1.4")
"""hwDynFdbPort, an ifIndex; indexed by MAC, VLAN and the name of a virtual switch."""

# JUNIPER-VLAN-MIB and JUNIPER-L2ALD-MIB
JUNIPER_NAME, JUNIPER_GROUP = _columns("1.3.6.1.4.1.2636.3.40.1.5.1.5.1", 2, 4)
JUNIPER_TAGNESS = oid("1.3.6.1.4.1.2636.3.40.1.5.1.7.1.4")
"""jnxExVlanPortTagness, indexed by port group and ifIndex: 1 tagged, 2 untagged."""
JUNIPER_L2ALD_NAME, JUNIPER_L2ALD_TAG, JUNIPER_L2ALD_FDB = _columns(
    "1.3.6.1.4.1.2636.3.48.1.3.1.1", 2, 3, 5
)

# MIKROTIK-MIB: mtxrNeighborTable, what MNDP, CDP and LLDP heard
(
    MNDP_IP,
    MNDP_MAC,
    MNDP_VERSION,
    MNDP_PLATFORM,
    MNDP_NAME,
    MNDP_INTERFACE,
) = _columns("1.3.6.1.4.1.14988.1.1.11.1.1", 2, 3, 4, 5, 6, 8)
# TIMETRA-LLDP-MIB (Nokia): tmnxLldpRemTable, the columns of LLDP-MIB under another root
TIMOS_LLDP = _columns("1.3.6.1.4.1.6527.3.1.2.59.4.1.1", 4, 5, 6, 7, 8, 9, 10, 11, 12)
# FOUNDRY-SN-SWITCH-GROUP-MIB: snFdpCacheTable, indexed by ifIndex and number
FDP_DEVICE, FDP_ADDRESS, FDP_PORT, FDP_PLATFORM = _columns(
    "1.3.6.1.4.1.1991.1.1.3.20.1.2.1.1", 3, 5, 7, 8
)
# EXTREME-EDP-MIB: extremeEdpTable, indexed by ifIndex and the neighbour's eight octets
EDP_NAME, EDP_SLOT, EDP_PORT = _columns("1.3.6.1.4.1.1916.1.13.2.1", 3, 5, 6)

VENDOR_COLUMNS: dict[int, dict[str, tuple[Oid, ...]]] = {
    CISCO: mibs.CISCO_COLUMNS,
    NORTEL: {"vlans": (NORTEL_NAME, NORTEL_MEMBERS, NORTEL_PVID, NORTEL_TAGGING)},
    FOUNDRY: {"neighbours": (FDP_DEVICE, FDP_ADDRESS, FDP_PORT, FDP_PLATFORM)},
    EXTREME: {"neighbours": (EDP_NAME, EDP_SLOT, EDP_PORT)},
    HUAWEI: {
        "vlans": (
            HUAWEI_NAME,
            HUAWEI_IF,
            HUAWEI_TYPE,
            HUAWEI_PVID,
            *HUAWEI_HYBRID_TAGGED,
            *HUAWEI_HYBRID_UNTAGGED,
            *HUAWEI_TRUNK,
        ),
        "fdb": (HUAWEI_FDB,),
    },
    JUNIPER: {
        "vlans": (
            mibs.JUNOS_VLAN_TAG,
            JUNIPER_NAME,
            JUNIPER_GROUP,
            JUNIPER_TAGNESS,
            JUNIPER_L2ALD_NAME,
            JUNIPER_L2ALD_TAG,
            JUNIPER_L2ALD_FDB,
        )
    },
    ALCATEL: {"vlans": (*ALCATEL_NAMES, *ALCATEL_MEMBERS)},
    TPLINK: {
        "vlans": (
            TPLINK_PORT_TEXT,
            TPLINK_PVID,
            TPLINK_NAME,
            TPLINK_TAGGED,
            TPLINK_UNTAGGED,
        ),
        "neighbours": (
            TPLINK_LLDP_KIND,
            TPLINK_LLDP_CHASSIS,
            TPLINK_LLDP_PORT_KIND,
            TPLINK_LLDP_PORT,
            TPLINK_LLDP_PORT_DESCR,
            TPLINK_LLDP_NAME,
            TPLINK_LLDP_DESCR,
            TPLINK_LLDP_CAN,
            TPLINK_LLDP_DOES,
            TPLINK_LLDP_ADDRESS,
        ),
    },
    NOKIA: {"neighbours": TIMOS_LLDP},
    MIKROTIK: {
        "neighbours": (
            MNDP_IP,
            MNDP_MAC,
            MNDP_VERSION,
            MNDP_PLATFORM,
            MNDP_NAME,
            MNDP_INTERFACE,
        )
    },
}
"""Enterprise number → table → the columns of its own that are worth asking."""


def columns_for(enterprise: int) -> dict[str, tuple[Oid, ...]]:
    """Return table → all columns to ask of a device whose sysObjectID has this number."""
    own = VENDOR_COLUMNS.get(enterprise, {})
    return {table: columns + own.get(table, ()) for table, columns in mibs.COLUMNS.items()}
