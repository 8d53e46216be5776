"""The built-in types of OPC UA binary that the exchanges need.

Source: OPC 10000-6, 5.2.2 (built-in types), 6.7.2 (MessageChunk).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import TypeVar

from audit.wire.octets import Octets, WireError, clean

T = TypeVar("T")

MOST_ITEMS = 64
"""Items of an array that are taken; a longer one is refused."""
LONGEST_TEXT = 4096
STRING = 12
"""The number of the built-in type."""
DEEPEST = 8
"""Levels of diagnostics within diagnostics."""


def text(octets: bytes | None) -> bytes:
    """Return a String or a ByteString; None: a null one."""
    return struct.pack("<i", -1) if octets is None else struct.pack("<i", len(octets)) + octets


def node(number: int) -> bytes:
    """Return a NodeId of namespace 0, in four octets."""
    return b"\x01\x00" + struct.pack("<H", number)


def framed(kind: bytes, body: bytes) -> bytes:
    """Return a message in one final chunk."""
    return struct.pack("<3scI", kind, b"F", 8 + len(body)) + body


class Reader(Octets):
    """Octets with the types of OPC UA."""

    def signed(self) -> int:
        """Return an Int32."""
        return int.from_bytes(self.take(4), "little", signed=True)

    def octets(self) -> bytes:
        """Return a ByteString; a null one is empty."""
        size = self.signed()
        if size < -1:
            raise WireError(f"a string of {size} octets")
        return self.take(max(size, 0))

    def text(self) -> str:
        """Return a String, printable and bounded."""
        raw = self.octets()
        if len(raw) > LONGEST_TEXT:
            raise WireError(f"a text of {len(raw)} octets")
        return clean(raw.decode("utf-8", "replace"))

    def localized(self) -> str:
        """Return the text of a LocalizedText."""
        mask = self.octet()
        if mask & 1:
            self.text()
        return self.text() if mask & 2 else ""

    def node_id(self) -> int:
        """Return the number of a NodeId; -1 for one that is no number."""
        kind = self.octet() & 0x3F
        if kind == 0:
            return self.octet()
        if kind == 1:
            self.octet()
            return self.little(2)
        if kind == 2:
            self.take(2)
            return self.little(4)
        if kind not in (3, 4, 5):
            raise WireError(f"a node id of type {kind}")
        self.take(2)
        self.take(16) if kind == 4 else self.octets()
        return -1

    def node_octets(self) -> bytes:
        """Return a NodeId as it stands, to be sent back."""
        before = Reader(self._data[self._at :])
        before.node_id()
        return self.take(self.left - before.left)

    def far_node_id(self) -> None:
        """Pass over an ExpandedNodeId."""
        flags = self._data[self._at] if self.left else 0
        self.node_id()
        if flags & 0x80:
            self.octets()
        if flags & 0x40:
            self.take(4)

    def qualified(self) -> str:
        """Return the name of a QualifiedName."""
        self.take(2)
        return self.text()

    def strings(self) -> tuple[str, ...]:
        """Return a DataValue that is a String or an array of them; anything else is empty."""
        mask = self.octet()
        found: tuple[str, ...] = ()
        if mask & 1:
            kind = self.octet()
            if kind & 0x3F != STRING:
                raise WireError(f"a value of type {kind & 0x3F}")
            found = self.array(self.text) if kind & 0x80 else (self.text(),)
            if kind & 0x40:
                self.array(self.signed)
        for bit, size in ((0x02, 4), (0x04, 8), (0x10, 2), (0x08, 8), (0x20, 2)):
            self.take(size if mask & bit else 0)
        return found

    def diagnostics(self, depth: int = 0) -> None:
        """Pass over a DiagnosticInfo."""
        if depth > DEEPEST:
            raise WireError("diagnostics without end")
        mask = self.octet()
        self.take(4 * (mask & 0x0F).bit_count())
        if mask & 0x10:
            self.octets()
        if mask & 0x20:
            self.take(4)
        if mask & 0x40:
            self.diagnostics(depth + 1)

    def extension(self) -> None:
        """Pass over an ExtensionObject."""
        self.node_id()
        if self.octet():
            self.octets()

    def array(self, item: Callable[[], T]) -> tuple[T, ...]:
        """Return an array, each item by `item`; a null one is empty."""
        count = self.signed()
        if not -1 <= count <= MOST_ITEMS:
            raise WireError(f"an array of {count}")
        return tuple(item() for _ in range(max(count, 0)))
