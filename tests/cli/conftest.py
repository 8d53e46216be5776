"""Cases for the commands: an empty one, and Riverside with what the plant handed over."""

import shutil
from pathlib import Path

import pytest

from tests.cli.questionnaires import ASKED
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


@pytest.fixture
def asked(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A case with two lines beside the pilot, and the questionnaires of IT and OT sent."""
    monkeypatch.setattr("checks.questions.ALL", ASKED)
    rows = "line,name,pilot\nL1,One,no\nL2,Two,no\nL3,Three,yes\n"
    (fresh / "inventory" / "lines.csv").write_text(rows, encoding="utf-8")
    path = fresh / "case.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('pilot_line = ""', 'pilot_line = "L3"'), encoding="utf-8")
    assert plantready("ask", "--all", case=fresh).code == 0
    return fresh
