"""The command `plantready`: options that come before every command, and the list of commands.

A command's module is imported when it is called, so that `--help` stays as fast as click itself.
"""

from __future__ import annotations

import gc
import importlib
import os
from pathlib import Path

import click

from cli.console import Exit, Session

COMMANDS: dict[str, str] = {
    "demo": "the whole job on the Riverside plant, against stand-in devices on this computer",
    "init": "a new case folder with commented files and empty tables",
    "doctor": "what works on this computer and what does not, and why",
    "import": "read any file or folder; the type is detected",
    "columns": "what the headings of a client's list mean: preview, confirm, keep",
    "capture": "listen at a mirror port, and read what was heard",
    "survey": "walk with the laptop: what it hears of the Wi-Fi, place by place",
    "scope": "check the rules of engagement, or show them as the sheet a client signs",
    "credential": "keep a device's credential in the key ring of this computer",
    "probe": "ask the network within the scope; resumes where it stopped",
    "status": "what is known per line, what is missing, and the minutes to find out",
    "ask": "questionnaires per role, with what can still change a verdict",
    "merge": "take the answers back from any number of copies",
    "match": "which device a label in a drawing means: confirm it once",
    "walkdown": "sheets for the floor: what to look at where",
    "baseline": "the pilot's conditions: show or sign them",
    "checks": "the catalogue and the case's own checks",
    "judge": "run the checks: findings, scores, verdicts",
    "explain": "one check on one line: rule, inputs, arithmetic, what would change it",
    "what-if": "verdicts if some work packages were done",
    "plan": "the sequenced plan, verified",
    "replan": "plan again from today's facts; which tasks move, and why",
    "report": "PDF, workbook, HTML and JSON into reports/",
    "diff": "this audit against another one",
    "waive": "accept a risk, with a reason and an expiry",
    "redact": "a copy that may leave the house, under pseudonyms",
    "verify": "recompute every hash of the evidence, the raw files and the ledger",
    "export": "one of the tables as JSON or CSV",
}
"""Command → what it does, in the order of a job; the modules are cli/<name>.py."""


class Commands(click.Group):
    """A group whose commands are imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of a job."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the module of one command."""
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        module = importlib.import_module(f"cli.{name}_" if name == "import" else f"cli.{name}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; whatever it did not expect ends as a sentence.

        The one broad catch of the command line: a person on a factory floor has no use for a
        traceback.
        """
        try:
            result = super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except (Exception, KeyboardInterrupt) as error:
            from cli.trouble import failure_of

            raise failure_of(error) from None
        if isinstance(ctx.obj, Session) and ctx.obj.partial:
            ctx.exit(int(Exit.PARTIAL))
        return result

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing one of them; rich would double the start-up time."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(click.style(name, bold=True), COMMANDS[name]) for name in COMMANDS]
            )
        formatter.write_paragraph()
        formatter.write_text("Start with:  plantready demo")


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        from cli.version import version

        click.echo(f"plantready {version()}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-C", "case", type=click.Path(path_type=Path), default=Path(), metavar="CASE",
              help="The case folder; the current folder without it.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print results for machines.")
@click.option("--quiet", is_flag=True, help="No progress and no remarks.")
@click.option("--yes", is_flag=True, help="Answer every question with yes.")
@click.option("--no-color", is_flag=True, help="No colours.")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version,
              help="Print the version.")  # fmt: skip
@click.pass_context
def cli(
    ctx: click.Context, case: Path, as_json: bool, quiet: bool, yes: bool, no_color: bool
) -> None:
    """Find out what made the pilot line work, whether the other lines have it, and plan."""
    ctx.obj = Session(root=case, as_json=as_json, quiet=quiet, yes=yes, color=not no_color)


def _start_fast() -> None:
    """Half a second of a command goes into loading modules: what they make stays, so that looking
    for garbage among it seldom finds any; and no other package's plug-in of pydantic is looked for.
    """
    gc.set_threshold(10_000, 20, 20)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def main(argv: list[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    from cli.streams import prepare_streams

    _start_fast()
    prepare_streams()
    cli.main(args=argv, prog_name="plantready")


if __name__ == "__main__":
    main()
