"""`plantready checks`: the catalogue and the case's own checks; which of those may run here."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from cli.console import Failure, Session, pass_session, table

if TYPE_CHECKING:
    from checks.own import OwnFile


@click.command("checks", short_help="The catalogue, and the case's own checks.")
@click.option("--trust", metavar="FILE", help="Let this file of the case's checks/ run here.")
@click.option("--forget", metavar="FILE", help="No longer let it run here.")
@pass_session
def command(session: Session, trust: str | None, forget: str | None) -> None:
    """List the checks. A case may bring its own in checks/*.py; each is a program, so it runs only
    after you have read it and trusted it on this computer. A change to the file ends the trust.
    """
    from cli import own_checks

    files = own_checks.own_of(session.root)
    if trust:
        file = _named(files, trust)
        if not file.sha256:
            raise Failure(file.sentence)
        own_checks.trust(file.sha256, file.name)
        session.say(f"{file.name} (SHA-256 {file.sha256}) may run on this computer")
    if forget:
        own_checks.distrust(_named(files, forget).sha256)
        session.say(f"{forget} does not run here any more")
    if trust or forget:
        files = own_checks.own_of(session.root)
    _show(session, files)


def _named(files: tuple[OwnFile, ...], name: str) -> OwnFile:
    wanted = name.replace("\\", "/").rpartition("/")[2]
    for file in files:
        if file.name == wanted:
            return file
    names = ", ".join(file.name for file in files) or "none"
    raise Failure(f"the case has no checks/{wanted}; there are: {names}")


def _show(session: Session, files: tuple[OwnFile, ...]) -> None:
    from cli.own_checks import all_checks

    rows = [
        {
            "check_id": check.check_id,
            "theme": str(check.theme),
            "severity": str(check.severity),
            "gate": str(check.gate),
            "title": check.title,
            "thresholds": [asdict(threshold) for threshold in check.thresholds],
        }
        for check in all_checks(files)
    ]
    if session.as_json:
        own = [{"file": f.name, "sha256": f.sha256, "why_not": f.why_not} for f in files]
        session.data({"checks": rows, "own": own})
        return
    columns = ["check_id", "theme", "severity", "gate", "title"]
    session.out.print(
        table("", ["check", *columns[1:]], [[str(row[name]) for name in columns] for row in rows])
    )
    for file in files:
        session.say(file.sentence)
