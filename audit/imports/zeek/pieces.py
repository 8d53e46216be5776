"""A log of any size, compressed or not, as lines of text: bounded in line length and in growth."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from typing import BinaryIO

from audit.capture.batch import Damage
from audit.capture.source import careful, is_compressed, unpacked
from audit.imports.contract import RawFile

PIECE = 2**20
HEAD = 32 * 1024
MAX_LINE = 2**20
"""Bytes; no entry of a log is as long."""
MAX_UNPACKED = 16 * 2**30
MAX_RATIO = 250
"""Unpacked to packed size above 64 MiB; logs are packed ten to thirty times."""
_RATIO_FROM = 64 * 2**20


def head_of(data: bytes) -> bytes:
    """Return the first unpacked bytes of a file; empty where it cannot be unpacked."""
    if not is_compressed(data[:8]):
        return data[:HEAD]
    try:
        with unpacked(BytesIO(data[:65536])) as stream:
            return careful(stream, Damage())(HEAD)
    except Exception:  # whatever a library raises on other bytes: then it is no log
        return b""


def blocks(raw: RawFile, damage: Damage) -> Iterator[list[str]]:
    """Give the lines of a file, about a megabyte at once; what is damaged is noted."""
    with ExitStack() as stack:
        packed = len(raw.data)
        plain: BinaryIO = BytesIO(raw.data)
        if raw.path is not None:
            packed = raw.path.stat().st_size
            plain = stack.enter_context(raw.path.open("rb"))
        pressed = is_compressed(raw.data[:8])
        stream = stack.enter_context(unpacked(plain)) if pressed else plain
        yield from _split(stream, damage, packed if pressed else 0)


def _split(stream: BinaryIO, damage: Damage, packed: int) -> Iterator[list[str]]:
    """Cut at line ends; `packed` is the size of a compressed file, 0 for a plain one."""
    read = careful(stream, damage)
    rest, total, first = b"", 0, True
    while piece := read(PIECE):
        total += len(piece)
        if packed and (total > MAX_UNPACKED or _bomb(total, packed)):
            damage.add(0, "unpacks to far more than any log; read up to there only")
            break
        if first:
            piece, first = piece.removeprefix(b"\xef\xbb\xbf"), False
        cut = piece.rfind(b"\n")
        if cut < 0:
            rest = _grown(rest, piece, damage)
            continue
        whole, rest = rest + piece[:cut], piece[cut + 1 :]
        yield whole.decode("utf-8", "replace").split("\n")
    if rest:
        yield [rest.decode("utf-8", "replace")]


def _bomb(total: int, packed: int) -> bool:
    return total > _RATIO_FROM and total > packed * MAX_RATIO


def _grown(rest: bytes, piece: bytes, damage: Damage) -> bytes:
    """A line that does not end: dropped when it is longer than any entry."""
    if len(rest) + len(piece) <= MAX_LINE + PIECE:
        return rest + piece
    damage.add(0, f"a line of more than {MAX_LINE} bytes; left out")
    return b""
