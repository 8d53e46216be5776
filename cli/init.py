"""`plantready init`: a new case folder."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path

import click

from cli.console import Failure, Session, pass_session, table


@click.command("init", short_help="A new case folder.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR", required=False)
@click.option("--example", type=click.Choice(["riverside"]), help="Start from the sample plant.")
@click.option(
    "--use-case",
    default="",
    help="Name of the use case the pilot proved; of a common one (vibration, defect, oee,"
    " …) the signals that it needs are filled in.",
)
@click.option("--list-use-cases", is_flag=True, help="List the common use cases; makes no case.")
@click.option("--xlsx", is_flag=True, help="One workbook instead of CSV tables.")
@pass_session
def command(
    session: Session,
    folder: Path | None,
    example: str | None,
    use_case: str,
    list_use_cases: bool,
    xlsx: bool,
) -> None:
    """Make a case: commented case.toml, an unsigned scope.toml, inventory tables to fill in."""
    if list_use_cases:
        print_use_cases(session)
        return
    if folder is None:
        raise click.UsageError("Missing argument 'DIR'.")
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
    if use_case.strip() and not example:
        say_signals(session, use_case)
    session.say(f"next: plantready -C {named} import FILES   (any files the plant already has)")


def print_use_cases(session: Session) -> None:
    """Print the common use cases with the signals that each needs."""
    from audit.inventory.library import templates

    if session.as_json:
        session.data([asdict(one) for one in templates().values()])
        return
    rows = [
        [one.key, one.name, one.kpi, ", ".join(s.signal for s in one.signals if s.essential)]
        for one in templates().values()
    ]
    session.out.print(table("", ["key", "use case", "KPI", "signals it cannot do without"], rows))
    session.say("plantready init DIR --use-case KEY   fills in all its signals; change them as")
    session.say("your use case needs them: rates, units, what gives the value")


def say_signals(session: Session, use_case: str) -> None:
    """Say what was filled in, or which use cases have a list."""
    from audit.inventory.library import template_of, templates

    common = template_of(use_case)
    if common is None:
        session.say(f"the list of signals is empty; there are lists for: {', '.join(templates())}")
        return
    count = len(common.signals)
    session.say(f"{common.name}: {count} signals in the table `signals`, for every line;")
    session.say("  whether a line has them, nobody has said yet: the column `exists` takes it")


def copy_example(folder: Path) -> None:
    """Copy the Riverside case without its devices."""
    from inventories.riverside_home import RIVERSIDE

    folder.mkdir(parents=True, exist_ok=True)
    for name in ("case.toml", "scope.toml"):
        shutil.copyfile(RIVERSIDE / name, folder / name)
    for name in ("inventory", "handed_over"):
        shutil.copytree(RIVERSIDE / name, folder / name, dirs_exist_ok=True)
