"""The case folder: init, open, and what is said when case.toml is broken."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from audit.case import Case, CaseError, case_schema, case_text, init_case, parse_config
from audit.evidence import Evidence
from audit.inventory.load import load_inventory
from audit.inventory.read import read_inventory
from audit.inventory.tables import TABLES
from audit.inventory.tables.handed import FROM_FILES


@pytest.mark.parametrize("xlsx", [False, True])
def test_a_new_case_opens_and_reads_without_a_problem(tmp_path: Path, xlsx: bool) -> None:
    made = init_case(tmp_path / "Süd werk 100% #?", name="Süd", xlsx=xlsx, scope_template="# no\n")
    case = Case.open(made.root)
    assert case.config.pilot_line == ""
    assert case.scope_path.read_text(encoding="utf-8") == "# no\n"
    with Evidence(case.database_url) as evidence:
        read = load_inventory(case, evidence)
        assert (read.problems, read.warnings, read.count) == ([], [], 0)
        assert list(evidence.read()) == []
    assert (case.root / "case.db").is_file()


def test_every_table_gets_its_columns_and_their_help(tmp_path: Path) -> None:
    case = init_case(tmp_path / "c", name="c")
    for name, table in TABLES.items():
        path = case.inventory_dir / f"{name}.csv"
        if name in FROM_FILES:
            assert not path.exists()
            continue
        header = path.read_text(encoding="utf-8").strip()
        assert header == ",".join(table.model_fields)
    words = (case.inventory_dir / "README.txt").read_text(encoding="utf-8")
    assert "role: controller, HMI," in words
    assert "asset_id*#" in words
    assert not case.scope_path.exists()


@pytest.mark.parametrize("xlsx", [False, True])
def test_the_named_use_case_stands_in_the_case_and_its_table(tmp_path: Path, xlsx: bool) -> None:
    case = init_case(tmp_path / "c", name="c", use_case="=Predictive maintenance", xlsx=xlsx)
    rows = read_inventory(case.inventory_dir).rows["usecases"]
    assert [row.model_dump()["name"] for row, _ in rows] == ["=Predictive maintenance"]
    assert case.config.use_cases == tuple(row.row_key() for row, _ in rows)


def test_init_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(CaseError, match="not empty"):
        init_case(tmp_path, name="x")
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_folder_without_a_case_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="plantready init"):
        Case.open(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('case_id = "a"\nname = \n', r"case.toml:2: not valid TOML"),
        ('case_id = "a"\n\n# x\ncolour = 1\n', r"case.toml:4: colour: there is no such"),
        ('case_id = "a"\n[report]\nname = 1\n', r"case.toml:3: report.name: .*classification"),
        ('name = "b"\n', r"case.toml:1: case_id: is missing"),
        ('case_id = "a"\ncurrency = "euro"\n', r"case.toml:2: currency: 'euro' should be an ISO"),
        ('case_id = "a"\n[baseline]\nsigned_on = "soon"\n', r"toml:3: baseline.signed_on: a date"),
        ('case_id = "a"\ndatabase = "postgresql://u:p@h/d"\n', r"toml:2: database: a password"),
        ('case_id = "a"\nuse_cases = ["x", 3]\n', r"case.toml:2: use_cases.1: "),
    ],
)  # fmt: skip
def test_a_broken_case_file_is_named_by_line_and_key(text: str, said: str) -> None:
    with pytest.raises(CaseError, match=said):
        parse_config(text)


def test_all_mistakes_are_said_at_once() -> None:
    with pytest.raises(CaseError) as caught:
        parse_config('case_id = "a"\nx = 1\ny = 2\n')
    assert re.findall(r"case.toml:(\d)", str(caught.value)) == ["2", "3"]


def test_a_file_in_another_encoding_is_named_by_line(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_bytes('case_id = "a"\nname = "Süd"\n'.encode("cp1252"))
    with pytest.raises(CaseError, match=r"case.toml:2: this is not UTF-8"):
        Case.open(tmp_path)


@pytest.mark.parametrize("name", ['a"b\\c', "Süd\nwerk", "x" * 400, "日本", "'''", "\x00"])
def test_any_name_gives_a_readable_case_file(name: str) -> None:
    config = parse_config(case_text(name, use_case=name))
    assert config.case_id
    assert len(config.name) <= 255


def test_the_published_schema_fits_a_real_case_file() -> None:
    schema = case_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    config = parse_config('case_id = "a"\nas_of = 2026-11-16\npilot_line = "L3"\n')
    assert config.as_of == date(2026, 11, 16)
    jsonschema.validate(json.loads(config.model_dump_json()), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"case_id": "a", "colour": 1}, schema)


def test_a_database_elsewhere_is_used(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text(
        'case_id = "a"\ndatabase = "postgresql+psycopg://auditor@db.example/p"\n', encoding="utf-8"
    )
    assert Case.open(tmp_path).database_url == "postgresql+psycopg://auditor@db.example/p"
