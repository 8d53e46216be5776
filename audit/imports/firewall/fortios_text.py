"""FortiOS configuration text in, its tables out: `config … / edit … / set … / next / end`.

Source: Fortinet, FortiOS CLI reference, chapter on the structure of commands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_LINES = 2_000_000
MAX_DEPTH = 30
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|\'([^\']*)\'|(\S+)')


@dataclass(slots=True)
class Entry:
    """One `edit`, or the settings of a table without entries (name empty)."""

    table: str
    """`firewall policy`; without the virtual domain."""
    name: str
    line: int
    domain: str = ""
    """The virtual domain; empty where there is none."""
    values: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def one(self, key: str, otherwise: str = "") -> str:
        """The first word of a setting."""
        return next(iter(self.values.get(key, ())), otherwise)


@dataclass(slots=True)
class _Level:
    table: str
    entry: Entry | None
    domain: str


def entries(text: str) -> Iterator[Entry]:
    """Give every entry when it ends, in the order of the file; one that is cut off too."""
    stack: list[_Level] = []
    lines = text.split("\n")[:MAX_LINES]
    number = 0
    while number < len(lines):
        line = lines[number].strip()
        number += 1
        first = line.split(" ", 1)[0]
        if first == "config":
            if len(stack) < MAX_DEPTH:
                stack.append(_opened(line, stack, number))
        elif first == "edit":
            yield from _closed(stack)
            if stack:
                words = words_of(line[5:])
                stack[-1].entry = Entry(
                    stack[-1].table, words[0] if words else "", number, stack[-1].domain
                )
        elif first == "set" and stack:
            line, number = _whole(line, lines, number)
            _set(stack[-1], line, number)
        elif first == "next":
            yield from _closed(stack)
        elif first == "end" and stack:
            yield from _closed(stack)
            stack.pop()
    while stack:
        yield from _closed(stack)
        stack.pop()


def _opened(line: str, stack: list[_Level], number: int) -> _Level:
    """A table; one inside an entry is named after the outer table."""
    name = " ".join(line.split()[1:])
    domain = stack[-1].domain if stack else ""
    outer = stack[-1] if stack else None
    if outer is not None and outer.table == "vdom" and outer.entry is not None:
        domain = outer.entry.name
    elif outer is not None and outer.table not in ("vdom", "global"):
        name = f"{outer.table} / {name}"
    return _Level(name, Entry(name, "", number, domain), domain)


def _closed(stack: list[_Level]) -> Iterator[Entry]:
    if stack and (entry := stack[-1].entry) is not None:
        stack[-1].entry = None
        if entry.name or entry.values:
            yield entry


def _whole(line: str, lines: list[str], number: int) -> tuple[str, int]:
    """A value in quotes may run over lines: keys, certificates, banners."""
    start = number
    while _is_open(line) and number < len(lines) and number - start < 500:
        line += "\n" + lines[number]
        number += 1
    return line, number


def _is_open(line: str) -> bool:
    return line.replace("\\\\", "").replace('\\"', "").count('"') % 2 == 1


def _set(level: _Level, line: str, number: int) -> None:
    words = words_of(line[4:])
    if not words:
        return
    if level.entry is None:
        level.entry = Entry(level.table, "", number, level.domain)
    if len(level.entry.values) < 2000:
        level.entry.values[words[0]] = tuple(words[1:5000])


def words_of(text: str) -> list[str]:
    """The words of a line; quotes hold blanks."""
    return [
        (a.replace('\\"', '"').replace("\\\\", "\\") if a or not (b or c) else b or c)
        for a, b, c in _WORD.findall(text)
    ]
