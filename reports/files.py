"""Write a file whole or not at all: bytes in, a path out."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from reports.errors import ReportError


def write_bytes(path: Path, data: bytes) -> Path:
    """Write beside the target, then replace it in one step; raises as `write_pieces` does."""
    return write_pieces(path, (data,))


def write_pieces(path: Path, pieces: Iterable[bytes]) -> Path:
    """Write one piece after the other beside the target, then replace it in one step.

    Raises
    ------
    ReportError
        When the folder or the file cannot be written, or another program keeps the file open.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise ReportError(
            f"{path.parent} could not be written ({error.strerror});"
            " choose another folder or free some space"
        ) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except PermissionError:
        Path(name).unlink(missing_ok=True)
        raise ReportError(
            f"{path} is open in another program or read-only; close it there and try again"
        ) from None
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise ReportError(f"{path} could not be written: {error.strerror}") from None
    return path
