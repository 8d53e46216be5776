"""The languages' catalogues: gettext files whose messages are whole sentences with named places."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path

DOMAIN = "plantready"
SOURCE = "en"
"""The language that checks, planner and templates are written in."""
LANGUAGES: Mapping[str, str] = {"en": "English", "de": "Deutsch"}
_LOCALE = Path(__file__).resolve().parent / "locale"


def folder(language: str) -> Path:
    """Where gettext keeps a language's messages."""
    return _LOCALE / language / "LC_MESSAGES"


_CALLED = re.compile(r'\bT\(\s*"((?:[^"\\]|\\.)*)"')
_EXPLORER = Path(__file__).resolve().parents[2] / "templates" / "screen"


@functools.cache
def interface() -> tuple[str, ...]:
    """What the explorer of the HTML report says itself: the messages of its scripts."""
    files = sorted(_EXPLORER.glob("*.js"))
    found = [text for path in files for text in _CALLED.findall(path.read_text("utf-8"))]
    return tuple(dict.fromkeys(text.replace('\\"', '"') for text in found))


@functools.cache
def catalogue(language: str) -> dict[str, str]:
    """Message → what it is in the language; without those that nobody has translated."""
    from babel.messages.pofile import read_po

    if language == SOURCE:
        return {}
    with (folder(language) / f"{DOMAIN}.po").open("rb") as file:
        read = read_po(file, locale=language)
    return {str(m.id): str(m.string) for m in read if m.id and m.string}
