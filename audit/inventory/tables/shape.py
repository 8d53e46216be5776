"""Areas drawn with corners: `0 0; 12 0; 12 8` in; whether a place lies inside, and the size out."""

from __future__ import annotations

import re
from functools import lru_cache

MAX_CORNERS = 500
Corner = tuple[float, float]
_PAIR = re.compile(
    r"^\(?\s*(-?\d{1,9}(?:[.,]\d{1,9})?)(?:\s+|\s*[/:]\s*)(-?\d{1,9}(?:[.,]\d{1,9})?)\s*\)?$"
)


@lru_cache(maxsize=4096)
def corners(text: str) -> tuple[Corner, ...]:
    """Read corners in the order in which one walks around; nothing for an empty text.

    Raises
    ------
    ValueError
        When it is no list of three corners or more.
    """
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if not parts:
        return ()
    found: list[Corner] = []
    for part in parts[: MAX_CORNERS + 2]:
        match = _PAIR.match(part)
        if match is None:
            raise ValueError(f"{part[:40]!r} is no corner; write x y pairs like 0 0; 12 0; 12 8.5")
        found.append((float(match[1].replace(",", ".")), float(match[2].replace(",", "."))))
    if found[0] == found[-1]:
        found.pop()
    if not 3 <= len(found) <= MAX_CORNERS:
        raise ValueError(f"3 to {MAX_CORNERS} corners are wanted, like 0 0; 12 0; 12 8.5")
    return tuple(found)


def written(points: tuple[Corner, ...]) -> str:
    """Return corners as text, to the centimetre."""
    return "; ".join(f"{round(x, 2):g} {round(y, 2):g}" for x, y in points)


def inside(area: tuple[Corner, ...], x: float, y: float) -> bool:
    """Whether a place lies in the area or on its border (even-odd rule)."""
    found = False
    for (x1, y1), (x2, y2) in zip(area, (*area[1:], *area[:1]), strict=True):
        if _on_side(x1, y1, x2, y2, x, y):
            return True
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            found = not found
    return found


def _on_side(x1: float, y1: float, x2: float, y2: float, x: float, y: float) -> bool:
    across = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
    within = min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2)
    return within and abs(across) < 1e-9 * max(1.0, abs(x2 - x1) + abs(y2 - y1))


def size(area: tuple[Corner, ...]) -> float:
    """Return the area's size (shoelace formula)."""
    pairs = zip(area, (*area[1:], *area[:1]), strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2
