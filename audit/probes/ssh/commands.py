"""What may be typed on a switch, by platform. Data; nothing else is ever sent after the login.

Besides these, the login itself types `enable` where the credential has an enable password, and
netmiko turns the terminal's paging off (`terminal length 0`, `no page`, `screen-length disable` …).
"""

from __future__ import annotations

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
    ),
    "hp_procurve": (
        "show version",
        "show system",
        "show vlans",
        "show interfaces brief",
        "show mac-address",
        "show lldp info remote-device detail",
    ),
    "aruba_aoscx": (
        "show system",
        "show vlan",
        "show mac-address-table",
        "show lldp neighbors-info detail",
    ),
    "juniper_junos": (
        "show version",
        "show vlans",
        "show ethernet-switching table",
        "show lldp neighbors",
    ),
    "hp_comware": (
        "display version",
        "display vlan all",
        "display interface brief",
        "display mac-address",
        "display lldp neighbor-information list",
    ),
}
"""netmiko's device type → commands, in the order in which they are asked."""


PACKETS = 150
"""Sent in one exchange, login to logout: measured 123 with eight commands."""


class CommandRefusedError(Exception):
    """Raised when something else than a listed command would be sent: a defect of ours."""


def allowed(platform: str, command: str) -> str:
    """Return the command when it is on the platform's list.

    Raises
    ------
    CommandRefusedError
        When it is not.
    """
    if command not in COMMANDS.get(platform, ()):
        raise CommandRefusedError(f"{command!r} is not on the list of {platform}")
    return command
