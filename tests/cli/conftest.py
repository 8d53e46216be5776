"""Cases for the commands: an empty one, and Riverside with what the plant handed over."""

import shutil
from pathlib import Path

import pytest

from tests.cli.run import plantready


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A case as `init` makes it, with no line known."""
    folder = tmp_path / "fresh"
    assert plantready("init", folder).code == 0
    return folder


@pytest.fixture(scope="session")
def _imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("riverside") / "case"
    assert plantready("init", folder, "--example", "riverside").code == 0
    assert plantready("import", folder / "handed_over", case=folder).code == 0
    return folder


@pytest.fixture
def riverside(_imported: Path, tmp_path: Path) -> Path:
    """The sample case with its handed-over files imported and nothing judged yet."""
    folder = tmp_path / "riverside"
    shutil.copytree(_imported, folder)
    return folder
