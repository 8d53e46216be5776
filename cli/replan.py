"""`plantready replan`: plan again from today's facts; which tasks move, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.console import Exit, Failure, Session, pass_session
from cli.plan import print_broken
from cli.stages import judged, open_case

if TYPE_CHECKING:
    from planning.records import Plan


@click.command("replan", short_help="Plan again; which tasks move, and why.")
@click.option("--time-limit", type=click.FloatRange(1, 3600), default=20.0, help="Seconds.")
@pass_session
def command(session: Session, time_limit: float) -> None:
    """Plan again with the objective and scenario of the kept plan; what it began before the day
    of the case stays where it is.
    """
    from cli.keep import keep_plan, kept_plan
    from planning import PlanningError, moved, replan

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

        session.data({"moved": list(changes), "plan": rows_of("plan", plan=after)})
    else:
        print_changes(session, after, changes)
    if after.status == "infeasible" or after.problems:
        raise SystemExit(int(Exit.PARTIAL))


def print_changes(session: Session, plan: Plan, changes: tuple[str, ...]) -> None:
    """Print what moves, then what the new plan cannot keep."""
    session.say(f"{len(changes)} of {len(plan.tasks)} tasks differ from the kept plan")
    for sentence in changes:
        session.say(f"  {sentence}")
    print_broken(session, plan)
