"""What a client's headings mean, kept with the case: mappings.csv in, words out, and back."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from pathlib import Path

from audit.imports.contract import ColumnWord
from audit.imports.lists.blocks import fields_of
from audit.imports.lists.words import WORDS
from audit.inventory.rows import header_key

FILE = "mappings.csv"
MAX_WORDS = 5_000
IGNORED = "-"
"""Written for a heading that somebody said means nothing."""


class MappingError(Exception):
    """Raised when mappings.csv cannot be used: where, and what to do."""


def load(root: Path) -> tuple[ColumnWord, ...]:
    """Read the case's words; nothing when there are none yet.

    Raises
    ------
    MappingError
        With file and line of a word that names no table or column.
    """
    path = root / FILE
    if not path.is_file():
        return ()
    try:
        text = path.read_text(encoding="utf-8-sig")[: 2**22]
        rows = list(csv.reader(io.StringIO(text)))[: MAX_WORDS + 1]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise MappingError(f"{path}: cannot be read ({error}); correct or delete it") from None
    found: list[ColumnWord] = []
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cells):
            continue
        table, heading, column = ([cell.strip() for cell in cells] + ["", "", ""])[:3]
        word = ColumnWord(table, heading, "" if column == IGNORED else column)
        if why := wrong(word):
            raise MappingError(f"{path}:{number}: {why}; correct or delete this line")
        found.append(word)
    return tuple(found)


def wrong(word: ColumnWord) -> str:
    """Return why a word cannot be used; empty when it can."""
    if word.table not in WORDS:
        return f"{word.table[:40]!r} is none of the tables {', '.join(WORDS)}"
    if not header_key(word.heading):
        return "the heading is empty"
    if word.column and word.column not in fields_of(word.table):
        allowed = ", ".join(fields_of(word.table))
        return f"{word.column[:40]!r} is no column of {word.table}; allowed: {allowed}"
    return ""


def save(root: Path, words: Iterable[ColumnWord]) -> None:
    """Write the words beside case.toml; the last word on a heading counts."""
    kept = {(word.table, header_key(word.heading)): word for word in words}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("table", "heading", "column"))
    writer.writerows((w.table, w.heading, w.column or IGNORED) for w in kept.values())
    part = root / f"{FILE}.part"
    part.write_text(text.getvalue(), encoding="utf-8", newline="\n")
    part.replace(root / FILE)


def digest(words: Iterable[ColumnWord]) -> str:
    """Return a mark of what is known: a list is read anew when it changes."""
    said = sorted(f"{w.table}\t{header_key(w.heading)}\t{w.column}" for w in words)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:8] if said else ""
