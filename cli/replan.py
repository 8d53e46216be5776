"""`plantready replan`: plan again from today's facts; which tasks move, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.console import Exit, Failure, Session, pass_session
from cli.plan import print_broken
from cli.stages import judged, open_case

if TYPE_CHECKING:
    from planning.difference import Difference
    from planning.records import Plan


@click.command("replan", short_help="Plan again; which tasks move, and why.")
@click.option("--time-limit", type=click.FloatRange(1, 3600), default=20.0, help="Seconds.")
@pass_session
def command(session: Session, time_limit: float) -> None:
    """Plan again with the objective and scenario of the kept plan; what it began before the day
    of the case stays where it is.
    """
    from cli.keep import keep_plan, kept_plan
    from planning import PlanningError, difference, moved, replan

    with open_case(session) as desk:
        before = kept_plan(desk.evidence)
        if before is None:
            raise Failure("no plan is kept in this case yet; run: plantready plan")
        facts, judgement = judged(desk)
        if not facts.lines:
            raise Failure(
                "no line is known any more: restore inventory/lines.csv; the plan is kept"
            )
        try:
            after = replan(before, judgement, facts, time_limit)
        except PlanningError as error:
            raise Failure(str(error), Exit.PARTIAL) from None
        keep_plan(desk.evidence, after)
    changes = moved(before, after)
    if session.as_json:
        from reports.tables import rows_of

        session.data(
            {
                "moved": list(changes),
                "difference": _plain(difference(before, after)),
                "plan": rows_of("plan", plan=after),
            }
        )
    else:
        print_changes(session, after, changes)
        print_effect(session, difference(before, after), facts.case.currency)
        print_broken(session, after)
    if after.status == "infeasible" or after.problems:
        raise SystemExit(int(Exit.PARTIAL))


def print_changes(session: Session, plan: Plan, changes: tuple[str, ...]) -> None:
    """Print what moves, then what the new plan cannot keep."""
    session.say(f"{len(changes)} of {len(plan.tasks)} tasks differ from the kept plan")
    for sentence in changes:
        session.say(f"  {sentence}")


def print_effect(session: Session, change: Difference, currency: str) -> None:
    """Print what the moves do to value and money."""
    done = [m.task_id for m in change.moves if m.change == "done" and not m.days]
    begun = [m.task_id for m in change.moves if m.change == "started" and not m.days]
    for what, names in (("done", done), ("begun", begun)):
        if names:
            session.say(f"{what} as planned: {', '.join(names)}")
    for go in change.go_lives:
        was, now = (str(day or "not planned") for day in (go.before, go.after))
        session.say(f"go-live of {go.use_case} on {go.line}: {was}, now {now}")
    if abs(change.cost) >= 1:
        session.say(f"open work: {change.cost:+,.0f} {currency}")
    if change.self_funded[0] != change.self_funded[1]:
        was, now = (str(day or "never") for day in change.self_funded)
        session.say(f"pays for itself from: {was}, now {now}")


def _plain(change: Difference) -> dict[str, Any]:
    """Return the difference as JSON values."""
    import dataclasses
    import json

    found: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(change), default=str))
    return found
