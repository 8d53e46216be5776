"""Wait until an answer is stored, whatever ends meanwhile: it was asked for, and is not lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable


async def until_stored(storing: Awaitable[object] | None) -> bool:
    """Return whether the run was told to end meanwhile; None: it is stored already.

    Raises
    ------
    Exception
        Whatever storing raised.
    """
    if storing is None:
        return False
    work = asyncio.ensure_future(storing)
    ends = False
    while not work.done():
        try:
            await asyncio.wait({work})
        except asyncio.CancelledError:
            ends = True
    work.result()
    return ends
