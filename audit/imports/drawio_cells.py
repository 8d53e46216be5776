"""The shapes and lines of a draw.io file: XML in, labelled shapes and edges of each page out.

Format: jgraph's mxfile. A page is an `mxGraphModel`, as XML or as text that was URL-encoded,
deflated without a header (RFC 1951) and base64-encoded. All of it is bounded.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import zlib
from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

MAX_BYTES = 32 * 2**20
MAX_PAGE = 64 * 2**20
"""Bytes of a page after decompression."""
MAX_CELLS = 100_000
MAX_DEPTH = 50
MAX_LABEL = 255
_BREAKS = re.compile(r"<\s*(?:br|/div|/p|/li|/tr|hr)\b[^>]*>", re.I)
_TAGS = re.compile(r"<[/!a-zA-Z][^<>]{0,4000}>")
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufeff]")
_PORT = re.compile(
    r"(?:[a-z][a-z_. -]{0,24}?[ -]?)?\d{1,4}(?:[/.:]\d{1,4}){0,4}(?:\s?p\d{1,2}(?:\s?r)?)?", re.I
)
_PORT_WORDS = re.compile(
    r"(?:p|x|port|eth|ethernet|gi|gig|gigabitethernet|fa|fastethernet|te|tengigabitethernet|twe|fo|"
    r"hu|po|port-channel|ge|xe|et|ae|lan|wan|sfp|sfp-sfpplus|ether|en|eno|ens|enp|em|bond|lag|"
    r"trk|mgmt|uplink|anschluss|buchse|nic|int|interface)?[ .-]*",
    re.I,
)


class DrawingError(Exception):
    """Raised when a file or page is no readable drawing; the message says why."""


@dataclass(slots=True)
class Cell:
    """A shape, a line or a text of a page."""

    cell_id: str
    parent: str = ""
    label: str = ""
    """Lines of text without markup."""
    is_edge: bool = False
    is_vertex: bool = False
    source: str = ""
    target: str = ""
    along: float | None = None
    """Of a text on a line: -1 at its start, 1 at its end."""
    extra: dict[str, str] = field(default_factory=dict[str, str])
    """Properties somebody gave the shape, keys in lower case."""


@dataclass(slots=True)
class Page:
    """One page; `problem` says why it has no cells."""

    name: str
    cells: dict[str, Cell] = field(default_factory=dict[str, Cell])
    children: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    problem: str = ""


def pages_of(data: bytes) -> list[Page]:
    """Read every page.

    Raises
    ------
    DrawingError
        When the file is too large or no such drawing.
    """
    if len(data) > MAX_BYTES:
        raise DrawingError(f"larger than {MAX_BYTES // 2**20} MB; save the pages as own files")
    root = xml_of(data)
    if _tag(root) == "svg":
        root = xml_of(root.get("content", "").encode())
    if _tag(root) == "mxGraphModel":
        return [_page("page 1", root)]
    if _tag(root) != "mxfile":
        raise DrawingError(f"its first element is {_tag(root)[:40]!r} and not mxfile")
    found = [element for element in root if _tag(element) == "diagram"]
    return [_diagram(element, number) for number, element in enumerate(found, 1)]


def xml_of(data: bytes) -> Element:
    """Parse XML without document types and entities.

    Raises
    ------
    DrawingError
        When it breaks, or uses what is not read for safety.
    """
    try:
        return fromstring(data, forbid_dtd=True)
    except ParseError as error:
        raise DrawingError(f"the XML breaks at {error.msg}") from None
    except (DefusedXmlException, LookupError, ValueError, RecursionError) as error:
        what = type(error).__name__
        raise DrawingError(f"the XML uses {what}, which is not read for safety") from None


def _tag(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _diagram(element: Element, number: int) -> Page:
    name = clean(element.get("name", "")) or f"page {number}"
    for child in element:
        if _tag(child) == "mxGraphModel":
            return _page(name, child)
    try:
        return _page(name, xml_of(_inflated(element.text or "")))
    except DrawingError as error:
        return Page(name, problem=str(error))


def _inflated(text: str) -> bytes:
    text = text.strip()
    if not text:
        raise DrawingError("the page is empty")
    if text.startswith(("<", "%3C", "%3c")):
        return unquote(text).encode()
    try:
        packed = base64.b64decode(text)
        inflater = zlib.decompressobj(-15)
        plain = inflater.decompress(packed, MAX_PAGE)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise DrawingError(f"the page cannot be decompressed ({error}); save it again") from None
    if inflater.unconsumed_tail:
        raise DrawingError(f"the page is larger than {MAX_PAGE // 2**20} MB unpacked")
    return unquote(plain.decode("utf-8", "replace")).encode()


def _page(name: str, model: Element) -> Page:
    page = Page(name)
    root = next((child for child in model if _tag(child) == "root"), None)
    if root is None:
        page.problem = "the page holds no shapes"
        return page
    for element in root:
        if len(page.cells) >= MAX_CELLS:
            page.problem = f"more than {MAX_CELLS} shapes; what follows is not read"
            break
        if (cell := _cell(element)) is not None:
            page.cells[cell.cell_id] = cell
            page.children[cell.parent].append(cell.cell_id)
    return page


def _cell(element: Element) -> Cell | None:
    """An `mxCell`, or an `object` around one that holds its label and properties."""
    inner, given = element, dict[str, str]()
    if _tag(element) in ("object", "UserObject"):
        wrapped = next((child for child in element if _tag(child) == "mxCell"), None)
        if wrapped is None:
            return None
        inner = wrapped
        given = {clean(k).casefold(): clean(v) for k, v in list(element.attrib.items())[:64]}
    elif _tag(element) != "mxCell":
        return None
    cell_id = element.get("id") or inner.get("id") or ""
    text = element.get("label") or inner.get("value") or ""
    return Cell(
        cell_id[:MAX_LABEL],
        inner.get("parent", "")[:MAX_LABEL],
        _filled(plain_text(text), given),
        inner.get("edge") == "1",
        inner.get("vertex") == "1",
        inner.get("source", "")[:MAX_LABEL],
        inner.get("target", "")[:MAX_LABEL],
        _along(inner),
        given,
    )


def _filled(label: str, given: dict[str, str]) -> str:
    """Replace `%name%` placeholders by the shape's own properties."""
    return re.sub(r"%(\w{1,60})%", lambda m: given.get(m[1].casefold(), m[0]), label)[:2000]


def _along(cell: Element) -> float | None:
    for child in cell:
        if _tag(child) == "mxGeometry" and child.get("relative") == "1":
            try:
                return float(child.get("x", "0"))
            except ValueError:
                return 0.0
    return None


def plain_text(value: str) -> str:
    """Return the lines of a label without markup; empty lines are left out."""
    text = _TAGS.sub("", _BREAKS.sub("\n", value[:20_000].replace("\r", "")))
    lines = (clean(line) for line in html.unescape(text).split("\n"))
    return "\n".join(line for line in lines if line)


def clean(text: str) -> str:
    """Return one line without controls, at most 255 characters."""
    return " ".join(_UNSEEN.sub("", text.replace("\xa0", " ")).split())[:MAX_LABEL]


def is_port(text: str) -> bool:
    """Whether a text is the name of a port: `Gi1/0/1`, `Port 5`, `X1 P2`, `7`."""
    match = _PORT.fullmatch(text.strip())
    if match is None:
        return False
    letters = re.split(r"\d", text.strip(), maxsplit=1)[0]
    return bool(_PORT_WORDS.fullmatch(letters))
