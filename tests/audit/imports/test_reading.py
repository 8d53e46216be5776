"""Many files at a time: one result in one order; a process that dies costs only its file."""

from __future__ import annotations

import os
import pickle
import zipfile
from pathlib import Path

import pytest

from audit.case import Case, init_case
from audit.evidence import Evidence
from audit.imports import reading, run
from audit.imports.contract import RawFile
from audit.imports.files import InArchive
from audit.imports.reading import Read, Readers, read_one, workers_for
from audit.imports.run import FileReport, import_paths
from tests.audit.imports.files import raw
from tests.audit.imports.made import esx, netspu, packed
from tests.audit.imports.sampled import FOLDER

MIB = 2**20


@pytest.fixture
def handed(tmp_path: Path) -> Path:
    """A folder of several formats, one of them broken, one twice, and an archive."""
    folder = tmp_path / "handed"
    folder.mkdir()
    for name in ("netsh_en.txt", "iw_scan.txt", "airport_scan.txt"):
        (folder / name).write_bytes((FOLDER / "wifi" / name).read_bytes())
    (folder / "sub").mkdir()
    (folder / "sub" / "iw_scan.txt").write_bytes((folder / "iw_scan.txt").read_bytes())
    (folder / "lines.csv").write_text("line,name\nL1,One\n", encoding="utf-8")
    (folder / "broken.esx").write_bytes(esx(accessPoints=None))
    (folder / "survey.esx").write_bytes(esx())
    (folder / "empty.txt").write_bytes(b"")
    (folder / "all.zip").write_bytes(packed({
        "a/R1@5.snmprec": "1.3.6.1.2.1.17.4.3.1.2.0.27.27.1.2.3|2|1\n",
        "a/R1.snmprec": "1.3.6.1.2.1.1.5.0|4|R1\n1.3.6.1.2.1.17.1.4.1.2.1|2|1\n"
                        "1.3.6.1.2.1.31.1.1.1.1.1|4|ge1\n",
        "walk.netspu": netspu(),
    }))  # fmt: skip
    return folder


def _imported(tmp_path: Path, name: str, folder: Path) -> tuple[tuple[FileReport, ...], list[str]]:
    case = init_case(tmp_path / name, name="x")
    with Evidence(case.database_url) as evidence:
        report = import_paths(case, evidence, [folder], engine="2")
        return report.files, [str(one.observation.value) for one in evidence.read()]


def test_a_pool_gives_what_one_process_gives(
    handed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = _imported(tmp_path, "alone", handed)
    monkeypatch.setattr(reading, "FEW_BYTES", 0)
    assert _imported(tmp_path, "pool", handed) == alone
    states = {file.name: str(file.state) for file in alone[0]}
    assert states["sub/iw_scan.txt"] == "used"
    assert states["all.zip/a/R1@5.snmprec"] == "used"
    assert states["broken.esx"] == "failed"
    assert states["empty.txt"] == "not understood"


def test_few_small_files_start_no_process() -> None:
    assert workers_for([1000] * 20, "") == 1
    assert workers_for([500 * MIB], "4") == 1
    assert workers_for([9 * MIB] * 4, "1") == 1
    assert workers_for([9 * MIB] * 4, "3") == 3
    assert workers_for([10] * 400, "2") == 2
    assert workers_for([5 * MIB] * 40, "99") == reading.MOST_WORKERS


def dying(file: RawFile, forced: str) -> Read:
    """Read a file; one of them ends the process that reads it."""
    if file.name == "deadly":
        os._exit(9)
    return read_one(file, forced)


def test_a_file_that_ends_its_process_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    good = raw("lines.csv", "line,name\nL1,One\n")
    files = [good, raw("deadly", "x"), good, good, good]
    monkeypatch.setattr(reading, "read_one", dying)
    with Readers(2) as readers:
        futures = [readers.submit(file, "") for file in files]
        found = [readers.result(f, file, "") for f, file in zip(futures, files, strict=True)]
    assert [read.importer for read in found] == ["inventory", "", *["inventory"] * 3]
    assert "was ended" in found[1].error
    assert not found[1].may_be_kept


def test_an_archive_is_found_again_by_another_process(tmp_path: Path) -> None:
    inner = packed({"a/x.txt": "x", "a/y.txt": "why"})
    path = tmp_path / "o.zip"
    path.write_bytes(packed({"inner.zip": inner}))
    with zipfile.ZipFile(path) as archive:
        beside = InArchive((path, "inner.zip"), "a", archive)
        again: InArchive = pickle.loads(pickle.dumps(beside))
    assert again("y.txt") == b"why"
    assert again("../x.txt") is None
    assert again("z.txt") is None


def test_a_file_whose_secrets_cannot_be_taken_out_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from audit.imports import switch_dump

    text = "SW1#show running-config\nhostname SW1\nenable secret 5 $1$abc\n"
    (tmp_path / "SW1.txt").write_text(text, encoding="utf-8")
    (importer,) = switch_dump.IMPORTERS

    def broken(data: bytes) -> bytes:
        raise RuntimeError("no")

    from dataclasses import replace

    monkeypatch.setattr(reading, "detect", lambda file: replace(importer, scrub=broken))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    case: Case = init_case(tmp_path / "case", name="x")
    with Evidence(case.database_url) as evidence:
        (file,) = import_paths(case, evidence, [tmp_path / "SW1.txt"]).files
        assert evidence.raw_files() == ()
    assert "keep the file" in file.reason


def test_documents_that_are_archives_inside_are_not_taken_apart(
    tmp_path: Path,
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "project.zip").write_bytes(esx())
    (tmp_path / "in" / "files.dat").write_bytes(packed({"lines.csv": "line\nL1\n"}))
    case = init_case(tmp_path / "case", name="x")
    with Evidence(case.database_url) as evidence:
        report = import_paths(case, evidence, [tmp_path / "in"])
    assert {file.name: file.type for file in report.files} == {
        "files.dat/lines.csv": "inventory",
        "project.zip": "ekahau",
    }
    assert run.FileState.USED in {file.state for file in report.files}
