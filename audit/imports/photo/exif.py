"""The day a JPEG was taken, and the JPEG without its position: bytes in, a day or bytes out.

Source: JEITA CP-3451 (Exif 2.3), sections 4.5 and 4.6: an APP1 segment holds a TIFF file, whose
directories point at one another. Only two tags are read; the position (GPS directory) is blotted
out before a photo is kept.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

JPEG = b"\xff\xd8\xff"
_APP1, _START_OF_SCAN, _END = 0xE1, 0xDA, 0xD9
_EXIF = b"Exif\0\0"
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
"""ISO 16684-1: the same facts again as XML, the position too."""
_EXIF_POINTER, _GPS_POINTER = 0x8769, 0x8825
_TAKEN, _CHANGED = 0x9003, 0x0132
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
MAX_ENTRIES = 512
MAX_SEGMENTS = 200


@dataclass(frozen=True, slots=True)
class _Entry:
    tag: int
    kind: int
    count: int
    at: int
    """Where its value, or the pointer to it, stands in the TIFF part."""


@dataclass(frozen=True, slots=True)
class _Tiff:
    data: bytes
    order: str

    def number(self, form: str, at: int) -> int:
        """Read a number; 0 where the data ends before it."""
        size = struct.calcsize(form)
        if at < 0 or at + size > len(self.data):
            return 0
        found: int = struct.unpack_from(self.order + form, self.data, at)[0]
        return found

    def entries(self, at: int) -> Iterator[_Entry]:
        """Give a directory's entries."""
        count = min(self.number("H", at), MAX_ENTRIES)
        for number in range(count):
            place = at + 2 + 12 * number
            if at <= 0 or place + 12 > len(self.data):
                return
            yield _Entry(self.number("H", place), self.number("H", place + 2),
                         self.number("I", place + 4), place + 8)  # fmt: skip

    def span(self, entry: _Entry) -> tuple[int, int]:
        """Where an entry's value stands, end excluded."""
        size = _SIZES.get(entry.kind, 1) * min(entry.count, 2**16)
        start = entry.at if size <= 4 else self.number("I", entry.at)
        return start, min(start + size, len(self.data))


def taken_on(data: bytes) -> date | None:
    """Return the day a photo was taken, or last changed where only that is said."""
    for _, tiff in _tiffs(data):
        first = tiff.number("I", 4)
        found: dict[int, str] = {}
        for entry in tiff.entries(first):
            if entry.tag == _EXIF_POINTER:
                for inner in tiff.entries(tiff.number("I", entry.at)):
                    found |= _said(tiff, inner)
            found |= _said(tiff, entry)
        for tag in (_TAKEN, _CHANGED):
            try:
                return datetime.strptime(found.get(tag, ""), "%Y:%m:%d %H:%M:%S").date()
            except ValueError:
                continue
    return None


def _said(tiff: _Tiff, entry: _Entry) -> dict[int, str]:
    if entry.tag not in (_TAKEN, _CHANGED):
        return {}
    start, end = tiff.span(entry)
    return {entry.tag: tiff.data[start : min(end, start + 19)].decode("ascii", "replace")}


def without_position(data: bytes) -> bytes:
    """Return the photo with its GPS directory blotted out; the picture stays as it is."""
    blotted = bytearray(data)
    for at, tiff in _tiffs(data):
        for entry in tiff.entries(tiff.number("I", 4)):
            if entry.tag != _GPS_POINTER:
                continue
            directory = tiff.number("I", entry.at)
            for inner in tiff.entries(directory):
                start, end = tiff.span(inner)
                blotted[at + start : at + end] = bytes(max(0, end - start))
            end = min(directory + 2 + 12 * MAX_ENTRIES, len(tiff.data))
            end = min(end, directory + 2 + 12 * tiff.number("H", directory))
            if 0 < directory < end:
                blotted[at + directory : at + end] = bytes(end - directory)
            blotted[at + entry.at - 8 : at + entry.at + 4] = bytes(12)
    for at, body in _parts(data):
        if body.startswith(_XMP) and b"GPS" in body:
            blotted[at + len(_XMP) : at + len(body)] = b" " * (len(body) - len(_XMP))
    return bytes(blotted)


def _tiffs(data: bytes) -> Iterator[tuple[int, _Tiff]]:
    """Give each Exif part and where its TIFF file begins."""
    for at, body in _parts(data):
        if body[:6] == _EXIF and body[6:8] in (b"II", b"MM"):
            order = "<" if body[6:8] == b"II" else ">"
            yield at + 6, _Tiff(body[6:], order)


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Give each APP1 segment's content and where it begins in the file."""
    if data[:3] != JPEG:
        return
    at = 2
    for _ in range(MAX_SEGMENTS):
        if at + 4 > len(data) or data[at] != 0xFF:
            return
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker in (_START_OF_SCAN, _END) or length < 2:
            return
        if marker == _APP1:
            yield at + 4, data[at + 4 : at + 2 + length]
        at += 2 + length
