"""How German words change in a sentence: after `von`, `mit`, `bei` a count stands in the dative."""

from __future__ import annotations

import re

_DATIVE = re.compile(r"(?:^|[\s(„])(?:von|mit|bei|aus|an|auf) $")
_COUNT = re.compile(r"([\d.,]+) ((?:[a-zäöüß]+ ){0,2}?)([A-ZÄÖÜ][a-zäöüß-]+(?:[A-Z-][a-zäöüß]+)*)")
_UNBENT = ("Prozent", "Stück", "Grad", "Watt", "Byte", "Uhr")


def bent(before: str, value: str) -> str:
    """Return a counted noun as it stands after the words before it: `von 3 aktiven Konten`."""
    found = _COUNT.fullmatch(value) if _DATIVE.search(before) else None
    if found is None or found[3].endswith(_UNBENT):
        return value
    words = "".join(f"{_weak(word)} " for word in found[2].split())
    noun = found[3]
    if found[1] != "1" and not noun.endswith(("n", "s")):
        noun += "n"
    return f"{found[1]} {words}{noun}"


def _weak(word: str) -> str:
    """An adjective after a number in the dative: `aktive` and `aktives` become `aktiven`."""
    return re.sub(r"e[rs]?$", "en", word)
