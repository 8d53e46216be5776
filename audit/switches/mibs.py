"""The objects that a switch is asked for, as numeric OIDs. Numbers only: no MIB file is needed.

Sources: RFC 3418 (system), RFC 2863 (IF-MIB), RFC 3635 (EtherLike-MIB), RFC 4188 (BRIDGE-MIB),
RFC 4363 (Q-BRIDGE-MIB), RFC 4293 (IP-MIB), RFC 6933 (ENTITY-MIB), RFC 3411 (SNMP-FRAMEWORK-MIB),
RFC 3621 (POWER-ETHERNET-MIB), IEEE 802.1AB-2005 (LLDP-MIB), IEEE 802.1AB-2016 (LLDP-V2-MIB),
IEEE 802.1Q-2011 (IEEE8021-Q-BRIDGE-MIB), IEEE 802.3-2005 (IEEE8023-LAG-MIB), and Cisco's CDP, VTP,
VLAN-MEMBERSHIP and CONFIG-MAN MIBs. Other vendors' own objects are in `vendor_mibs`.
"""

from __future__ import annotations

from typing import TypeAlias

Oid: TypeAlias = tuple[int, ...]


def oid(text: str) -> Oid:
    """Read a dotted OID, with or without the leading dot."""
    return tuple(int(part) for part in text.strip().lstrip(".").split("."))


# system, RFC 3418 section 2
SYS_DESCR = oid("1.3.6.1.2.1.1.1.0")
SYS_OBJECT_ID = oid("1.3.6.1.2.1.1.2.0")
SYS_UPTIME = oid("1.3.6.1.2.1.1.3.0")
SYS_NAME = oid("1.3.6.1.2.1.1.5.0")
SYS_SERVICES = oid("1.3.6.1.2.1.1.7.0")
ENGINE_TIME = oid("1.3.6.1.6.3.10.2.1.3.0")
"""snmpEngineTime in seconds; unlike sysUpTime it does not wrap after 497 days."""

# IF-MIB, RFC 2863; indexed by ifIndex
IF_INDEX = oid("1.3.6.1.2.1.2.2.1.1")
IF_DESCR = oid("1.3.6.1.2.1.2.2.1.2")
IF_TYPE = oid("1.3.6.1.2.1.2.2.1.3")
IF_MTU = oid("1.3.6.1.2.1.2.2.1.4")
IF_SPEED = oid("1.3.6.1.2.1.2.2.1.5")
IF_MAC = oid("1.3.6.1.2.1.2.2.1.6")
IF_ADMIN = oid("1.3.6.1.2.1.2.2.1.7")
IF_OPER = oid("1.3.6.1.2.1.2.2.1.8")
IF_IN_OCTETS = oid("1.3.6.1.2.1.2.2.1.10")
IF_IN_DISCARDS = oid("1.3.6.1.2.1.2.2.1.13")
IF_IN_ERRORS = oid("1.3.6.1.2.1.2.2.1.14")
IF_OUT_OCTETS = oid("1.3.6.1.2.1.2.2.1.16")
IF_OUT_DISCARDS = oid("1.3.6.1.2.1.2.2.1.19")
IF_OUT_ERRORS = oid("1.3.6.1.2.1.2.2.1.20")
IF_NAME = oid("1.3.6.1.2.1.31.1.1.1.1")
IF_HC_IN_OCTETS = oid("1.3.6.1.2.1.31.1.1.1.6")
IF_HC_OUT_OCTETS = oid("1.3.6.1.2.1.31.1.1.1.10")
IF_HIGH_SPEED = oid("1.3.6.1.2.1.31.1.1.1.15")
IF_ALIAS = oid("1.3.6.1.2.1.31.1.1.1.18")
DUPLEX = oid("1.3.6.1.2.1.10.7.2.1.19")
"""dot3StatsDuplexStatus: 1 unknown, 2 half, 3 full."""
IF_STACK = oid("1.3.6.1.2.1.31.1.2.1.3")
"""ifStackStatus, indexed by the higher and the lower ifIndex."""
LAG_ATTACHED = oid("1.2.840.10006.300.43.1.2.1.1.13")
"""dot3adAggPortAttachedAggID: the ifIndex of the aggregate a port is attached to; 0: none."""

# POWER-ETHERNET-MIB, RFC 3621
POE_PORT_STATUS = oid("1.3.6.1.2.1.105.1.1.1.6")
"""pethPsePortDetectionStatus, indexed by group and port: 3 is delivering power."""
POE_BUDGET = oid("1.3.6.1.2.1.105.1.3.1.1.2")
"""pethMainPsePower in watts, indexed by group."""
POE_USED = oid("1.3.6.1.2.1.105.1.3.1.1.4")

# IP-MIB, RFC 4293
IP_ADDRESS = oid("1.3.6.1.2.1.4.20.1.2")
"""ipAdEntIfIndex, indexed by the IPv4 address."""
ARP_MAC = oid("1.3.6.1.2.1.4.22.1.2")
"""ipNetToMediaPhysAddress, indexed by ifIndex and IPv4 address."""
NEIGHBOUR_MAC = oid("1.3.6.1.2.1.4.35.1.4")
"""ipNetToPhysicalPhysAddress, indexed by ifIndex, address type, length and address."""
IP_ADDRESS_IF = oid("1.3.6.1.2.1.4.34.1.3")
"""ipAddressIfIndex, indexed by address type, length and address."""

# BRIDGE-MIB, RFC 4188; indexed by base port
BRIDGE_ADDRESS = oid("1.3.6.1.2.1.17.1.1.0")
BASE_PORT_IF = oid("1.3.6.1.2.1.17.1.4.1.2")
STP_PROTOCOL = oid("1.3.6.1.2.1.17.2.1.0")
STP_PRIORITY = oid("1.3.6.1.2.1.17.2.2.0")
STP_CHANGES = oid("1.3.6.1.2.1.17.2.4.0")
STP_ROOT = oid("1.3.6.1.2.1.17.2.5.0")
STP_ROOT_COST = oid("1.3.6.1.2.1.17.2.6.0")
STP_ROOT_PORT = oid("1.3.6.1.2.1.17.2.7.0")
STP_PORT_STATE = oid("1.3.6.1.2.1.17.2.15.1.3")
STP_PORT_BRIDGE = oid("1.3.6.1.2.1.17.2.15.1.8")
"""dot1dStpPortDesignatedBridge."""
STP_VERSION = oid("1.3.6.1.2.1.17.2.16.0")
FDB_PORT = oid("1.3.6.1.2.1.17.4.3.1.2")
FDB_STATUS = oid("1.3.6.1.2.1.17.4.3.1.3")

# Q-BRIDGE-MIB, RFC 4363
Q_FDB_PORT = oid("1.3.6.1.2.1.17.7.1.2.2.1.2")
"""dot1qTpFdbPort, indexed by FDB id (not VLAN id) and MAC."""
Q_FDB_STATUS = oid("1.3.6.1.2.1.17.7.1.2.2.1.3")
VLAN_FDB_ID = oid("1.3.6.1.2.1.17.7.1.4.2.1.3")
"""dot1qVlanFdbId, indexed by time mark and VLAN id; 4 and 5 are the egress and untagged ports."""
VLAN_EGRESS = oid("1.3.6.1.2.1.17.7.1.4.2.1.4")
VLAN_UNTAGGED = oid("1.3.6.1.2.1.17.7.1.4.2.1.5")
STATIC_NAME = oid("1.3.6.1.2.1.17.7.1.4.3.1.1")
STATIC_EGRESS = oid("1.3.6.1.2.1.17.7.1.4.3.1.2")
STATIC_UNTAGGED = oid("1.3.6.1.2.1.17.7.1.4.3.1.4")
STATIC_STATUS = oid("1.3.6.1.2.1.17.7.1.4.3.1.5")
PVID = oid("1.3.6.1.2.1.17.7.1.4.5.1.1")

# IEEE8021-Q-BRIDGE-MIB, IEEE 802.1Q-2011 section 17.7.4; indexed by component and VLAN id
STATIC_NAME_8021 = oid("1.3.111.2.802.1.1.4.1.4.3.1.3")
NEWER_8021 = {
    STATIC_EGRESS: oid("1.3.111.2.802.1.1.4.1.4.3.1.4"),
    STATIC_UNTAGGED: oid("1.3.111.2.802.1.1.4.1.4.3.1.6"),
}
"""Q-BRIDGE column → its successor, on agents that have only that one."""

# LLDP-MIB, IEEE 802.1AB-2005 annex 12; remote rows are indexed by time mark, local port, number
LLDP_LOC_CHASSIS = oid("1.0.8802.1.1.2.1.3.2.0")
LLDP_LOC_NAME = oid("1.0.8802.1.1.2.1.3.3.0")
LLDP_PORT_SUBTYPE = oid("1.0.8802.1.1.2.1.3.7.1.2")
LLDP_PORT_ID = oid("1.0.8802.1.1.2.1.3.7.1.3")
LLDP_PORT_DESCR = oid("1.0.8802.1.1.2.1.3.7.1.4")
LLDP_REM_CHASSIS_SUBTYPE = oid("1.0.8802.1.1.2.1.4.1.1.4")
LLDP_REM_CHASSIS = oid("1.0.8802.1.1.2.1.4.1.1.5")
LLDP_REM_PORT_SUBTYPE = oid("1.0.8802.1.1.2.1.4.1.1.6")
LLDP_REM_PORT = oid("1.0.8802.1.1.2.1.4.1.1.7")
LLDP_REM_PORT_DESCR = oid("1.0.8802.1.1.2.1.4.1.1.8")
LLDP_REM_NAME = oid("1.0.8802.1.1.2.1.4.1.1.9")
LLDP_REM_DESCR = oid("1.0.8802.1.1.2.1.4.1.1.10")
LLDP_REM_CAN = oid("1.0.8802.1.1.2.1.4.1.1.11")
"""lldpRemSysCapSupported; 12 are those that are enabled."""
LLDP_REM_DOES = oid("1.0.8802.1.1.2.1.4.1.1.12")
LLDP_REM_ADDRESS = oid("1.0.8802.1.1.2.1.4.2.1.3")
"""lldpRemManAddrIfSubtype: the address itself is in the index."""
LLDP_REM_ADDRESS_ALL = tuple(oid(f"1.0.8802.1.1.2.1.4.2.1.{column}") for column in (3, 4, 5))

# LLDP-V2-MIB, IEEE 802.1AB-2016; indexed by time mark, ifIndex, MAC address number and number
V2_LOC_CHASSIS = oid("1.3.111.2.802.1.1.13.1.3.2.0")
V2_LOC_NAME = oid("1.3.111.2.802.1.1.13.1.3.3.0")
V2_REM_CHASSIS_SUBTYPE = oid("1.3.111.2.802.1.1.13.1.4.1.1.5")
V2_REM_CHASSIS = oid("1.3.111.2.802.1.1.13.1.4.1.1.6")
V2_REM_PORT_SUBTYPE = oid("1.3.111.2.802.1.1.13.1.4.1.1.7")
V2_REM_PORT = oid("1.3.111.2.802.1.1.13.1.4.1.1.8")
V2_REM_PORT_DESCR = oid("1.3.111.2.802.1.1.13.1.4.1.1.9")
V2_REM_NAME = oid("1.3.111.2.802.1.1.13.1.4.1.1.10")
V2_REM_DESCR = oid("1.3.111.2.802.1.1.13.1.4.1.1.11")
V2_REM_CAN = oid("1.3.111.2.802.1.1.13.1.4.1.1.12")
V2_REM_DOES = oid("1.3.111.2.802.1.1.13.1.4.1.1.13")
V2_REM_ADDRESS = tuple(oid(f"1.3.111.2.802.1.1.13.1.4.2.1.{column}") for column in (3, 4, 5))

# ENTITY-MIB, RFC 6933
ENTITY_DESCR = oid("1.3.6.1.2.1.47.1.1.1.1.2")
ENTITY_PARENT = oid("1.3.6.1.2.1.47.1.1.1.1.4")
ENTITY_CLASS = oid("1.3.6.1.2.1.47.1.1.1.1.5")
ENTITY_NAME = oid("1.3.6.1.2.1.47.1.1.1.1.7")
ENTITY_HARDWARE = oid("1.3.6.1.2.1.47.1.1.1.1.8")
ENTITY_FIRMWARE = oid("1.3.6.1.2.1.47.1.1.1.1.9")
ENTITY_SOFTWARE = oid("1.3.6.1.2.1.47.1.1.1.1.10")
ENTITY_SERIAL = oid("1.3.6.1.2.1.47.1.1.1.1.11")
ENTITY_MAKER = oid("1.3.6.1.2.1.47.1.1.1.1.12")
ENTITY_MODEL = oid("1.3.6.1.2.1.47.1.1.1.1.13")

# Cisco
CONFIG_CHANGED = oid("1.3.6.1.4.1.9.9.43.1.1.1.0")
"""ccmHistoryRunningLastChanged, in hundredths of a second of sysUpTime; CISCO-CONFIG-MAN-MIB."""
CONFIG_SAVED = oid("1.3.6.1.4.1.9.9.43.1.1.3.0")
CISCO_STP_MODE = oid("1.3.6.1.4.1.9.9.82.1.6.1.0")
"""stpxSpanningTreeType: 1 PVST+, 2 MISTP, 4 MST, 5 rapid PVST+; CISCO-STP-EXTENSIONS-MIB."""
CDP_INTERFACE = oid("1.3.6.1.4.1.9.9.23.1.1.1.1.6")
CDP_ADDRESS_TYPE = oid("1.3.6.1.4.1.9.9.23.1.2.1.1.3")
CDP_ADDRESS = oid("1.3.6.1.4.1.9.9.23.1.2.1.1.4")
CDP_DEVICE = oid("1.3.6.1.4.1.9.9.23.1.2.1.1.6")
CDP_PORT = oid("1.3.6.1.4.1.9.9.23.1.2.1.1.7")
CDP_PLATFORM = oid("1.3.6.1.4.1.9.9.23.1.2.1.1.8")
CDP_CAPABILITIES = oid("1.3.6.1.4.1.9.9.23.1.2.1.1.9")
VTP_STATE = oid("1.3.6.1.4.1.9.9.46.1.3.1.1.2")
"""vtpVlanState, indexed by management domain and VLAN id; CISCO-VTP-MIB."""
VTP_TYPE = oid("1.3.6.1.4.1.9.9.46.1.3.1.1.3")
VTP_NAME = oid("1.3.6.1.4.1.9.9.46.1.3.1.1.4")
TRUNK_VLANS = tuple(oid(f"1.3.6.1.4.1.9.9.46.1.6.1.1.{column}") for column in (4, 17, 18, 19))
"""vlanTrunkPortVlansEnabled and its 2k, 3k, 4k continuations, indexed by ifIndex."""
TRUNK_NATIVE = oid("1.3.6.1.4.1.9.9.46.1.6.1.1.5")
TRUNK_STATUS = oid("1.3.6.1.4.1.9.9.46.1.6.1.1.14")
"""vlanTrunkPortDynamicStatus: 1 trunking, 2 not."""
TRUNK_ENCAPSULATION = oid("1.3.6.1.4.1.9.9.46.1.6.1.1.16")
"""vlanTrunkPortEncapsulationOperType: 1 to 4 while trunking, 6 otherwise."""
ACCESS_VLAN = oid("1.3.6.1.4.1.9.9.68.1.2.2.1.2")
"""vmVlan, indexed by ifIndex; CISCO-VLAN-MEMBERSHIP-MIB."""
VOICE_VLAN = oid("1.3.6.1.4.1.9.9.68.1.5.1.1.1")
"""vmVoiceVlanId; 4095 and 4096 stand for none."""
CISCO_POE_MILLIWATT = oid("1.3.6.1.4.1.9.9.402.1.2.1.7")
"""cpeExtPsePortPwrConsumption, indexed by group and port; CISCO-POWER-ETHERNET-EXT-MIB."""

CISCO_SB_POE_MILLIWATT = oid("1.3.6.1.4.1.9.6.1.101.108.1.1.5")
"""rlPethPsePortOutputPower; small-business switches."""
PAGP_GROUP = oid("1.3.6.1.4.1.9.9.98.1.1.1.1.8")
"""pagpGroupIfIndex: the ifIndex of the channel a port is in; CISCO-PAGP-MIB."""

# Juniper
JUNOS_VLAN_TAG = oid("1.3.6.1.4.1.2636.3.40.1.5.1.5.1.5")
"""jnxExVlanTag, indexed by the internal VLAN number that this vendor puts into Q-BRIDGE."""

SCALARS: tuple[Oid, ...] = (
    SYS_DESCR,
    SYS_OBJECT_ID,
    SYS_UPTIME,
    SYS_NAME,
    SYS_SERVICES,
    ENGINE_TIME,
    BRIDGE_ADDRESS,
    STP_PROTOCOL,
    STP_PRIORITY,
    STP_CHANGES,
    STP_ROOT,
    STP_ROOT_COST,
    STP_ROOT_PORT,
    STP_VERSION,
    LLDP_LOC_CHASSIS,
    LLDP_LOC_NAME,
)
"""Asked in one GET; a missing one comes back as a value that says so."""
CISCO_SCALARS: tuple[Oid, ...] = (CONFIG_CHANGED, CONFIG_SAVED, CISCO_STP_MODE)

COLUMNS: dict[str, tuple[Oid, ...]] = {
    "interfaces": (
        IF_DESCR,
        IF_TYPE,
        IF_MTU,
        IF_SPEED,
        IF_MAC,
        IF_ADMIN,
        IF_OPER,
        IF_IN_OCTETS,
        IF_IN_DISCARDS,
        IF_IN_ERRORS,
        IF_OUT_OCTETS,
        IF_OUT_DISCARDS,
        IF_OUT_ERRORS,
        IF_NAME,
        IF_HC_IN_OCTETS,
        IF_HC_OUT_OCTETS,
        IF_HIGH_SPEED,
        IF_ALIAS,
        DUPLEX,
        BASE_PORT_IF,
        IF_STACK,
        LAG_ATTACHED,
    ),
    "vlans": (
        STATIC_NAME,
        STATIC_EGRESS,
        STATIC_UNTAGGED,
        VLAN_FDB_ID,
        VLAN_EGRESS,
        VLAN_UNTAGGED,
        PVID,
        STATIC_NAME_8021,
        *NEWER_8021.values(),
    ),
    "fdb": (Q_FDB_PORT, Q_FDB_STATUS, FDB_PORT, FDB_STATUS),
    "neighbours": (
        LLDP_PORT_SUBTYPE,
        LLDP_PORT_ID,
        LLDP_PORT_DESCR,
        LLDP_REM_CHASSIS_SUBTYPE,
        LLDP_REM_CHASSIS,
        LLDP_REM_PORT_SUBTYPE,
        LLDP_REM_PORT,
        LLDP_REM_PORT_DESCR,
        LLDP_REM_NAME,
        LLDP_REM_DESCR,
        LLDP_REM_CAN,
        LLDP_REM_DOES,
        LLDP_REM_ADDRESS,
    ),
    "arp": (ARP_MAC, NEIGHBOUR_MAC),
    "stp": (STP_PORT_STATE,),
    "poe": (POE_BUDGET, POE_USED),
    "identity": (
        IP_ADDRESS,
        IP_ADDRESS_IF,
        ENTITY_DESCR,
        ENTITY_PARENT,
        ENTITY_CLASS,
        ENTITY_NAME,
        ENTITY_HARDWARE,
        ENTITY_FIRMWARE,
        ENTITY_SOFTWARE,
        ENTITY_SERIAL,
        ENTITY_MAKER,
        ENTITY_MODEL,
    ),
}
"""Table → the columns it needs, on any vendor's switch."""
CISCO_COLUMNS: dict[str, tuple[Oid, ...]] = {
    "vlans": (
        VTP_STATE,
        VTP_TYPE,
        VTP_NAME,
        ACCESS_VLAN,
        VOICE_VLAN,
        *TRUNK_VLANS,
        TRUNK_NATIVE,
        TRUNK_STATUS,
        TRUNK_ENCAPSULATION,
    ),
    "neighbours": (
        CDP_INTERFACE,
        CDP_ADDRESS_TYPE,
        CDP_ADDRESS,
        CDP_DEVICE,
        CDP_PORT,
        CDP_PLATFORM,
        CDP_CAPABILITIES,
    ),
    "poe": (CISCO_POE_MILLIWATT, CISCO_SB_POE_MILLIWATT),
    "interfaces": (PAGP_GROUP,),
}
JUNIPER_COLUMNS: dict[str, tuple[Oid, ...]] = {"vlans": (JUNOS_VLAN_TAG,)}
V2_COLUMNS: tuple[Oid, ...] = (
    V2_REM_CHASSIS_SUBTYPE,
    V2_REM_CHASSIS,
    V2_REM_PORT_SUBTYPE,
    V2_REM_PORT,
    V2_REM_PORT_DESCR,
    V2_REM_NAME,
    V2_REM_DESCR,
    V2_REM_CAN,
    V2_REM_DOES,
    V2_REM_ADDRESS[0],
)
"""Worth asking only where LLDP-MIB itself shows no neighbour."""
CONTEXT_SCALARS: tuple[Oid, ...] = (
    STP_PROTOCOL,
    STP_PRIORITY,
    STP_CHANGES,
    STP_ROOT,
    STP_ROOT_COST,
    STP_ROOT_PORT,
    STP_VERSION,
)
CONTEXT_COLUMNS: tuple[Oid, ...] = (BASE_PORT_IF, FDB_PORT, FDB_STATUS, STP_PORT_STATE)
"""Asked again in each VLAN's context on switches that keep one bridge a VLAN."""
