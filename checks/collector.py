"""Python's cyclic collector, paused while many lasting objects are made at once.

Judging a thousand lines makes a million records that all stay; looking through them again and again
for cycles took a third of the time and grew with the plant. What has no cycles is freed at once
either way.
"""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def paused() -> Generator[None]:
    """Pause the collector; it goes on afterwards if it was running."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
