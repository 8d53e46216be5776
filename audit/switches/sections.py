"""Outputs of show commands of one switch in, one readout out. Shared by the SSH probe and dumps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

from audit.facts.names import port_key
from audit.payloads import Identity, Interface, Management, TableRead, Vlan
from audit.switches import commands, from_show, guess, show_tables, show_text, templates
from audit.switches.config_record import Config
from audit.switches.dialects import dialect_of, read_dialect
from audit.switches.readout import Readout
from audit.switches.running_config import read_config, vlans_of
from audit.switches.vendors import vendor_of

T = TypeVar("T", Identity, Interface, Management)
_VENDORS = {
    "cisco": "Cisco",
    "hp": "HPE",
    "aruba": "Aruba",
    "juniper": "Juniper",
    "huawei": "Huawei",
    "arista": "Arista",
    "alcatel": "Alcatel-Lucent",
    "allied": "Allied Telesis",
    "brocade": "Ruckus",
    "ruckus": "Ruckus",
    "dell": "Dell",
    "edgecore": "Edgecore",
    "eltex": "Eltex",
    "extreme": "Extreme Networks",
    "fortinet": "Fortinet",
    "hirschmann": "Hirschmann",
    "mikrotik": "MikroTik",
    "moxa": "Moxa",
    "paloalto": "Palo Alto Networks",
    "tplink": "TP-Link",
    "ubiquiti": "Ubiquiti",
    "zyxel": "Zyxel",
}
_RANK = ("running-config", "interfaces switchport", "interfaces trunk", "interfaces status", "vlan")
"""What a port is configured as goes before how it is at the moment; then everything else."""
_REJECTED = re.compile(
    r"(?m)^\s*(% ?(Invalid|Incomplete|Ambiguous|Unknown|Unrecognized)|Invalid input|"
    r"Error: (Unrecognized|Wrong|Incomplete)|unknown command|syntax error)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Section:
    """One command and what the switch printed."""

    typed: str
    text: str
    first_line: int = 1
    """Number of the output's first line in the file."""


@dataclass(slots=True)
class Outcome:
    """What the sections of one switch gave."""

    readout: Readout = field(default_factory=Readout)
    used: int = 0
    """Rows used."""
    not_understood: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    """Line number and what about it."""
    skipped: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    secrets: int = 0


@dataclass(slots=True)
class _Work:
    outcome: Outcome = field(default_factory=Outcome)
    identity: Identity = field(default_factory=Identity)
    ports: list[tuple[int, Interface]] = field(default_factory=list[tuple[int, Interface]])
    vlans: dict[int, str] = field(default_factory=dict[int, str])
    others: dict[object, None] = field(default_factory=dict[object, None])
    tried: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """Table → why it may not be complete."""
    rejected: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """Table → refusals, which matter only when no other command filled it."""
    rows: dict[str, int] = field(default_factory=dict[str, int])
    config: Config | None = None


def read_sections(
    platform: str, sections: Iterable[Section], name: str = "", file_name: str = ""
) -> Outcome:
    """Read all commands of one switch.

    Parameters
    ----------
    platform : str
        netmiko's device type, such as `cisco_ios`.
    name : str
        What the prompt calls the switch.
    file_name : str
        Used where neither prompt nor output names it.
    """
    work = _Work()
    for section in sections:
        _section(work, platform, section)
    maker = _VENDORS.get(platform.split("_", maxsplit=1)[0], "")
    identity = work.identity
    given = name or identity.name or file_name
    vendor = identity.vendor or vendor_of((), identity.model) or maker
    _finish(work, replace(identity, name=given, vendor=vendor, role="switch"))
    return work.outcome


def _section(work: _Work, platform: str, section: Section) -> None:
    subject, command = commands.expand(section.typed, platform)
    out = work.outcome
    if not subject:
        if commands.is_reading(section.typed) and section.text.strip():
            out.skipped.append((section.first_line, "this command's output is not used"))
        return
    table = table_of(subject)
    if not section.text.strip():
        work.tried.setdefault(table, []).append(f"{command} printed nothing")
        out.skipped.append((section.first_line, f"{command}: printed nothing"))
    elif rejected := _REJECTED.search(section.text[:2000]):
        line = section.first_line + section.text.count("\n", 0, rejected.start())
        out.skipped.append((line, "the switch did not accept the command"))
        work.rejected.setdefault(table, []).append("the switch did not accept a command")
    elif subject == "running-config" and not command.endswith(" vlan"):
        _config(work, platform, section)
    elif found := show_text.read(subject, section.text):
        _own(work, table, found, rank=_rank(subject))
    else:
        _parsed(work, platform, section, subject, command)


def table_of(subject: str) -> str:
    """Return the table that a subject fills."""
    own = {"running-config": "config", "interfaces trunk": "interfaces"}
    return own.get(subject) or from_show.SUBJECTS[subject]


def _rank(subject: str) -> int:
    return _RANK.index(subject) if subject in _RANK else len(_RANK)


def _parsed(work: _Work, platform: str, section: Section, subject: str, command: str) -> None:
    table, out = table_of(subject), work.outcome
    problems = work.tried.setdefault(table, [])
    try:
        parsed = _fitting(platform, subject, command, section.text)
    except templates.NotParsedError as error:
        out.not_understood.append((section.first_line, f"{command}: {error}"))
        problems.append(f"{command} was not understood")
        return
    read = from_show.read_rows(subject, parsed.rows)
    out.not_understood += [
        (section.first_line + line - 1, f"{command}: this line does not fit; it is left out")
        for line in parsed.bad
    ]
    if read.bad:
        out.not_understood.append((section.first_line, f"{command}: {read.bad} rows without sense"))
    if count := read.bad + len(parsed.bad):
        problems.append(f"{count} rows of {command} were not understood")
    _take(work, read.payloads, _rank(subject))
    work.rows[table] = work.rows.get(table, 0) + read.rows
    out.used += read.rows


def _fitting(platform: str, subject: str, command: str, text: str) -> templates.Parsed:
    """Parse with the platform's template; where it does not fit, with one that does: a dump's
    platform is often only guessed.
    """
    if subject not in from_show.SUBJECTS:
        raise templates.NotParsedError("nothing of it fits")
    parsed, reason = templates.Parsed(()), None
    try:
        parsed = templates.parse(platform, command, text)
    except templates.NotParsedError as error:
        reason = error
    if (parsed.rows and len(parsed.bad) <= len(parsed.rows)) or not text.strip():
        return parsed
    if not parsed.rows and (rows := show_tables.rows_of(subject, text)):
        return templates.Parsed(tuple(dict[str, Any](row) for row in rows))
    better = guess.guess(command, text, platform)
    if better and better != (platform, command):
        other = templates.parse(*better, text)
        if len(other.bad) < max(1, len(parsed.bad)):
            return other
    if reason:
        raise reason
    return parsed


def _own(work: _Work, table: str, payloads: Iterable[object], rank: int = 9) -> None:
    found = list(payloads)
    _take(work, found, rank)
    work.tried.setdefault(table, [])
    work.rows[table] = work.rows.get(table, 0) + len(found)
    work.outcome.used += len(found)


def _take(work: _Work, payloads: Iterable[object], rank: int) -> None:
    for payload in payloads:
        if isinstance(payload, Identity):
            work.identity = fill(work.identity, payload)
        elif isinstance(payload, Interface):
            work.ports.append((rank, payload))
        elif isinstance(payload, Vlan):
            work.vlans[payload.vlan_id] = work.vlans.get(payload.vlan_id) or payload.name
        else:
            work.others[payload] = None


def _config(work: _Work, platform: str, section: Section) -> None:
    out = work.outcome
    config = config_of(platform, section)
    if not (config.interfaces or config.vlans or config.hostname):
        out.not_understood.append((section.first_line, "no configuration in a known dialect"))
        work.tried.setdefault("config", []).append("its dialect is not known")
        return
    work.config = config
    out.secrets += config.secrets
    words = [(line, f"configuration line `{word} …`") for line, word in config.not_understood]
    out.not_understood += words
    _take(work, vlans_of(config), _rank("running-config"))
    _take(work, config.interfaces.values(), _rank("running-config"))
    ips = tuple(dict.fromkeys(config.ips))
    said = Identity(
        name=config.hostname,
        firmware=config.version,
        ips=ips,
        last_changed=config.last_changed,
    )
    work.identity = fill(work.identity, said)
    problems = [] if config.management.complete else ["not every line of it counts as understood"]
    work.tried.setdefault("config", []).extend(problems)
    count = len(config.interfaces)
    work.rows["config"] = work.rows.get("config", 0) + max(1, count)
    work.rows["interfaces"] = work.rows.get("interfaces", 0) + count
    work.tried.setdefault("interfaces", [])
    out.used += count + len(config.vlans)
    work.others[config.management] = None


def config_of(platform: str, section: Section) -> Config:
    """Read a configuration in the dialect that it is written in; the platform decides on IOS."""
    dialect = dialect_of(section.text)
    other = re.search(r"(?m)^interface \d|^\s+(?:un)?tagged |switchport general", section.text)
    if dialect in ("", "blocks") and platform in ("cisco_ios", "cisco_xe") and not other:
        return read_config(section.text, section.first_line)
    return read_dialect(dialect, section.text, section.first_line)


def fill(first: T, second: T) -> T:
    """Return `first` with its empty fields taken from `second`; lists of addresses are joined."""
    changes: dict[str, Any] = {}
    for item in fields(first):
        mine: Any = getattr(first, item.name)
        other: Any = getattr(second, item.name)
        if item.name in ("ips", "macs"):
            changes[item.name] = tuple(dict.fromkeys((*mine, *other)))
        elif mine in ("", None, ()) and other not in ("", None, ()):
            changes[item.name] = other
    return replace(first, **changes)


def _finish(work: _Work, identity: Identity) -> None:
    readout = work.outcome.readout
    ports = _joined(work)
    config = work.config
    if config and config.open_trunks:
        ports = [_opened(port, config, work.vlans) for port in ports]
        if not work.vlans:
            reason = "trunks carry every VLAN, and no list of VLANs is here"
            work.tried.setdefault("interfaces", []).append(reason)
    readout.add([identity])
    readout.add(ports)
    readout.add(Vlan(number, work.vlans[number]) for number in sorted(work.vlans))
    readout.add(work.others)
    if work.vlans:
        only_config = "vlans" not in work.tried
        why = ["only those that the configuration lists"] if only_config else []
        work.tried.setdefault("vlans", []).extend(why)
        work.rows["vlans"] = len(work.vlans)
    work.rows["interfaces"] = len(ports)
    for table, refusals in work.rejected.items():
        if not work.rows.get(table):
            work.tried.setdefault(table, []).extend(refusals)
    for table, problems in work.tried.items():
        readout.table(table, work.rows.get(table, 0), problems)
    _note_empty(work, readout)


def _note_empty(work: _Work, readout: Readout) -> None:
    """An absent table has a reason too when its command failed."""
    for table, problems in work.tried.items():
        if not work.rows.get(table) and problems:
            read = readout.tables[table]
            readout.tables[table] = TableRead(table, read.state, "; ".join(problems)[:500], 0)


def _joined(work: _Work) -> list[Interface]:
    """One record a port: what is configured first, blanks filled from what is shown."""
    found: dict[str, Interface] = {}
    for _, port in sorted(work.ports, key=lambda item: item[0]):
        key = port_key(port.name)
        if key not in found:
            found[key] = port
            continue
        before = found[key]
        if before.mode and port.mode and before.mode != port.mode:
            port = replace(port, mode="", access_vlan=None, native_vlan=None, tagged_vlans=())
        found[key] = fill(before, port)
    return list(found.values())


def _opened(port: Interface, config: Config, vlans: dict[int, str]) -> Interface:
    """A trunk without a list carries every VLAN there is."""
    if port.name not in config.open_trunks:
        return port
    return replace(port, tagged_vlans=tuple(v for v in sorted(vlans) if v != port.native_vlan))
