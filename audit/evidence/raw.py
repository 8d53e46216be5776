"""Imported files as they came: bytes in, a read-only file named by its SHA-256 out."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from pathlib import Path


def keep_raw(imports_dir: Path, data: bytes) -> str:
    """Keep a file under its SHA-256, for the owner's eyes only: it may hold secrets.

    The file is on the disk when this returns. A file that is there already and still matches is
    left alone.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    path = imports_dir / sha256
    if path.exists() and file_sha256(path) == sha256:
        return sha256
    imports_dir.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".part-", dir=imports_dir)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(stat.S_IRUSR)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return sha256


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
