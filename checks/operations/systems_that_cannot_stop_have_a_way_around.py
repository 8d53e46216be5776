"""OPS-10: systems that cannot be stopped, and how the work gets around them.

Question: are systems that cannot be stopped known, and is there a way around each?
Yes: each is listed with a parallel build or a bypass. Partly: some without. No: planned work needs
one to stop, and there is no way around it. Not applicable: there are none, as production states.

Example: the furnace control has no plan, and WP-04 on its line needs it to stand still: fail.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.facts.model import PlantFacts
from audit.inventory.tables import NeverStopRow, WindowRow
from audit.inventory.tables.people import Side
from audit.records import Why
from checks.ground import NOTHING, Ground, answer, ground, in_words, naming, rolled_up, unknown
from checks.needed import folded
from checks.planned import Planned, tasks_of_line
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.remembered import rows_where
from checks.replied import Rows, by_reply
from checks.replies import of_side, plain, replies, says_none
from checks.windows import never_stops

QUESTION_ID = "never_stop_systems"
NONE, PLANNED, OPEN = "there are none", "each has a way around", "some have no way around"
CHOICES = (NONE, PLANNED, OPEN)
_PRODUCTION = (Side.OT, Side.FLOOR)


@dataclass(frozen=True, slots=True)
class _System:
    """Something that never stops; `line` True: the whole line is meant."""

    name: str
    plan: str
    reason: str
    must_stop_for: tuple[str, ...]
    on: Ground
    line: bool = False


def judge(asked: Asked) -> Answer:
    """Hold the list of systems against the planned work; without a list, what was answered."""
    expected = f"{asked.line}: each system that cannot be stopped expected with a way around"
    systems = _systems(asked.facts, asked.line)
    if not systems:
        return _told(asked, expected)
    on = sum((system.on for system in systems), NOTHING)
    on = naming(on, ground(_stopping(asked, systems)))
    none = [r for r in replies(asked.facts, QUESTION_ID, asked.line) if _is_none(r.record.answer)]
    if none:
        text = f"{expected}; {len(systems)} listed, but somebody says that there are none"
        return unknown(Why.CONFLICT, QUESTION_ID, text, on + ground(none))
    targets = tuple(_target(asked, system) for system in systems)
    bare = [target for target in targets if target.outcome is not Outcome.PASS]
    text = f"{expected}; {len(systems) - len(bare)} of {len(systems)} have one"
    if bare:
        text += f": {in_words(targets)}"
    measured = f"{len(systems) - len(bare)} of {len(systems)} with a way around"
    return rolled_up(targets, text, on, measured=measured)


def _systems(facts: PlantFacts, line: str) -> tuple[_System, ...]:
    rows = rows_where(facts, NeverStopRow, "line", line, "")
    listed_ones = [
        _System(r.record.system, r.record.plan, r.record.reason, r.record.must_stop_for,
                ground([r]))
        for r in rows
    ]  # fmt: skip
    calendar = rows_where(facts, WindowRow, "line", line, "")
    whole = [
        _System(r.record.window, "", r.record.note, (), ground([r]), line=True)
        for r in calendar
        if never_stops(r.record)
    ]
    return (*listed_ones, *whole)


def _target(asked: Asked, system: _System) -> Target:
    evidence = system.on.evidence
    if system.plan:
        text = f"{system.name}: {system.plan}"
        return Target(system.name, Outcome.PASS, text, evidence=evidence)
    why = f" ({system.reason})" if system.reason else ""
    stopped_by = _stopped_by(asked, system)
    if stopped_by:
        text = f"{system.name}{why} has no way around, and {stopped_by} needs it to stop"
        return Target(system.name, Outcome.FAIL, text, evidence=evidence)
    text = f"{system.name}{why} has no way around"
    return Target(system.name, Outcome.WARN, text, evidence=evidence)


def _stopped_by(asked: Asked, system: _System) -> str:
    """Return what needs the system to stand still; empty: nothing that is known."""
    if system.must_stop_for:
        return system.must_stop_for[0]
    tasks = _stopping(asked, (system,))
    return tasks[0].record.task_id if tasks else ""


def _stopping(asked: Asked, systems: tuple[_System, ...]) -> tuple[Planned, ...]:
    """Return the planned tasks for which one of the systems must stand still."""
    names = {folded(system.name) for system in systems}
    whole = any(system.line for system in systems)
    return tuple(
        row
        for row in tasks_of_line(asked.facts, asked.line, asked.use_case)
        if row.record.done is not True
        and (
            names & {folded(stop) for stop in row.record.stops}
            or (whole and (row.record.downtime_h or 0) > 0)
        )
    )


def _told(asked: Asked, expected: str) -> Answer:
    def decide(rows: Rows, on: Ground) -> Answer:
        said = plain(rows[0].record.answer)
        if _is_none(said):
            return _none(rows, on, expected)
        if said == plain(PLANNED):
            return answer(Outcome.PASS, f"{expected}; said to be so", on, measured=PLANNED)
        if said == plain(OPEN):
            return answer(Outcome.WARN, f"{expected}; some have none", on, measured=OPEN)
        text = f'{expected}; "{rows[0].record.answer}" is none of the choices'
        return unknown(Why.CONFLICT, QUESTION_ID, text, on)

    return by_reply(asked, QUESTION_ID, expected, decide)


def _is_none(text: str) -> bool:
    return plain(text) == plain(NONE) or says_none(text)


def _none(rows: Rows, on: Ground, expected: str) -> Answer:
    """Only production can say that everything may be stopped."""
    if any(of_side(rows, side) for side in _PRODUCTION):
        return answer(Outcome.NA, "Every system may be stopped, as production states", on)
    text = f"{expected}; there are none, it is said, but production did not say so"
    return unknown(Why.NOT_ASKED, "production was not asked", text, on)


CHECK = Check(
    check_id="OPS-10",
    theme=Theme.OPERATIONS,
    title="Systems that cannot be stopped are known and have a work-around",
    question="Which systems can never be stopped, and how does the work get around them?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=7,
    work_packages=("WP-21",),
    max_age_days=365,
    thresholds=(),
    basis="project default; building in parallel is common practice",
    so_what="A cutover is called off on the night, or stops what must never stop.",
    remedy="List the systems with production, and for each agree on a parallel build, a bypass or"
    " the next shutdown.",
    closes_unknown="The list of systems that can never be stopped with reason and way around, or"
    " production's word that there are none",
    closes_minutes=20,
    closes_who="production lead of the line",
    judge=judge,
    scope="system",
    not_applicable_when="none (production signs)",
)
