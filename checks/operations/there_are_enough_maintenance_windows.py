"""OPS-09: the hours in which the line may stand, against the hours that the work needs.

Question: are there enough maintenance windows for the planned work?
Yes: 1.2 times the need or more within the horizon, and no crew is needed on two lines at once. No:
less than the need. Not applicable: no planned task stops the line.

Example: 22 h are needed within a year, the line may stand for 48 h: pass.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import WindowRow
from audit.records import Why
from checks.ground import Ground, answer, counted, ground, listed, naming, unknown
from checks.planned import Planned, agreed, plan_start, planned_tasks, tasks_of_line
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Theme
from checks.records import Threshold as Limit
from checks.remembered import once
from checks.replied import Rows, by_reply, number_in
from checks.windows import dated, hours_open, never_stops, opens, windows_of

QUESTION_ID = "standstill_hours_needed"


_Busy = tuple[date, date, Planned]
"""First day, last day, task."""


@dataclass(frozen=True, slots=True)
class _Need:
    hours: float
    on: Ground
    unsaid: tuple[str, ...] = ()
    """Tasks of which nobody says whether they stop the line."""


@dataclass(frozen=True, slots=True)
class Clash:
    """One crew, two lines, one day."""

    said: str
    on: Ground


def judge(asked: Asked) -> Answer:
    """Compare the hours of the calendar with those of the planned tasks."""
    expected = f"{asked.line}: {asked.limits['pass_times']:g} times the standstill needed expected"
    need = _need(asked, expected)
    if isinstance(need, Answer):
        return need
    if need.hours == 0 and not need.unsaid:
        return answer(Outcome.NA, f"{asked.line}: no planned task stops the line", need.on)
    rows = windows_of(asked.facts, asked.line)
    if not any(opens(row.record) or never_stops(row.record) for row in rows):
        text = f"{expected}; {need.hours:g} h are needed, but no window of the line is stated"
        return unknown(Why.NOT_ASKED, "calendar of windows is missing", text, need.on)
    return _compared(asked, expected, need, rows)


def _need(asked: Asked, expected: str) -> _Need | Answer:
    tasks = tasks_of_line(asked.facts, asked.line, asked.use_case)
    ahead = [row for row in tasks if row.record.done is not True]
    if tasks:
        hours = sum(row.record.downtime_h or 0.0 for row in ahead)
        unsaid = tuple(row.record.task_id for row in ahead if row.record.downtime_h is None)
        return _Need(hours, agreed(ahead or tasks), unsaid)
    told: list[_Need] = []

    def decide(rows: Rows, on: Ground) -> Answer:
        said = rows[0].record.answer
        hours = number_in(said)
        told.extend([_Need(hours, on)] if hours is not None and hours >= 0 else [])
        text = f'{expected}; "{said}" is no number of hours'
        return unknown(Why.CONFLICT, QUESTION_ID, text, on)

    got = by_reply(asked, QUESTION_ID, f"{expected}; no schedule names the line", decide)
    return told[0] if told else got


def _compared(
    asked: Asked, expected: str, need: _Need, rows: tuple[Stated[WindowRow], ...]
) -> Answer:
    start = plan_start(asked)
    last = start + timedelta(weeks=asked.limits["horizon_weeks"])
    hours = hours_open([row.record for row in rows], start, last)
    on = need.on + ground(rows)
    found = f"{hours:g} h open until {last}, {need.hours:g} h needed"
    text, outcome = f"{expected}; {found}", _outcome(asked, hours, need.hours)
    undated = [r.record.window for r in rows if opens(r.record) and not dated(r.record)]
    if undated and outcome is not Outcome.PASS:
        text += f"; without a day: {listed(undated)}"
        return unknown(Why.NO_EVIDENCE, "windows without a day", text, on, measured=found)
    if need.unsaid and outcome is not Outcome.FAIL:
        text += f"; standstill not stated: {listed(need.unsaid)}"
        detail = f"standstill of {counted(len(need.unsaid), 'task')}"
        return unknown(Why.NO_EVIDENCE, detail, text, on, measured=found)
    clashes = collisions(asked.facts, asked.use_case).get(asked.line, ())
    if clashes and outcome is Outcome.PASS:
        outcome = Outcome.WARN
    if clashes:
        text += f"; {listed((clash.said for clash in clashes), 4)}"
        on = naming(on, *(clash.on for clash in clashes))
    value = hours / need.hours if need.hours else None
    return answer(outcome, text, on, measured=found, value=value)


def _outcome(asked: Asked, hours: float, needed: float) -> Outcome:
    slack = 1e-9  # 1.2 times 10 h must not miss 12 h by a rounding error
    if hours + slack >= asked.limits["pass_times"] * needed:
        return Outcome.PASS
    enough = hours + slack >= asked.limits["warn_times"] * needed
    return Outcome.WARN if enough else Outcome.FAIL


@once
def collisions(facts: PlantFacts, use_case: str) -> dict[str, tuple[Clash, ...]]:
    """Return, by line, the standstills for which one crew is needed on another line as well."""
    by_crew: dict[str, list[_Busy]] = defaultdict(list)
    for row in planned_tasks(facts, use_case):
        task = row.record
        if task.line and task.downtime_h and task.done is not True and task.start and task.finish:
            for crew in task.crews:
                by_crew[crew].append((task.start, task.finish, row))
    found: dict[str, list[Clash]] = defaultdict(list)
    for crew, spans in sorted(by_crew.items()):
        spans.sort(key=lambda span: (span[0], span[1], span[2].record.task_id))
        for day, one, other in _clashes(spans):
            text = f"{crew} is needed for {one.record.task_id} and {other.record.task_id} on {day}"
            for task in (one.record, other.record):
                found[task.line].append(Clash(text, ground([one, other])))
    return {line: tuple(said) for line, said in found.items()}


def _clashes(spans: list[_Busy]) -> Iterator[tuple[date, Planned, Planned]]:
    """Return each span that begins while the crew is still on another line, with one that holds it
    there.
    """
    longest: list[_Busy] = []  # of two lines at most: one of them is another line than the next's
    for span in spans:
        start, _, row = span
        for _, finish, other in longest:
            if finish >= start and other.record.line != row.record.line:
                yield start, other, row
                break
        by_line: dict[str, _Busy] = {}
        for one in sorted((*longest, span), key=lambda one: one[1], reverse=True):
            by_line.setdefault(one[2].record.line, one)
        longest = list(by_line.values())[:2]


CHECK = Check(
    check_id="OPS-09",
    theme=Theme.OPERATIONS,
    title="There are enough maintenance windows for the planned work",
    question="May the line stand for as many hours as the planned work needs?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=7,
    work_packages=("WP-21",),
    max_age_days=90,
    thresholds=(
        Limit("pass_times", 1.2, "times", "hours open over hours needed: pass from"),
        Limit("warn_times", 1, "times", "hours open over hours needed: warn from"),
        Limit("horizon_weeks", 52, "weeks", "from the plan's start: windows counted up to"),
    ),
    basis="project default",
    so_what="The work slips from window to window, and with it every date that was promised.",
    remedy="Book more windows with production planning now, or move standstill work into the"
    " shutdown and prepare it while the line runs.",
    closes_unknown="The calendar of windows and freezes of the line, and the hours of standstill"
    " that the schedule needs",
    closes_minutes=30,
    closes_who="production planning",
    judge=judge,
    not_applicable_when="no downtime needed",
)
