"""Run a command in this process: arguments in, exit code and both streams out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from cli.main import cli

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The result that `--json` or `export` printed."""
        return json.loads(self.out)


def plantready(*args: object, case: Path | None = None, typed: str | None = None) -> Done:
    """Run one command; a traceback on either stream fails the test."""
    before = [] if case is None else ["-C", str(case)]
    result = CliRunner().invoke(
        cli, [*before, *map(str, args)], input=typed, prog_name="plantready"
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return Done(result.exit_code, result.stdout, result.stderr)
