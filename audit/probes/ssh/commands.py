"""What may be typed on a switch, by platform. Data; nothing else is ever sent after the login.

Besides these, the login itself types `enable` where the credential has an enable password, and
netmiko turns the terminal's paging off (`terminal length 0`, `no page`, `screen-length disable` …).
"""

from __future__ import annotations

import re

_CISCO = (
    "show version",
    "show vlan brief",
    "show interfaces status",
    "show interfaces switchport",
    "show mac address-table",
    "show lldp neighbors detail",
    "show cdp neighbors detail",
    "show running-config",
)
_PROCURVE = (
    "show version",
    "show system",
    "show vlans",
    "show interfaces brief",
    "show mac-address",
    "show lldp info remote-device detail",
    "show running-config",
)
_COMWARE = (
    "display version",
    "display vlan all",
    "display interface brief",
    "display mac-address",
    "display lldp neighbor-information list",
    "display current-configuration",
)
_VRP = (
    "display version",
    "display vlan",
    "display interface brief",
    "display mac-address",
    "display lldp neighbor",
    "display current-configuration",
)
_FASTIRON = (
    "show version",
    "show interfaces brief",
    "show mac-address",
    "show lldp neighbors detail",
    "show running-config",
)
_FASTPATH = (
    "show version",
    "show vlan",
    "show mac-addr-table",
    "show lldp remote-device all",
    "show running-config",
)
_DELL = (
    "show version",
    "show vlan",
    "show interfaces status",
    "show mac address-table",
    "show running-config",
)
COMMANDS: dict[str, tuple[str, ...]] = {
    "cisco_ios": _CISCO,
    "cisco_xe": _CISCO,
    "cisco_nxos": (
        "show version",
        "show vlan brief",
        "show interface status",
        "show interface switchport",
        "show mac address-table",
        "show lldp neighbors detail",
        "show cdp neighbors detail",
        "show running-config",
    ),
    "cisco_s300": (
        "show version",
        "show system",
        "show vlan",
        "show interfaces status",
        "show mac address-table",
        "show lldp neighbors",
        "show running-config",
    ),
    "arista_eos": (
        "show version",
        "show vlan",
        "show interfaces status",
        "show interfaces trunk",
        "show mac address-table",
        "show lldp neighbors detail",
        "show running-config",
    ),
    "hp_procurve": _PROCURVE,
    "aruba_osswitch": _PROCURVE,
    "aruba_procurve": _PROCURVE,
    "aruba_aoscx": (
        "show system",
        "show vlan",
        "show interface",
        "show mac-address-table",
        "show lldp neighbors-info detail",
        "show running-config",
    ),
    "juniper_junos": (
        "show version",
        "show vlans",
        "show interfaces",
        "show ethernet-switching table",
        "show lldp neighbors",
        "show configuration",
    ),
    "hp_comware": _COMWARE,
    "huawei_vrp": _VRP,
    "huawei": _VRP,
    "mikrotik_routeros": (
        "/system identity print",
        "/system resource print",
        "/system routerboard print",
        "/interface print terse without-paging",
        "/interface vlan print detail without-paging",
        "/interface bridge host print terse without-paging",
        "/ip arp print terse without-paging",
        "/ip neighbor print detail without-paging",
    ),
    "fortinet": (
        "get system status",
        "get system interface",
        "get system arp",
        "show full-configuration",
    ),
    "extreme_exos": (
        "show version",
        "show vlan description",
        "show ports information",
        "show fdb",
        "show iparp",
        "show configuration",
    ),
    "alcatel_aos": (
        "show system",
        "show chassis",
        "show vlan",
        "show vlan port",
        "show interfaces status",
        "show mac-address-table",
        "show lldp remote-system",
    ),
    "allied_telesis_awplus": (
        "show system",
        "show vlan all",
        "show interface switchport",
        "show mac address-table",
        "show lldp neighbors detail",
        "show running-config",
    ),
    "brocade_fastiron": _FASTIRON,
    "ruckus_fastiron": _FASTIRON,
    "dell_os6": _DELL,
    "dell_os9": _DELL,
    "dell_os10": _DELL,
    "dell_force10": _DELL,
    "dell_powerconnect": _DELL,
    "ubiquiti_edgeswitch": _FASTPATH,
    "broadcom_icos": _FASTPATH,
    "eltex": (
        "show version",
        "show system",
        "show vlan",
        "show interfaces switchport",
        "show running-config",
    ),
    "tplink_jetstream": (
        "show system-info",
        "show vlan",
        "show interface status",
        "show mac address-table all",
        "show running-config",
    ),
    "zyxel_os": ("show version", "show vlan", "show mac address-table all", "show running-config"),
    "hirschmann_hios": (
        "show system info",
        "show vlan brief",
        "show port all",
        "show mac-addr-table",
        "show lldp remote-data",
        "show running-config",
    ),
    "moxa_nos": (
        "show system",
        "show version",
        "show vlan",
        "show interfaces ethernet",
        "show mac-address-table",
        "show lldp entry",
        "show running-config",
    ),
}
"""netmiko's device type → commands, in the order in which they are asked."""


PACKETS = 150
"""Sent in one exchange, login to logout: measured 123 with eight commands."""
READS = re.compile(
    r"(?:(?:show|display|get) [a-z0-9 \-]+|/[a-z ]+ print(?: (?:terse|detail|without-paging))*)"
)
"""What every command on the list looks like: it begins with a word that only reads, and has no
sign that could chain, redirect or filter.
"""


class CommandRefusedError(Exception):
    """Raised when something else than a listed command would be sent: a defect of ours."""


def allowed(platform: str, command: str) -> str:
    """Return the command when it is on the platform's list.

    Raises
    ------
    CommandRefusedError
        When it is not.
    """
    if command not in COMMANDS.get(platform, ()) or not READS.fullmatch(command):
        raise CommandRefusedError(f"{command!r} is not on the list of {platform}")
    return command
