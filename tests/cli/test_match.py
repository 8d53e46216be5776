"""`plantready match`: a label is confirmed once and then known, whatever is imported later."""

from pathlib import Path

import pytest

from tests.cli.run import plantready

ASSETS = (
    "asset_id,line,role,ip\nPLC-Line1,L1,controller,10.0.0.5\nPLC-Line2,L2,controller,10.0.0.6\n"
)
DRAWN = "from,port,to,port\nSW-L1,1,PLC Linie1,X1\nSW-L1,2,the old one,\n"


@pytest.fixture
def drawn(fresh: Path, tmp_path: Path) -> Path:
    (fresh / "inventory" / "assets.csv").write_text(ASSETS, encoding="utf-8")
    (fresh / "inventory" / "switches.csv").write_text("switch\nSW-L1\n", encoding="utf-8")
    path = tmp_path / "cables.csv"
    path.write_text(DRAWN, encoding="utf-8")
    assert plantready("import", path, case=fresh).code == 0
    return fresh


def _open(case: Path, *more: str) -> dict[str, str]:
    labels = plantready("--json", "match", *more, case=case).data["open"]
    return {label["text"]: label["device"] for label in labels}


def test_labels_that_are_no_names_are_proposed(drawn: Path) -> None:
    open_ones = _open(drawn)
    assert set(open_ones) == {"PLC Linie1", "the old one"}
    assert open_ones["the old one"] == ""
    assert "PLC Linie1" in plantready("match", case=drawn).out


def test_what_was_confirmed_is_remembered(drawn: Path) -> None:
    assert _open(drawn)["PLC Linie1"]
    assert set(_open(drawn, "--accept", "PLC Linie1", "--by", "controls engineer")) == {
        "the old one"
    }
    assert _open(drawn, "--is", "the old one=PLC-Line2") == {}
    assert plantready("match", case=drawn).out.startswith("every label")


def test_no_is_remembered_too_and_may_be_taken_back(drawn: Path) -> None:
    device = _open(drawn)["PLC Linie1"]
    assert _open(drawn, "--not", f"PLC Linie1={device}")["PLC Linie1"] == ""
    assert "PLC Linie1" not in _open(drawn, "--is", f"PLC Linie1={device}")


def test_all_proposals_can_be_accepted_at_once(drawn: Path) -> None:
    assert set(_open(drawn, "--all")) == {"the old one"}


@pytest.mark.parametrize(
    "wrong", [("--accept", "nothing"), ("--is", "PLC Linie1"), ("--is", "x=NO-SUCH-DEVICE")]
)
def test_a_wrong_word_changes_nothing(drawn: Path, wrong: tuple[str, str]) -> None:
    done = plantready("match", *wrong, case=drawn)
    assert done.code == 2
    assert "nothing was changed" in done.err
    assert len(_open(drawn)) == 2
