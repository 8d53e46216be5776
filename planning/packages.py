"""From findings to the work packages that answer them, with what they call for, and what is left
out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from audit.facts.model import PlantFacts
from audit.inventory.tables import WorkStatusRow
from audit.inventory.tables.money import WorkState
from checks.records import EconomicFlag, Finding, Judgement, Outcome
from planning.catalogue import by_code
from planning.choice import CONNECTOR, chosen, demands
from planning.leftout import left_out
from planning.ranking import rank
from planning.records import LeftOut, WorkPackage

KNOWLEDGE = "WP-23"


@dataclass(frozen=True, slots=True)
class Need:
    """A work package at one place, and who asks for it."""

    code: str
    line: str
    """Empty: once for the plant."""
    because: tuple[str, ...] = ()
    """`NET-08@L2`; empty: only other packages call for it."""
    gates: tuple[str, ...] = ()
    """Those of `because` that decide a verdict."""
    slice_only: bool = False
    """Nothing says that it is missing and nothing says that it is there: the thin slice is enough
    until somebody looks.
    """


@dataclass(frozen=True, slots=True)
class Rollout:
    """A line that gets the use cases."""

    line: str
    use_cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Needs:
    """All work of a plan, before it is cut into tasks."""

    items: tuple[Need, ...]
    rollouts: tuple[Rollout, ...]
    """In the proposed order, the first line first."""
    order_reasons: tuple[str, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def first(self) -> str:
        """The line that the thin slices serve; empty: no line is rolled out."""
        return self.rollouts[0].line if self.rollouts else ""


@dataclass(slots=True)
class _Asked:
    because: list[str]
    gates: list[str]


Place = tuple[str, str]
"""Package code, line ('' = the plant)."""


def needed_packages(
    judgement: Judgement, facts: PlantFacts, order: tuple[str, ...] | None = None
) -> Needs:
    """Return the packages that failed gates, unanswered gates and grave findings call for.

    A prerequisite that no finding asks for is left out only when every check it clears that was
    judged there passes, and at least one was judged. Where none was judged it stays, at plant level
    as its thin slice.

    Parameters
    ----------
    order
        The lines to roll out, first one first; None: the cheapest first.
    """
    packages = by_code()
    rollouts = _rollouts(judgement, facts)
    asked = _asked(judgement, facts, packages, {r.line for r in rollouts})
    for rollout in rollouts:
        asked.setdefault((CONNECTOR, rollout.line), _Asked([], []))
    done = _started(facts)
    for place in done:
        asked.setdefault(place, _Asked([], []))
    ranked = rank(
        {r.line: r.use_cases for r in rollouts}, _closure(asked, judgement, packages, ""), facts
    )
    lines = tuple(line for line in order or ranked.lines if line in ranked.lines)
    lines += tuple(line for line in ranked.lines if line not in lines)
    places = _closure(asked, judgement, packages, lines[0] if lines else "")
    by_line = {r.line: r for r in rollouts}
    items = tuple(
        _need(place, asked.get(place), judgement, packages, place in done) for place in places
    )
    return Needs(
        tuple(sorted(items, key=lambda n: (n.code, n.line))),
        tuple(by_line[line] for line in lines),
        ranked.reasons if order is None else (),
        left_out(judgement, facts, {n.code for n in items}, set(by_line)),
    )


def _rollouts(judgement: Judgement, facts: PlantFacts) -> list[Rollout]:
    live = {line.line for line in facts.lines if line.status.casefold() == "live"}
    live -= {line for line, _ in judgement.pilots}  # live with what it proved, not with the others
    found: dict[str, list[str]] = {}
    for score in judgement.scores:
        out = score.economic_flag is EconomicFlag.NOT_WORTH_IT_NOW
        if not out and score.line not in live and score.line != judgement.pilot_of(score.use_case):
            found.setdefault(score.line, []).append(score.use_case)
    return [Rollout(line, tuple(dict.fromkeys(cases))) for line, cases in found.items()]


def _asked(
    judgement: Judgement,
    facts: PlantFacts,
    packages: Mapping[str, WorkPackage],
    lines: set[str],
) -> dict[Place, _Asked]:
    flagged = {
        (s.line, s.use_case)
        for s in judgement.scores
        if s.economic_flag is EconomicFlag.NOT_WORTH_IT_NOW
    }
    asked: dict[Place, _Asked] = {}
    for finding in judgement.findings:
        if not demands(finding):
            continue
        if finding.line in lines and (finding.line, finding.use_case) in flagged:
            continue
        pilot = judgement.pilot_of(finding.use_case)
        for code in chosen(finding, facts, packages):
            place = _place(packages[code], finding.line, pilot)
            if not _belongs(code, place, finding, pilot, lines):
                continue
            entry = asked.setdefault(place, _Asked([], []))
            name = f"{finding.check.check_id}@{finding.line}"
            if name not in entry.because:
                entry.because.append(name)
            if finding.gate and name not in entry.gates:
                entry.gates.append(name)
    return asked


def _belongs(code: str, place: Place, finding: Finding, pilot: str, lines: set[str]) -> bool:
    """Whether a finding may call for that package there.

    On a line that is left out only plant work and knowledge about to leave stay. The pilot runs
    already: its unknowns and its own connector are no work of this plan.
    """
    if finding.line == pilot:
        return finding.outcome is not Outcome.UNKNOWN and code != CONNECTOR
    if finding.line in lines or not place[1]:
        return True
    return code == KNOWLEDGE or place[1] == pilot


def _place(package: WorkPackage, line: str, pilot: str) -> Place:
    if package.scope == "plant":
        return package.code, ""
    return package.code, pilot if package.scope == "pilot line" else line


def _started(facts: PlantFacts) -> set[Place]:
    rows = [row.record for row in facts.table(WorkStatusRow)]
    return {(r.work_package, r.line) for r in rows if r.state is not WorkState.NOT_STARTED}


def _closure(
    asked: Mapping[Place, _Asked],
    judgement: Judgement,
    packages: Mapping[str, WorkPackage],
    first: str,
) -> list[Place]:
    """Return the places asked for and their prerequisites; plant work takes those of `first`."""
    places, queue = dict.fromkeys(asked), list(asked)
    while queue:
        code, line = queue.pop()
        if code not in packages:
            continue
        for wanted in packages[code].prerequisites:
            package = packages[wanted]
            if package.scope not in ("plant", "pilot line") and not (line or first):
                continue
            place = _place(package, line or first, judgement.pilot_line)
            if place not in places and not _there_already(package, place[1], judgement):
                places[place] = None
                queue.append(place)
    return [place for place in places if place[0] in packages]


def _there_already(package: WorkPackage, line: str, judgement: Judgement) -> bool:
    outcomes = _judged(package.clears, line, judgement)
    return bool(outcomes) and outcomes <= {Outcome.PASS, Outcome.NA}


def _judged(checks: Iterable[str], line: str, judgement: Judgement) -> set[Outcome]:
    wanted = set(checks)
    return {
        finding.outcome if finding.waiver is None else Outcome.NA
        for finding in judgement.findings
        if finding.check.check_id in wanted
        and finding.outcome is not Outcome.NOT_BUILT
        and (
            finding.line == line
            or (not line and finding.line != judgement.pilot_of(finding.use_case))
        )
    }


def _need(
    place: Place,
    asked: _Asked | None,
    judgement: Judgement,
    packages: Mapping[str, WorkPackage],
    kept: bool,
) -> Need:
    need = Need(*place)
    if asked is not None and asked.because:
        need = replace(need, because=tuple(asked.because), gates=tuple(asked.gates))
    unjudged = not _judged(packages[place[0]].clears, place[1], judgement)
    return replace(need, slice_only=not need.because and unjudged and not place[1] and not kept)
