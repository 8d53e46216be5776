"""Packet captures of any size: a file in; devices, servers, conversations and its coverage out.

The analysis is `audit.capture`; here is only what a file needs: reading it as a stream, and saying
what was left out of it.
"""

from __future__ import annotations

from collections.abc import Generator
from io import BytesIO
from typing import TYPE_CHECKING

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError

if TYPE_CHECKING:
    from audit.capture.engine import Part

METHOD = "pcap"


def sniff(raw: RawFile) -> float:
    """1.0 for a file that starts as a capture, compressed or not."""
    from audit.capture import source

    head = raw.data[:64]
    if source.is_capture(head):
        return 1.0
    if not source.is_compressed(head):
        return 0.0
    return 1.0 if source.is_capture(source.first_bytes(raw.data[:65536])) else 0.0


def read(raw: RawFile) -> Imported:
    """Sum a capture up; what is cut or damaged is left out and told.

    Raises
    ------
    UnreadableFileError
        For a file of another kind.
    """
    from audit.capture.batch import NotACaptureError
    from audit.capture.observe import Origin, observations_of

    try:
        part = _analysed(raw)
    except NotACaptureError:
        raise UnreadableFileError(
            f"{raw.name}: neither pcap nor pcapng; save the capture in one of these formats"
        ) from None
    origin = Origin(raw.name, raw.sha256, raw.modified)
    found = observations_of(part, origin)
    skipped = [Remark(f"packet {number}", what) for number, what in part.damage.notes]
    if part.damage.count > len(skipped):
        more = part.damage.count - len(skipped)
        skipped.append(Remark("further on", f"{more} more damaged places"))
    totals = part.flows.totals
    if totals.last_ns > origin.latest_ns():
        what = (
            "are later than the file itself: the recorder's clock was wrong; ages count from the "
        )
        skipped.append(Remark("times of packets", what + "file's own time"))
    return Imported(tuple(found), totals.frames, tuple(skipped), tuple(_not_understood(part)))


def _not_understood(part: Part) -> Generator[Remark]:
    from audit.capture.layers import OTHER_LINK

    flows, totals = part.flows, part.flows.totals
    if totals.short:
        yield Remark(f"{totals.short} packets", "end within their headers")
    if totals.beyond:
        what = "of further addresses than there is room for: counted together, not one by one"
        yield Remark(f"{totals.beyond} packets", what)
    for error, count in sorted(part.broken.items()):
        yield Remark(f"{count} packets", f"{error}: a defect of plantready, please report it")
    kind, packets = flows.get("kind"), flows.get("packets")
    for link in sorted({int(value) for value in kind[kind >= OTHER_LINK]}):
        count = int(packets[kind == link].sum())
        yield Remark(f"{count} packets", f"of link type {link - OTHER_LINK}, which is not read")


def _analysed(raw: RawFile) -> Part:
    from audit.capture import engines, source
    from audit.capture.engine import analyse

    if not raw.held:
        try:
            return engines.analyse(raw.path or raw.url, raw.engine)
        except engines.EngineError as error:
            raise UnreadableFileError(f"{raw.name}: {error}") from None
    with source.unpacked(BytesIO(raw.data)) as stream:
        return analyse(stream)


PCAP = Importer(
    "pcap", "packet captures (pcap, pcapng; also gz, xz, zst)", sniff, read, streams=True,
    remote=True,
)  # fmt: skip
IMPORTERS = (PCAP,)
