"""`plantready init`: a case that works at once, or a clear no."""

from pathlib import Path

from tests.cli.run import plantready

ANSWERED_AT_ONCE = (
    "devices", "interfaces", "vlans", "fdb", "links", "services", "conversations"
)  # fmt: skip


def test_a_new_case_answers_every_network_table_with_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "Wérk Nörd 1"
    assert plantready("init", folder).code == 0
    for table in ANSWERED_AT_ONCE:
        done = plantready("export", table, "--format", "json", case=folder)
        assert (done.code, done.data) == (0, [])


def test_the_next_step_can_be_pasted_when_the_folder_has_a_space(tmp_path: Path) -> None:
    done = plantready("init", tmp_path / "plant 1")
    assert f'plantready -C "{tmp_path / "plant 1"}" import' in done.out


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    done = plantready("init", tmp_path)
    assert done.code == 2
    assert "is not empty" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("mine")
    done = plantready("init", path)
    assert (done.code, path.read_text()) == (2, "mine")
    assert "is a file" in done.err


def test_the_example_refuses_options_it_would_ignore(tmp_path: Path) -> None:
    done = plantready("init", tmp_path / "x", "--example", "riverside", "--xlsx")
    assert done.code == 2
    assert not (tmp_path / "x").exists()


def test_a_workbook_instead_of_csv_tables_is_read_back(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    assert plantready("init", folder, "--xlsx", "--use-case", "Bearing watch").code == 0
    assert (folder / "inventory" / "inventory.xlsx").exists()
    done = plantready("judge", case=folder)
    assert done.code == 0, done.err


def test_a_common_use_case_brings_the_signals_that_it_needs(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    done = plantready("init", folder, "--use-case", "Vibration")
    assert done.code == 0
    assert "8 signals" in done.out and "nobody has said yet" in done.out
    (folder / "inventory" / "lines.csv").write_text("line,pilot\nL1,yes\nL2,no\n")
    found = plantready("judge", case=folder)
    assert found.code in (0, 1), found.err
    rows = plantready("export", "findings", "--format", "json", case=folder).data
    (signals,) = [r for r in rows if (r["check_id"], r["line"]) == ("DAT-06", "L2")]
    assert signals["status"] == "unknown", "a list of needs says nothing of what is there"
    assert "vibration velocity rms" in signals["sentence"]


def test_a_use_case_of_ones_own_brings_no_signals(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    done = plantready("init", folder, "--use-case", "Bearing watch")
    assert "there are lists for: vibration, defect, oee" in done.out
    assert len((folder / "inventory" / "signals.csv").read_text().splitlines()) == 1
    assert "bearing-watch,Bearing watch" in (folder / "inventory" / "usecases.csv").read_text()


def test_the_common_use_cases_can_be_listed_without_a_folder(tmp_path: Path) -> None:
    done = plantready("init", "--list-use-cases")
    assert done.code == 0
    for key in ("vibration", "defect", "oee", "energy", "traceability", "drift"):
        assert key in done.out
    assert plantready("init").code == 2
