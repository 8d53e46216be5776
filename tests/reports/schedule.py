"""A plan for the report tests: thirty tasks over the plant and three lines, money week by week."""

from __future__ import annotations

from datetime import date, timedelta

from planning.records import (
    Chance,
    Decision,
    LeftOut,
    LineCost,
    MoneyRow,
    Plan,
    Scheduled,
    Task,
    TaskKind,
    ValueDate,
)

START = date(2026, 11, 23)
_KIND = {"f": TaskKind.FOUNDATION, "r": TaskKind.ROLLOUT, "u": TaskKind.USE_CASE}

# package, line or -, kind, first week, weeks, crew, low, high, hours of standstill, name
_ROWS = """
WP-20 - f 0 2 programme_office 3 8 0 IT/OT ownership charter and RACI
WP-02 L4 f 0 1 controls_crew 2 5 0 As-built discovery and drawing correction
WP-01 L4 f 0 1 network_crew 2 3 1 Recover and vault switch access
WP-02 L1 f 1 1 controls_crew 2 5 0 As-built discovery and drawing correction
WP-03 - f 1 2 network_crew 5 11 0 Plant OT address plan and NAT design
WP-27 - f 1 2 integration_team 8 20 0 Data and naming standard
WP-14 L4 f 2 1 security_partner 2 6 0 Account clean-up and service accounts
WP-05 - f 3 4 security_partner 20 60 2 OT core, IDMZ and IT/OT firewall foundation (thin slice)
WP-23 L4 f 2 2 programme_office 3 8 0 Knowledge capture and runbooks
WP-25 - f 4 5 integration_team 25 80 0 Shared integration layer core (thin slice)
WP-07 L4 f 3 1 network_crew 1 3 0 Switch configuration hygiene and backup
WP-13 - f 3 4 security_partner 15 40 0 OT identity foundation
WP-28 L4 r 9 2 integration_team 3 10 1 Line connector rollout
GO-pdm L4 u 11 1 integration_team 2 4 0 Predictive maintenance
GO-defect L4 u 12 1 integration_team 2 4 0 Defect detection
WP-07 L1 f 5 1 network_crew 1 3 0 Switch configuration hygiene and backup
WP-06 L1 f 8 2 network_crew,electricians 4 8 4 Access-switch refresh
WP-04 L1 f 11 2 network_crew,controls_crew 5 12 4 Line segmentation cutover
WP-14 L1 f 7 1 security_partner 2 6 0 Account clean-up and service accounts
WP-10 L1 f 6 1 network_crew 1 4 0 Wireless design and validation survey
WP-26 L1 f 10 2 integration_team 8 25 1 Move pilot links onto the shared layer
WP-23 L1 f 8 2 programme_office 3 8 0 Knowledge capture and runbooks
WP-37 L1 f 4 2 programme_office 1 3 0 OEM, warranty and data-rights clarification
WP-28 L1 r 13 2 integration_team 3 10 1 Line connector rollout
GO-pdm L1 u 15 1 integration_team 2 4 0 Predictive maintenance
GO-defect L1 u 16 1 integration_team 2 4 0 Defect detection
WP-22 - f 9 3 controls_crew 5 18 0 Backup and restore proof
WP-18 - f 6 1 network_crew 2 6 0 Plant time service
WP-21 - f 2 2 programme_office 3 6 0 OT change control and window calendar
WP-38 L3 f 5 1 integration_team 3 8 1 Pilot de-scaffolding and reproducibility test
"""


def _scheduled(row: str) -> Scheduled:
    code, line, kind, first, weeks, crews, low, high, stop, name = row.split(" ", 9)
    line = "" if line == "-" else line
    start = START + timedelta(weeks=int(first))
    effort = (float(low) + float(high)) / 2
    task = Task(
        task_id=f"{code}@{line or 'plant'}",
        work_package=code,
        name=name,
        kind=_KIND[kind],
        scope="line" if line else "plant",
        line=line,
        crews=tuple(crew.replace("_", " ") for crew in crews.split(",")),
        effort_low=float(low),
        effort_high=float(high),
        effort_pd=effort,
        duration_days=int(weeks) * 5,
        lead_days=0,
        downtime_h=float(stop),
        cost=effort * 850,
        clears=("NET-08",) if code == "WP-01" else (),
        because=(f"NET-08@{line}",) if code == "WP-01" else (),
        after=(),
    )
    window = f"{line or 'plant'} monthly, {start + timedelta(days=4)}" if float(stop) else ""
    return Scheduled(
        task, start, start + timedelta(days=int(weeks) * 7 - 3), window, "the crew is free", 3
    )


def make_plan(dataset_hash: str) -> Plan:
    """The plan; week 12 brings the first value."""
    tasks = tuple(_scheduled(row) for row in _ROWS.strip().splitlines())
    values = tuple(
        ValueDate(s.task.line, s.task.work_package.removeprefix("GO-"), s.finish,
                  (s.finish - START).days // 7 + 1)
        for s in tasks
        if s.task.kind is TaskKind.USE_CASE
    )  # fmt: skip
    money = tuple(_money(tasks, values))
    cost = sum(s.task.cost for s in tasks)
    return Plan(
        dataset_hash=dataset_hash,
        scenario="interleaved",
        objective="value",
        status="feasible",
        start=START,
        tasks=tasks,
        values=values,
        money=money,
        lines=(
            LineCost("L4", 14200, 31800, 19900, 52500, 15, 39, 2.0,
                     date(2027, 2, 5), date(2027, 2, 12), date(2027, 2, 9), date(2027, 2, 17),
                     date(2027, 2, 16), date(2027, 3, 2)),
            LineCost("L1", 24650, 66300, 19900, 52500, 34, 95, 10.0,
                     date(2027, 3, 5), date(2027, 3, 12), date(2027, 3, 5), None,
                     date(2027, 3, 16), None),
            LineCost("L2", 61000, 118000, 25000, 25000, 60, 120, 22.0, None, None),
        ),
        decisions=(
            Decision("Name one owner of the border between IT and OT", "plant manager",
                     date(2026, 11, 27), 1200.0),
            Decision("Order the IT/OT firewall", "head of IT infrastructure",
                     date(2026, 12, 4), 1200.0),
            Decision("Choose gateway, module or migration for PLC-L2-01", "automation lead",
                     date(2027, 1, 29), 0.0),
            Decision("Release the 2027 Q2 budget", "controlling", date(2027, 3, 12), 650.0),
        ),
        left_out=(
            LeftOut("L2", "it is not worth it now: 7.5 years, stretch 2.5"),
            LeftOut("WP-31 Controller migration", "no gate asks for it"),
        ),
        conflicts=(),
        problems=(),
        total_cost=cost,
        peak_cash=min(row.cumulative for row in money),
        self_funded_on=None,
        chances=tuple(
            Chance(
                f"GO-{v.use_case}@{v.line}", v.line, v.use_case, v.day, v.day + timedelta(days=4),
                v.day + timedelta(days=18) if v.line == "L4" else None,
            )
            for v in values
        ),
    )  # fmt: skip


def _money(tasks: tuple[Scheduled, ...], values: tuple[ValueDate, ...]) -> list[MoneyRow]:
    rows: list[MoneyRow] = []
    total = 0.0
    for week in range(40):
        monday = START + timedelta(weeks=week)
        for line in ("", "L1", "L3", "L4"):
            cost = sum(s.task.cost for s in tasks if s.start == monday and s.task.line == line)
            live = sum(560.0 for v in values if v.line == line and v.day < monday)
            if cost or live:
                total += live - cost
                rows.append(MoneyRow(monday, line, cost, live, total, "interleaved"))
    return rows
