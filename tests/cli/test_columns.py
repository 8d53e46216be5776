"""`plantready columns`: a preview, a word said once, and the list read anew because of it."""

from pathlib import Path

import pytest

from tests.cli.run import plantready

LIST = "Gerät,Hersteller,IP-Adresse,Seriennummern,Passwort\nPLC-1,Siemens,10.0.0.5,S-1,geheim\n"


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "liste.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def _serial(case: Path) -> str:
    (row,) = plantready("export", "devices", case=case).data
    return str(row["serial"] or "")


def test_the_preview_shows_what_is_known_and_what_is_a_guess(fresh: Path, listed: Path) -> None:
    (block,) = plantready("--json", "columns", listed, case=fresh).data
    assert (block["place"], block["table"], block["rows"]) == ("liste.csv:1", "assets", 1)
    found = {c["heading"]: (c["column"], c["how"], c["example"]) for c in block["columns"]}
    assert found["Gerät"] == ("asset_id", "known", "PLC-1")
    assert found["Seriennummern"] == ("serial", "guess", "S-1")
    assert found["Passwort"] == ("", "not read", "(removed)")
    out = plantready("columns", listed, case=fresh).out
    assert "geheim" not in out
    assert "guesses are not read" in out
    assert not (fresh / "mappings.csv").exists()


def test_a_confirmed_heading_is_kept_and_the_list_is_read_anew(fresh: Path, listed: Path) -> None:
    assert plantready("import", listed, case=fresh).code == 0
    assert _serial(fresh) == ""
    assert plantready("columns", listed, "--accept", case=fresh).code == 0
    again = plantready("--json", "import", listed, case=fresh).data["files"]
    assert [file["state"] for file in again] == ["used"]
    assert _serial(fresh) == "S-1"
    third = plantready("--json", "import", listed, case=fresh).data["files"]
    assert [(file["type"], file["state"]) for file in third] == [("list", "already known")]


def test_a_heading_is_said_by_hand_and_used_for_the_next_list(fresh: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Betriebsmittel,Hersteller,IP\nPLC-9,x,10.0.0.9\n", encoding="utf-8")
    assert "no header row is understood" in plantready("columns", path, case=fresh).out
    word = "assets:Betriebsmittel=asset_id"
    assert plantready("columns", path, "--set", word, case=fresh).code == 0
    other = tmp_path / "b.csv"
    other.write_text("BETRIEBSMITTEL;IP;Hersteller\nPLC-7;10.0.0.7;x\n", encoding="utf-8")
    assert plantready("import", path, other, case=fresh).code == 0
    devices = plantready("export", "devices", case=fresh).data
    assert {row["name"] for row in devices} == {"PLC-9", "PLC-7"}


@pytest.mark.parametrize(
    "word", ["assets", "assets:x=nothing", "nothing:x=ip", "assets:=ip", "assets:x"]
)
def test_a_wrong_word_changes_nothing(fresh: Path, listed: Path, word: str) -> None:
    done = plantready("columns", listed, "--set", word, case=fresh)
    assert done.code == 2
    assert "nothing was changed" in done.err
    assert not (fresh / "mappings.csv").exists()


def test_a_broken_mappings_file_is_named_with_its_line(fresh: Path, listed: Path) -> None:
    (fresh / "mappings.csv").write_text("table,heading,column\nassets,x,nothing\n", "utf-8")
    for args in (("import", listed), ("columns", listed)):
        done = plantready(*args, case=fresh)
        assert done.code == 2
        assert "mappings.csv:2" in done.err
