"""A stand-in's life: it ends when its standard input closes, so that none outlives whoever started
it.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Coroutine
from typing import Any


def end_with_stdin() -> None:
    """End this process as soon as the parent's end of our standard input is gone.

    The system closes that end however the parent dies, also by `kill -9`. It ends at once and runs
    no clean-up: a stand-in keeps nothing on the disk.
    """

    def watch() -> None:
        while sys.stdin.buffer.read(1024):
            pass
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def run(server: Coroutine[Any, Any, None]) -> None:
    """Run a server until standard input closes."""
    end_with_stdin()
    try:
        asyncio.run(server)
    except KeyboardInterrupt:
        sys.exit(0)
