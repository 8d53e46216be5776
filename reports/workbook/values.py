"""Give every formula cell its computed value: openpyxl writes formulas without one, and viewers
that do not calculate (phones, previews, converters) would show nothing.

Workbook bytes and the known values in, workbook bytes out; the same input gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date

from reports.workbook.bulk import Bulk, Value, inserted, typed

Values = Mapping[str, Mapping[str, Value]]
"""Sheet title → cell such as `B7` → the formula's value."""

_CELL = re.compile(
    r'<c r="(?P<at>[A-Z]+[0-9]+)"(?P<style> s="[0-9]+")?(?: t="[a-zA-Z]+")?>'
    r"(?P<formula><f>[^<]*</f>)<v ?/?>(?:</v>)?</c>"
)
_STAMP = re.compile(r"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


class MissingValueError(Exception):
    """A formula was written without its value: a defect of the sheet's writer."""


def store_values(
    data: bytes,
    sheets: list[str],
    values: Values,
    made_on: date,
    bulks: Mapping[str, Bulk] | None = None,
) -> bytes:
    """Return the workbook with each formula's value stored, dated `made_on`.

    `sheets` are the titles in the workbook's order: sheet 1 lies in sheet1.xml, and so on; `bulks`
    are rows that a sheet still lacks.

    Raises
    ------
    MissingValueError
        A formula has no value.
    """
    parts = {f"xl/worksheets/sheet{n}.xml": title for n, title in enumerate(sheets, 1)}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename in parts:
                title = parts[item.filename]
                content = sheet_with_values(content, title, values.get(title, {}))
            if item.filename == "docProps/core.xml":
                content = _dated(content, made_on)
            stamp = zipfile.ZipInfo(
                item.filename, (made_on.year, made_on.month, made_on.day, 0, 0, 0)
            )
            stamp.compress_type = zipfile.ZIP_DEFLATED
            bulk = (bulks or {}).get(parts.get(item.filename, ""))
            with new.open(stamp, "w", force_zip64=bulk is not None) as stream:
                for piece in inserted(content, bulk) if bulk else (content,):
                    stream.write(piece)
    return made.getvalue()


def sheet_with_values(xml: bytes, title: str, values: Mapping[str, Value]) -> bytes:
    """Return the sheet's XML with a `<v>` in each formula cell."""

    def stored(match: re.Match[str]) -> str:
        at = match["at"]
        if at not in values:
            raise MissingValueError(f"{title}!{at}: the formula has no value")
        kind, text = typed(values[at])
        return f'<c r="{at}"{match["style"] or ""}{kind}>{match["formula"]}<v>{text}</v></c>'

    text, number = _CELL.subn(stored, xml.decode("utf-8"))
    if number != text.count("<f>"):
        raise MissingValueError(f"{title}: a formula cell was not recognised")
    return text.encode("utf-8")


def _dated(core: bytes, made_on: date) -> bytes:
    stamp = rf"\g<1>{made_on.isoformat()}T00:00:00Z\g<3>"
    return _STAMP.sub(stamp, core.decode("utf-8")).encode("utf-8")
