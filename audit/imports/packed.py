"""Documents that are zip archives (projects, drawings): bytes in, bounded members out.

Nothing is unpacked to disk; what is packed more tightly than any real document is refused.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import lru_cache

MAX_MEMBER = 256 * 2**20
MAX_ALL = 512 * 2**20
MAX_MEMBERS = 20_000
MAX_RATIO = 250
_SMALL = 10**7


class PackedError(Exception):
    """Raised when a document cannot be unpacked; the message says why."""


@lru_cache(maxsize=4)
def names_of(data: bytes) -> frozenset[str]:
    """Return the members' names; none when it is no archive."""
    if data[:4] != b"PK\x03\x04":
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist()[:MAX_MEMBERS])
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        return frozenset()


class Packed:
    """An opened document."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
            raise PackedError(f"the file is damaged ({error})") from None
        members = self._archive.infolist()
        size = sum(member.file_size for member in members)
        if len(members) > MAX_MEMBERS or size > MAX_ALL:
            what = f"{size // 2**20} MiB in {len(members)} parts"
            raise PackedError(f"it would unpack to {what}, which is no document")
        self._members = {member.filename: member for member in members}

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names in the order of the archive."""
        return tuple(self._members)

    def read(self, name: str, most: int = MAX_MEMBER) -> bytes:
        """Return a member's bytes.

        Raises
        ------
        PackedError
            When it is too large, protected or damaged.
        """
        member = self._members[name]
        tight = member.file_size > max(member.compress_size, 1) * MAX_RATIO
        if member.file_size > most or (tight and member.file_size > _SMALL):
            raise PackedError(f"{name[:80]} is larger than any real one ({member.file_size} bytes)")
        if member.flag_bits & 1:
            raise PackedError(f"{name[:80]} is protected by a password")
        try:
            with self._archive.open(member) as stream:
                data = stream.read(most + 1)
        except (
            zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError,
        ) as error:  # fmt: skip
            raise PackedError(f"{name[:80]} is damaged ({error})") from None
        if len(data) > most:
            raise PackedError(f"{name[:80]} is larger than it says")
        return data
