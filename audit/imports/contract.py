"""What an importer is: a file's bytes in, observations out, with an honest account of what was not
understood.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from audit.records import Observation


@dataclass(frozen=True, slots=True)
class ColumnWord:
    """What somebody said a heading means in one kind of list."""

    table: str
    heading: str
    column: str
    """Empty: nothing; it is not read."""


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file as it came."""

    name: str
    """Path relative to what the user named, with `/`: `floor/SW-L1.txt`; for a zip member
    `a.zip/SW-L1.txt`.
    """
    data: bytes
    sha256: str
    modified: datetime
    """UTC; used as the observations' time where the content carries none."""
    beside: Callable[[str], bytes | None] | None = field(default=None, repr=False, compare=False)
    """Reads a file of that base name in the same folder or archive; None: there is none."""
    path: Path | None = field(default=None, repr=False, compare=False)
    """Where it lies, for a file too large to hold: `data` is then only its beginning."""
    url: str = field(default="", repr=False, compare=False)
    """The same for a file of a storage; only importers that say so get one."""
    engine: str = ""
    """Where an importer that reads `path` works: a number of processes, or dask://HOST:PORT."""
    columns: tuple[ColumnWord, ...] = field(default=(), repr=False, compare=False)
    """What the case knows of its client's headings."""

    @property
    def held(self) -> bool:
        """Whether `data` is all of it."""
        return self.path is None and not self.url

    @property
    def base(self) -> str:
        """The file's own name without folders."""
        return self.name.rsplit("/", 1)[-1]

    @property
    def stem(self) -> str:
        """The base name without its last extension."""
        return self.base.rsplit(".", 1)[0]


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing an importer left out or did not understand."""

    location: str
    """`line 12`, `Sheet1!B3`, `packet 17`."""
    what: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What one file gave."""

    observations: tuple[Observation, ...]
    used: int
    """Rows, records or packets used."""
    skipped: tuple[Remark, ...] = ()
    not_understood: tuple[Remark, ...] = ()
    refused_secrets: int = 0
    """Password or key values that were found and thrown away."""


class UnreadableFileError(Exception):
    """Raised by an importer when nothing at all could be read; the message has place and remedy."""


@dataclass(frozen=True, slots=True)
class Importer:
    """One format. Detected by content; a name may only add confidence."""

    name: str
    """The `--as` value: nmap-xml, snmpwalk, snmprec, switch-dump, pcap, inventory, accounts,
    survey, answers.
    """
    what: str
    sniff: Callable[[RawFile], float]
    """0 = not mine, 1 = certain; looks at the first kilobytes only."""
    read: Callable[[RawFile], Imported]
    scrub: Callable[[bytes], bytes] | None = None
    """Takes secrets out of a file before it is kept or read; None: the format holds none."""
    streams: bool = False
    """Reads `RawFile.path` piece by piece, so that a file of any size can be given."""
    remote: bool = False
    """Reads `RawFile.url` in the same way."""
