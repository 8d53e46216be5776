"""The house itself: file sizes, imports, lists that must be complete."""

import ast
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("cli", "audit", "checks", "planning", "reports", "inventories", "bench", "tests")
HEAVY = ("scapy", "pysnmp", "netmiko", "asyncua", "pandas", "ortools", "weasyprint", "openpyxl")


def _python_files() -> list[Path]:
    return sorted(p for room in ROOMS for p in (ROOT / room).rglob("*.py"))


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in _python_files()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long, f"split these: {long}"


def test_nobody_imports_the_code_through_the_wheels_private_folder() -> None:
    pattern = re.compile(r"^\s*(from|import)\s+plantready(\.|\s|$)", re.MULTILINE)
    guilty = [
        str(path.relative_to(ROOT))
        for path in _python_files()
        if pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert not guilty, f"modules would load twice: {guilty}"


def test_heavy_libraries_are_imported_only_inside_functions() -> None:
    guilty: list[str] = []
    for path in _python_files():
        if path.is_relative_to(ROOT / "tests"):
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            guilty += [
                f"{path.relative_to(ROOT)}: {name}" for name in names if name.split(".")[0] in HEAVY
            ]
    assert not guilty, guilty


def test_the_help_page_loads_no_heavy_library() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from cli.main import cli;"
        "assert CliRunner().invoke(cli, ['--help']).exit_code == 0;"
        f"print([m for m in {(*HEAVY, 'sqlalchemy', 'pydantic')!r} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"


def test_lock_files_name_no_index_host_and_pin_every_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", ".ci/build.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "http" not in text
        assert "index" not in text.replace("importlib", "")
        pinned = re.findall(r"^[A-Za-z0-9_.\[\]-]+==", text, re.MULTILINE)
        assert len(pinned) >= 2
        assert text.count("--hash=sha256:") >= len(pinned)
