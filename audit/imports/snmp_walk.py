"""Saved SNMP answers: net-snmp's `snmpwalk -On` text and `.snmprec` recordings in, observations
out.

One file is one device. `NAME@VLAN.snmprec` (or `.txt`, `.walk`) is what the device of the file
`NAME` answers in that VLAN's context; its ports are named with the help of the file beside it. Only
the objects of `audit.switches.mibs` and `vendor_mibs` are used, so communities and users in a
recording are never read.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.snmp_text import Parsed, parse_snmprec, parse_walk
from audit.payloads import Coverage, Identity, observe
from audit.records import Grade, Kind, Source, Subject
from audit.switches.from_snmp import readout_of
from audit.switches.readout import Readout
from audit.switches.rows import Answer, Rows
from audit.switches.snmp_fdb import learned_of
from audit.switches.snmp_identity import identity_of
from audit.switches.snmp_ports import ports_of
from audit.switches.snmp_stp import spanning_tree_of
from audit.switches.snmp_vlans import Membership
from audit.switches.words import is_vlan

MAX_REMARKS = 50
_CONTEXT = re.compile(r"^(?P<device>.+)@(?P<vlan>\d{1,4})$")
_SNMPREC_LINE = re.compile(rb"^\.?\d+(\.\d+)+\|\d+[a-z:]*[^|]*\|", re.MULTILINE)
_NAMED_LINE = re.compile(rb"^[A-Z][A-Za-z0-9-]+::\w+[^\n]* = ", re.MULTILINE)
"""Printed without `-On`: which object a name stands for is not in the file."""
_WALK_LINE = re.compile(rb"^(\.|iso\.)\d+(\.\d+)+ = ", re.MULTILINE)


def sniff_snmprec(raw: RawFile) -> float:
    """1.0 when most of the first lines are `oid|tag|value`."""
    return _share(raw.data[:4096], _SNMPREC_LINE)


def sniff_walk(raw: RawFile) -> float:
    """1.0 when most of the first lines are `.oid = TYPE: value`."""
    head = raw.data[:4096]
    certain = max(_share(head, _WALK_LINE), 0.6 if _WALK_LINE.match(head) else 0.0)
    return max(certain, 0.5 * _share(head, _NAMED_LINE))


def _share(head: bytes, pattern: re.Pattern[bytes]) -> float:
    lines = [line for line in head.splitlines() if line.strip() and not line.startswith(b"#")]
    hits = len(pattern.findall(head))
    return 1.0 if hits and hits * 2 >= len(lines) else 0.0


def read_snmprec(raw: RawFile) -> Imported:
    """Read a recording of one device, or of one VLAN context of it."""
    return _read(raw, "snmprec", parse_snmprec)


def read_walk(raw: RawFile) -> Imported:
    """Read the text that `snmpwalk -On` prints."""
    return _read(raw, "snmpwalk", parse_walk)


def _read(raw: RawFile, method: str, parse: Callable[[bytes], Parsed]) -> Imported:
    parsed = parse(raw.data)
    match = _CONTEXT.match(raw.stem)
    if match and is_vlan(int(match["vlan"])):
        beside = _beside(raw, match["device"], parse)
        return _context(raw, parsed, match["device"], int(match["vlan"]), beside, method)
    if not parsed.values:
        raise UnreadableFileError(
            f"{raw.name}: no line holds an OID with a value; save the answers with "
            f"`snmpwalk -v2c -On -Oe HOST .1` and import that file"
        )
    answer = Answer(Rows(parsed.values), gaps=parsed.gaps)
    readout = readout_of(answer, raw.modified, raw.stem)
    return _imported(raw, f"snmp-file {_path(raw, raw.stem)}", method, readout, parsed)


def _path(raw: RawFile, stem: str) -> str:
    folder = raw.name.rpartition("/")[0]
    return f"{folder}/{stem}" if folder else stem


def _beside(raw: RawFile, device: str, parse: Callable[[bytes], Parsed]) -> Rows | None:
    """What the device itself answered, from the file of the same kind beside this one."""
    ending = raw.name.rpartition(".")[2]
    data = raw.beside(f"{device}.{ending}") if raw.beside else None
    return Rows(parse(data).values) if data else None


def _context(
    raw: RawFile, parsed: Parsed, device: str, vlan: int, beside: Rows | None, method: str
) -> Imported:
    base = beside or Rows({})
    ports = ports_of(base)
    only = Answer(Rows({}), {vlan: Rows(parsed.values)}, parsed.gaps)
    learned = learned_of(only, ports, Membership([]))
    readout = Readout()
    readout.add([identity_of(base, raw.modified, device) if beside else Identity(name=device)])
    if beside is None:
        learned.problems.append(f"the walk of {device} is not beside it: its ports have no names")
    rows = readout.add(learned.entries.values())
    if rows:
        readout.table("fdb", rows, learned.problems)
    if trees := spanning_tree_of(only, ports):
        readout.table("stp", readout.add(trees))
    return _imported(raw, f"snmp-file {_path(raw, device)}", method, readout, parsed)


def _imported(raw: RawFile, key: str, method: str, readout: Readout, parsed: Parsed) -> Imported:
    source = Source(raw.name, "", raw.sha256)
    found = readout.observations(key, source, method=method, time=raw.modified)
    coverage = Coverage("walk", detail=f"{len(parsed.values)} objects", packets=0)
    about = observe(
        Subject(Kind.SOURCE, raw.name),
        coverage,
        source,
        method=method,
        grade=Grade.A,
        time=raw.modified,
    )
    return Imported((about, *found), len(parsed.values), not_understood=_remarks(parsed))


def _remarks(parsed: Parsed) -> tuple[Remark, ...]:
    shown = [Remark(f"line {line}", what) for line, what in parsed.bad[:MAX_REMARKS]]
    if len(parsed.bad) > MAX_REMARKS:
        more = len(parsed.bad) - MAX_REMARKS
        shown.append(Remark(f"line {parsed.bad[MAX_REMARKS][0]}", f"and {more} more such lines"))
    return tuple(shown)


IMPORTERS: tuple[Importer, ...] = (
    Importer(
        "snmprec",
        "SNMP recordings of one device (.snmprec), NAME@VLAN for its VLAN contexts",
        sniff_snmprec,
        read_snmprec,
    ),
    Importer("snmpwalk", "net-snmp walk text (snmpwalk -On) of one device", sniff_walk, read_walk),
)
