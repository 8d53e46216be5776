"""FortiOS and FortiSwitch configurations (`config`, `edit`, `set`, `next`, `end`) in, ports out."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from audit.payloads import Interface
from audit.switches.config_record import Config
from audit.switches.dialects.ports import Port, numbers
from audit.switches.words import clean, ip_text

MAX_DEPTH = 40


def _sets(text: str) -> Iterator[tuple[tuple[str, ...], str, list[str]]]:
    """Give (path of config and edit words, key, values) of each `set`; an `edit` has no key."""
    path: list[str] = []
    for raw in text.splitlines():
        line = raw.strip()
        verb, _, rest = line.partition(" ")
        if verb in ("config", "edit") and len(path) < MAX_DEPTH:
            path.append(f"{verb} {rest.strip().strip(chr(34))}")
            yield tuple(path), "", []
        elif verb == "next" and path and path[-1].startswith("edit"):
            path.pop()
        elif verb == "end":
            while path and path.pop().startswith("edit"):
                pass
        elif verb == "set":
            key, _, value = rest.partition(" ")
            yield tuple(path), key, _words(value)


def _words(value: str) -> list[str]:
    try:
        return shlex.split(value)
    except ValueError:
        return value.replace('"', " ").split()


def read(text: str) -> Config:
    """Read a configuration."""
    config = Config()
    ports: dict[str, Port] = {}
    vlans: dict[str, int] = {}
    for path, key, values in _sets(text):
        name = next((p[5:] for p in reversed(path) if p.startswith("edit ")), "")
        within = " / ".join(path)
        value = " ".join(values)
        if "config switch vlan" in within and name.isdigit():
            config.vlans.setdefault(int(name), "")
            if key == "description":
                config.vlans[int(name)] = clean(value)
        elif "config system interface" in within and name:
            _system(config, vlans, name, key, values)
        elif re.search(r"config (?:switch interface|switch physical-port|ports)", within) and name:
            _port(ports.setdefault(name, Port(name)), key, value, vlans)
        elif key == "hostname":
            config.hostname = clean(value)
    for name, number in vlans.items():
        config.vlans.setdefault(number, clean(name))
    for name, port in ports.items():
        record, opened = port.record(closed_trunks=True)
        config.interfaces[name] = record
        if opened:
            config.open_trunks.append(name)
    return config


def _system(config: Config, vlans: dict[str, int], name: str, key: str, values: list[str]) -> None:
    if key == "vlanid" and values and values[0].isdigit():
        vlans[name] = int(values[0])
    elif key == "ip" and values and (ip := ip_text(values[0])):
        config.ips.append(ip)
        config.interfaces[name] = Interface(name, mode="routed")


def _port(port: Port, key: str, value: str, vlans: dict[str, int]) -> None:
    listed = numbers(value.replace('"', "")) or frozenset(
        vlans[word] for word in value.split() if word in vlans
    )
    if key in ("native-vlan", "vlan") and listed:
        port.native = min(listed)
    elif key == "allowed-vlans":
        port.allowed = frozenset(port.allowed or ()) | listed
    elif key == "untagged-vlans":
        port.untagged |= listed
    elif key == "description":
        port.alias = clean(value)
    elif key == "status" and value == "down":
        port.admin_up = False
