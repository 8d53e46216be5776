"""How much of a text is plain words that nobody explained; names, codes, numbers and addresses
explain themselves.
"""

from __future__ import annotations

import re

from reports.language.messages import starts

_TOKENS = re.compile(r"[^\s,;:()“”\"·/]+")
_WRITTEN = re.compile(r"\d+\.\d+|\d{4}-\d{2}-\d{2}")
"""Numbers and days that another language writes differently."""
_STANDARD = re.compile(r"(?:IEC|IEEE|ISO|ISA|NIST|CIS|OPC|NAMUR|EN|DIN|RFC)\b")
_MOST_KEPT = 50_000


class Weights:
    """Letters of plain words, with the plant's own names weighing nothing."""

    def __init__(self, kept: frozenset[str]) -> None:
        self._kept = kept
        self._known: dict[str, int] = {}

    def is_name(self, text: str) -> bool:
        """Whether it is a name of the plant, however it begins."""
        return any(start in self._kept for start in starts(text))

    def of(self, text: str) -> int:
        """Letters of the text that nobody explained."""
        tokens = _TOKENS.findall(text)
        if _STANDARD.match(text):
            tokens = [token for token in tokens if not _WRITTEN.fullmatch(token)]
        return sum(map(self._weight, tokens))

    def _weight(self, token: str) -> int:
        known = self._known.get(token)
        if known is None:
            if len(self._known) > _MOST_KEPT:
                self._known.clear()
            known = self._known[token] = self._weighed(token)
        return known

    def _weighed(self, token: str) -> int:
        token = token.strip(".!?…'’")
        if _WRITTEN.fullmatch(token):
            return 1
        if (
            self.is_name(token)
            or not token.replace("-", "").isalpha()
            or (token.isupper() and len(token) < 5)
        ):
            return 0
        if token.isupper():
            return 1
        if len(token) == 1:
            return int(token.islower())
        return 2 if token[0].isupper() else len(token) + 3
