"""Long tables as rows of XML: what openpyxl needs a second and a hundred megabytes for, this writes
into the finished workbook row by row (ECMA-376, Part 1, 18.3.1.73 row, 18.3.1.4 c).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST = 32_767
"""Characters that a cell can hold."""
_EPOCH = date(1899, 12, 30)
Plain = str | float | int | date | None


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
    rows: Sequence[Sequence[Plain]]
    styles: Styles
    letters: tuple[str, ...]
    height: Callable[[Sequence[Plain]], float]
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

    def _cell(self, place: int, number: int, value: Plain) -> str:
        at = f"{self.letters[place]}{number}"
        if value is None or value == "":
            return f'<c r="{at}" s="{self.styles.text[place]}"/>'
        if isinstance(value, str):
            text = escaped(value)
            return (
                f'<c r="{at}" s="{self.styles.text[place]}" t="inlineStr"><is>'
                f'<t xml:space="preserve">{text}</t></is></c>'
            )
        if isinstance(value, date):
            return f'<c r="{at}" s="{self.styles.day[place]}"><v>{(value - _EPOCH).days}</v></c>'
        return f'<c r="{at}" s="{self.styles.number[place]}"><v>{value!r}</v></c>'


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
