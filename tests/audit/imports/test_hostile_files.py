"""Files that want to do harm, through `import` as a whole: nothing crashes, hangs, or is written
outside the case.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.case import Case, init_case
from audit.evidence import Evidence
from audit.imports import registry
from audit.imports.run import FileState, ImportReport, import_paths

XXE = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    "<{0}><a>&x;</a></{0}>"
)
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)).replace("a0;", "a;")
    + "]><{0}><a>&a11;</a></{0}>"
)
ROOTS = ("nmaprun", 'nmaprun scanner="masscan"', "mxfile", "mxGraphModel", "svg")
CSVS = {
    "rules.csv": "source,destination,service,action\n10.0.0.1,any,tcp/1,allow\n",
    "assets.csv": "asset_id,line,role,ip\nA-1,L1,controller,10.0.0.1\n",
    "devices.csv": "name,status,role,manufacturer,device_type,serial\nA,Active,PLC,S,T,1\n",
    "conn.log": "#separator \\x09\n#path\tconn\n#fields\tts\tuid\n1772323200\tC1\n",
    "edges.csv": "from,port,to,port\nA,1,B,2\n",
    "export.csv": "source.ip,destination.ip,destination.port\n10.0.0.1,10.0.0.2,502\n",
}


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Make an empty case."""
    return init_case(tmp_path / "case", name="x")


def _import(case: Case, folder: Path) -> ImportReport:
    with Evidence(case.database_url) as evidence:
        report = import_paths(case, evidence, [folder])
        assert not evidence.verify(case.imports_dir)
    return report


def _given(tmp_path: Path, **files: bytes) -> Path:
    folder = tmp_path / "in"
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def _calm(report: ImportReport) -> None:
    assert not [file for file in report.files if "this is a bug" in file.reason]


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("bomb", [XXE, LAUGHS], ids=["external entity", "billion laughs"])
def test_entities_of_xml_are_never_resolved(
    case: Case, tmp_path: Path, bomb: str, root: str
) -> None:
    text = bomb.replace("</{0}>", f"</{root.split(' ')[0]}>").replace("{0}", root)
    report = _import(case, _given(tmp_path, **{"x.xml": text.encode(), "x.drawio": text.encode()}))
    _calm(report)
    host = Path("/etc/hostname")
    secret = host.read_text(encoding="utf-8").strip() if host.exists() else ""
    with Evidence(case.database_url) as evidence:
        stored = [str(item.observation) for item in evidence.read()]
    assert not secret or not any(secret in text for text in stored)


@pytest.mark.parametrize("name", CSVS)
def test_nul_characters_anywhere_are_no_harm(case: Case, tmp_path: Path, name: str) -> None:
    data = CSVS[name].encode()
    for at in (0, 3, len(data) // 2, len(data)):
        _calm(_import(case, _given(tmp_path, **{name: data[:at] + b"\0" + data[at:]})))
    _calm(_import(case, _given(tmp_path, **{name: data + b"\0" * 100_000})))


@pytest.mark.parametrize(
    ("name", "head", "state"),
    [
        ("x.csv", b"", FileState.NOT_UNDERSTOOD),
        ("x.json", b'{"ts":1,"id.orig_h":"10.0.0.1"', FileState.NOT_UNDERSTOOD),
        ("conn.log", CSVS["conn.log"].encode(), FileState.USED),
        ("x.zip", b"PK\x03\x04", FileState.FAILED),
    ],
)
def test_a_sparse_file_of_a_gigabyte_fills_neither_memory_nor_the_case(
    case: Case, tmp_path: Path, name: str, head: bytes, state: FileState,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    folder = _given(tmp_path)
    with (folder / name).open("wb") as file:
        file.write(head)
        file.truncate(2**30)

    def refuse(path: Path) -> bytes:
        raise AssertionError(f"{path} was read as a whole")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse)
        report = _import(case, folder)
    _calm(report)
    assert [file.state for file in report.files] == [state]
    assert sum(path.stat().st_size for path in case.imports_dir.glob("*")) < 2**20


def test_a_large_file_of_a_type_that_was_named_is_read_as_that(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "WHOLE", 100)
    text = CSVS["assets.csv"] + "A-2,L1,HMI,10.0.0.2\n" * 20
    folder = _given(tmp_path, **{"a.csv": text.encode(), "noise.bin": bytes(range(256)) * 2})
    report = _import(case, folder)
    assert {file.name: file.state for file in report.files} == {
        "a.csv": FileState.USED, "noise.bin": FileState.NOT_UNDERSTOOD
    }  # fmt: skip
    with Evidence(case.database_url) as evidence:
        forced = import_paths(case, evidence, [folder / "noise.bin"], as_type="inventory")
    assert forced.files[0].type == "inventory"


def test_a_packed_bomb_ends_at_its_limit(case: Case, tmp_path: Path) -> None:
    data = gzip.compress(CSVS["conn.log"].encode() + b"\0" * 200_000_000, 9)
    report = _import(case, _given(tmp_path, **{"conn.log.gz": data}))
    _calm(report)
    assert "far more than any log" in str(report.files[0].remarks)


def test_nothing_of_an_archive_is_written_anywhere_but_into_the_case(
    case: Case, tmp_path: Path
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        for name, text in CSVS.items():
            out.writestr(f"../../{name}", text)
            out.writestr(f"/tmp/{name}", text)
            out.writestr(f"logs/{name}", text)
    folder = _given(tmp_path, **{"x.zip": packed.getvalue()})
    before = {path for path in tmp_path.rglob("*") if case.root not in path.parents}
    report = _import(case, folder)
    _calm(report)
    assert {path for path in tmp_path.rglob("*") if case.root not in path.parents} == before
    used = {file.name for file in report.files if file.state is FileState.USED}
    assert used
    assert all(name.startswith("x.zip/logs/") for name in used)


@settings(
    max_examples=40, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.data())
def test_noise_behind_the_beginning_of_any_format_breaks_no_importer(
    case: Case, tmp_path: Path, data: st.DataObject
) -> None:
    starts = [text.encode() for text in CSVS.values()]
    starts += [
        b"<?xml version='1.0'?><nmaprun>",
        b'[{"ip":"10.0.0.1"',
        b"#masscan\nopen tcp",
        b"config firewall policy\n edit",
        b"ASA Version 9.1\n",
        b"PK\x03\x04",
        b"\x1f\x8b\x08",
        b"SW-1#show version\n",
        b"SIMPLE\n",
        b"BEGIN:VCALENDAR\n",
        b"\xff\xfea\0,\0b\0",
    ]
    text = data.draw(st.sampled_from(starts)) + data.draw(st.binary(max_size=200))
    name = data.draw(st.sampled_from(["a.csv", "a.txt", "a.log", "a.xml", "a.json", "a.gz", "a"]))
    _calm(_import(case, _given(tmp_path, **{name: text})))
