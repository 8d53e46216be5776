"""`plantready baseline`: the pilot's conditions, shown or signed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import click

from cli.console import Exit, Failure, Session, pass_session, table
from cli.files import replace_file
from cli.stages import judged, open_case

if TYPE_CHECKING:
    from pathlib import Path

    from checks.records import Baseline, Judgement


@click.command("baseline", short_help="The pilot's conditions: show or sign them.")
@click.option("--sign", "signer", default="", metavar="NAME", help="Sign them in this name.")
@click.option("--pilot", "pilot", default="", metavar="LINE", help="Only this pilot's conditions.")
@pass_session
def command(session: Session, signer: str, pilot: str) -> None:
    """Show what made the pilot work; refuses to sign when a load-bearing condition fails on the
    pilot. With several pilots, each is signed for itself.
    """
    with open_case(session) as desk:
        _, judgement = judged(desk)
        path = desk.case.root / "case.toml"
    baselines = _chosen(judgement, pilot)
    if session.as_json:
        from dataclasses import asdict

        session.data([{**asdict(b), "pilot_line": judgement.pilot_of(b.use_case)}
                      for b in baselines])  # fmt: skip
    else:
        print_baselines(session, judgement, baselines)
    refusals = [text for baseline in baselines for text in baseline.refusals]
    if signer:
        if not pilot and len(judgement.pilots) > 1:
            lines = " or ".join(line for line, _ in judgement.pilots)
            raise Failure(f"not signed: say for which pilot, --pilot {lines}")
        if refusals:
            raise Failure("not signed: " + "; ".join(refusals), Exit.GATE_FAILS)
        if not any(baseline.conditions for baseline in baselines):
            raise Failure("not signed: inventory/baseline.csv lists no condition yet")
        sign(path, signer, judgement, pilot if pilot != judgement.pilot_line else "")
        session.say(f"signed by {signer} in {path}")
    if refusals:
        raise SystemExit(int(Exit.GATE_FAILS))


def _chosen(judgement: Judgement, pilot: str) -> list[Baseline]:
    """Return the baselines of one pilot; of all pilots when none is named."""
    known = [line for line, _ in judgement.pilots]
    if pilot and pilot not in known:
        said = ", ".join(known) or "none"
        raise Failure(f"--pilot {pilot}: this is no pilot of the case; pilots: {said}")
    return [b for b in judgement.baselines if not pilot or judgement.pilot_of(b.use_case) == pilot]


def print_baselines(session: Session, judgement: Judgement, baselines: list[Baseline]) -> None:
    """Print each use case's conditions."""
    if not any(baseline.conditions for baseline in baselines):
        session.say("no condition is written down yet: fill in inventory/baseline.csv")
    for baseline in baselines:
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
        several = len(judgement.pilots) > 1
        on = f", pilot {judgement.pilot_of(baseline.use_case)}" if several else ""
        title = f"{baseline.use_case or 'all'}{on} ({signed})"
        session.out.print(table(title, columns, rows))
        for text in (*baseline.refusals, *baseline.warnings):
            session.say(f"  {text}")


def sign(path: Path, signer: str, judgement: Judgement, pilot: str = "") -> None:
    """Write name and day into case.toml, leaving all else as it is.

    Parameters
    ----------
    pilot
        A line with a section `[pilots.LINE]` of its own; empty: the case's pilot, `[baseline]`.
    """
    plain = "".join(char if char.isprintable() else " " for char in signer)[:255]
    safe = plain.replace("\\", "").replace('"', "'")
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    said = f'signed_by = "{safe}"\nsigned_on = {judgement.as_of.isoformat()}\n'
    replace_file(path, _signed(text, pilot, said).encode())


def _signed(text: str, pilot: str, said: str) -> str:
    """Put the two lines under their section's head, in place of those that stand there."""
    head = rf"pilots\s*\.\s*(?:{re.escape(pilot)}|{_quoted(pilot)})" if pilot else "baseline"
    found = re.search(rf"(?m)^\[\s*{head}\s*\][^\n]*(?:\n|\Z)", text)
    if found is None:
        name = f"pilots.{json.dumps(pilot)}" if pilot else "baseline"
        return f"{text}\n[{name}]\n{said}"
    after = re.search(r"(?m)^\s*\[", text[found.end() :])
    end = found.end() + after.start() if after else len(text)
    rest = re.sub(r"(?m)^signed_(by|on)\s*=.*\n?", "", text[found.end() : end])
    return f"{text[: found.start()]}{found[0].rstrip()}\n{said}{rest}{text[end:]}"


def _quoted(pilot: str) -> str:
    return re.escape(json.dumps(pilot, ensure_ascii=False))
