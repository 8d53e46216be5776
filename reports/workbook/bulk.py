"""Long tables as rows of XML: what openpyxl needs a second and a hundred megabytes for, this writes
into the finished workbook row by row (ECMA-376, Part 1, 18.3.1.73 row, 18.3.1.4 c, 18.3.1.40 f).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar, overload

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST = 32_767
"""Characters that a cell can hold."""
_EPOCH = date(1899, 12, 30)
Value = str | float | int | bool
"""What a formula can come to."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula and the value that it has with the numbers as written."""

    text: str
    value: Value


Plain = str | float | int | date | None
Cell = Plain | Formula


class Rows(Sequence[Sequence[Cell]], Generic[T]):
    """Rows that are made when they are written, one of each item: a long table is never there
    whole.
    """

    def __init__(self, items: Sequence[T], row: Callable[[T], Sequence[Cell]]) -> None:
        self._items = items
        self._row = row

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, at: int) -> Sequence[Cell]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Sequence[Cell]]: ...
    def __getitem__(self, at: int | slice) -> Sequence[Cell] | Sequence[Sequence[Cell]]:
        if isinstance(at, slice):
            return list(map(self._row, self._items[at]))
        return self._row(self._items[at])

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        return map(self._row, self._items)


@dataclass(frozen=True, slots=True)
class Styles:
    """Style numbers of the workbook: of texts, numbers and days, for each column."""

    text: tuple[int, ...]
    number: tuple[int, ...]
    day: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bulk:
    """The rows of a sheet that are written last."""

    first_row: int
    rows: Sequence[Sequence[Cell]]
    styles: Styles
    letters: tuple[str, ...]
    height: Callable[[Sequence[Cell]], float]
    """Of a row, in points."""

    def xml(self) -> Iterator[bytes]:
        """Yield the rows, some hundred at a time."""
        made: list[str] = []
        for number, row in enumerate(self.rows, self.first_row):
            made.append(f'<row r="{number}" ht="{self.height(row):g}" customHeight="1">')
            made += [self._cell(place, number, value) for place, value in enumerate(row)]
            made.append("</row>")
            if len(made) > 20_000:
                yield "".join(made).encode("utf-8")
                made = []
        yield "".join(made).encode("utf-8")

    def _cell(self, place: int, number: int, value: Cell) -> str:
        at = f"{self.letters[place]}{number}"
        if value is None:
            return f'<c r="{at}" s="{self.styles.number[place]}"/>'
        if value == "":
            return f'<c r="{at}" s="{self.styles.text[place]}"/>'
        if isinstance(value, str):
            text = escaped(value)
            return (
                f'<c r="{at}" s="{self.styles.text[place]}" t="inlineStr"><is>'
                f'<t xml:space="preserve">{text}</t></is></c>'
            )
        if isinstance(value, date):
            return f'<c r="{at}" s="{self.styles.day[place]}"><v>{(value - _EPOCH).days}</v></c>'
        if isinstance(value, Formula):
            kind, stored = typed(value.value)
            return (
                f'<c r="{at}" s="{self.styles.number[place]}"{kind}>'
                f"<f>{escaped(value.text[1:])}</f><v>{stored}</v></c>"
            )
        return f'<c r="{at}" s="{self.styles.number[place]}"><v>{value!r}</v></c>'


def typed(value: Value) -> tuple[str, str]:
    """The type attribute and the text of a formula's value."""
    if isinstance(value, bool):
        return ' t="b"', "1" if value else "0"
    if isinstance(value, int | float):
        return "", repr(value)
    return ' t="str"', escaped(value)


def escaped(text: str) -> str:
    """Text as XML, without characters that XML 1.0 cannot hold."""
    text = text[:LONGEST]
    if not text.isprintable():
        text = _ILLEGAL.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def inserted(xml: bytes, bulk: Bulk) -> Iterator[bytes]:
    """Yield the sheet's XML with the rows at the end of its data."""
    head, mark, tail = xml.partition(b"</sheetData>")
    if not mark:
        raise ValueError("the sheet has no </sheetData>: its rows cannot be added")
    last = bulk.first_row + len(bulk.rows) - 1
    size = f'<dimension ref="A1:{bulk.letters[-1]}{last}"/>'.encode()
    yield re.sub(rb"<dimension [^>]*/>", size, head, count=1)
    yield from bulk.xml()
    yield mark + tail
