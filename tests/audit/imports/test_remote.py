"""URLs of shared and object storage: read like files, without their secrets, with a remedy."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audit.case import Case, init_case
from audit.evidence import Evidence
from audit.imports import registry
from audit.imports.remote import remote_items
from audit.imports.run import FileReport, FileState, import_paths
from tests.audit.capture.build import eth, mac, pcap, tcp

fsspec: Any = pytest.importorskip("fsspec")


def capture(count: int = 3) -> bytes:
    frames = [
        eth(mac(1), mac(2), 0x0800, tcp("10.0.0.2", "10.0.0.1", (40000 + n, 502), bytes(12)))
        for n in range(count)
    ]
    return pcap(*frames)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return init_case(tmp_path / "case", name="x")


@pytest.fixture
def evidence(case: Case) -> Iterator[Evidence]:
    with Evidence(case.database_url) as store:
        yield store


@pytest.fixture
def stored() -> Iterator[Any]:
    """A storage in memory, empty before and after."""
    system: Any = fsspec.filesystem("memory")
    system.store.clear()
    yield system
    system.store.clear()


def test_a_file_of_a_storage_is_read_and_kept_like_one_of_this_computer(
    case: Case, evidence: Evidence, stored: Any
) -> None:
    stored.pipe("/plant/l3.pcap", capture())
    url = "memory://plant/l3.pcap"
    (file,) = import_paths(case, evidence, [], urls=[url]).files
    assert (file.name, file.type, file.state, file.used) == ("l3.pcap", "pcap", FileState.USED, 3)
    assert {batch.origin for batch in evidence.newest_batches()} == {"memory://plant/l3.pcap"}
    (again,) = import_paths(case, evidence, [], urls=[url]).files
    assert again.state is FileState.KNOWN
    stored.pipe("/plant/l3.pcap", capture(5))
    (newer,) = import_paths(case, evidence, [], urls=[url]).files
    assert (newer.state, newer.used) == (FileState.USED, 5)


def test_a_folder_of_a_storage_is_read_file_by_file(
    case: Case, evidence: Evidence, stored: Any
) -> None:
    for count, name in enumerate(("b/two.pcap", "one.pcap", ".hidden.pcap"), 1):
        stored.pipe(f"/shift/{name}", capture(count))
    stored.pipe("/shift/more.zip", b"PK\3\4")
    files = import_paths(case, evidence, [], urls=["memory://shift"]).files
    assert [(file.name, file.state, file.used) for file in files] == [
        ("b/two.pcap", FileState.USED, 1),
        ("more.zip", FileState.FAILED, 0),
        ("one.pcap", FileState.USED, 2),
    ]


@pytest.mark.parametrize("engine", ["1", "2"])
def test_a_large_capture_stays_in_its_storage(
    case: Case, evidence: Evidence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    (tmp_path / "big.pcap").write_bytes(capture(50))
    monkeypatch.setattr(registry, "WHOLE", 100)
    url = (tmp_path / "big.pcap").as_uri().replace("file://", "local://")
    (file,) = import_paths(case, evidence, [], engine=engine, urls=[url]).files
    assert (file.state, file.used) == (FileState.USED, 50)
    assert "SHA-256" in file.reason
    kept = case.imports_dir
    assert not (kept.is_dir() and any(path.is_file() for path in kept.rglob("*")))


def failed(case: Case, evidence: Evidence, url: str) -> FileReport:
    (file,) = import_paths(case, evidence, [], urls=[url]).files
    assert file.state is FileState.FAILED
    return file


def test_what_cannot_be_reached_is_an_account_with_a_remedy(
    case: Case, evidence: Evidence, stored: Any
) -> None:
    assert "no such file" in failed(case, evidence, "memory://nothing/here.pcap").reason
    assert "cannot be read" in failed(case, evidence, "nosuchkind://a/b.pcap").reason
    fsspec.register_implementation("unbuilt", "no_such_module.Files", errtxt="install no-such")
    reason = failed(case, evidence, "unbuilt://a/b.pcap").reason
    assert "further package (install no-such)" in reason
    assert "copy the file here" in reason
    assert "chains" in failed(case, evidence, "simplecache::memory://a.pcap").reason


def test_a_computer_without_fsspec_is_told_what_to_do(
    case: Case, evidence: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    assert "pip install fsspec" in failed(case, evidence, "s3://bucket/l3.pcap").reason


def test_signatures_and_passwords_of_urls_are_nowhere(
    case: Case, evidence: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "https://someone:hidden@storage.test/a/l3.pcap?X-Amz-Signature=deadbeef&version=2"
    monkeypatch.setattr(fsspec, "url_to_fs", _refuse)
    (item,) = remote_items(url)
    report = failed(case, evidence, url)
    for said in (item.name, item.origin, report.name, report.reason):
        assert "hidden" not in said
        assert "deadbeef" not in said
    other = next(iter(remote_items(url.replace("deadbeef", "0badcafe"))))
    assert other.origin == item.origin
    assert next(iter(remote_items(url.replace("version=2", "version=3")))).origin != item.origin


def _refuse(url: str) -> None:
    raise PermissionError(f"403 for {url}")
