"""The built-in types of OPC UA binary that the discovery services need, read from octets.

Source: OPC 10000-6, 5.2.2 (built-in types).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from audit.probes.octets import Octets, WireError, clean

T = TypeVar("T")

MOST_ITEMS = 64
"""Items of an array that are taken; a longer one is refused."""
LONGEST_TEXT = 4096
DEEPEST = 8
"""Levels of diagnostics within diagnostics."""


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
