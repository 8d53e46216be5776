"""A copy that may leave the house: nothing of the plant in it, and it still can be worked with."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest

from tests.cli.run import plantready

FAST = ("--format", "json", "--format", "xlsx", "--format", "html")


def _texts(folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in folder.rglob("*"):
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as book:
                for name in book.namelist():
                    found[f"{path.name}!{name}"] = book.read(name).decode("utf-8", "replace")
        elif path.is_file():
            found[path.name] = path.read_bytes().decode("utf-8", "replace")
    return found


@pytest.fixture
def shared(riverside: Path, tmp_path: Path) -> Path:
    out = tmp_path / "to-share"
    done = plantready("redact", out, *FAST, "--also", "Riverside", case=riverside)
    assert done.code == 0, done.err
    return out


def test_no_name_and_no_address_of_the_plant_is_in_the_copy(shared: Path) -> None:
    texts = _texts(shared)
    assert {"case.db", "case.toml", "report.json", "report.html"} <= set(texts)
    for secret in ("Riverside", "QA-PC2", "SW-L1-1", "192.168.1.10", "Line 3 Bearings"):
        assert not [name for name, text in texts.items() if secret.lower() in text.lower()], secret


def test_the_verdicts_of_the_copy_are_those_of_the_case(riverside: Path, shared: Path) -> None:
    def verdicts(case: Path) -> list[tuple[str, str, str]]:
        rows = plantready("export", "scores", case=case).data
        return [(row["line"], row["use_case"], row["verdict"]) for row in rows]

    assert verdicts(shared) == verdicts(riverside)


def test_the_mapping_stays_beside_the_copy_for_its_owner_alone(shared: Path) -> None:
    path = shared.with_name("to-share.mapping.json")
    mapping = json.loads(path.read_text("utf-8"))
    assert mapping["QA-PC2"].startswith("device-")
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0
    assert not list(shared.rglob("*mapping*")) and not list(shared.rglob("*.key"))


def test_the_client_s_copy_keeps_devices_and_hides_people(riverside: Path, tmp_path: Path) -> None:
    out = tmp_path / "client"
    level = ("--level", "client", "--format", "json")
    assert plantready("redact", out, *level, case=riverside).code == 0
    texts = _texts(out)
    assert "QA-PC2" in texts["devices.csv"]
    assert not [name for name, text in texts.items() if "m.former" in text]


def test_a_folder_that_is_there_is_not_touched(riverside: Path, tmp_path: Path) -> None:
    out = tmp_path / "old"
    out.mkdir()
    done = plantready("redact", out, case=riverside)
    assert done.code == 2 and "is there already" in done.err
    assert not list(out.iterdir())


def test_a_copy_with_a_leak_is_not_written(
    riverside: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from audit.redact.text import Words

    def unchanged(_: Words, text: str) -> str:
        return text

    monkeypatch.setattr(Words, "replaced", unchanged)
    out = tmp_path / "leaky"
    done = plantready("redact", out, *FAST, case=riverside)
    assert done.code == 4
    assert "originals still stand in the copy" in done.err
    assert not out.exists() and not out.with_name("leaky.part").exists()
    assert not out.with_name("leaky.mapping.json").exists()
