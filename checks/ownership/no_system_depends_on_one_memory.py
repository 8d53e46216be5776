"""OWN-04: who can run the critical systems of the line, and what is written down.

Question: does a critical system depend on one person's memory?
Yes (well): two people can run it and a procedure is written. No: one person and nothing written, or
the only one leaves within twelve months. Not applicable: never.

Example: the SLC program is known to the senior controls engineer alone, who leaves in seven months:
fail, naming the program.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from itertools import product

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import KnowledgeRow
from audit.records import Grade, Unknown, Why
from checks.ground import counted, ground, in_words, rolled_up, unknown
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit
from checks.remembered import rows_where

Rows = tuple[Stated[KnowledgeRow], ...]


@dataclass(frozen=True, slots=True)
class System:
    """A system with everybody the sheet names for it."""

    name: str
    rows: Rows

    @property
    def critical(self) -> bool:
        """Unsaid counts as critical."""
        said = {row.record.critical for row in self.rows}
        return True in said or said != {False}


def systems(facts: PlantFacts, line: str) -> tuple[System, ...]:
    """Return the critical systems of a line and those that every line uses, by name."""
    groups: dict[str, list[Stated[KnowledgeRow]]] = {}
    for row in rows_where(facts, KnowledgeRow, "line", "", line):
        groups.setdefault(row.record.system, []).append(row)
    found = (System(name, tuple(rows)) for name, rows in sorted(groups.items()))
    return tuple(system for system in found if system.critical)


def judge(asked: Asked) -> Answer:
    """Judge each system; the worst decides."""
    facts, line = asked.facts, asked.line
    found = systems(facts, line)
    if not found:
        stated = rows_where(facts, KnowledgeRow, "line", "", line)
        text = f"{line}: nobody was asked who can run the critical systems"
        return unknown(Why.NOT_ASKED, "no critical system is named", text, ground(stated))
    targets = tuple(_target(system, asked) for system in found)
    good = sum(target.outcome is Outcome.PASS for target in targets)
    text = (
        f"{line}: {asked.limits['people']:g} able people and a written procedure expected for"
        f" {counted(len(found), 'critical system')}; seen for {good}"
    )
    details = in_words(targets)
    return rolled_up(
        targets,
        f"{text}: {details}" if details else text,
        ground(row for system in found for row in system.rows),
        measured=f"{good} of {len(found)} systems covered",
        value=100.0 * good / len(found),
    )


def _target(system: System, asked: Asked) -> Target:
    """Judge with what is not said taken at its worst and at its best: both must agree."""
    as_of = asked.facts.case.as_of
    people = [r.record for r in system.rows if r.record.person and not _gone(r.record, as_of)]
    unsaid = any(person.level is None for person in people)
    written = {row.record.written for row in system.rows}
    procedure = [True] if True in written else [True, False] if None in written else [False]
    outcomes = {
        _judge(people, counts, has_one, asked)
        for counts, has_one in product([True, False] if unsaid else [False], procedure)
    }
    evidence = ground(system.rows).evidence
    said = _sentence(system.name, people, procedure, asked)
    if len(outcomes) == 1:
        return Target(system.name, outcomes.pop(), said, evidence=evidence)
    why = Unknown(Why.NOT_ASKED, "skill level or written procedure")
    said = f"{said}; skill level or written procedure is not stated"
    return Target(system.name, Outcome.UNKNOWN, said, why, evidence)


def _gone(person: KnowledgeRow, as_of: date) -> bool:
    return person.leave_date is not None and person.leave_date <= as_of


def _able(people: list[KnowledgeRow], unsaid_counts: bool, asked: Asked) -> list[KnowledgeRow]:
    level = asked.limits["level"]
    return [
        p
        for p in people
        if (p.level is None and unsaid_counts) or (p.level is not None and p.level >= level)
    ]


def _judge(people: list[KnowledgeRow], unsaid_counts: bool, written: bool, asked: Asked) -> Outcome:
    able = _able(people, unsaid_counts, asked)
    staying = [person for person in able if not _leaves_soon(person, asked)]
    enough = asked.limits["people"]
    if not staying or (len(able) == 1 and not written):
        return Outcome.FAIL
    if len(able) >= enough and written and len(staying) >= enough:
        return Outcome.PASS
    return Outcome.WARN


def _leaves_soon(person: KnowledgeRow, asked: Asked) -> bool:
    limit = _months_later(asked.facts.case.as_of, int(asked.limits["leave_months"]))
    return person.leave_date is not None and person.leave_date <= limit


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _sentence(name: str, people: list[KnowledgeRow], procedure: list[bool], asked: Asked) -> str:
    able = _able(people, False, asked)
    who = ", ".join(_who(person, asked) for person in able) or "nobody"
    paper = "a written procedure" if procedure == [True] else "nothing written"
    paper = "" if len(procedure) == 2 else f", {paper}"
    return f"{name}: {who} can run it{paper}"


def _who(person: KnowledgeRow, asked: Asked) -> str:
    if person.leave_date and _leaves_soon(person, asked):
        return f"{person.person} (leaves on {person.leave_date.isoformat()})"
    return person.person


CHECK = Check(
    check_id="OWN-04",
    theme=Theme.OWNERSHIP,
    title="No critical system depends on one person's memory",
    question="How many people can run each critical system, and what is written down?",
    severity=Severity.HIGH,
    gate=GateRule.IF_LOAD_BEARING,
    stage=8,
    work_packages=("WP-23",),
    max_age_days=365,
    thresholds=(
        Limit("people", 2, "people", "who can run each critical system: pass from"),
        Limit("level", 2, "level", "of skill from which a person counts (0 to 3)"),
        Limit("leave_months", 12, "months", "within which a leave date counts"),
    ),
    basis="project default",
    so_what="The one person who knows how it works retires, and the next fault stops the line until"
    " somebody has found out.",
    remedy="Free the person named here from two shifts to write the procedure, with a second person"
    " who then does it once.",
    closes_unknown="Knowledge sheet: who can run each critical system, at what level, until when,"
    " and what is written",
    closes_minutes=30,
    closes_who="production and maintenance leads",
    judge=judge,
    min_grade=Grade.C,
    scope="system",
)
