"""Configurations of blocks with a head (`interface …`, `vlan …`) in, ports and VLANs out.

NX-OS, EOS, ProCurve, AOS-CX, Comware, VRP, JetStream, Dell, FastIron, FASTPATH, HiOS, Moxa, S300:
their words differ and do not contradict each other, so one reader knows all of them. Blocks end by
indentation, or where there is none by `exit`, `quit`, `!` or `#`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from audit.payloads import Interface
from audit.switches.config_record import Config
from audit.switches.dialects import ports
from audit.switches.dialects.ports import Port, numbers
from audit.switches.names import expand_ports
from audit.switches.words import clean, ip_text

_SVI = re.compile(r"(?:vlan(?:-interface|if)?|ve|Vlan-interface)\s*(\d{1,4})$", re.IGNORECASE)
_HEADS = re.compile(
    r"(interface|vlan|line|trunk|lag|port-channel|router|ip|class|policy|aaa|user-interface|stp|radius|"
    r"hostname|sysname|snmp|spanning-tree|acl|domain|local-user|version|ntp|logging|username|banner)\b",
    re.IGNORECASE,
)
_ENDS = ("exit", "quit", "!", "#", "return", "end", "exit-vlan-config")


@dataclass(slots=True)
class _State:
    config: Config
    closed: bool
    ports: dict[str, Port] = field(default_factory=dict[str, Port])

    def port(self, name: str) -> Port:
        return self.ports.setdefault(name, Port(name))


def read(text: str, first_line: int = 1, *, closed_trunks: bool = False) -> Config:
    """Read a configuration; trunks without a list are closed (Comware) or carry every VLAN."""
    state = _State(Config(), closed_trunks)
    for number, head, body in _blocks(text):
        _block(state, first_line + number, head, body)
    for port in state.ports.values():
        record, opened = port.record(closed_trunks=closed_trunks)
        state.config.interfaces[port.name] = record
        if opened:
            state.config.open_trunks.append(port.name)
    return state.config


def _blocks(text: str) -> Iterator[tuple[int, str, list[tuple[int, str]]]]:
    """Give (line from 0, head, body with its lines); without indentation `exit` ends a block."""
    lines = text.splitlines()
    indented = sum(line.startswith((" ", "\t")) for line in lines) * 5 > len(lines)
    head, at = "", 0
    body: list[tuple[int, str]] = []
    for number, raw in enumerate(lines):
        line = raw.strip()
        if not line:
            continue
        ends = line.casefold() in _ENDS
        opens = line.startswith("interface ") or bool(
            re.match(r"vlan (?:database$|[\d,\- ]+$)", line)
        )
        inside = (
            raw.startswith((" ", "\t"))
            if indented
            else bool(head) and not ends and not (opens and head.startswith("interface"))
        )
        if inside and head and not ends:
            body.append((number, line))
            continue
        if head:
            yield at, head, body
        head, at, body = "", number, []
        if ends:
            continue
        if indented or opens:
            head = line
        else:
            yield number, line, []
    if head:
        yield at, head, body


def _block(state: _State, number: int, head: str, body: list[tuple[int, str]]) -> None:
    if match := re.match(r"interface\s+(?:range\s+)?(.+)", head, re.IGNORECASE):
        _interface(state, number, match[1].strip().strip('"'), body)
    elif head.casefold() == "vlan database":
        _database(state, body)
    elif match := re.match(r"vlan (?:batch |id |create |add )?([\d,\- to]*\d)(?=\s|$)(.*)", head):
        _vlan(state, match[1], match[2], body)
    elif match := re.match(r"trunk ([\w,/-]+) (trk\d+)\b", head, re.IGNORECASE):  # ProCurve
        for name in expand_ports(match[1]):
            state.port(name).channel = match[2]


def _interface(state: _State, number: int, name: str, body: list[tuple[int, str]]) -> None:
    if match := _SVI.match(name):
        _svi(state, int(match[1]), body)
        return
    lag = re.match(
        r"(lag|trunk|port-channel|eth-trunk|bridge-aggregation)\s+(\d+)", name, re.IGNORECASE
    )
    bare = (
        re.sub(r"(?<=[a-z])\s+(?=\d)", "", name, flags=re.IGNORECASE) if "," not in name else name
    )
    names = expand_ports(bare) if not lag and re.search(r"\d\s*-\s*\d|,|\bto\b", name) else (bare,)
    for one in names:
        short = re.sub(r"^ethernet(?=\d)", "", one)  # FastIron's VLANs name it without the word
        port = state.port(short if short in state.ports else one)
        for line_number, line in body:
            if match := re.match(r"(?:ip|ipv4) address (\S+)", line):
                state.config.ips += [ip for ip in (ip_text(match[1]),) if ip]
            if not ports.apply(port, line, closed=state.closed):
                state.config.not_understood.append(
                    (number + line_number - body[0][0] + 1, line.split()[0])
                )


def _svi(state: _State, vlan: int, body: list[tuple[int, str]]) -> None:
    routed = False
    for _, line in body:
        if match := re.match(r"(?:ip|ipv4) address (\S+)", line):
            state.config.ips += [ip for ip in (ip_text(match[1]),) if ip]
            routed = True
        elif match := re.match(r"name\s+[\"']?(.+?)[\"']?$", line):
            state.config.vlans[vlan] = clean(match[1])
        elif _membership(state, vlan, line):  # Force10 lists the ports here
            state.config.vlans.setdefault(vlan, "")
    up = not any(line == "shutdown" for _, line in body)
    if routed or not any(re.match(r"(?:un)?tagged|name ", line) for _, line in body):
        state.config.interfaces[f"Vlan{vlan}"] = Interface(
            f"Vlan{vlan}", mode="routed", admin_up=up
        )


def _vlan(state: _State, listed: str, rest: str, body: list[tuple[int, str]]) -> None:
    vlans = numbers(listed) or frozenset()
    named = re.search(r"name\s+[\"']?([^\"']+?)[\"']?(?:\s+by port)?$", rest)
    for vlan in vlans:
        state.config.vlans.setdefault(vlan, clean(named[1]) if named else "")
        for _, line in body:
            if match := re.match(r"(?:name|description)\s+[\"']?(.+?)[\"']?$", line):
                if line.startswith("name") or not state.config.vlans[vlan]:
                    state.config.vlans[vlan] = clean(match[1])
            elif match := re.match(r"ip address (\d\S+)", line):
                state.config.ips += [ip for ip in (ip_text(match[1]),) if ip]
                svi = f"Vlan{vlan}"
                state.config.interfaces[svi] = Interface(svi, mode="routed", admin_up=True)
            else:
                _membership(state, vlan, line)


def _membership(state: _State, vlan: int, line: str) -> bool:
    match = re.match(r"(no )?(tagged|untagged|auto|forbid|port)\s+(.+)", line)
    if not match or match[2] in ("auto", "forbid"):
        return False
    for name in expand_ports(match[3]):
        port = state.port(name)
        tagged = match[2] == "tagged"
        if match[1]:
            (port.tagged if tagged else port.untagged).discard(vlan)
        else:
            port.member((vlan,), tagged=tagged)
    return True


def _database(state: _State, body: list[tuple[int, str]]) -> None:
    """FASTPATH `vlan 10,20` and `vlan name 10 "x"`, HiOS `vlan add 10` and `name 10 x`."""
    for _, line in body:
        if match := re.match(r"(?:vlan )?name (\d+) [\"']?(.+?)[\"']?$", line):
            state.config.vlans[int(match[1])] = clean(match[2])
        elif match := re.match(r"vlan (?:add )?([\d,\- ]+)$", line):
            for vlan in numbers(match[1]) or ():
                state.config.vlans.setdefault(vlan, "")
