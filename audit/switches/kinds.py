"""Which subject a command is about: `show mac address-table` → the MAC table, on any platform."""

from __future__ import annotations

import re

_KINDS: tuple[tuple[str, str], ...] = (
    ("", r"bgp|ospf|isis|eigrp|mpls|vrrp|access-list|\blog|process|cpu|memory|transceiver|"
         r"optic|dom\b|"
         r"capabilit|snmp|\bacl|error-disabled|err-disabled|counter|utili[sz]|ipv6|statistic|"
         r"pim\b|rsvp|qos|policy|vlan group|mac security|mac-security|client-status|lte|"
         r"wireguard|license|"
         r"port-security|file|clock|environment|stack-power|\buser|breakout|snmp|cts\b|nve\b|"
         r"vpn-instance|\broutes?\b|mlag|vpc|\bap\b|config-status|ap-monitor|interface link$|"
         r"vlan access|"
         r"database usage|firmware [a-z]|memory|local-device|vlan internal"),
    ("running-config", r"running-config vlan$"),
    ("running-config", r"running|current-config|saved-config|startup-config|^show conf|"
                       r"^show full-conf"
                       r"|^show config|^export|configuration snapshot|^write term"),
    ("poe", r"power inline|\bpoe\b|power-over|inline.?power|power ethernet"),
    ("cdp neighbors", r"\bcdp\b"),
    ("lldp neighbors", r"lldp|neighbor print|ip neighbor"),
    ("mac address-table", r"mac[ -]?addr|ethernet-switching table|bridge host|bridge address-table|"
                          r"mac all|\bfdb\b|mac-learning|mac forwarding|bridge mac|^show mac\b|"
                          r"mac-addr-table"),
    ("arp", r"(\b|ip)arp\b|arpentry"),
    ("aggregates", r"etherchannel|port-channel|link-aggregation|\blacp\b|eth-trunk|bonding|"
                   r"^show trunks?$"
                   r"|linkagg|^show sharing|lag\b|interfaces? aggregate"),
    ("spanning-tree", r"spanning-tree|\bspan\b|\bstp\b|spantree"),
    ("interfaces trunk", r"interfaces? trunk"),
    ("interfaces switchport", r"switchport|vlan port|ethernet-switching interface|port vlan|"
                              r"vlan members"),
    ("vlan", r"\bvlans?\b"),
    ("inventory", r"inventory|manuinfo|chassis hardware|^show chassis|elabel"),
    ("version", r"version|^show system$|^show system id|^show system-info|"
                r"show system information|system[ -]status|"
                r"system[ -]info|system identity|system resource|system routerboard|show switch$|"
                r"switch detail|show unit|show sysinfo|show hardware|ha status|display device$"),
    ("interfaces", r"^show interfaces?$|^display interface$|interfaces? extensive|"
                   r"show interfaces? \S*\d"),
    ("interfaces status", r"interface|show ports?\b|port status|port brief"),
)  # fmt: skip
_COMPILED = tuple((subject, re.compile(pattern)) for subject, pattern in _KINDS)


def kind_of(command: str) -> str:
    """Return the subject of a full command; empty when its output is of no use here."""
    text = " ".join(command.casefold().split())
    return next((subject for subject, pattern in _COMPILED if pattern.search(text)), "")
