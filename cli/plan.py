"""`plantready plan`: the sequenced plan, always verified."""

from __future__ import annotations

import click

from cli.console import Exit, Session, pass_session, table
from cli.stages import judged, open_case, planned
from cli.verdicts import summary_lines


@click.command("plan", short_help="The sequenced plan, verified.")
@click.option(
    "--objective", type=click.Choice(["value", "cost", "level", "sponsor"]), default="value"
)
@click.option("--time-limit", type=click.FloatRange(1, 3600), default=20.0, help="Seconds.")
@click.option(
    "--scenario", type=click.Choice(["interleaved", "foundation first"]), default="interleaved"
)
@pass_session
def command(session: Session, objective: str, time_limit: float, scenario: str) -> None:
    """Foundation first on each line, everything parallel across lines, value early."""
    with open_case(session) as desk:
        facts, judgement = judged(desk)
        with session.progress() as bars:
            task = bars.add_task("planning", total=None)
            plan = planned(
                desk, facts, judgement, objective=objective, scenario=scenario,
                time_limit_s=time_limit,
                progress=lambda text: bars.update(task, description=text),
            )  # fmt: skip
        name = desk.case.config.name or desk.case.config.case_id
    if session.as_json:
        from reports.tables import rows_of

        session.data({"plan": rows_of("plan", plan=plan), "money": rows_of("money", plan=plan)})
    else:
        rows = [
            [
                done.task.task_id, done.task.name, str(done.start), str(done.finish),
                ", ".join(done.task.crews), done.window, f"{done.task.effort_pd:.1f}",
            ]
            for done in plan.tasks
        ]  # fmt: skip
        columns = ["task", "what", "start", "finish", "crew", "window", "person-days"]
        session.out.print(table("", columns, rows))
        for left in plan.left_out:
            session.say(f"left out: {left.what}: {left.why}")
        for conflict in plan.conflicts:
            session.say(f"cannot hold together: {conflict}")
        for problem in plan.problems:
            session.say(f"verifier: {problem}")
        for text in summary_lines(judgement, plan, name):
            session.say(text)
    if plan.status == "infeasible" or plan.problems:
        raise SystemExit(int(Exit.PARTIAL))
