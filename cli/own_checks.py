"""The checks of the open case, and the files that this computer's user trusts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checks.own import OwnFile
    from checks.records import Check


def own_of(root: Path) -> tuple[OwnFile, ...]:
    """Read the case's own checks; those that are trusted have run."""
    from audit.case import CASE_FILE

    # Most cases bring none: then the catalogue is not loaded before it is needed.
    if not (root / CASE_FILE).is_file() or not any((root / "checks").glob("*.py")):
        return ()
    from checks import ALL
    from checks.own import own_files

    return own_files(root, trusted(), {check.check_id for check in ALL})


def all_checks(own: Sequence[OwnFile]) -> tuple[Check, ...]:
    """The catalogue, then the case's own."""
    from checks import ALL

    return (*ALL, *(file.check for file in own if file.check is not None))


def trusted() -> dict[str, str]:
    """SHA-256 → file name, of this user's list; empty when there is none or it is damaged."""
    try:
        stored: Any = json.loads(_list().read_text("utf-8"))
        items: list[tuple[Any, Any]] = list(stored.items())
    except (OSError, ValueError, AttributeError):
        return {}
    return {str(digest): str(name) for digest, name in items}


def trust(sha256: str, name: str) -> None:
    """Put a file on this user's list."""
    _write({**trusted(), sha256: name})


def distrust(sha256: str) -> None:
    """Take a file off the list."""
    _write({known: name for known, name in trusted().items() if known != sha256})


def _list() -> Path:
    import click

    return Path(click.get_app_dir("plantready")) / "trusted_checks.json"


def _write(items: dict[str, str]) -> None:
    path = _list()
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(json.dumps(items, indent=1) + "\n", "utf-8")
    new.replace(path)
