"""The dissectors, one file a protocol family; `dissect` asks those that a frame may concern."""

from __future__ import annotations

from collections.abc import Iterator

from audit.capture.clue import Clue, Dissector, Look

ALL: tuple[Dissector, ...] = ()
"""A new one adds its line here."""


def dissect(look: Look) -> Iterator[Clue]:
    """Give all that the dissectors find in one frame."""
    for dissector in ALL:
        yield from dissector(look)
