"""`plantready verify`: recompute every hash."""

from __future__ import annotations

import click

from cli.console import Exit, Session, pass_session
from cli.stages import open_case


@click.command("verify", short_help="Recompute every hash.")
@pass_session
def command(session: Session) -> None:
    """Recompute the hash chain of the evidence, the raw files and the ledger; exit 5 when one is
    broken.
    """
    from audit.net.ledger import verify_ledger

    with open_case(session, read_inventory=False) as desk:
        problems = [str(problem) for problem in desk.evidence.verify(desk.case.imports_dir)]
        problems += [str(problem) for problem in verify_ledger(desk.case.ledger_path)]
        head = desk.evidence.head()
    if session.as_json:
        session.data({"whole": not problems, "head": head, "problems": problems})
        if problems:
            raise SystemExit(int(Exit.BROKEN))
        return
    for problem in problems:
        session.say(problem)
    if problems:
        raise SystemExit(int(Exit.BROKEN))
    session.say(f"evidence, raw files and ledger are whole; head of the chain {head[:16]}")
