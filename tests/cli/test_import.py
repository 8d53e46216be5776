"""`plantready import`: what was used, skipped, not understood; what a wrong file does."""

import os
from pathlib import Path

import pytest

from tests.cli.run import ROOT, plantready

DUMP = ROOT / "inventories" / "riverside" / "handed_over" / "SW-L2-1.txt"
SHARED = ROOT.parent / "shared" / "data"


def _states(folder: Path, *paths: object) -> dict[str, str]:
    done = plantready("--json", "import", *paths, case=folder)
    return {file["name"]: file["state"] for file in done.data["files"]}


def test_a_switch_dump_gives_a_device_without_any_line(fresh: Path) -> None:
    assert plantready("import", DUMP, case=fresh).code == 0
    devices = plantready("export", "devices", case=fresh).data
    assert ("SW-L2-1", None) in {(row["name"], row["line"]) for row in devices}


def test_the_same_file_again_changes_nothing(fresh: Path) -> None:
    assert _states(fresh, DUMP) == {"SW-L2-1.txt": "used"}
    assert _states(fresh, DUMP) == {"SW-L2-1.txt": "already known"}


def test_a_path_that_is_not_there_imports_nothing(fresh: Path) -> None:
    done = plantready("import", DUMP, fresh / "nothing.txt", case=fresh)
    assert done.code == 2
    assert "nothing.txt" in done.err
    assert plantready("export", "devices", case=fresh).data == []


def test_only_garbage_is_unreadable_input(fresh: Path, tmp_path: Path) -> None:
    path = tmp_path / "noise.bin"
    path.write_bytes(os.urandom(3000))
    done = plantready("import", path, case=fresh)
    assert done.code == 2
    assert "not understood" in done.out


def test_garbage_beside_a_good_file_is_partial_and_the_good_one_is_used(
    fresh: Path, tmp_path: Path
) -> None:
    path = tmp_path / "noise.bin"
    path.write_bytes(b"\x00\xff" * 999)
    done = plantready("import", path, DUMP, case=fresh)
    assert done.code == 4
    assert plantready("export", "devices", case=fresh).data


def test_a_folder_may_hold_files_that_are_no_evidence(fresh: Path, tmp_path: Path) -> None:
    folder = tmp_path / "handed over"
    folder.mkdir()
    (folder / "SW-L2-1.txt").write_bytes(DUMP.read_bytes())
    (folder / "holiday.jpeg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(500))
    assert plantready("import", folder, case=fresh).code == 0


def test_an_empty_folder_is_a_wrong_folder(fresh: Path, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    done = plantready("import", folder, case=fresh)
    assert done.code == 2
    assert "holds no file" in done.err


def test_an_unknown_type_lists_the_known_ones(fresh: Path) -> None:
    done = plantready("import", "--as", "docx", DUMP, case=fresh)
    assert done.code == 2
    assert "switch-dump" in done.err


def test_a_reason_that_many_files_share_is_said_once(fresh: Path, tmp_path: Path) -> None:
    paths = [tmp_path / f"noise{number}.bin" for number in range(5)]
    for number, path in enumerate(paths):
        path.write_bytes(bytes([0, 255, number]) * 500)
    done = plantready("import", *paths, case=fresh)
    assert done.out.count("--as") == 1


def test_a_file_named_like_a_formula_is_text_everywhere(fresh: Path, tmp_path: Path) -> None:
    path = tmp_path / "=cmd|x.txt"
    path.write_bytes(DUMP.read_bytes())
    assert plantready("import", path, case=fresh).code == 0
    table = plantready("export", "evidence", "--format", "csv", case=fresh).out
    cells = [cell for row in table.splitlines() for cell in row.split(",")]
    assert any("=cmd|x" in cell for cell in cells)
    assert not any(cell.lstrip('"').startswith("=") for cell in cells)


def test_new_answers_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    plantready("init", folder, "--example", "riverside")
    done = plantready("--json", "import", folder / "handed_over", case=folder)
    assert "OWN-02 on L1" in done.data["now_answerable"]


def test_a_recording_with_vlan_contexts_is_one_device(fresh: Path) -> None:
    network = SHARED / "snmp" / "networks" / "nms0002ciscojuniper"
    paths = sorted(network.glob("s-de-juet-luck-001*.snmprec"))
    if not paths:
        pytest.skip("the shared recordings are not here")
    assert plantready("import", *paths, case=fresh).code == 0
    rows = plantready("export", "fdb", case=fresh).data
    assert len({row["device_id"] for row in rows}) == 1
    assert {100, 950} <= {row["vlan_id"] for row in rows}


def test_dumps_side_by_side_are_one_device(fresh: Path) -> None:
    stanford = SHARED / "configs" / "stanford"
    paths = sorted(stanford.glob("bozb_rtr_*.txt"))
    if not paths:
        pytest.skip("the shared configurations are not here")
    assert plantready("import", *paths, case=fresh).code == 0
    for table in ("interfaces", "fdb", "vlans"):
        rows = plantready("export", table, case=fresh).data
        assert rows
        assert len({row["device_id"] for row in rows}) == 1


def test_a_url_is_read_like_a_path_and_one_that_cannot_be_is_named(fresh: Path) -> None:
    assert _states(fresh, DUMP.as_uri()) == {"SW-L2-1.txt": "used"}
    assert _states(fresh, DUMP) == {"SW-L2-1.txt": "already known"}
    done = plantready("import", "nosuchkind://bucket/l3.pcap?token=hidden", case=fresh)
    assert done.code == 2
    assert "nosuchkind" in done.out + done.err
    assert "hidden" not in done.out + done.err
