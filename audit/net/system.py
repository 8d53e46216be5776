"""What a command of this computer's system prints. Its words are always ours, never a device's."""

from __future__ import annotations

import shutil
import subprocess

WAIT_S = 5


def has(command: str) -> bool:
    """Whether the system has a command."""
    return shutil.which(command) is not None


def said(*words: str) -> str:
    """Return what a command prints; empty when it is not there, fails to start or does not end.

    Windows prints in the code page of its language: only digits and addresses of it are read.
    """
    if not (command := shutil.which(words[0])):
        return ""
    try:
        # The words are this package's own.
        done = subprocess.run(  # noqa: S603
            [command, *words[1:]], stdin=subprocess.DEVNULL, capture_output=True, timeout=WAIT_S,
            check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")
