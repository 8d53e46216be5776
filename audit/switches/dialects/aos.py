"""Alcatel-Lucent OmniSwitch configurations, a command a line, in, ports and VLANs out."""

from __future__ import annotations

import re

from audit.payloads import Interface
from audit.switches.config_record import Config
from audit.switches.dialects.ports import Port, numbers
from audit.switches.names import expand_ports
from audit.switches.words import clean, ip_text


def read(text: str) -> Config:
    """Read a configuration of release 6 (`port default`, `802.1q`) or 8 (`members port`)."""
    config = Config()
    ports: dict[str, Port] = {}
    for raw in text.splitlines():
        line = raw.strip()
        if match := re.match(r"vlan ([\d\-, ]+?)(?: (?:enable|disable|admin-state \w+))?"
                             r"(?: name [\"']?(.+?)[\"']?)?$", line):  # fmt: skip
            for number in numbers(match[1]) or ():
                config.vlans[number] = clean(match[2] or "") or config.vlans.get(number, "")
        elif match := re.match(r"vlan (\d+) name [\"']?(.+?)[\"']?$", line):
            config.vlans[int(match[1])] = clean(match[2])
        elif match := re.match(r"vlan ([\d\-]+) (port default|802\.1q|members (?:port|"
                               r"linkagg)) (\S+)"
                               r"(?: (untagged|tagged))?", line):  # fmt: skip
            tagged = match[2] == "802.1q" or match[4] == "tagged"
            for name in expand_ports(match[3]):
                port = ports.setdefault(name, Port(name))
                port.member(numbers(match[1]) or (), tagged=tagged)
        elif match := re.match(r"ip interface [\"']?(.+?)[\"']? address (\S+).*?vlan (\d+)", line):
            config.ips += [ip for ip in (ip_text(match[2]),) if ip]
            svi = f"Vlan{match[3]}"
            config.interfaces[svi] = Interface(svi, mode="routed", admin_up=True)
        elif match := re.match(r"interfaces (?:port )?(\S+) alias [\"']?(.+?)[\"']?$", line):
            ports.setdefault(match[1], Port(match[1])).alias = clean(match[2])
        elif match := re.match(r"linkagg lacp port (\S+) actor admin-key (\d+)", line):
            for name in expand_ports(match[1]):
                ports.setdefault(name, Port(name)).channel = match[2]
    for name, port in ports.items():
        config.interfaces[name] = port.record(closed_trunks=True)[0]
    return config
