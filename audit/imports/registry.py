"""Which importers there are, and which one a file is for. Modules are loaded when a file comes."""

from __future__ import annotations

import importlib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from audit.imports.contract import Importer, RawFile

MODULES = (
    "pcap",
    "snmp_walk",
    "nmap_xml",
    "masscan",
    "runzero",
    "zeek_logs",
    "firewall_rules",
    "drawio",
    "vsdx",
    "netbox",
    "switch_dump",
    "accounts",
    "ekahau",
    "netspot",
    "wifi_text",
    "survey",
    "calendar_ics",
    "photos",
    "plc_tags",
    "history",
    "downtime",
    "edges",
    "any_list",
    "answers",
    "inventory",
)
"""Modules of `audit.imports` with an `IMPORTERS` tuple; a new format adds its name here."""

WHOLE = 200 * 2**20
"""Bytes up to which a file is read as a whole and kept with the case."""
ENOUGH = 0.3
"""Below this nobody claims the file."""


class UnknownTypeError(Exception):
    """Raised when `--as` names no type; the message lists them."""


@cache
def importers() -> tuple[Importer, ...]:
    """Return all importers, in the order of `MODULES`."""
    found: list[Importer] = []
    for name in MODULES:
        module = importlib.import_module(f"audit.imports.{name}")
        found.extend(module.IMPORTERS)
    return tuple(found)


def named(as_type: str) -> Importer:
    """Return the importer of that name.

    Raises
    ------
    UnknownTypeError
        When there is none.
    """
    for importer in importers():
        if importer.name == as_type.strip().casefold():
            return importer
    known = ", ".join(importer.name for importer in importers())
    raise UnknownTypeError(f"there is no type {as_type!r}; types: {known}")


def streams(head: bytes, path: Path, forced: Importer | None = None) -> bool:
    """Whether a large file is not to be held as a whole: its format is read piece by piece, or
    nobody claims its beginning.
    """
    if path.stat().st_size <= WHOLE:
        return False
    importer = forced or _of_head(head, path.name)
    return importer is None or importer.streams


def streams_from_storage(head: bytes, name: str, size: int, forced: Importer | None) -> bool:
    """Whether a file of a storage is read there piece by piece; 0 for a size that nobody knows."""
    if 0 < size <= WHOLE:
        return False
    importer = forced or _of_head(head, name)
    return importer is not None and importer.remote


def _of_head(head: bytes, name: str) -> Importer | None:
    return detect(RawFile(name, head, "", datetime.fromtimestamp(0, UTC)))


def detect(raw: RawFile) -> Importer | None:
    """Return the importer that is surest of the file; None when nobody is."""
    best, best_score = None, ENOUGH
    for importer in importers():
        score = importer.sniff(raw)
        if score >= 1.0:
            return importer
        if score > best_score:
            best, best_score = importer, score
    return best
