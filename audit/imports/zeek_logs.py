"""Zeek logs (tables or JSON, rotated and compressed), ICSNPP logs, and Malcolm exports of them.

Hosts, services, conversations and the time in which somebody listened come out, as from a capture.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeGuard

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError

if TYPE_CHECKING:
    from audit.imports.zeek.entries import Reading

_CSV_MARKS = (b"source.ip", b"event.dataset", b"First Packet", b"Src IP", b"firstPacket")
_NOT_THIS = (b"/api/dcim/", b"/api/ipam/", b"<")


def sniff(raw: RawFile) -> float:
    """1.0 for Zeek's own header, 0.97 for objects or columns that its logs or Malcolm have."""
    from audit.imports.zeek.pieces import head_of

    return _judge(head_of(raw.data), raw)


def _judge(head: bytes, raw: RawFile) -> float:
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith((b"#separator", b"#set_separator", b"#path\t", b"#fields\t")):
        return 1.0
    if start.startswith(b"#") and b"\n#fields\t" in head[:4096]:
        return 1.0
    if start[:1] in (b"{", b"["):
        return 0.97 if _is_log(start, raw) else 0.0
    first = start.partition(b"\n")[0]
    marks = sum(mark in first for mark in _CSV_MARKS)
    return 0.97 if marks >= 2 else 0.0


def _is_log(start: bytes, raw: RawFile) -> bool:
    """Whether the first objects are entries of a log or of a search."""
    from audit.imports.zeek import malcolm
    from audit.imports.zeek.kinds import dotted, kind_of_fields, kind_of_name

    if any(mark in start for mark in _NOT_THIS[:2]):
        return False
    for line in start.split(b"\n")[:5]:
        item = _object(line)
        if item is None:
            continue
        inner = item.get("_source")
        if _is_object(inner):
            item = inner
        if malcolm.is_malcolm(item):
            return True
        path = item.get("_path")
        if isinstance(path, str) and "ts" in item:
            return True
        ends = item.get("id")
        if "ts" in item and _is_object(ends) and "orig_h" in ends:
            return True
        names = {dotted(name) for name in item}
        if "ts" in names and (kind_of_fields(names) or "id.orig_h" in names):
            return True
        if "ts" in item and kind_of_name(raw.base) in ("known_hosts", "known_devices"):
            return True
    return _is_search(start)


def _is_search(start: bytes) -> bool:
    """A document over many lines, of which only the beginning is here."""
    marks = (b'"hits"', b'"_source"', b'"firstPacket"', b'"event"', b'"source.ip"', b'"source"')
    named = b'"zeek' in start or b'"firstPacket"' in start or b'"dataset"' in start
    return named and sum(mark in start for mark in marks) >= 2


def _object(line: bytes) -> dict[str, object] | None:
    try:
        item: object = json.loads(line.decode("utf-8", "replace").rstrip(",\r"))
    except (json.JSONDecodeError, RecursionError):
        return None
    return item if _is_object(item) else None


def _is_object(item: object) -> TypeGuard[dict[str, object]]:
    return isinstance(item, dict)


def read(raw: RawFile) -> Imported:
    """Read one log, or several of them in one file.

    Raises
    ------
    UnreadableFileError
        When it holds no entry of any log.
    """
    from audit.imports.zeek.entries import Reading
    from audit.imports.zeek.report import missing_text, observations_of

    reading = Reading(raw)
    _read(reading)
    found = observations_of(reading.net, raw) if reading.used else []
    if not reading.used and not reading.unread and not _is_empty_log(raw):
        raise UnreadableFileError(
            f"{raw.name}: no entry of a Zeek log was found"
            + (f" ({reading.skipped[0].what})" if reading.skipped else "")
            + "; send the log as the sensor wrote it, with its header lines"
        )
    skipped = [*reading.skipped]
    skipped += [Remark("", what) for _, what in reading.damage.notes]
    if reading.bad > len(reading.skipped):
        more = reading.bad - len(reading.skipped)
        skipped.append(Remark("further on", f"{more} more entries that were not understood"))
    if "conn" in reading.net.entries and (missing := missing_text(reading.net)):
        what = f"{missing}; the sensor may have been off, so each time in between counts alone"
        skipped.append(Remark("", what))
    return Imported(tuple(found), reading.used, (*skipped, *_unread(reading)))


def _read(reading: Reading) -> None:
    from audit.imports.zeek.entries import read_csv, read_document, read_lines, read_table
    from audit.imports.zeek.pieces import head_of

    start = head_of(reading.raw.data).lstrip(b"\xef\xbb\xbf \r\n\t")
    if start[:1] not in (b"{", b"["):
        (read_table if start.startswith(b"#") else read_csv)(reading)
    elif _object(start.partition(b"\n")[0]) is not None or start[:64].strip() == b"[":
        whole = b"\n" not in start.strip() and len(start) < 32768
        (read_document if whole and _is_one(start) else read_lines)(reading)
    else:
        read_document(reading)


def _is_one(start: bytes) -> bool:
    """Whether a single line is the answer of a search, not an entry."""
    item = _object(start.strip())
    return item is not None and ("hits" in item or "results" in item or "data" in item)


def _is_empty_log(raw: RawFile) -> bool:
    from audit.imports.zeek.pieces import head_of

    return b"#fields" in head_of(raw.data)


def _unread(reading: Reading) -> tuple[Remark, ...]:
    return tuple(
        Remark(f"log {name}"[:80], f"{count} entries are of no use here; not read")
        for name, count in sorted(reading.unread.items())[:20]
    )


def scrub(data: bytes) -> bytes:
    """Take the passwords out that Zeek writes for some protocols."""
    from audit.imports.zeek import secrets

    return secrets.scrub(data)


ZEEK = Importer(
    "zeek", "Zeek and ICSNPP logs (tables, JSON, gz), Malcolm exports", sniff, read, scrub, True
)
IMPORTERS = (ZEEK,)
