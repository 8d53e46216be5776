"""`plantready baseline`: the pilot's conditions, shown or signed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from cli.console import Exit, Failure, Session, pass_session, table
from cli.files import replace_file
from cli.stages import judged, open_case

if TYPE_CHECKING:
    from pathlib import Path

    from checks.records import Judgement


@click.command("baseline", short_help="The pilot's conditions: show or sign them.")
@click.option("--sign", "signer", default="", metavar="NAME", help="Sign them in this name.")
@pass_session
def command(session: Session, signer: str) -> None:
    """Show what made the pilot work; refuses to sign when a load-bearing condition fails on the
    pilot.
    """
    with open_case(session) as desk:
        _, judgement = judged(desk)
        path = desk.case.root / "case.toml"
    if session.as_json:
        from dataclasses import asdict

        session.data([asdict(baseline) for baseline in judgement.baselines])
    else:
        print_baselines(session, judgement)
    refusals = [text for baseline in judgement.baselines for text in baseline.refusals]
    if signer:
        if refusals:
            raise Failure("not signed: " + "; ".join(refusals), Exit.GATE_FAILS)
        if not any(baseline.conditions for baseline in judgement.baselines):
            raise Failure("not signed: inventory/baseline.csv lists no condition yet")
        sign(path, signer, judgement)
        session.say(f"signed by {signer} in {path}")
    if refusals:
        raise SystemExit(int(Exit.GATE_FAILS))


def print_baselines(session: Session, judgement: Judgement) -> None:
    """Print each use case's conditions."""
    if not any(baseline.conditions for baseline in judgement.baselines):
        session.say("no condition is written down yet: fill in inventory/baseline.csv")
    for baseline in judgement.baselines:
        if not baseline.conditions:
            continue
        rows = [
            [
                c.condition_id, c.kind, c.statement, c.check_id, str(c.bearing), c.pilot_value,
                c.needed_value, str(c.pilot_outcome), "yes" if c.verified else "no",
            ]
            for c in baseline.conditions
        ]  # fmt: skip
        columns = ["id", "kind", "condition", "check", "bearing", "pilot", "needed", "on the pilot",
                   "verified"]  # fmt: skip
        signed = f"signed by {baseline.signed_by}" if baseline.signed_by else "not signed"
        session.out.print(table(f"{baseline.use_case or 'all'} ({signed})", columns, rows))
        for text in (*baseline.refusals, *baseline.warnings):
            session.say(f"  {text}")


def sign(path: Path, signer: str, judgement: Judgement) -> None:
    """Write name and day into case.toml, leaving all else as it is."""
    plain = "".join(char if char.isprintable() else " " for char in signer)[:255]
    safe = plain.replace("\\", "").replace('"', "'")
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    text = re.sub(r"(?m)^signed_(by|on)\s*=.*\n?", "", text)
    lines = f'[baseline]\nsigned_by = "{safe}"\nsigned_on = {judgement.as_of.isoformat()}\n'
    if re.search(r"(?m)^\[baseline\]\s*$", text):
        text = re.sub(r"(?m)^\[baseline\]\s*\n", lambda _: lines, text, count=1)
    else:
        text += "\n" + lines
    replace_file(path, text.encode())
