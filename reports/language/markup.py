"""The texts of an HTML page in another language; tags, styles and scripts stay as they are.

The pages are our own: every text in them is escaped, so `<` begins a tag and nothing else.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

_PIECES = re.compile(r"(<(?:style|script)\b.*?</(?:style|script)>|<[^<>]*>)", re.DOTALL)
_SPOKEN = re.compile(
    r'\b((?:alt|title|aria-label|placeholder|data-case|data-class|data-hash)=")([^"]*)(")'
)
_DESCRIBED = re.compile(r'(<meta name="description" content=")([^"]*)(")')
_COUNTERS = re.compile(r'(content:\s*")([A-Za-z ]+)(" counter\(page\) ")([A-Za-z ]+)(")')

Say = Callable[[str], str]


def html_said(page: str, say: Say, language: str) -> str:
    """The page with every text, spoken attribute and page counter said in the language."""

    def attribute(match: re.Match[str]) -> str:
        return match[1] + html.escape(say(html.unescape(match[2]))) + match[3]

    def counter(match: re.Match[str]) -> str:
        return match[1] + say(match[2]) + match[3] + say(match[4]) + match[5]

    pieces = _PIECES.split(page)
    for at, piece in enumerate(pieces):
        if at % 2 == 0:
            if not piece.isspace():
                pieces[at] = _escaped(say(html.unescape(piece)))
        elif piece.startswith("<style"):
            pieces[at] = _COUNTERS.sub(counter, piece)
        elif piece.startswith("<html"):
            pieces[at] = piece.replace('lang="en"', f'lang="{language}"')
        elif piece.startswith("<meta"):
            pieces[at] = _DESCRIBED.sub(attribute, piece)
        elif "=" in piece and not piece.startswith("<script"):
            pieces[at] = _SPOKEN.sub(attribute, piece)
    return "".join(pieces)


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)
