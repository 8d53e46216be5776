"""RouterOS exports (`/interface bridge vlan`, `add …`) in, ports and VLANs out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.payloads import Interface
from audit.switches.config_record import Config
from audit.switches.dialects.ports import Port, numbers
from audit.switches.words import clean, ip_text

_PAIR = re.compile(r'([\w.-]+)=("(?:[^"\\]|\\.)*"|\S+)')


def _entries(text: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Give (menu, verb line, its settings); lines that end in a backslash go on."""
    menu = ""
    for line in re.sub(r"\\\r?\n\s*", "", text).splitlines():
        line = line.strip()
        if line.startswith("/"):
            menu, _, line = _menu(line)
        if line.startswith(("add", "set")):
            yield menu, line, {k: v.strip('"') for k, v in _PAIR.findall(line)}


def _menu(line: str) -> tuple[str, str, str]:
    match = re.match(r"(/[\w/ -]*?)\s+((?:add|set)\b.*)$", line)
    return (match[1], "", match[2]) if match else (line, "", "")


def read(text: str) -> Config:
    """Read an export."""
    config = Config()
    ports: dict[str, Port] = {}
    for menu, line, said in _entries(text):
        if menu == "/system identity":
            config.hostname = clean(said.get("name", ""))
        elif menu == "/interface ethernet":
            name = said.get("name") or _default(line)
            port = ports.setdefault(name, Port(name))
            port.alias, port.admin_up = (
                clean(said.get("comment", "")),
                said.get("disabled") != "yes",
            )
        elif menu == "/interface vlan" and said.get("vlan-id", "").isdigit():
            number = int(said["vlan-id"])
            config.vlans.setdefault(number, clean(said.get("name", "")))
        elif menu == "/interface bridge port":
            name = said.get("interface", "")
            port = ports.setdefault(name, Port(name))
            if said.get("pvid", "").isdigit():
                port.native = int(said["pvid"])
        elif menu == "/interface bridge vlan":
            _bridge_vlan(config, ports, said)
        elif menu == "/interface bonding":
            for name in said.get("slaves", "").split(","):
                ports.setdefault(name, Port(name)).channel = said.get("name", "")
        elif menu == "/ip address" and (ip := ip_text(said.get("address", ""))):
            config.ips.append(ip)
            name = said.get("interface", "")
            if name and name not in ports:
                config.interfaces[name] = Interface(name, mode="routed")
    for name, port in ports.items():
        if name:
            config.interfaces[name] = port.record(closed_trunks=True)[0]
    return config


def _default(line: str) -> str:
    match = re.search(r"default-name=(\S+)", line)
    return match[1] if match else ""


def _bridge_vlan(config: Config, ports: dict[str, Port], said: dict[str, str]) -> None:
    for number in numbers(said.get("vlan-ids", "")) or ():
        config.vlans.setdefault(number, clean(said.get("comment", "")))
        for kind in ("tagged", "untagged"):
            for name in said.get(kind, "").split(","):
                if name and not name.startswith("bridge"):
                    port = ports.setdefault(name, Port(name))
                    port.member((number,), tagged=kind == "tagged")
