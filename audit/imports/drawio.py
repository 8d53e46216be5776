"""draw.io drawings: shapes and the lines between them in, documented links out.

A line between two labelled shapes is a cable. Its ports are the texts at its two ends, small port
shapes inside a device, or one text in its middle that names both (`Gi0/1 - Gi0/2`). What cannot be
read so is named with page and cell, and not guessed. Which device a label means is decided later,
against everything that is known (`audit.facts.reconcile`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.drawio_cells import MAX_DEPTH, Cell, DrawingError, Page, is_port, pages_of
from audit.inventory.tables import LinkRow
from audit.payloads import Coverage, observe
from audit.records import Grade, Kind, Observation, Source, Subject

METHOD = "drawio"
_SPLIT = re.compile(r"\s*(?:<-*>|<=*>|-+>|↔|⇔|→|–|—|\||;|,|\n|\s-+\s|\s/\s|\bto\b|\bzu\b)\s*")
_A_PORTS = ("source_port", "src_port", "a_port", "src_label", "sourceport", "local_port")
_B_PORTS = ("target_port", "trgt_port", "dst_port", "b_port", "trgt_label", "remote_port")
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?")


def sniff(raw: RawFile) -> float:
    """1.0 for a file whose head has the `mxfile` or `mxGraphModel` element."""
    head = raw.data[:8192]
    if b"<mxfile" in head or b"<mxGraphModel" in head or b"&lt;mxfile" in head:
        return 1.0
    return 0.4 if raw.base.casefold().endswith((".drawio", ".dio")) else 0.0


@dataclass(frozen=True, slots=True)
class _End:
    device: str
    port: str = ""


def read(raw: RawFile) -> Imported:
    """Read the lines of every page.

    Raises
    ------
    UnreadableFileError
        When it is no drawing, or has no page that can be read.
    """
    try:
        pages = pages_of(raw.data)
    except DrawingError as error:
        raise UnreadableFileError(f"{raw.name}: {error}; open it in draw.io and save it") from None
    skipped = [Remark(f"page {page.name!r}", page.problem) for page in pages if page.problem]
    if not any(page.cells for page in pages):
        why = f": {skipped[0].what}" if skipped else ""
        raise UnreadableFileError(f"{raw.name}: no page with shapes was found{why}")
    return drawn(raw, pages, METHOD)


def drawn(raw: RawFile, pages: list[Page], method: str) -> Imported:
    """Return the lines of all pages as documented links; any drawing program's pages will do."""
    skipped = [Remark(f"page {page.name!r}", page.problem) for page in pages if page.problem]
    observations: list[Observation] = []
    unclear: list[Remark] = []
    for page in pages:
        for cell in page.cells.values():
            if cell.is_edge:
                observations += _link(raw, page, cell, method, unclear)
    used = len(observations)
    shapes = sum(cell.is_vertex for page in pages for cell in page.cells.values())
    what = f"{used} lines between {shapes} shapes on {len(pages)} pages"
    subject = Subject(Kind.SOURCE, raw.name)
    about = observe(
        subject, Coverage("drawing", detail=what), Source(raw.name, "", raw.sha256),
        method=method, grade=Grade.B, time=raw.modified,
    )  # fmt: skip
    return Imported((about, *observations), used, tuple(skipped), tuple(unclear))


def _link(
    raw: RawFile, page: Page, edge: Cell, method: str, unclear: list[Remark]
) -> list[Observation]:
    where = f"page {page.name!r}, cell {edge.cell_id}"
    a, b = _end(page, edge.source), _end(page, edge.target)
    if a is None or b is None:
        loose = "start" if a is None else "end"
        other = (a or b or _End("")).device
        beside = f" (other end: {other})" if other else ""
        unclear.append(
            Remark(where, f"the line's {loose} is not joined to a shape with a name{beside}")
        )
        return []
    if a.device == b.device:
        unclear.append(Remark(where, f"the line joins {a.device} to itself; not used"))
        return []
    a_port, b_port = _ports(page, edge, where, unclear)
    row = LinkRow(
        a_device=a.device, a_port=a.port or a_port, b_device=b.device, b_port=b.port or b_port,
        source=f"{raw.base}, {where}"[:255],
    )  # fmt: skip
    source = Source(raw.name, where, raw.sha256)
    subject = Subject(Kind.ROW, f"links/{row.row_key()}")
    value = row.model_dump(mode="json")
    return [Observation(subject, "row", value, source, method, Grade.B, raw.modified)]


def _end(page: Page, cell_id: str) -> _End | None:
    """The device a line ends at; a port shape inside it names the port."""
    cell, port = page.cells.get(cell_id), ""
    for _ in range(MAX_DEPTH):
        if cell is None or not (cell.is_vertex or cell.label):
            return None
        name = _name(cell)
        if name and not port and is_port(name) and _parent(page, cell) is not None:
            port, name = name, ""
        if name := name or _text_inside(page, cell):
            return _End(name, port)
        cell = _parent(page, cell)
    return None


def _parent(page: Page, cell: Cell) -> Cell | None:
    parent = page.cells.get(cell.parent)
    return parent if parent is not None and parent.is_vertex else None


def _name(cell: Cell) -> str:
    """The line of a label that names the shape: the first that is no address."""
    for key in ("hostname", "device", "name"):
        if cell.extra.get(key):
            return cell.extra[key]
    lines = [line for line in cell.label.split("\n") if line]
    named = [line for line in lines if not _IP.fullmatch(line)]
    return (named or lines or [""])[0]


def _text_inside(page: Page, cell: Cell) -> str:
    """The one text that stands inside a shape or group without a label of its own."""
    texts = [
        name
        for child in page.children.get(cell.cell_id, ())
        if page.cells[child].is_vertex and (name := _name(page.cells[child])) and not is_port(name)
    ]
    return texts[0] if len(texts) == 1 else ""


def _ports(page: Page, edge: Cell, where: str, unclear: list[Remark]) -> tuple[str, str]:
    a = next((edge.extra[key] for key in _A_PORTS if edge.extra.get(key)), "")
    b = next((edge.extra[key] for key in _B_PORTS if edge.extra.get(key)), "")
    middle = [edge.label] if edge.label else []
    for child in page.children.get(edge.cell_id, ()):
        text = page.cells[child].label
        along = page.cells[child].along or 0.0
        if not text:
            continue
        if along < 0:
            a = a or text.replace("\n", " ")
        elif along > 0:
            b = b or text.replace("\n", " ")
        else:
            middle.append(text)
    for text in middle:
        parts = [part for part in _SPLIT.split(text) if part]
        if len(parts) == 2 and all(map(is_port, parts)):
            a, b = a or parts[0], b or parts[1]
        elif len(parts) == 1 and is_port(text):
            unclear.append(Remark(where, f"the text {text!r} does not say which end's port it is"))
    return a[:255], b[:255]


IMPORTERS = (Importer("drawio", "draw.io drawings, plain or compressed", sniff, read),)
