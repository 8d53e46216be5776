"""Where captures come from: files, pipes and compressed files in, batches of frames out."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import importlib
import lzma
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from io import BufferedReader, BytesIO, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from audit.capture import pcap_file, pcapng_file
from audit.capture.batch import Batch, Damage, NotACaptureError

PIECE = 2 * 2**20
"""Bytes that are read at once: large enough for numpy, small enough for the processor's cache."""
_GZIP, _XZ, _ZSTD, _BZIP2 = b"\x1f\x8b", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"BZh"
_DAMAGED = (EOFError, OSError, zlib.error, lzma.LZMAError, ValueError)


class Readable(Protocol):
    """Something to read bytes from."""

    def read(self, count: int = ..., /) -> bytes:
        """Give at most so many of the next bytes; none at the end."""
        ...


def is_capture(head: bytes) -> bool:
    """Whether the first bytes are those of a pcap or pcapng file."""
    return head[:4] in pcap_file.MAGIC or (head[:4] == pcapng_file.SECTION and len(head) >= 12)


def is_compressed(head: bytes) -> bool:
    """Whether the first bytes are those of a compressed file that can be read here."""
    return head.startswith((_GZIP, _XZ, _ZSTD, _BZIP2))


class _Steady:
    """Gives what is unpacked at once: a whole read loses it when the file is cut further on."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def read(self, count: int = -1) -> bytes:
        """Some of the next bytes."""
        return cast(bytes, self._inner.read1(count))


@contextmanager
def opened(path: Path) -> Generator[BinaryIO]:
    """Open a capture, compressed or not, for reading from its beginning."""
    with contextlib.ExitStack() as stack:
        plain = stack.enter_context(path.open("rb"))
        yield stack.enter_context(unpacked(plain))


@contextmanager
def unpacked(stream: BinaryIO) -> Generator[BinaryIO]:
    """Read through a compression, where there is one; a pipe works too."""
    buffered = cast(BufferedReader, stream if hasattr(stream, "peek") else BufferedReader(
        cast(RawIOBase, stream)))  # fmt: skip
    head = buffered.peek(8)[:8]
    if head.startswith(_GZIP):
        with gzip.GzipFile(fileobj=buffered) as inner:
            yield cast(BinaryIO, _Steady(inner))
    elif head.startswith(_XZ):
        with lzma.LZMAFile(buffered) as inner:
            yield cast(BinaryIO, _Steady(inner))
    elif head.startswith(_BZIP2):
        with bz2.BZ2File(buffered) as inner:
            yield cast(BinaryIO, _Steady(inner))
    elif head.startswith(_ZSTD):
        zstandard: Any = importlib.import_module("zstandard")
        reader = zstandard.ZstdDecompressor().stream_reader(buffered, read_across_frames=True)
        yield cast(BinaryIO, _Steady(reader))
    else:
        yield cast(BinaryIO, buffered)


def first_bytes(head: bytes) -> bytes:
    """The first unpacked bytes of the beginning of a file; empty where it cannot be unpacked."""
    try:
        with unpacked(BytesIO(head)) as stream:
            return stream.read(24)
    except Exception:  # whatever the library raises: then it is no capture
        return b""


def batches(stream: Readable, damage: Damage, size: int = PIECE) -> Iterator[Batch]:
    """Give all frames that can be read; what cannot is noted.

    Raises
    ------
    NotACaptureError
        When the stream is of another kind.
    """
    read = careful(stream, damage)
    head = read(4)
    if head == pcapng_file.SECTION:
        yield from pcapng_file.batches(_with_head(head, read), damage, size)
        return
    if head not in pcap_file.MAGIC:
        raise NotACaptureError
    head += read(pcap_file.HEADER - 4)
    if len(head) < pcap_file.HEADER:
        damage.add(0, "the file ends within its header")
        return
    yield from pcap_file.batches(pcap_file.Layout.of(head), read, damage, size)


def careful(stream: Readable, damage: Damage) -> pcap_file.Read:
    """A read that gives all the bytes asked for while there are any, and ends where they are
    damaged.
    """
    broken = False

    def read(count: int) -> bytes:
        nonlocal broken
        parts: list[bytes] = []
        while count > 0 and not broken:
            try:
                part = stream.read(count)
            except _DAMAGED as error:
                damage.add(0, f"the compressed file is damaged: {error}")
                broken = True
                break
            except Exception as error:
                # zstandard has an error class of its own; whatever it is, the bytes end here.
                damage.add(0, f"the file cannot be read further: {error}")
                broken = True
                break
            if not part:
                break
            parts.append(part)
            count -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    return read


def _with_head(head: bytes, read: pcap_file.Read) -> pcap_file.Read:
    left = head

    def whole(count: int) -> bytes:
        nonlocal left
        first, left = left, b""
        return first + read(max(0, count - len(first)))

    return whole
