"""A client's logo and two colours: checked bytes and numbers in, a style sheet and an image out.

A logo is a file of the case, so it is as hostile as any other: an SVG is read by a parser that
expands nothing and keeps only drawing elements; a PNG must be whole and small.
"""

from __future__ import annotations

import base64
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.errors import ReportError

MAIN, SECOND = "#0b4f6c", "#6f8ea0"
"""The colours of a report without a brand."""
MOST_BYTES = 256 * 1024
MOST_PIXELS = 4_000
LEAST_CONTRAST, LEAST_SECOND = 4.5, 2.0
"""Against white paper: WCAG 2.2, 1.4.3 for text; half as much for bars, which carry words."""
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = frozenset(
    {
        *("svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line"),
        *("polyline", "polygon", "text", "tspan", "linearGradient", "radialGradient", "stop"),
        *("clipPath", "mask", "symbol"),
    }
)
_REFERENCE = re.compile(r"url\(\s*['\"]?(?!#)|javascript:|data:|@import|expression\(", re.I)


@dataclass(frozen=True, slots=True)
class Brand:
    """What a report wears."""

    logo: str = ""
    """A data URI; empty: none."""
    main: str = MAIN
    second: str = SECOND

    def style(self) -> str:
        """The colours as the style sheet takes them."""
        return f":root{{--main:{self.main};--second:{self.second}}}"


PLAIN = Brand()


def load_brand(root: Path, logo: str = "", main: str = "", second: str = "") -> Brand:
    """Check a case's logo, a path from the case folder, and its colours.

    Raises
    ------
    ReportError
        What is wrong with the file or the colour, and what to do.
    """
    return Brand(
        logo=_logo(root.resolve(), root / logo) if logo else "",
        main=_colour(main or MAIN, LEAST_CONTRAST),
        second=_colour(second or SECOND, LEAST_SECOND),
    )


def contrast(colour: str) -> float:
    """The contrast of a colour against white (WCAG 2.2, relative luminance), 1 to 21."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def _colour(text: str, least: float) -> str:
    if not _COLOUR.match(text):
        raise ReportError(f"{text!r} is no colour; write six hexadecimal digits, like #0b4f6c")
    if contrast(text) < least:
        raise ReportError(
            f"the colour {text} is too light for white paper (contrast {contrast(text):.1f},"
            f" {least} is needed); choose a darker one"
        )
    return text.lower()


def _logo(root: Path, path: Path) -> str:
    if not path.resolve().is_relative_to(root):
        raise ReportError(f"the logo {path.name} lies outside the case folder; copy it there")
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ReportError(f"the logo {path} cannot be read ({error.strerror})") from None
    if len(data) > MOST_BYTES:
        raise ReportError(f"the logo {path.name} is larger than {MOST_BYTES // 1024} kB")
    if data.startswith(_PNG):
        _check_png(data, path.name)
        return f"data:image/png;base64,{base64.b64encode(data).decode('ascii')}"
    clean = _clean_svg(data, path.name)
    return f"data:image/svg+xml;base64,{base64.b64encode(clean).decode('ascii')}"


def _check_png(data: bytes, name: str) -> None:
    """Read the chunks (PNG, third edition, 5.3): sizes, checksums, an end."""
    place, ended, first = len(_PNG), False, True
    while not ended and place + 12 <= len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        kind, end = data[place + 4 : place + 8], place + 8 + length
        body = data[place + 8 : end]
        if end + 4 > len(data) or zlib.crc32(kind + body) != int.from_bytes(
            data[end : end + 4], "big"
        ):
            break
        if first:
            sizes = int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big")
            if kind != b"IHDR" or not all(0 < size <= MOST_PIXELS for size in sizes):
                raise ReportError(
                    f"the logo {name} is {sizes[0]} × {sizes[1]} pixels; at most {MOST_PIXELS}"
                )
            first = False
        ended, place = kind == b"IEND", end + 4
    if not ended:
        raise ReportError(f"the logo {name} is a damaged PNG; export it again")


def _clean_svg(data: bytes, name: str) -> bytes:
    """The drawing with only elements and attributes that draw; anything else refuses it."""
    from xml.etree.ElementTree import ParseError, register_namespace, tostring

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Any = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise ReportError(f"the logo {name} is neither a PNG nor a plain SVG drawing") from None
    for element in root.iter():
        tag = str(element.tag)
        if not tag.startswith(_SVG) or tag.removeprefix(_SVG) not in _ELEMENTS:
            raise ReportError(
                f"the logo {name} holds <{tag.rsplit('}', 1)[-1][:40]}>;"
                " only shapes, text and gradients are allowed: export it as plain SVG"
            )
        for attribute, value in list(element.attrib.items()):
            if _is_harmful(attribute, value):
                raise ReportError(
                    f"the logo {name} has the attribute {attribute.rsplit('}', 1)[-1][:40]},"
                    " which could run or fetch something; export it as plain SVG"
                )
    if root.tag != f"{_SVG}svg":
        raise ReportError(f"the logo {name} is no SVG drawing")
    register_namespace("", _SVG.strip("{}"))
    made: bytes = tostring(root, encoding="utf-8")
    return made


def _is_harmful(attribute: str, value: str) -> bool:
    plain = attribute.rsplit("}", 1)[-1].lower()
    if plain == "href":
        return not value.startswith("#")
    return plain.startswith("on") or bool(_REFERENCE.search(value))
