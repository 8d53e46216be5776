"""Lists for reading Cisco IOS configurations: what holds a secret, what does not matter here."""

from __future__ import annotations

import re

BANNER = re.compile(r"^banner \S+ (\^C|\S)")
"""`banner motd ^C`: the text goes on to the next such mark and may look like commands."""

SECRET = re.compile(
    r"\b(password(?!-encryption|-recovery)|secret|community(?!-list)|key-string|pre-shared-key|"
    r"key \d|server-key|authentication (text|message-digest|key)|tacacs-server key|"
    r"radius-server key|md5 \S+|privilege \d+ (password|secret)|wpa-psk|passphrase)\b",
    re.IGNORECASE,
)

_TOP = (
    r"aaa |access-list |access-session |alarm |alias |archive|arp |authentication |auto |avb|"
    r"autonomic|bba-group|boot|bfd|bridge |buffers |call-home|cdp |cip |cisp |class-map |clns|"
    r"clock |cns |coap|config-register|control-plane|crypto |default |define |device-sensor|"
    r"diagnostic |dot11 |dot1x |dual-active|eap |enable |energywise|environment |epm|errdisable |"
    r"ethernet |event |exception|fabric|facility-alarm|fallback |file |firewall|flow |fips|"
    r"gateway|hw-module|identity |interface range|ip(v6)? |ipc |ipx |iox|isis|issu|key |"
    r"kron |l2 |l2vpn|lacp |ldap |license |link |lldp |location |logging |login |mab|mac |"
    r"mac-address-table |macro |map-class|media-|memory |memory-size|mls |mld |mode |module |"
    r"monitor |mpls |multilink |mvr|netconf|network-clock|network-policy|nmsp|no |ntp |"
    r"object-group |parameter-map |parser |password |path |platform |policy-map |port-channel |"
    r"port-profile|power |priority-|privilege |process |profinet|process-max|prompt|psp|ptp|"
    r"qos|queue-limit|radius |radius-server |redundancy|rep |resource |restconf|revision|"
    r"rmon |route-map |router |route-tag|scada|scheduler |sdm |service|service-|session |set |"
    r"shell |snmp |snmp mib|snmp-server|software |spanning-tree|speed |stack|stack-|standby |"
    r"storm-control|subscriber|switch |system |table-map |tacacs|tacacs-server|telemetry|"
    r"template |time-range |track |transceiver|trunk|tunnel|udld |upgrade |username |"
    r"virtual-service|virtual |vlan (access-|access-map|internal|configuration|dot1q|filter|"
    r"group)|vmps|vrf |vstack|vtp |wireless |wism|wrr|x25|xconnect|zone"
)
IRRELEVANT = re.compile(rf"^(?:{_TOP}|certificate |quit$|banner |end$|exit$)", re.IGNORECASE)
"""Top-level commands that change neither ports, VLANs nor how the switch is managed."""

_PORT = (
    r"no |ip |ipv6 |arp |auto |authentication |access-|bandwidth|bfd|bridge-|carrier-|cdp |"
    r"channel-|channel-protocol|cisp|clns|crypto|cts |dampening|delay |device-tracking|dot1x|"
    r"description|encapsulation |errdisable|fair-queue|flowcontrol|history|hold-queue|"
    r"inherit |ipx |isis|keepalive|l2protocol|lacp |link |lldp |load-interval|locate|logging |"
    r"loopback|mab|mac |macro |mdix |media-type|mls |mpls |mtu |multicast|mvr|negotiation|"
    r"network-|nmsp|ntp |packet|pagp|physical-|platform |port-|power |priority-|private-vlan|"
    r"profinet|ptp|queue-|rate-limit|remote-|rep |rmon|routing|routing-|service-|snmp |source |"
    r"spanning-tree|speed |duplex |srr-|stackwise|standby |storm-control|subscriber|switchport|"
    r"tcam|tunnel|transmit|tx-|udld |vlan|vrf |vrrp |wrr-|xconnect|shutdown|ospf|glbp |"
    r"hsrp|trust |soft-|mpls|traffic-|unidirectional|security|transport|hw-module|nat |"
    r"exit|!"
)
SUB_IRRELEVANT = re.compile(rf"^(?:{_PORT})", re.IGNORECASE)
"""Lines under an interface that change neither its place in the VLANs nor whether it is up."""
