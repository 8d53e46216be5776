"""`import` as a whole: folders, archives, the same file twice, and files that want to do harm."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from audit.case import Case, init_case
from audit.evidence import Evidence, EvidenceError
from audit.facts.build import build_facts
from audit.facts.model import CaseFacts
from audit.imports import files, registry, run
from audit.imports.contract import Imported, Importer, RawFile
from audit.imports.run import FileState, ImportReport, UnknownTypeError, import_paths
from audit.inventory.tables import TABLES
from audit.inventory.tables.handed import FROM_FILES

ANSWERS = "question_id,question,answer\nq1,who?,nobody\n"
LINES = "line,name\nL1,One\n"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Make an empty case."""
    return init_case(tmp_path / "Fall ä 1", name="x")


@pytest.fixture
def evidence(case: Case) -> Iterator[Evidence]:
    """Open its evidence."""
    with Evidence(case.database_url) as store:
        yield store


def states(report: ImportReport) -> dict[str, str]:
    """Return what became of each file."""
    return {file.name: str(file.state) for file in report.files}


def lines(evidence: Evidence) -> list[str]:
    """Return the names of the lines that the facts know."""
    about = CaseFacts("x", "x", "", (), date(2026, 11, 16))
    return [line.name for line in build_facts(evidence.read(), about, evidence.head()).lines]


def archive(**members: str | bytes) -> bytes:
    """Return a zip archive; `a__csv` is a.csv."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name.replace("__", "."), content)
    return file.getvalue()


def test_a_folder_is_read_with_an_account_of_every_file(
    case: Case, evidence: Evidence, tmp_path: Path
) -> None:
    folder = tmp_path / "von der Werkstatt"
    (folder / "süd").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text(LINES, encoding="utf-8")
    (folder / "süd" / "answers it.csv").write_text(ANSWERS, encoding="utf-8")
    (folder / "Linien.csv").write_bytes("line;name\nL1;Süd\n".encode("cp1252"))
    (folder / "~$Linien.xlsx").write_bytes(b"lock")
    (folder / "letter.txt").write_text("Dear all, see you on Monday.\n", encoding="utf-8")
    (folder / "empty.csv").write_bytes(b"")
    seen: list[tuple[int, int, str]] = []

    def tick(done: int, total: int, name: str) -> None:
        seen.append((done, total, name))

    report = import_paths(case, evidence, [folder], progress=tick)
    assert states(report) == {
        "Linien.csv": "used",
        "empty.csv": "not understood",
        "letter.txt": "not understood",
        "süd/answers it.csv": "used",
        "~$Linien.xlsx": "skipped",
    }
    reasons = {file.name: file.reason for file in report.files}
    assert "--as: " in reasons["letter.txt"]
    assert reasons["empty.csv"] == "the file is empty"
    results = {file.name: file.result for file in report.files}
    assert (results["letter.txt"], results["empty.csv"]) == ("UNSUPPORTED", "EMPTY")
    assert [step[0] for step in seen] == [0, 1, 2, 3, 4, 5]
    assert (report.failed, report.used) == (0, 2)
    assert lines(evidence) == ["Süd"]
    kept = {record.name: record.sha256 for record in evidence.raw_files()}
    assert set(kept) == {"Linien.csv", "süd/answers it.csv"}
    path = case.imports_dir / kept["Linien.csv"]
    assert path.read_bytes() == (folder / "Linien.csv").read_bytes()
    assert not path.stat().st_mode & stat.S_IWUSR
    assert evidence.verify(case.imports_dir) == ()


def test_the_same_file_twice_changes_nothing(
    case: Case, evidence: Evidence, tmp_path: Path
) -> None:
    file = tmp_path / "l.csv"
    file.write_text(LINES, encoding="utf-8")
    import_paths(case, evidence, [file])
    head = evidence.head()
    assert states(import_paths(case, evidence, [file])) == {"l.csv": "already known"}
    copy = tmp_path / "mail" / "l.csv"
    copy.parent.mkdir()
    copy.write_text(LINES, encoding="utf-8")
    os.utime(copy, (0, 0))
    assert states(import_paths(case, evidence, [copy])) == {"l.csv": "already known"}
    assert evidence.head() == head


@pytest.mark.skipif(os.name == "nt", reason="Windows' names are text")
def test_names_that_are_no_text_are_named_safely_and_known_again(
    case: Case, evidence: Evidence, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / os.fsdecode(b"l\xff\x1b[31m.csv")).write_text(LINES, encoding="utf-8")
    report = import_paths(case, evidence, [folder])
    assert states(report) == {"l\N{REPLACEMENT CHARACTER} [31m.csv": "used"}
    assert set(states(import_paths(case, evidence, [folder])).values()) == {"already known"}


def test_equal_files_of_two_folders_are_two_files(
    case: Case, evidence: Evidence, tmp_path: Path
) -> None:
    for folder in ("SW-1", "SW-2"):
        (tmp_path / "in" / folder).mkdir(parents=True)
        (tmp_path / "in" / folder / "l.csv").write_text(LINES, encoding="utf-8")
    report = import_paths(case, evidence, [tmp_path / "in"])
    assert states(report) == {"SW-1/l.csv": "used", "SW-2/l.csv": "used"}


def test_a_newer_version_replaces_the_older(case: Case, evidence: Evidence, tmp_path: Path) -> None:
    file = tmp_path / "l.csv"
    for name in ("One", "Two", "One"):
        file.write_text(f"line,name\nL1,{name}\n", encoding="utf-8")
        assert states(import_paths(case, evidence, [file])) == {"l.csv": "used"}
        assert lines(evidence) == [name]
    file.write_text("line,name\n", encoding="utf-8")
    report = import_paths(case, evidence, [file])
    assert report.files[0].reason == "nothing usable in it"
    assert lines(evidence) == []


def test_a_named_type_reads_again_what_was_taken_for_another(
    case: Case, evidence: Evidence, tmp_path: Path
) -> None:
    file = tmp_path / "l.csv"
    file.write_text("account,answer,question,owner\na,b,c,d\n", encoding="utf-8")
    first = import_paths(case, evidence, [file]).files[0].type
    other = "accounts" if first == "answers" else "answers"
    report = import_paths(case, evidence, [file], as_type=other)
    assert (report.files[0].type, report.files[0].state) == (other, FileState.USED)
    assert states(import_paths(case, evidence, [file], as_type=other)) == {"l.csv": "already known"}
    with pytest.raises(UnknownTypeError, match=r"types: .*nmap-xml"):
        import_paths(case, evidence, [file], as_type="word")


def test_the_members_of_an_archive_are_files(
    case: Case, evidence: Evidence, tmp_path: Path
) -> None:
    inner = archive(lines__csv=LINES)
    deep = archive(more__zip=archive(x__csv=LINES))
    path = tmp_path / "all.zip"
    members: dict[str, str | bytes] = {
        "it/answers-it.csv": ANSWERS, "b.zip": inner, "d.zip": deep, ".x": "hidden"
    }  # fmt: skip
    path.write_bytes(archive(**members))
    report = import_paths(case, evidence, [path])
    assert states(report) == {
        "all.zip/.x": "skipped",
        "all.zip/b.zip/lines.csv": "used",
        "all.zip/d.zip/more.zip": "failed",
        "all.zip/it/answers-it.csv": "used",
    }
    assert lines(evidence) == ["One"]
    assert set(states(import_paths(case, evidence, [path])).values()) == {
        "already known",
        "skipped",
        "failed",
    }


def _with_sizes(data: bytes, size: int) -> bytes:
    """Let the archive's directory claim another unpacked size of its one member."""
    at = data.rindex(b"PK\x01\x02")
    return data[: at + 24] + size.to_bytes(4, "little") + data[at + 28 :]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (archive(**{"../../evil.csv": LINES}), "leads out of the archive"),
        (archive(**{"/etc/cron.csv": LINES}), "leads out of the archive"),
        (archive(**{"C:\\x.csv": LINES}), "leads out of the archive"),
        (archive(bomb__csv=b"a,b\n" * 8_000_000), "packed more tightly"),
        (archive(**{f"{n}": b"" for n in range(20_001)}), "too much for one archive"),
        (_with_sizes(archive(a__csv=LINES), 5), "cannot be unpacked"),
        (archive(a__csv=LINES)[:-30], "no readable zip archive"),
        (b"PK\x03\x04" + os.urandom(500), "no readable zip archive"),
    ],
    ids=["up", "root", "drive", "bomb", "many", "lying size", "cut off", "noise"],
)
def test_an_archive_that_wants_to_do_harm_is_reported(
    case: Case, evidence: Evidence, tmp_path: Path, data: bytes, said: str
) -> None:
    path = tmp_path / "in" / "x.zip"
    path.parent.mkdir()
    path.write_bytes(data)
    before = sorted(tmp_path.rglob("*.csv"))
    report = import_paths(case, evidence, [path])
    assert len(report.files) == 1
    assert said in report.files[0].reason
    assert report.used == 0
    assert sorted(tmp_path.rglob("*.csv")) == before


def test_links_are_not_followed_out_of_the_folder(
    case: Case, evidence: Evidence, tmp_path: Path
) -> None:
    outside = tmp_path / "private"
    outside.mkdir()
    (outside / "lines.csv").write_text(LINES, encoding="utf-8")
    folder = tmp_path / "handed over"
    folder.mkdir()
    (folder / "a.csv").symlink_to(outside / "lines.csv")
    (folder / "all").symlink_to(outside, target_is_directory=True)
    (folder / "gone.csv").symlink_to(folder / "nowhere")
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    pipe = {"pipe"} if hasattr(os, "mkfifo") else set[str]()
    for name in pipe:
        os.mkfifo(folder / name)
    report = import_paths(case, evidence, [folder])
    assert set(states(report).values()) == {"skipped"}
    assert set(states(report)) == {"a.csv", "all", "gone.csv", "loop"} | pipe
    assert states(import_paths(case, evidence, [folder / "a.csv"])) == {"a.csv": "used"}


def test_files_that_are_too_large_or_unreadable_are_reported(
    case: Case, evidence: Evidence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large, gone = tmp_path / "large.csv", tmp_path / "gone.csv"
    with large.open("wb") as file:
        file.write(LINES.encode())
        file.truncate(files.MAX_FILE + 1)
    report = import_paths(case, evidence, [large, gone])
    assert "larger than 2 GiB" in report.files[0].reason
    assert "cannot be read (" in report.files[1].reason
    assert report.failed == 2
    locked = tmp_path / "locked.csv"
    locked.write_text(LINES, encoding="utf-8")

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    report = import_paths(case, evidence, [locked])
    assert (report.failed, report.files[0].state) == (1, FileState.FAILED)
    assert "close it in other programs" in report.files[0].reason


def test_a_crashing_importer_ends_its_file_and_no_other(
    case: Case, evidence: Evidence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(raw: RawFile) -> Imported:
        raise RecursionError(f"too deep in {raw.name}")

    broken = Importer("answers", "x", lambda raw: float(b"question" in raw.data), crash)
    others = tuple(one for one in registry.importers() if one.name != "answers")
    monkeypatch.setattr(registry, "importers", lambda: (broken, *others))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_text(ANSWERS, encoding="utf-8")
    (tmp_path / "in" / "l.csv").write_text(LINES, encoding="utf-8")
    report = import_paths(case, evidence, [tmp_path / "in"])
    assert states(report) == {"a.csv": "failed", "l.csv": "used"}
    assert "RecursionError: too deep" in report.files[0].reason
    assert "bug" in report.files[0].reason
    assert {record.name for record in evidence.raw_files()} == {"a.csv", "l.csv"}
    monkeypatch.undo()
    assert states(import_paths(case, evidence, [tmp_path / "in"])) == {
        "a.csv": "used",
        "l.csv": "already known",
    }


def test_evidence_that_cannot_be_written_ends_the_run(
    case: Case, evidence: Evidence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise EvidenceError("disk full")

    (tmp_path / "l.csv").write_text(LINES, encoding="utf-8")
    monkeypatch.setattr(evidence, "add", full)
    with pytest.raises(EvidenceError):
        import_paths(case, evidence, [tmp_path / "l.csv"])


def test_the_case_does_not_import_itself(case: Case, evidence: Evidence) -> None:
    (case.root / "handed over").mkdir()
    (case.root / "handed over" / "l.csv").write_text(LINES, encoding="utf-8")
    report = import_paths(case, evidence, [case.root])
    used = [file.name for file in report.files if file.state is not FileState.SKIPPED]
    assert used == ["handed over/l.csv"]
    inventory = {file.name for file in report.files if file.name.startswith("inventory/")}
    assert len(inventory) == len(TABLES) - len(FROM_FILES) + 1


def test_what_lies_beside_a_file_can_be_read_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"A")
    (tmp_path / "b.txt").write_bytes(b"B")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "c.txt").write_bytes(b"C")
    (tmp_path / "z.zip").write_bytes(archive(**{"d/a.txt": b"1", "d/b.txt": b"2", "b.txt": b"3"}))
    from contextlib import ExitStack

    with ExitStack() as stack:
        items = files.collect([tmp_path / "in", tmp_path / "a.txt", tmp_path / "z.zip"],
                              tmp_path / "case", stack)  # fmt: skip
        beside = {item.name: item.beside for item in items}
        c, a, member = beside["c.txt"], beside["a.txt"], beside["z.zip/d/a.txt"]
        assert c is not None
        assert a is not None
        assert member is not None
        assert (a("b.txt"), a("none.txt"), a("in/c.txt")) == (b"B", None, None)
        assert (c("../a.txt"), c(""), c("..")) == (None, None, None)
        assert (member("b.txt"), member("../b.txt")) == (b"2", None)


def test_a_file_is_no_newer_than_the_day_of_the_audit(tmp_path: Path) -> None:
    case = init_case(tmp_path / "c", name="x")
    text = (case.root / "case.toml").read_text(encoding="utf-8")
    (case.root / "case.toml").write_text(
        text.replace("# as_of = 2026-11-16", "as_of = 2020-01-01"), encoding="utf-8"
    )
    case = Case.open(case.root)
    (tmp_path / "l.csv").write_text(LINES, encoding="utf-8")
    with Evidence(case.database_url) as evidence:
        import_paths(case, evidence, [tmp_path / "l.csv"])
        (item,) = evidence.read()
        assert item.observation.time.date() == date(2020, 1, 1)


def test_the_list_of_importers_is_complete() -> None:
    folder = Path(run.__file__).parent
    with_importers = {
        path.stem for path in folder.glob("*.py") if "\nIMPORTERS" in path.read_text("utf-8")
    }
    assert with_importers == set(registry.MODULES)
    names = [importer.name for importer in registry.importers()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("file", "importer"),
    [
        ("SW-L2-1.txt", "switch-dump"),
        ("SW-OFF-1.txt", "switch-dump"),
        ("accounts.xlsx", "accounts"),
        ("answers-it.csv", "answers"),
        ("answers-ot.csv", "answers"),
        ("directory.ldif", "accounts"),
        ("vlan1.xml", "nmap-xml"),
        ("wifi-walk.csv", "survey"),
    ],
)
def test_what_riverside_hands_over_is_recognised(file: str, importer: str) -> None:
    from tests.audit.imports.files import raw

    home = Path(__file__).resolve().parents[3] / "inventories" / "riverside" / "handed_over"
    found = registry.detect(raw(file, (home / file).read_bytes()))
    assert found is not None
    assert found.name == importer
