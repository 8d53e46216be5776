"""What every command shares: the consoles, the case option, errors as sentences, exit codes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress


class Exit(IntEnum):
    """The exit codes of CLI.md."""

    DONE = 0
    GATE_FAILS = 1
    USAGE = 2
    REFUSED = 3
    PARTIAL = 4
    BROKEN = 5


class Failure(click.ClickException):
    """A clear end: what happened, where, what to do next; never a traceback."""

    def __init__(self, message: str, code: int = Exit.USAGE) -> None:
        super().__init__(message)
        setattr(self, "exit_code", int(code))  # noqa: B010 - click declares it a class constant

    def show(self, file: Any = None) -> None:
        """Print the sentence on stderr."""
        click.echo(f"plantready: {self.format_message()}", file=file or sys.stderr)


@dataclass(slots=True)
class Session:
    """The options given before the command."""

    root: Path = field(default_factory=Path)
    as_json: bool = False
    quiet: bool = False
    yes: bool = False
    color: bool = True
    partial: bool = False
    """Whether something could not be read: the command then ends with 4 unless it has worse news.
    """
    _out: Console | None = None
    _err: Console | None = None

    @property
    def out(self) -> Console:
        """Results, on stdout."""
        if self._out is None:
            self._out = self._console(stderr=False)
        return self._out

    @property
    def err(self) -> Console:
        """Progress and remarks, on stderr."""
        if self._err is None:
            self._err = self._console(stderr=True)
        return self._err

    def _console(self, *, stderr: bool) -> Console:
        from rich.console import Console

        stream = sys.stderr if stderr else sys.stdout
        width = None if stream.isatty() or os.environ.get("COLUMNS") else 120
        console = Console(
            stderr=stderr, no_color=not self.color, highlight=False, width=width, emoji=False
        )
        console.quiet = stderr and self.quiet
        return console

    def say(self, text: str = "") -> None:
        """Print one line of result; markup in it is text."""
        self.out.print(text, markup=False, soft_wrap=not self.out.is_terminal)

    def item(self, text: str) -> None:
        """Print one entry of a list; what does not fit on its line goes on under it."""
        from rich.padding import Padding
        from rich.text import Text

        self.out.print(Padding(Text(f"- {text}"), (0, 0, 0, 2)))

    def note(self, text: str) -> None:
        """Print one line of remark on stderr unless quiet."""
        self.err.print(text, markup=False, soft_wrap=not self.err.is_terminal)

    def warn(self, text: str) -> None:
        """Print one line on stderr that `--quiet` must not hide."""
        click.echo(text, err=True)

    def data(self, value: object) -> None:
        """Print a result for machines, in ASCII: no console's encoding can spoil it."""
        click.echo(json.dumps(value, indent=2, default=str))

    @contextmanager
    def progress(self) -> Generator[Progress, None, None]:
        """Show bars with rate and time left; silent when stderr is no terminal or quiet is on."""
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        from cli.rate import RateColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            RateColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        hidden = self.quiet or not sys.stderr.isatty()
        with Progress(*columns, console=self.err, transient=True, disable=hidden) as bars:
            yield bars


pass_session = click.make_pass_decorator(Session, ensure=True)


def table(title: str, columns: list[str], rows: list[list[str]], cut: str = "") -> Any:
    """Return a plain table whose cells are text, never markup.

    Parameters
    ----------
    cut
        The column that gets what the others leave of the screen and is cut to one line; without
        it, wide columns fold.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    grid = Table(
        title=title or None, box=SIMPLE_HEAD, title_justify="left", pad_edge=False,
        expand=bool(cut),
    )  # fmt: skip
    for column in columns:
        if column == cut:
            grid.add_column(column, overflow="ellipsis", no_wrap=True, ratio=1)
        else:
            grid.add_column(column, overflow="fold")
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    return grid
