"""`plantready what-if --fix WP@LINE…`: verdicts if these packages were done."""

from __future__ import annotations

import click

from cli.console import Failure, Session, pass_session
from cli.judge import print_judgement
from cli.stages import judged, open_case


@click.command("what-if", short_help="Verdicts if some work packages were done.")
@click.option("--fix", "fixes", multiple=True, required=True, metavar="WP@LINE",
              help="A work package on a line, as in WP-04@L4; @plant for every line.")  # fmt: skip
@pass_session
def command(session: Session, fixes: tuple[str, ...]) -> None:
    """Judge again as if every check these packages clear had passed; nothing is stored."""
    from checks.what_if import with_fixed
    from planning.catalogue import by_code

    with open_case(session) as desk:
        facts, judgement = judged(desk)
    lines = [row.line for row in facts.lines]
    packages = by_code()
    wanted: set[tuple[str, str]] = set()
    for fix in fixes:
        package, _, line = fix.partition("@")
        if package.upper() not in packages:
            first, *_, last = packages
            raise Failure(f"--fix {fix}: there is no work package {package}; {first} to {last}")
        chosen = lines if line in ("", "plant") else [line]
        if unknown := [name for name in chosen if name not in lines]:
            raise Failure(f"--fix {fix}: there is no line {unknown[0]}; lines: {', '.join(lines)}")
        wanted |= {(package.upper(), name) for name in chosen}
    after = with_fixed(judgement, wanted)
    if session.as_json:
        from reports.tables import rows_of

        session.data({"before": rows_of("scores", judgement=judgement),
                      "after": rows_of("scores", judgement=after)})  # fmt: skip
        return
    session.say("today:")
    print_judgement(session, judgement)
    session.say(f"with {', '.join(fixes)} done:")
    print_judgement(session, after)
