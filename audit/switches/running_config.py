"""A saved Cisco IOS configuration in, what it says about ports, VLANs and management out.

Rules
-----
1. Only what is named below is kept; the words of a line that may hold a secret are never stored.
2. A line that is neither understood nor on the list of what does not matter here is reported with
   its number, and the configuration then does not count as completely read.
3. What a line does not say has IOS's default only where all releases agree on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from audit.payloads import Interface, Management, Vlan
from audit.switches.config_record import Config
from audit.switches.config_words import BANNER, IRRELEVANT, SECRET, SUB_IRRELEVANT
from audit.switches.dialects import dialect_of
from audit.switches.dialects.management import servers
from audit.switches.words import clean, ip_text, is_vlan, vlan_list

CLEAR_TEXT = ("telnet", "http", "snmpv1", "snmpv2c", "tftp")
_DEFAULT_COMMUNITIES = ("public", "private")
DEFAULT_MARK = "[default-community]"
"""What the importer leaves of a well-known community when it takes secrets away."""
_SAID = re.compile(r"^! (Last configuration change|NVRAM config last updated) at (.+)$")
_MOMENT = re.compile(
    r"(?P<clock>\d\d:\d\d:\d\d)(?:\.\d+)? (?P<zone>\S+) \w{3} (?P<day>\w{3} +\d+ \d{4})"
)
_MARKS = ("Building configuration", "Current configuration", "Using ", "Startup Config")


@dataclass(slots=True)
class _State:
    """What is gathered line by line and judged at the end."""

    config: Config
    protocols: dict[str, list[bool]] = field(default_factory=dict[str, list[bool]])
    """Protocol → for each place that opens it, whether an access list limits it."""
    closed: set[str] = field(default_factory=set[str])
    communities: list[str] = field(default_factory=list[str])
    moments: dict[str, datetime] = field(default_factory=dict[str, datetime])
    igmp: bool | None = None
    querier: bool | None = None
    aaa: bool | None = None
    started: bool = False
    ended: bool = False
    vty: dict[str, str] = field(default_factory=dict[str, str])
    http_limited: bool = False

    def opens(self, protocol: str, *, limited: bool) -> None:
        self.protocols.setdefault(protocol, []).append(limited)


def looks_like_config(text: str) -> bool:
    """Whether a text without prompts is such a configuration."""
    patterns = (
        r"(?m)^interface \S+",
        r"(?m)^!\s*$",
        r"(?m)^hostname \S+",
        r"(?m)^vlan [\d,-]+\s*$",
        r"(?m)^ switchport",
        r"(?m)^(Current configuration|Building configuration|line vty)",
        r"(?m)^(access-list \d|version \d)",
    )
    if sum(bool(re.search(pattern, text)) for pattern in patterns) >= 3:
        return True
    return bool(dialect_of(text))


def read_config(text: str, first_line: int = 1) -> Config:
    """Read a configuration; `first_line` is the number of its first line in the file."""
    state = _State(Config())
    block: list[str] = []
    block_line, skip_to = 0, ""
    for number, line in enumerate(text.splitlines(), start=first_line):
        line = line.rstrip()
        if skip_to:
            skip_to = "" if skip_to in line else skip_to
            continue
        if banner := BANNER.match(line):
            mark = banner[1]
            skip_to = "" if line.count(mark) > 1 else mark
            continue
        state.config.secrets += bool(SECRET.search(line))
        if line.startswith(" ") and block:
            block.append(line.strip())
            continue
        _block(state, block, block_line)
        block, block_line = [line.strip()], number
    _block(state, block, block_line)
    config = _finish(state)
    servers(config, text)
    return config


def _block(state: _State, block: list[str], number: int) -> None:
    if not block or not block[0]:
        return
    head, body = block[0], block[1:]
    if head.startswith("!") or head in ("end", "end!"):
        _comment(state, head)
    elif head.startswith(_MARKS):
        state.started = True
    elif match := re.match(r"interface (\S+(?: \d\S*)?)$", head):
        _interface(state, match[1], body, number)
    elif match := re.match(r"vlan ([\d,\- ]+)$", head):
        _vlan(state, match[1], body)
    elif match := re.match(r"line (vty|con|aux|console|tty)\b(.*)", head):
        _line(state, match[1], body)
    elif not _global(state, head) and not IRRELEVANT.match(head):
        state.config.not_understood.append((number, clean(head.split()[0], 40)))


def _comment(state: _State, text: str) -> None:
    state.ended = state.ended or text.startswith("end")
    if match := _SAID.match(text):
        moment = _MOMENT.match(match[2])
        try:
            words = f"{moment['clock']} {moment['day']}" if moment else ""
            when = datetime.strptime(" ".join(words.split()), "%H:%M:%S %b %d %Y")
        except ValueError:
            return
        state.moments[match[1]] = when.replace(tzinfo=UTC)  # both in the switch's own zone
        if match[1].startswith("Last"):
            state.config.last_changed = when.date().isoformat()


def _vlan(state: _State, numbers: str, body: list[str]) -> None:
    names = [line[5:] for line in body if line.startswith("name ")]
    for number in vlan_list(numbers) or ():
        state.config.vlans[number] = clean(names[0]) if names else ""


def _interface(state: _State, name: str, body: list[str], number: int) -> None:
    name = name.replace(" ", "")
    port = Interface(name, admin_up=True)
    allowed: set[int] | None = None
    layer_2, has_ip = False, False
    access, native = None, None
    for line in body:
        if match := re.match(r"description (.+)", line):
            port = replace(port, alias=clean(match[1]))
        elif line in ("shutdown", "no shutdown"):
            port = replace(port, admin_up=line != "shutdown")
        elif match := re.match(r"switchport access vlan (\d+)", line):
            access, layer_2 = int(match[1]), True
        elif match := re.match(r"switchport trunk native vlan (\d+)", line):
            native = int(match[1])
        elif match := re.match(r"switchport trunk allowed vlan (.+)", line):
            allowed = _allowed(allowed, match[1])
            if allowed is None and match[1] != "all":
                state.config.not_understood.append((number, "switchport"))
        elif match := re.match(r"switchport voice vlan (\d+)", line):
            port = replace(port, voice_vlan=int(match[1]))
        elif match := re.match(r"channel-group (\d+)", line):
            port = replace(port, channel=f"Port-channel{match[1]}")
        elif match := re.match(r"switchport mode (\S+)", line):
            mode = match[1] if match[1] in ("access", "trunk") else ""
            port, layer_2 = replace(port, mode=mode), True
        elif line == "no switchport":
            port = replace(port, mode="routed")
        elif match := re.match(r"ip address ([\d.]+) [\d.]+", line):
            has_ip = True
            state.config.ips += [ip for ip in (ip_text(match[1]),) if ip]
        elif match := re.match(r"(speed|duplex) (\S+)", line):
            port = _fixed(port, match[1], match[2])
        elif line == "switchport":
            layer_2 = True
        elif not SUB_IRRELEVANT.match(line):
            state.config.not_understood.append((number, clean(line.split()[0], 40)))
    if has_ip and not layer_2 and not port.mode:
        port = replace(port, mode="routed")
    state.config.interfaces[name] = _placed(state, port, allowed, access, native)


def _fixed(port: Interface, word: str, value: str) -> Interface:
    if word == "speed" and value.isdigit():
        return replace(port, speed_mbps=float(value))
    return replace(port, duplex=value) if value in ("full", "half") else port


def _allowed(before: set[int] | None, words: str) -> set[int] | None:
    """Apply one `switchport trunk allowed vlan` line; None: all VLANs, or not understood."""
    verb, _, rest = words.partition(" ")
    every = set(range(1, 4095))
    if verb in ("none", "all"):
        return set() if verb == "none" else None
    named = vlan_list(rest if verb in ("add", "remove", "except") else words)
    if named is None:
        return None
    if verb == "add":
        return (before or set()) | set(named)
    if verb == "remove":
        return (every if before is None else before) - set(named)
    return every - set(named) if verb == "except" else set(named)


def _placed(
    state: _State,
    port: Interface,
    allowed: set[int] | None,
    access: int | None,
    native: int | None,
) -> Interface:
    if port.mode == "access":
        return replace(port, access_vlan=access or 1)
    if port.mode == "trunk":
        native = native or 1
        if allowed is None:
            state.config.open_trunks.append(port.name)
        tagged = tuple(sorted(v for v in (allowed or ()) if v != native and is_vlan(v)))
        return replace(port, native_vlan=native, tagged_vlans=tagged)
    return replace(port, access_vlan=access) if access else port


def _line(state: _State, kind: str, body: list[str]) -> None:
    """Terminal lines: the network ones open telnet and ssh as `transport input` says."""
    if kind != "vty":
        return
    limited = any(re.match(r"(ip )?access-class \S+ in", line) for line in body)
    inputs = [line.split()[2:] for line in body if line.startswith("transport input")]
    if not inputs:
        state.opens("", limited=limited)  # the default differs between releases
        return
    for word in inputs[-1]:
        for protocol in ("telnet", "ssh") if word == "all" else (word,):
            if protocol in ("telnet", "ssh"):
                state.opens(protocol, limited=limited)


def _global(state: _State, head: str) -> bool:
    """Understand one line of the top level; false when it is none of these."""
    if match := re.match(r"hostname (\S+)", head):
        state.config.hostname = clean(match[1])
    elif match := re.match(r"version (\S+)", head):
        state.config.version, state.started = clean(match[1]), True
    elif match := re.match(r"(no )?ip http (server|secure-server)$", head):
        if not match[1]:
            state.opens("http" if match[2] == "server" else "https", limited=False)
    elif re.match(r"ip http access-class", head):
        state.http_limited = True
    elif match := re.match(
        r"snmp-server community (\S+)(?: view \S+)?(?: (?:RO|RW|ro|rw))?(.*)", head
    ):
        for protocol in ("snmpv1", "snmpv2c"):
            state.opens(protocol, limited=bool(match[2].strip()))
        state.communities.append(match[1])
    elif re.match(r"snmp-server (group \S+ v3|user )", head):
        state.opens("snmpv3", limited=False)
    elif re.match(r"tftp-server ", head):
        state.opens("tftp", limited=False)
    elif match := re.match(r"(no )?ip igmp (?:snooping )?(?:vlan \d+ )?querier\b", head):
        state.querier = not match[1] or state.querier or False
    elif match := re.match(r"(no )?ip igmp snooping( vlan \d+)?$", head):
        if not match[2]:
            state.igmp = not match[1]
        elif match[1]:
            state.igmp = False
    elif match := re.match(r"(no )?aaa new-model$", head):
        state.aaa = not match[1]
    else:
        return False
    return True


def _finish(state: _State) -> Config:
    config = state.config
    unsure = "" in state.protocols
    protocols = {p: limits for p, limits in state.protocols.items() if p}
    clear = [limit for p in CLEAR_TEXT for limit in protocols.get(p, ())]
    if state.http_limited and "http" in protocols:
        clear = [limit for p in CLEAR_TEXT if p != "http" for limit in protocols.get(p, ())]
        clear.append(True)
    readable = [name for name in state.communities if not name.startswith(("<", "*"))]
    if DEFAULT_MARK in readable:
        readable.append("public")
    changed = state.moments.get("Last configuration change")
    saved = state.moments.get("NVRAM config last updated")
    complete = state.started and state.ended and not config.not_understood and not unsure
    config.management = Management(
        protocols=tuple(sorted(protocols)),
        restricted=all(clear) if clear else None,
        default_community=_default(state.communities, readable),
        running_saved=saved >= changed if saved and changed else None,
        igmp_snooping=True if state.igmp is None and complete else state.igmp,
        igmp_querier=state.querier,
        aaa=state.aaa,
        complete=complete,
    )
    return config


def _default(communities: list[str], readable: list[str]) -> bool | None:
    """Whether a community is a well-known default; unknown when one was blanked out."""
    if any(name.casefold() in _DEFAULT_COMMUNITIES for name in readable):
        return True
    return False if communities and len(readable) == len(communities) else None


def vlans_of(config: Config) -> list[Vlan]:
    """Return the VLANs that the configuration itself lists, ascending."""
    return [Vlan(number, config.vlans[number]) for number in sorted(config.vlans)]
