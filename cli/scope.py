"""`plantready scope check|show`: the rules of engagement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.console import Exit, Failure, Session, pass_session

if TYPE_CHECKING:
    from pathlib import Path

    from audit.net.scope import Scope


@click.group("scope", short_help="Check or show the rules of engagement.")
def command() -> None:
    """Check scope.toml, or show it as the sheet a client signs."""


def scope_path(session: Session) -> Path:
    """Return the case's scope file."""
    from audit.case import Case, CaseError

    try:
        return Case.open(session.root).scope_path
    except CaseError as error:
        raise Failure(str(error)) from None


def load(path: Path) -> Scope:
    """Read the scope; every defect ends as a sentence."""
    from audit.net.errors import ScopeError, ScopeMissingError
    from audit.net.scope import load_scope

    try:
        return load_scope(path)
    except ScopeMissingError as error:
        raise Failure(str(error), Exit.REFUSED) from None
    except ScopeError as error:
        raise Failure(str(error)) from None


@command.command("check")
@pass_session
def check(session: Session) -> None:
    """Validate scope.toml: exit 0 when it would allow probing now, 3 when it would not."""
    from audit.net.scope import standing

    scope = load(scope_path(session))
    problems = standing(scope)
    for problem in problems:
        session.say(f"not in force: {problem}")
    if problems:
        raise SystemExit(int(Exit.REFUSED))
    session.say("scope.toml is valid and in force")


@command.command("show")
@pass_session
def show(session: Session) -> None:
    """Print the sheet a client signs."""
    from audit.net.sheet import scope_sheet

    session.say(scope_sheet(load(scope_path(session))))


def in_force_or_refused(scope: Scope) -> None:
    """End with exit code 3 when the scope would allow nothing at all now."""
    from audit.net.scope import standing

    problems = standing(scope)
    if problems:
        raise Failure(f"refused: {'; '.join(problems)}; nothing was sent", Exit.REFUSED)
