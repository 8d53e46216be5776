"""`plantready init`: a new case folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from cli.console import Failure, Session, pass_session


@click.command("init", short_help="A new case folder.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--example", type=click.Choice(["riverside"]), help="Start from the sample plant.")
@click.option("--use-case", default="", help="Name of the use case the pilot proved.")
@click.option("--xlsx", is_flag=True, help="One workbook instead of CSV tables.")
@pass_session
def command(session: Session, folder: Path, example: str | None, use_case: str, xlsx: bool) -> None:
    """Make a case: commented case.toml, an unsigned scope.toml, inventory tables to fill in."""
    from audit.case import CaseError, init_case
    from audit.net.sheet import SCOPE_TEMPLATE

    if folder.exists() and not folder.is_dir():
        raise Failure(f"{folder} is a file; choose a new folder, nothing was written")
    if folder.exists() and any(folder.iterdir()):
        raise Failure(f"{folder} is not empty; choose a new folder, nothing was written")
    if example and (use_case or xlsx):
        raise Failure("--example brings its own use cases and tables: leave out --use-case, --xlsx")
    if example:
        try:
            copy_example(folder)
        except OSError as error:
            raise Failure(f"{folder} could not be written: {error.strerror}") from None
    else:
        try:
            init_case(
                folder, name=folder.resolve().name, xlsx=xlsx, use_case=use_case,
                scope_template=SCOPE_TEMPLATE,
            )  # fmt: skip
        except CaseError as error:
            raise Failure(str(error)) from None
    if session.as_json:
        session.data({"case": str(folder.resolve())})
        return
    named = f'"{folder}"' if " " in str(folder) else str(folder)
    session.say(f"case made in {folder}")
    session.say(f"next: plantready -C {named} import FILES   (any files the plant already has)")


def copy_example(folder: Path) -> None:
    """Copy the Riverside case without its devices."""
    from inventories.riverside_home import RIVERSIDE

    folder.mkdir(parents=True, exist_ok=True)
    for name in ("case.toml", "scope.toml"):
        shutil.copyfile(RIVERSIDE / name, folder / name)
    for name in ("inventory", "handed_over"):
        shutil.copytree(RIVERSIDE / name, folder / name, dirs_exist_ok=True)
