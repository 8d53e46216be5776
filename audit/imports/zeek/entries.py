"""The entries of a log, whatever its shape: lines in, wanted fields to the log's reader out.

Shapes: Zeek's own tables (header lines with `#`, any separator), one JSON object a line, JSON
documents of a search (Malcolm, Arkime, OpenSearch), and CSV exports of one. Which log an entry
belongs to, the header or the entry says; else its fields do; else the file's name.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TypeGuard

from audit.capture.batch import Damage
from audit.imports.contract import RawFile, Remark
from audit.imports.zeek import malcolm
from audit.imports.zeek.kinds import KINDS, dotted, kind_of_fields, kind_of_name
from audit.imports.zeek.net import Net, Take
from audit.imports.zeek.pieces import blocks
from audit.imports.zeek.values import plain_of, seconds_of

MAX_REMARKS = 50
MAX_DOCUMENT = 256 * 2**20
MAX_FIELDS = 2000
_TROUBLE = (ValueError, KeyError, TypeError, IndexError, OverflowError)


@dataclass(slots=True)
class Reading:
    """One file while it is read."""

    raw: RawFile
    net: Net = field(default_factory=Net)
    damage: Damage = field(default_factory=Damage)
    skipped: list[Remark] = field(default_factory=list[Remark])
    bad: int = 0
    """Entries that were not understood."""
    used: int = 0
    unread: dict[str, int] = field(default_factory=dict[str, int])
    """Entries of logs that are of no use here, by log."""
    takes: dict[str, Take] = field(default_factory=dict[str, Take])

    def take_of(self, path: str) -> Take | None:
        """The reader of a log; None when the log is of no use."""
        if path not in self.takes and path in KINDS:
            self.takes[path] = KINDS[path].reader(self.net)
        return self.takes.get(path)

    def wrong(self, where: str, error: object) -> None:
        """Note an entry that was not understood."""
        self.bad += 1
        if len(self.skipped) < MAX_REMARKS:
            text = " ".join(str(error).split())[:120]
            self.skipped.append(Remark(where, f"not understood ({text}); left out"))

    def used_in(self, path: str, count: int = 1) -> None:
        """Count entries that were read."""
        self.used += count
        self.net.entries[path] = self.net.entries.get(path, 0) + count


def read_table(reading: Reading) -> None:
    """Read Zeek's own tables; several, one after the other, may stand in one file."""
    table = _Table(reading)
    number = 0
    for lines in blocks(reading.raw, reading.damage):
        table.block(lines, number)
        number += len(lines)
    table.close()


@dataclass(slots=True)
class _Table:
    reading: Reading
    separator: str = "\t"
    path: str = ""
    width: int = 0
    take: Take | None = None
    pick: Callable[[list[str]], tuple[str, ...]] | None = None
    unset: str = "-"
    empty: str = "(empty)"
    count: int = 0

    def block(self, lines: list[str], number: int) -> None:
        """Read the lines of one piece."""
        separator, width, take, pick = self.separator, self.width, self.take, self.pick
        count = 0
        for at, line in enumerate(lines, start=number + 1):
            if line.startswith("#") or not line:
                if line:
                    self.count, count = self.count + count, 0
                    self._header(line.rstrip("\r"))
                    separator, width, take, pick = self.separator, self.width, self.take, self.pick
                continue
            if take is None or pick is None:
                self._unread()
                continue
            row = line.split(separator)
            if len(row) != width:
                what = f"{len(row)} fields where the header has {width}"
                self.reading.wrong(f"line {at}", what)
                continue
            row.append("-")  # what the log has no column for
            try:
                take(*pick(row))
            except _TROUBLE as error:
                self.reading.wrong(f"line {at}", error)
            else:
                count += 1
        self.count += count

    def close(self) -> None:
        """Count what was read since the last header."""
        if self.count:
            self.reading.used_in(self.path, self.count)
        self.count = 0

    def _unread(self) -> None:
        name = self.path or "without a header"
        self.reading.unread[name] = self.reading.unread.get(name, 0) + 1

    def _header(self, line: str) -> None:
        word, _, rest = line.partition(" " if line.startswith("#separator") else self.separator)
        if word == "#separator":
            self.separator = _separator(rest)
        elif word == "#unset_field":
            self.unset = rest
        elif word == "#empty_field":
            self.empty = rest
        elif word == "#path":
            self.close()
            self.path, self.take, self.pick = rest.strip(), None, None
        elif word == "#fields":
            self._fields(rest.split(self.separator))

    def _fields(self, names: list[str]) -> None:
        self.close()
        names = [dotted(name) for name in names]
        self.width = min(len(names), MAX_FIELDS)
        if not self.path:
            self.path = kind_of_name(self.reading.raw.base) or kind_of_fields(set(names))
        self.take = self.reading.take_of(self.path)
        if self.take is None:
            return
        known = {name: index for index, name in enumerate(names[:MAX_FIELDS])}
        wanted = KINDS[self.path].fields
        getter = itemgetter(*(known.get(name, -1) for name in wanted))
        self.pick = getter
        if (self.unset, self.empty) != ("-", "(empty)"):
            self.pick = _renamed(getter, {self.unset: "-", self.empty: "(empty)"})


def _renamed(
    getter: Callable[[list[str]], tuple[str, ...]], other: dict[str, str]
) -> Callable[[list[str]], tuple[str, ...]]:
    """Write unset and empty fields as Zeek writes them where nobody changed that."""

    def pick(row: list[str]) -> tuple[str, ...]:
        return tuple(other.get(value, value) for value in getter(row))

    return pick


def _separator(text: str) -> str:
    """`\\x09` as the character that it stands for; a tab when it makes no sense."""
    with_codes = re.sub(
        r"\\x([0-9a-fA-F]{2})", lambda m: chr(int(m[1], 16)), text.strip("\r\n")[:16]
    )
    return with_codes if with_codes.strip(" ") or with_codes == " " else "\t"


def read_lines(reading: Reading) -> None:
    """Read one JSON object a line."""
    entry = _Entries(reading)
    number = 0
    for lines in blocks(reading.raw, reading.damage):
        for at, line in enumerate(lines, start=number + 1):
            if line and not line.isspace():
                entry.text(f"line {at}", line)
        number += len(lines)


def read_document(reading: Reading) -> None:
    """Read the answer of a search: objects in a list, or below `hits`, `results` or `data`."""
    entry = _Entries(reading)
    text = "\n".join("\n".join(lines) for lines in _bounded(reading))
    try:
        whole = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        reading.wrong(f"line {getattr(error, 'lineno', 1)}", "no whole JSON document")
        return
    for number, item in enumerate(malcolm.objects_of(whole), start=1):
        entry.item(f"object {number}", item)


def read_csv(reading: Reading) -> None:
    """Read the CSV export of a search."""
    entry = _Entries(reading)
    csv.field_size_limit(2**20)
    lines = (line for block in blocks(reading.raw, reading.damage) for line in block)
    cleaned = (line.replace("\0", "") for line in lines)
    first = next(cleaned, "")
    cut = max(",;\t", key=first.count)
    rows = csv.reader(_with(first, cleaned), delimiter=cut)
    header: list[str] = []
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            reading.wrong(f"line {rows.line_num}", error)
            continue
        if not header:
            header = [name.strip() for name in row[:MAX_FIELDS]]
        elif any(row):
            pairs = zip(header, row, strict=False)
            item = {name: value for name, value in pairs if value not in ("", "-", " - ")}
            entry.item(f"line {rows.line_num}", item)


def _with(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest


def _bounded(reading: Reading) -> Iterator[list[str]]:
    size = 0
    for lines in blocks(reading.raw, reading.damage):
        size += sum(map(len, lines))
        if size > MAX_DOCUMENT:
            what = f"more than {MAX_DOCUMENT // 2**20} MB in one JSON document; export in parts"
            reading.damage.add(0, what)
            return
        yield lines


@dataclass(slots=True)
class _Entries:
    """Objects, each of which may be of another log."""

    reading: Reading
    named: str = ""
    shapes: dict[tuple[str, ...], str] = field(default_factory=dict[tuple[str, ...], str])

    def __post_init__(self) -> None:
        self.named = kind_of_name(self.reading.raw.base)

    def text(self, where: str, line: str) -> None:
        """Read an object from its text."""
        try:
            item: object = json.loads(line.rstrip(",\r"))
        except (json.JSONDecodeError, RecursionError):
            if line.strip() not in ("[", "]"):
                self.reading.wrong(where, "no JSON object")
            return
        if not _is_object(item):
            self.reading.wrong(where, "no JSON object")
        elif (inner := item.get("_source")) is not None and _is_object(inner):
            self.item(where, inner)
        else:
            self.item(where, item)

    def item(self, where: str, item: Mapping[str, object]) -> None:
        """Hand an object's fields to the reader of its log."""
        reading, path = self.reading, ""
        try:
            if malcolm.is_malcolm(item):
                reading.net.whole = False
                path, item = malcolm.translated(item)
            else:
                item = _flat(item)
                path = self._path(item)
            take = reading.take_of(path)
            if take is None:
                self._unread(path or "of an unknown log")
                return
            values = [plain_of(item.get(name)) for name in KINDS[path].fields]
            values[0] = repr(seconds_of(values[0])) if values[0] != "-" else "0"
            take(*values)
        except _TROUBLE as error:
            reading.wrong(where, error)
        else:
            reading.used_in(path)

    def _unread(self, name: str) -> None:
        unread = self.reading.unread
        if name in unread or len(unread) < MAX_REMARKS:
            unread[name] = unread.get(name, 0) + 1

    def _path(self, item: Mapping[str, object]) -> str:
        path = item.get("_path")
        if isinstance(path, str):
            return path[:64]
        if self.named:
            return self.named
        shape = tuple(item)
        if shape not in self.shapes:
            if len(self.shapes) > 500:
                self.shapes.clear()
            self.shapes[shape] = kind_of_fields(set(shape))
        return self.shapes[shape]


def _flat(item: Mapping[str, object]) -> Mapping[str, object]:
    """Some exporters nest what Zeek joins by a dot: `{"id": {"orig_h": …}}`, or join it by `_`."""
    if "id_orig_h" in item:
        return {dotted(key): value for key, value in item.items()}
    nested = {key: value for key, value in item.items() if _is_object(value)}
    if not nested:
        return item
    found = dict(item)
    for key, value in nested.items():
        if _is_object(value):
            found |= {f"{key}.{name}": inner for name, inner in value.items()}
    return found


def _is_object(item: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(item, dict)
