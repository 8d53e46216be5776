"""The samples that were made by hand from documentation, as files that an importer gets."""

from __future__ import annotations

from pathlib import Path

from audit.imports.contract import Imported, RawFile
from audit.imports.registry import detect
from tests.audit.imports.files import raw

FOLDER = Path(__file__).with_name("samples")


def sample(name: str) -> RawFile:
    """Return a sample by its path below `samples`."""
    return raw(name.rsplit("/", 1)[-1], (FOLDER / name).read_bytes())


def imported(file: RawFile, importer: str) -> Imported:
    """Read a file with the importer that finds itself for it, which must be this one."""
    found = detect(file)
    assert found is not None, f"nobody reads {file.name}"
    assert found.name == importer
    return found.read(file)
