"""Who a MAC address block is registered to: address in, organisation out.

The list is the IEEE registration authority's MA-L (24 bit), MA-M (28), MA-S and IAB (36) as of the
day in its first line. It is unpacked once, when the first address is asked for. To renew it from
the registry's own CSV files: `python -m audit.facts.oui 2026-08-26 oui.csv mam.csv oui36.csv`.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("oui.txt.gz")
_DIGITS = (9, 7, 6)
"""Longest block first: MA-S and MA-M lie inside blocks of the authority's own."""
_NOBODY = ("ieee registration authority", "private", "")
_HEX = re.compile(r"[0-9a-f]{12}")


def vendor_of(mac: str) -> str:
    """The organisation; empty for a locally administered, group or unregistered address."""
    digits = mac.replace(":", "").replace("-", "").casefold()
    if not _HEX.fullmatch(digits) or int(digits[:2], 16) & 3:
        return ""
    blocks = _blocks()
    for length in _DIGITS:
        owner = blocks.get(digits[:length])
        if owner is not None:
            return "" if owner.casefold() in _NOBODY else owner
    return ""


def list_date() -> str:
    """The day of the list, as an ISO date."""
    return _text().split("\n", 1)[0].rsplit(" ", 1)[-1]


@cache
def _blocks() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _text().splitlines()[1:]:
        owner, _, blocks = line.partition("\t")
        found.update(dict.fromkeys(blocks.split(" "), owner))
    return found


@cache
def _text() -> str:
    return gzip.decompress(LIST.read_bytes()).decode()


def packed(day: str, rows: Iterable[tuple[str, str]]) -> bytes:
    """Pack (block in hexadecimal, organisation) pairs: one line an organisation, all sorted."""
    owned: dict[str, set[str]] = defaultdict(set)
    for block, owner in rows:
        owned[" ".join(owner.split())[:80]].add(block.strip().casefold())
    lines = [f"{owner}\t{' '.join(sorted(blocks))}" for owner, blocks in sorted(owned.items())]
    head = f"IEEE MA-L, MA-M, MA-S and IAB assignments as of {day}"
    return gzip.compress("\n".join([head, *lines]).encode(), 9, mtime=0)


def _renew(day: str, files: list[str]) -> None:
    rows: list[tuple[str, str]] = []
    for name in files:
        with Path(name).open(encoding="utf-8", newline="") as file:
            rows += [(r["Assignment"], r["Organization Name"]) for r in csv.DictReader(file)]
    LIST.write_bytes(packed(day, rows))


if __name__ == "__main__":
    _renew(sys.argv[1], sys.argv[2:])
