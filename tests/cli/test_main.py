"""The list of commands, the options before them, and what an unexpected end looks like."""

import io
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cli.main import COMMANDS, cli
from cli.streams import prepare_streams
from tests.cli.run import ROOT, plantready

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_imports_and_has_help(name: str) -> None:
    done = plantready(name, "--help")
    assert done.code == 0
    assert f"plantready {name}" in done.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme(name: str) -> None:
    assert re.search(rf"plantready (-C \S+ )?{name}\b", README), f"README.md does not name {name}"


def _readme_lines() -> list[str]:
    blocks = re.findall(r"```\n(.*?)```", README, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("plantready ")]


@pytest.mark.filterwarnings("ignore:.*protected_args:DeprecationWarning")
@pytest.mark.parametrize("line", _readme_lines())
def test_every_command_line_of_the_readme_parses(line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    group: click.Command = cli
    context: click.Context | None = None
    while isinstance(group, click.Group):
        context = group.make_context(group.name, words, parent=context)
        _, found, words = group.resolve_command(context, context.protected_args + context.args)
        assert found is not None
        group = found
    group.make_context(group.name, words, parent=context)


def test_an_unknown_command_is_a_usage_error() -> None:
    done = plantready("frobnicate")
    assert done.code == 2
    assert "No such command" in done.err


def _broken(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("audit.case.Case.open", fail)


def test_a_defect_ends_as_one_sentence_with_the_place(
    monkeypatch: pytest.MonkeyPatch, fresh: Path
) -> None:
    monkeypatch.delenv("PLANTREADY_DEBUG", raising=False)
    _broken(monkeypatch, RuntimeError("no such luck"))
    done = plantready("status", case=fresh)
    assert done.code == 70
    assert "a defect of plantready" in done.err
    assert "no such luck" in done.err
    assert len(done.err.strip().splitlines()) == 1


def test_ctrl_c_ends_with_one_line(monkeypatch: pytest.MonkeyPatch, fresh: Path) -> None:
    _broken(monkeypatch, KeyboardInterrupt())
    done = plantready("status", case=fresh)
    assert done.code == 130
    assert len(done.err.strip().splitlines()) == 1


def test_trouble_of_the_disk_is_no_defect(monkeypatch: pytest.MonkeyPatch, fresh: Path) -> None:
    _broken(monkeypatch, OSError(28, "No space left on device", "case.db"))
    done = plantready("status", case=fresh)
    assert done.code == 2
    assert "case.db cannot be used (No space left on device)" in done.err


def test_a_library_that_may_not_load_is_no_defect(
    monkeypatch: pytest.MonkeyPatch, fresh: Path
) -> None:
    _broken(
        monkeypatch, ImportError("DLL load failed while importing _core", name="pydantic._core")
    )
    done = plantready("status", case=fresh)
    assert done.code == 2
    assert "pydantic cannot be loaded (DLL load failed" in done.err
    assert "policy" in done.err


def test_an_old_console_gets_plain_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252"))
    prepare_streams()
    sys.stdout.write("112\u202f000 \u2192 \u2265 5 \u00fc")
    sys.stdout.flush()
    assert raw.getvalue().decode("cp1252") == "112 000 -> >= 5 \u00fc"


def test_results_go_to_stdout_remarks_to_stderr_and_no_colour_to_a_pipe(riverside: Path) -> None:
    environment = os.environ | {"PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(
        [sys.executable, "-m", "cli", "-C", str(riverside), "--json", "judge"],
        capture_output=True, cwd=ROOT, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert json.loads(done.stdout)["scores"]
    table = subprocess.run(
        [sys.executable, "-m", "cli", "-C", str(riverside), "judge"],
        capture_output=True, cwd=ROOT, env=environment, check=False,
    )  # fmt: skip
    assert b"\x1b[" not in table.stdout + table.stderr
    assert "NOT READY" in table.stdout.decode("cp1252")
