"""`plantready plan`: the sequenced plan, always verified."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.console import Exit, Session, pass_session, table
from cli.stages import judged, open_case, planned
from cli.status import print_template_test
from cli.verdicts import summary_lines

if TYPE_CHECKING:
    from datetime import date

    from planning.records import Plan, ScenarioFigures, Scheduled

COPY_THE_PILOT = "copy the pilot"


@click.command("plan", short_help="The sequenced plan, verified.")
@click.option(
    "--objective", type=click.Choice(["value", "cost", "level", "sponsor"]), default="value"
)
@click.option("--time-limit", type=click.FloatRange(1, 3600), default=20.0, help="Seconds.")
@click.option(
    "--scenario",
    type=click.Choice(["interleaved", "foundation first", COPY_THE_PILOT]),
    default="interleaved",
)
@click.option("--compare", is_flag=True, help="Show the ways to roll out side by side.")
@click.option(
    "--own",
    type=click.Path(path_type=Path, dir_okay=False),
    help="CSV with your order (line, order) and dates (task_id, start).",
)
@click.option("--overtime", is_flag=True, help="Longer days where they pay.")
@pass_session
def command(
    session: Session,
    objective: str,
    time_limit: float,
    scenario: str,
    compare: bool,
    own: Path | None,
    overtime: bool,
) -> None:
    """Foundation first on each line, everything parallel across lines, value early. Where a way
    copies the pilot, what speaks against copying it is said first.
    """
    with open_case(session) as desk:
        facts, judgement = judged(desk)
        if not facts.lines:
            nothing_to_plan(session)
            return
        with session.progress() as bars:
            task = bars.add_task("planning", total=None)
            plan = planned(
                desk, facts, judgement, objective=objective, scenario=scenario,
                time_limit_s=time_limit,
                progress=lambda text: bars.update(task, description=text),
                own=own, side_by_side=compare, overtime=overtime,
            )  # fmt: skip
        name = desk.case.config.name or desk.case.config.case_id
    if session.as_json:
        from reports.tables import rows_of

        names = ("plan", "money", *(("scenarios",) if compare else ()))
        session.data({name: rows_of(name, plan=plan) for name in names})
    else:
        if compare or scenario == COPY_THE_PILOT:
            from checks.template_test import template_test

            print_template_test(session, template_test(judgement))
        print_plan(session, plan)
        if compare:
            print_ways(session, plan, facts.case.currency)
        for text in summary_lines(judgement, plan, name):
            session.say(text)
    if plan.status == "infeasible" or plan.problems:
        raise SystemExit(int(Exit.PARTIAL))


def nothing_to_plan(session: Session) -> None:
    """Say so; without a line there is not even a day to plan from."""
    if session.as_json:
        session.data({"plan": [], "money": []})
    else:
        session.say("nothing to plan yet: fill in inventory/lines.csv, or import files first")


def print_plan(session: Session, plan: Plan) -> None:
    """Print one line a task, then what the plan assumes, leaves out and cannot keep."""
    rows = [[i.task.task_id, i.task.name, dates(i), crews(i)] for i in plan.tasks]
    columns = ["task", "what", "dates", "crew"]
    session.out.print(table("", columns, rows, cut="what"))
    if any(item.window for item in plan.tasks):
        session.say("* in a maintenance window; `plantready export plan` names it, with effort,")
        session.say("  cost and the reason for each date")
    longer = [item.task.task_id for item in plan.tasks if item.task.overtime]
    if longer:
        session.say(f"with overtime: {', '.join(longer)}")
    print_sureness(session, plan)
    print_left_out(session, plan)
    print_broken(session, plan)


def print_sureness(session: Session, plan: Plan) -> None:
    """Print the alarms, and how sure each go-live is."""
    for alarm in plan.alarms:
        session.say(f"late: {alarm}")
    if plan.chances:
        session.say("go-lives: planned, and by when 50 % and 80 % of simulated plans are live")
    for chance in plan.chances:
        p50, p80 = (str(day or "not in the horizon") for day in (chance.p50, chance.p80))
        session.item(f"{chance.line} {chance.use_case}: {chance.planned}, {p50}, {p80}")


def print_ways(session: Session, plan: Plan, currency: str) -> None:
    """Print the ways to roll out, a column each."""
    rows = [
        ["first value, week", *(str(w.first_value_week or "-") for w in plan.compared)],
        ["first value, 80 % sure", *(_day(w.first_p80) for w in plan.compared)],
        ["last go-live", *(_day(w.last_value) for w in plan.compared)],
        ["last go-live, 80 % sure", *(_day(w.p80) for w in plan.compared)],
        *(
            [
                f"cash, week {week} ({currency})",
                *(_money(w.cumulative, week) for w in plan.compared),
            ]
            for week in (13, 26, 52, 104)
        ),
        [f"cost ({currency})", *(f"{w.total_cost:,.0f}" for w in plan.compared)],
        [f"tied up at most ({currency})", *(f"{w.peak_cash:,.0f}" for w in plan.compared)],
        ["pays for itself from", *(_day(w.self_funded_on) for w in plan.compared)],
        ["links", *(_links(w) for w in plan.compared)],
        ["standstill (h)", *(f"{w.downtime_h:.1f}" for w in plan.compared)],
        ["crew days", *(f"{w.crew_days:.0f}" for w in plan.compared)],
        ["busiest crew", *(f"{w.busiest_crew} {w.busiest_share:.0%}" for w in plan.compared)],
    ]
    session.out.print(table("", ["", *(w.scenario for w in plan.compared)], rows))
    for way in plan.compared:
        for problem in way.problems:
            session.item(f"{way.scenario}: {problem}")


def _links(way: ScenarioFigures) -> str:
    return str(way.direct_links if way.scenario == "copy the pilot" else way.layer_links)


def _day(day: date | None) -> str:
    return str(day) if day else "-"


def _money(cash: tuple[tuple[int, float], ...], week: int) -> str:
    found = dict(cash).get(week)
    return "-" if found is None else f"{found:,.0f}"


def dates(item: Scheduled) -> str:
    """Return first and last day, the year once."""
    star = " *" if item.window else ""
    if item.start == item.finish:
        return f"{item.start}{star}"
    same_year = item.start.year == item.finish.year
    return f"{item.start} to {item.finish:%m-%d}{star}" if same_year else _full(item) + star


def _full(item: Scheduled) -> str:
    return f"{item.start} to {item.finish}"


def crews(item: Scheduled) -> str:
    """Return the first crew and how many work with it."""
    names = item.task.crews
    if not names:
        return "-"
    return names[0] if len(names) == 1 else f"{names[0]} +{len(names) - 1}"


def print_broken(session: Session, plan: Plan) -> None:
    """Print what cannot hold together, and what the verifier says."""
    if plan.conflicts:
        session.say("cannot hold together:")
        for conflict in plan.conflicts:
            session.item(conflict)
    if plan.problems:
        session.say("the verifier objects:")
        for problem in plan.problems:
            session.item(problem)


def print_left_out(session: Session, plan: Plan) -> None:
    """Print each reason once, with all that it leaves out."""
    if not plan.left_out:
        return
    by_reason: dict[str, list[str]] = {}
    for left in plan.left_out:
        by_reason.setdefault(left.why, []).append(left.what)
    session.say("left out, or assumed:")
    for why, what in by_reason.items():
        session.item(f"{', '.join(what)}: {why}")
