"""Visio drawings (.vsdx, a zip of XML): shapes and the connectors between them in, links out.

Format: [MS-VSDX]. A connector is glued to shapes by the page's `Connect` elements; its text names
the ports, as in a draw.io drawing. What is not glued at both ends is named and not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from audit.imports.contract import Imported, Importer, RawFile, UnreadableFileError
from audit.imports.drawio import drawn
from audit.imports.drawio_cells import (
    MAX_CELLS,
    MAX_DEPTH,
    MAX_PAGE,
    Cell,
    DrawingError,
    Page,
    clean,
    xml_of,
)
from audit.imports.packed import Packed, PackedError, names_of

METHOD = "vsdx"
MAX_PAGES = 500
_PAGE = re.compile(r"visio/pages/page\d{1,6}\.xml", re.I)
_NAME_KEYS = {"networkname", "hostname", "devicename", "device", "machinename", "name", "computer"}


def sniff(raw: RawFile) -> float:
    """1 for an archive with Visio's pages in it."""
    return 1.0 if "visio/document.xml" in names_of(raw.data) else 0.0


def read(raw: RawFile) -> Imported:
    """Read the connectors of every page.

    Raises
    ------
    UnreadableFileError
        When it is damaged or holds no page that can be read.
    """
    try:
        pages = list(_pages(Packed(raw.data)))
    except PackedError as error:
        raise UnreadableFileError(f"{raw.name}: {error}; open it in Visio and save it") from None
    if not any(page.cells for page in pages):
        why = next((f": {page.problem}" for page in pages if page.problem), "")
        raise UnreadableFileError(f"{raw.name}: no page with shapes was found{why}")
    return drawn(raw, pages, METHOD)


def _pages(packed: Packed) -> Iterator[Page]:
    names = _names(packed)
    files = sorted((n for n in packed.names if _PAGE.fullmatch(n)), key=lambda n: (len(n), n))
    for file in files[:MAX_PAGES]:
        name = names.get(file.rsplit("/", 1)[-1], file.rsplit("/", 1)[-1])
        try:
            yield _page(name, xml_of(packed.read(file, MAX_PAGE)))
        except (DrawingError, PackedError) as error:
            yield Page(name, problem=str(error))


def _names(packed: Packed) -> dict[str, str]:
    """File → the page's name; what cannot be read costs only the names."""
    index, rels = "visio/pages/pages.xml", "visio/pages/_rels/pages.xml.rels"
    if not {index, rels} <= set(packed.names):
        return {}
    try:
        targets = {
            element.get("Id", ""): element.get("Target", "").rsplit("/", 1)[-1]
            for element in xml_of(packed.read(rels, MAX_PAGE))
        }
        found: dict[str, str] = {}
        for page in xml_of(packed.read(index, MAX_PAGE)):
            for child in page:
                key = next((v for k, v in child.attrib.items() if k.endswith("}id")), "")
                if _tag(child) == "Rel" and key in targets:
                    found[targets[key]] = clean(page.get("Name") or page.get("NameU") or "")
    except (DrawingError, PackedError):
        return {}
    return found


def _tag(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _page(name: str, root: Element) -> Page:
    page = Page(name)
    ends = _connects(root)
    for shapes in (child for child in root if _tag(child) == "Shapes"):
        _add(page, shapes, "", ends, 0)
    return page


def _connects(root: Element) -> dict[str, dict[str, str]]:
    """Connector → which shape its beginning and its end are glued to."""
    found: dict[str, dict[str, str]] = {}
    for group in (child for child in root if _tag(child) == "Connects"):
        for one in group:
            cell, to = one.get("FromCell", ""), one.get("ToSheet", "")
            if cell in ("BeginX", "EndX") and to:
                found.setdefault(one.get("FromSheet", ""), {})[cell] = to
    return found


def _add(
    page: Page, shapes: Element, parent: str, ends: dict[str, dict[str, str]], depth: int
) -> None:
    for shape in shapes:
        if _tag(shape) != "Shape":
            continue
        if len(page.cells) >= MAX_CELLS or depth > MAX_DEPTH:
            page.problem = "too many shapes, or too deep in one another; the rest is not read"
            return
        cell = _cell(shape, parent, ends)
        page.cells[cell.cell_id] = cell
        page.children[parent].append(cell.cell_id)
        for inner in (child for child in shape if _tag(child) == "Shapes"):
            _add(page, inner, cell.cell_id, ends, depth + 1)


def _cell(shape: Element, parent: str, ends: dict[str, dict[str, str]]) -> Cell:
    shape_id = shape.get("ID", "")[:40]
    glued = ends.get(shape_id, {})
    own = {child.get("N", "") for child in shape if _tag(child) == "Cell"}
    is_edge = bool(glued) or {"BeginX", "EndX"} <= own
    text = next((child for child in shape if _tag(child) == "Text"), None)
    return Cell(
        shape_id, parent, _label(text), is_edge, not is_edge, glued.get("BeginX", ""),
        glued.get("EndX", ""), None, dict(_properties(shape)),
    )  # fmt: skip


def _label(text: Element | None) -> str:
    if text is None:
        return ""
    said = "".join(text.itertext())[:20_000].replace("\u2028", "\n")
    return "\n".join(line for part in said.split("\n") if (line := clean(part)))


def _properties(shape: Element) -> Iterator[tuple[str, str]]:
    """Give the shape's data: what calls it a name under `hostname`, the rest by its own name."""
    for section in (c for c in shape if _tag(c) == "Section" and c.get("N") == "Property"):
        for row in list(section)[:64]:
            cells = {c.get("N", ""): c.get("V", "") for c in row if _tag(c) == "Cell"}
            value = clean(cells.get("Value", ""))
            words = clean(cells.get("Label") or row.get("N") or "").casefold()
            key = re.sub(r"[ -]+", "_", words)
            if value:
                named = key.replace("_", "") in _NAME_KEYS
                yield ("hostname" if named else key), value


IMPORTERS = (Importer("vsdx", "Visio drawings (.vsdx)", sniff, read),)
