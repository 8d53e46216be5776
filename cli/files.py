"""Files of a case that a command changes: the old content or the new one, never half of it."""

from __future__ import annotations

import os
from pathlib import Path

from cli.console import Failure


def replace_file(path: Path, data: bytes) -> None:
    """Write the new content beside the file, then put it in its place.

    Raises
    ------
    Failure
        When it cannot be written; the file is as it was.
    """
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        why = error.strerror or str(error)
        raise Failure(
            f"{path} could not be written ({why}); close it in other programs, check its rights"
        ) from None
