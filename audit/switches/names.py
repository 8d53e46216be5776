"""Lists of ports as switches write them in, one name a port out: `A1-A3,Trk1`, `ethe 1 to 4`.

A list is bounded, so that a hostile range cannot fill the memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.switches.words import clean

MAX_PORTS = 2000
_RANGE = re.compile(
    r"(?P<start>.*?)(?P<first>\d+)\s*-\s*(?P<end>[^\d,]*(?:[\w.]*[/.:])*)(?P<last>\d+)$"
)
_PREFIX = re.compile(r"^(?:ethe?(?:rnet)?|lag|ports?|interface|tengige?|te|gi|fo|hu|"
                     r"gigabitethernet|"
                     r"tengigabitethernet|fortygige)\s+(?=\S)", re.IGNORECASE)  # fmt: skip


def expand_ports(text: str) -> tuple[str, ...]:
    """Return the ports of a list; a range runs over the last number.

    >>> expand_ports("A1-A3,Trk1")
    ('A1', 'A2', 'A3', 'Trk1')
    """
    found: list[str] = []
    text = re.sub(r"\s+to\s+(?:[a-z-]+\s+(?=\d))?", "-", clean(text, 4096), flags=re.IGNORECASE)
    prefix = ""
    for part in re.split(r",|\s(?=ethe |lag )|(?<=\d)\s+(?=[\w])", text):
        part = part.strip()
        if match := _PREFIX.match(part):
            prefix = "" if match[0].casefold().startswith(("eth", "port", "inter")) else match[0]
            part = part[match.end() :]
        if not part:
            continue
        found.extend(
            prefix.strip() + name if prefix and name[0].isdigit() else name for name in _range(part)
        )
        if len(found) > MAX_PORTS:
            break
    return tuple(dict.fromkeys(found[:MAX_PORTS]))


def _range(part: str) -> Iterator[str]:
    match = _RANGE.fullmatch(part)
    if not match or (match["end"] and match["end"] != match["start"] and not _same(match)):
        yield part
        return
    first, last = int(match["first"]), int(match["last"])
    if last < first or last - first > MAX_PORTS:
        yield part
        return
    for number in range(first, last + 1):
        yield f"{match['start']}{number}"


def _same(match: re.Match[str]) -> bool:
    """Whether the range's end repeats the start's own beginning: `gi1/0/1-1/0/4`."""
    return match["start"].endswith(match["end"])
