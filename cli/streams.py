"""Output streams that never fail on a character: what a console cannot print is spelled plainly."""

from __future__ import annotations

import codecs
import sys
from typing import Any

PLAIN = {
    "\u2009": " ", "\u202f": " ", "\u00a0": " ", "\u2011": "-", "\u2013": "-", "\u2014": "-",
    "\u2212": "-", "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2026": "...",
    "\u2192": "->", "\u2190": "<-", "\u2194": "<->", "\u2264": "<=", "\u2265": ">=", "\u2260": "!=",
    "\u00d7": "x", "\u00b7": "-", "\u2022": "-", "\u20ac": "EUR", "\u2713": "yes", "\u2717": "no",
}  # fmt: skip
"""What stands for a character in an encoding that has none."""


def plainly(error: UnicodeError) -> tuple[str | bytes, int]:
    """Spell what the encoding cannot hold; a codecs error handler."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(PLAIN.get(char, "?") for char in bad), error.end


def prepare_streams() -> None:
    """Let stdout and stderr take any text; an old Windows console (cp1252) prints it plainly."""
    codecs.register_error("plantready.plain", plainly)
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="plantready.plain")
