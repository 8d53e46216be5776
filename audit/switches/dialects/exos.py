"""ExtremeXOS configurations, a command a line, in, ports and VLANs out."""

from __future__ import annotations

import re

from audit.payloads import Interface
from audit.switches.config_record import Config
from audit.switches.dialects.ports import Port, numbers
from audit.switches.names import expand_ports
from audit.switches.words import clean, ip_text

_WORD = r'(?:"[^"]+"|\S+)'


def read(text: str) -> Config:
    """Read a configuration."""
    config = Config()
    ports: dict[str, Port] = {}
    ids: dict[str, int] = {"Default": 1}
    waiting: list[tuple[str, str, bool]] = []
    for line in text.splitlines():
        line = line.strip()
        if match := re.match(rf"create vlan ({_WORD})(?: tag (\d+))?", line):
            ids.setdefault(match[1].strip('"'), int(match[2] or 0))
        elif match := re.match(rf"configure vlan ({_WORD}) tag (\d+)", line):
            ids[match[1].strip('"')] = int(match[2])
        elif match := re.match(
            rf"configure vlan ({_WORD}) add ports ([\d:,\- ]+?)(?: (tagged|untagged))?$", line
        ):
            waiting.append((match[1].strip('"'), match[2], match[3] == "tagged"))
        elif match := re.match(rf"configure vlan ({_WORD}) delete ports ([\d:,\- ]+)$", line):
            name = match[1].strip('"')
            waiting = [w for w in waiting if w[0] != name or w[1] != match[2]]
        elif match := re.match(rf"configure vlan ({_WORD}) ipaddress (\S+)", line):
            config.ips += [ip for ip in (ip_text(match[2]),) if ip]
            svi = match[1].strip('"')
            config.interfaces[svi] = Interface(svi, mode="routed", admin_up=True)
        elif match := re.match(
            rf"configure ports ([\d:,\-]+) (?:display-string|description-string) ({_WORD})", line
        ):
            for name in expand_ports(match[1]):
                ports.setdefault(name, Port(name)).alias = clean(match[2].strip('"'))
        elif match := re.match(r"disable ports ([\d:,\-]+)$", line):
            for name in expand_ports(match[1]):
                ports.setdefault(name, Port(name)).admin_up = False
        elif match := re.match(r"enable sharing ([\d:]+) grouping ([\d:,\-]+)", line):
            for name in expand_ports(match[2]):
                ports.setdefault(name, Port(name)).channel = match[1]
    for vlan, listed, tagged in waiting:
        number = ids.get(vlan) or next(iter(numbers(vlan) or ()), 0)
        for name in expand_ports(listed):
            ports.setdefault(name, Port(name)).member({number} - {0}, tagged=tagged)
    config.vlans = {number: clean(name) for name, number in ids.items() if number}
    for name, port in ports.items():
        config.interfaces[name] = port.record(closed_trunks=True)[0]
    return config
