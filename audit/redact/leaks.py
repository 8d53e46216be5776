"""A last look at what is about to be handed over: does any original still stand in it?"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from audit.redact.text import ADDRESS, Words, is_address

MOST = 200
"""Leaks named; one is enough to stop."""


@dataclass(frozen=True, slots=True)
class Leak:
    """An original in a file that should not hold it."""

    file: str
    original: str
    around: str


def leaks_in(folder: Path, originals: Mapping[str, str]) -> tuple[Leak, ...]:
    """Search every file of a folder, workbooks inside too, for names and addresses.

    Text that is compressed inside a PDF is not searched; it is set from the same dataset as the
    JSON and HTML beside it.
    """
    kept = set(originals.values())
    names = {name: "" for name in originals if name not in kept and not _address(name)}
    addresses = {name.casefold() for name in originals if name not in kept and _address(name)}
    words = Words(names)
    found: list[Leak] = []
    for file, text in _texts(folder):
        for start, end, _ in words.found(text):
            found.append(Leak(file, text[start:end], _around(text, start, end)))
        found.extend(
            Leak(file, match.group(), _around(text, match.start(), match.end()))
            for match in ADDRESS.finditer(text)
            if match.group().casefold() in addresses
        )
        if len(found) >= MOST:
            break
    return tuple(found[:MOST])


def _address(text: str) -> bool:
    return is_address(text) or ADDRESS.fullmatch(text) is not None


def _around(text: str, start: int, end: int) -> str:
    return " ".join(text[max(0, start - 30) : end + 30].split())


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or path.suffix == ".pdf":
            continue
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as book:
                for member in book.namelist():
                    if member.endswith((".xml", ".json", ".csv", ".rels")):
                        yield f"{name}!{member}", _plain(book.read(member))
        else:
            yield name, _plain(path.read_bytes())


def _plain(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    if "\\u" in text:
        try:
            text = json.dumps(json.loads(text), ensure_ascii=False)
        except ValueError:
            return unescape(text)
    return unescape(text)
