"""Junos configurations, with braces or as `set` lines, in, ports and VLANs out.

Braces become `set` lines first, so that one reader serves both.
"""

from __future__ import annotations

import re

from audit.payloads import Interface
from audit.switches.config_record import Config
from audit.switches.dialects.ports import Port
from audit.switches.words import clean, ip_text, is_vlan

_UNIT = re.compile(r"interfaces (?P<name>\S+)(?: unit (?P<unit>\d+))?(?: (?P<rest>.+))?$")
_RANGE = re.compile(r"interfaces interface-range (?P<range>\S+) (?P<rest>.+)$")
MAX_DEPTH = 60


def read_braces(text: str) -> Config:
    """Read the form with braces."""
    path: list[str] = []
    found: list[str] = []
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    for raw in text.splitlines():
        line = re.sub(r"\s*##.*$", "", raw).strip()
        if line.endswith("{") and len(path) < MAX_DEPTH:
            path.append(line[:-1].strip().removeprefix("inactive: "))
        elif line.startswith("}"):
            del path[-1:]
        elif line.endswith(";"):
            found += [" ".join([*path, one]) for one in _values(line[:-1])]
    return _read(found)


def _values(line: str) -> list[str]:
    match = re.fullmatch(r"(.*?)\[(.+)\]", line)
    return [f"{match[1]}{value}" for value in match[2].split()] if match else [line]


def read_set(text: str) -> Config:
    """Read the form of `set` lines."""
    lines = [line.strip()[4:] for line in text.splitlines() if line.startswith("set ")]
    return _read([one for line in lines for one in _values(line)])


def _read(lines: list[str]) -> Config:
    config = Config()
    ports: dict[str, Port] = {}
    names: dict[str, int] = {}
    members: list[tuple[str, str]] = []
    ranges: dict[str, list[str]] = {}
    for line in lines:
        if match := re.match(r"system host-name (\S+)", line):
            config.hostname = clean(match[1])
        elif match := re.match(r"version [\"']?([^\"';]+)", line):
            config.version = clean(match[1])
        elif match := re.match(r"vlans (\S+) vlan-id(?:-list)? (\d+)", line):
            names[match[1]] = int(match[2])
        elif match := re.match(r"vlans (\S+) interface (\S+)", line):
            members.append((match[2], match[1]))
        elif match := re.match(
            r"(?:ethernet-switching-options|switch-options) voip interface (\S+) vlan (\S+)", line
        ):
            ports.setdefault(_bare(match[1]), Port(_bare(match[1]))).voice = names.get(match[2])
        elif match := _RANGE.match(line):
            _ranged(ports, members, ranges, match["range"], match["rest"])
        elif (match := _UNIT.match(line)) and match["rest"]:
            _interface(config, ports, members, match["name"], match["rest"], match["unit"])
    for number in names.values():
        if is_vlan(number):
            config.vlans[number] = next(name for name, v in names.items() if v == number)
    _place(ports, members, names, ranges)
    for name, port in ports.items():
        record, opened = port.record(closed_trunks=True)
        config.interfaces[name] = record
        if opened:
            config.open_trunks.append(name)
    return config


def _bare(name: str) -> str:
    return name.removesuffix(".0")


def _ranged(
    ports: dict[str, Port], members: list[tuple[str, str]], ranges: dict[str, list[str]],
    name: str, rest: str,
) -> None:  # fmt: skip
    key = f"range {name}"
    if match := re.match(r"member(?:-range)? (\S+)(?: to (\S+))?", rest):
        first, last = match[1].strip('"'), (match[2] or "").strip('"')
        a, b = re.fullmatch(r"(.*?)(\d+)", first), re.fullmatch(r"(.*?)(\d+)", last)
        if a and b and int(b[2]) - int(a[2]) < 512:
            ranges.setdefault(key, []).extend(f"{a[1]}{n}" for n in range(int(a[2]), int(b[2]) + 1))
        else:
            ranges.setdefault(key, []).append(first)
        return
    config = Config()
    rest = re.sub(r"^unit \d+ ", "", rest)
    _interface(config, ports, members, key, rest, "0")


def _interface(
    config: Config, ports: dict[str, Port], members: list[tuple[str, str]], name: str,
    rest: str, unit: str | None,
) -> None:  # fmt: skip
    if name in ("vlan", "irb") and unit:
        config.interfaces.setdefault(
            f"{name}.{unit}", Interface(f"{name}.{unit}", mode="routed", admin_up=True)
        )
        if match := re.match(r"family inet address (\S+)", rest):
            config.ips += [ip for ip in (ip_text(match[1]),) if ip]
        return
    port = ports.setdefault(name, Port(name))
    if match := re.match(r"description (.+)", rest):
        port.alias = port.alias or clean(match[1].strip('"'))
    elif rest == "disable":
        port.admin_up = False
    elif match := re.match(r"family ethernet-switching (?:port-mode|interface-mode) (\S+)", rest):
        port.mode = "trunk" if "trunk" in match[1] else "access"
    elif match := re.match(r"family ethernet-switching vlan members (\S+)", rest):
        members.append((name, match[1].strip('"')))
    elif match := re.match(r"(?:family ethernet-switching )?native-vlan-id (\S+)", rest):
        port.native = int(match[1]) if match[1].isdigit() else None
    elif match := re.search(r"802\.3ad (\S+)", rest):
        port.channel = match[1]
    elif match := re.match(r"family inet address (\S+)", rest):
        config.ips += [ip for ip in (ip_text(match[1]),) if ip]
        port.layer_3 = True
    elif match := re.match(r"(?:ether-options )?speed (\d+)([mg])", rest):
        port.speed_mbps = float(match[1]) * (1000 if match[2] == "g" else 1)


def _place(
    ports: dict[str, Port], members: list[tuple[str, str]], names: dict[str, int],
    ranges: dict[str, list[str]],
) -> None:  # fmt: skip
    for key, own in ranges.items():
        model = ports.pop(key, None)
        for name in own:
            port = ports.setdefault(name, Port(name))
            if model:
                port.mode = port.mode or model.mode
                port.native, port.alias = port.native or model.native, port.alias or model.alias
            members += [(name, vlan) for whose, vlan in list(members) if whose == key]
    for name, said in members:
        name = _bare(name)
        if name.startswith("range "):
            continue
        port = ports.setdefault(name, Port(name))
        if said == "all":
            port.allow("all", closed=True)
            continue
        numbers = {names[said]} if said in names else set[int]()
        if match := re.fullmatch(r"(\d+)(?:-(\d+))?", said):
            numbers = set(range(int(match[1]), min(int(match[2] or match[1]), 4094) + 1))
        port.member(numbers, tagged=port.mode == "trunk")
