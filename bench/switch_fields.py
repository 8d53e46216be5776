"""One comparison a field: a recording in, what is missing and extra out.

The other parser's words for a model or a version are its own: they are compared without case,
blanks and punctuation, and a word that holds the other one whole is the same with more around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from audit.payloads import FdbEntry, Identity, Interface, Neighbour, StpState, Vlan
from audit.switches import mibs
from bench.switch_differences import EXPLAINED
from bench.switch_recordings import Recording


@dataclass(frozen=True, slots=True)
class Result:
    """One field of one device."""

    field: str
    expected: int
    found: int
    missing: tuple[str, ...]
    extra: int
    why: str = ""
    """Why a difference is right, where somebody looked at it."""
    strict: bool = False
    """Whether an extra row is a difference too."""
    worded: str = ""
    """Both wordings, where they say the same in other words."""

    @property
    def is_equal(self) -> bool:
        """Whether nothing is missing, and nothing extra where rows must be equal."""
        return not self.missing and not (self.strict and self.extra)


def compare(recording: Recording) -> Iterator[Result]:
    """Compare every field for which something was saved."""
    for field, compare_one in FIELDS.items():
        rows = compare_one(recording)
        if rows is None:
            continue
        expected, found = rows
        missing = [row for row in expected if row not in found]
        extra = sum(row not in set(expected) for row in found)
        why = EXPLAINED.get((recording.name.removesuffix(".snmprec"), field), "")
        strict = field in ("vlans", "untagged", "tagged")
        shown = tuple(_shown(field, row, found) for row in missing)
        worded = "" if missing else _worded(recording, field, expected)
        yield Result(field, len(expected), len(found), shown, extra, why, strict, worded)


def _worded(recording: Recording, field: str, expected: list[Any]) -> str:
    if field not in OWN_WORDS:
        return ""
    ours = OWN_WORDS[field](recording.of(Identity)[0])
    return "" if _fold(ours) == _fold(expected[0]) else f"theirs {expected[0]!r}, ours {ours!r}"


def _shown(field: str, row: Any, found: Any) -> str:
    return f"{row}, ours {list(found)}" if field in _WORDS else str(row)


_Rows = tuple[list[Any], set[Any]]


def _vlans(recording: Recording) -> _Rows | None:
    theirs = {row["vlan_vlan"] for row in recording.table("vlans", "vlans")}
    ours = {vlan.vlan_id for vlan in recording.of(Vlan)}
    return (sorted(theirs), ours) if theirs else None


def _ports(recording: Recording) -> _Rows | None:
    theirs = {row["ifIndex"] for row in recording.table("ports", "ports")}
    return (sorted(theirs), {i.if_index for i in recording.of(Interface)}) if theirs else None


def _member(recording: Recording, *, untagged: bool) -> _Rows | None:
    """Pairs of ifIndex and VLAN; rows without a port or of an unknown port are left out."""
    base = recording.base_ports()
    known = {i.if_index for i in recording.of(Interface)}
    rows = recording.table("vlans", "ports_vlans")
    theirs = {
        (base.get(row["baseport"], row["baseport"]), row["vlan"])
        for row in rows
        if row["untagged"] == int(untagged) and row["baseport"] and 1 <= row["vlan"] <= 4094
    }
    theirs = {pair for pair in theirs if pair[0] in known}
    ours = {
        (i.if_index, vlan)
        for i in recording.of(Interface)
        for vlan in (_untagged(i) if untagged else set(i.tagged_vlans))
    }
    if not theirs:
        return None
    with_rows = {port for port, _ in theirs}
    return sorted(theirs), {pair for pair in ours if pair[0] in with_rows}


def _untagged(interface: Interface) -> set[int]:
    own = {interface.access_vlan, interface.native_vlan, *interface.untagged_vlans}
    return {vlan for vlan in own if vlan is not None}


def _word(field: str, ours: Callable[[Identity], str]) -> Callable[[Recording], _Rows | None]:
    def read(recording: Recording) -> _Rows | None:
        rows = recording.table("os", "devices")
        theirs = str(rows[0].get(field) or "") if rows else ""
        if not theirs or theirs == "<private>":
            return None
        own = ours(recording.of(Identity)[0])
        return [theirs], {theirs if is_same_word(theirs, own) else own}

    return read


def is_same_word(theirs: str, ours: str) -> bool:
    """Whether two wordings name the same thing: one holds all words of the other."""
    a, b = _fold(theirs), _fold(ours)
    if not b:
        return False
    return a == b or b in a or a in b or set(_parts(ours)) <= set(_parts(theirs))


def _fold(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", text.casefold())


def _parts(text: str) -> list[str]:
    return re.findall(r"[0-9a-z]+", text.casefold())


def _links(recording: Recording) -> _Rows | None:
    theirs = recording.table("discovery-protocols", "links")
    if not theirs:
        return None
    left = recording.of(Neighbour)
    spellings = _spellings(recording)
    found: set[str] = set()
    for row in theirs:
        match = next((n for n in left if _is_link(row, n, spellings)), None)
        if match:
            left.remove(match)
            found.add(_link(row))
    extra = {f"{n.local_port} - {n.remote_name} {n.remote_port}" for n in left}
    return [_link(row) for row in theirs], found | extra


def _link(row: dict[str, Any]) -> str:
    return f"{row['ifName']} - {row['remote_hostname']} {row['remote_port']}"


def _is_link(row: dict[str, Any], ours: Neighbour, spellings: dict[str, str]) -> bool:
    local = {spellings.get(str(row[word]), str(row[word])) for word in ("ifName", "ifDescr")}
    name, port = (_fold(_open(row[word])) for word in ("remote_hostname", "remote_port"))
    texts = (ours.remote_name, ours.remote_chassis, ours.remote_ip, ours.remote_description)
    names = {_fold(text) for text in texts if text}
    ports = {_fold(text) for text in (ours.remote_port, ours.remote_port_description) if text}
    ports |= {ours.remote_port.encode().hex()}  # the other parser prints text of no known kind so
    at_port = not port or any(p in port for p in ports)
    return ours.local_port in local and (name in names or not name) and at_port


def _open(value: Any) -> str:
    return "" if value in (None, "<private>") else str(value)


def _spellings(recording: Recording) -> dict[str, str]:
    """Any text of a port to the name we gave it."""
    names = {i.if_index: i.name for i in recording.of(Interface)}
    found: dict[str, str] = {}
    for column in (mibs.IF_DESCR, mibs.IF_NAME):
        found |= {text: names.get(i, "") for i, text in recording.rows.texts(column).items()}
    return found


def _fdb(recording: Recording) -> _Rows | None:
    rows = recording.table("fdb-table", "ports_fdb")
    names = {i.if_index: i.name for i in recording.of(Interface)}
    theirs = {
        (row["mac_address"], row["vlan_vlan"] or None, names.get(row["ifIndex"], ""))
        for row in rows
    }
    ours = {(e.mac.replace(":", ""), e.vlan_id, e.port) for e in recording.of(FdbEntry)}
    return (sorted(theirs, key=str), ours) if theirs else None


def _stp(recording: Recording) -> _Rows | None:
    theirs = [
        (row["designatedRoot"], row["priority"])
        for row in recording.table("stp", "stp")
        if (row["designatedRoot"] or "0").strip("0")
    ]
    ours = {(s.root.replace(":", ""), s.priority) for s in recording.of(StpState)}
    return (theirs, ours) if theirs else None


OWN_WORDS: dict[str, Callable[[Identity], str]] = {
    "os": lambda who: who.os,
    "hardware": lambda who: who.model,
    "version": lambda who: who.firmware,
    "serial": lambda who: who.serial,
}
_WORDS = {field: _word(field, ours) for field, ours in OWN_WORDS.items()}
FIELDS: dict[str, Callable[[Recording], _Rows | None]] = {
    "vlans": _vlans,
    "ports": _ports,
    "untagged": lambda recording: _member(recording, untagged=True),
    "tagged": lambda recording: _member(recording, untagged=False),
    **_WORDS,
    "links": _links,
    "fdb": _fdb,
    "stp": _stp,
}
