"""What every task of a plan is made from: the case, its crews, windows, work already done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from audit.facts.model import PlantFacts
from audit.inventory.tables import KnowledgeRow, WindowRow, WorkStatusRow
from audit.inventory.tables.money import WorkState
from checks.records import Judgement, Outcome
from planning import reuse
from planning.calendar import WorkCalendar
from planning.crews import Crews
from planning.packages import Needs
from planning.quantities import count
from planning.records import LeftOut, Window, WorkPackage

INTERLEAVED, FOUNDATION_FIRST = "interleaved", "foundation first"
COPY, OWN = "copy the pilot", "own"
SCENARIOS = (INTERLEAVED, FOUNDATION_FIRST, COPY, OWN)
"""Their own is interleaved, with the order and the dates that the user fixes."""
SHUTDOWN_HOURS = 24.0
"""Work that stops a line for a day or more is done in whole days of a shutdown."""
ASSUMED_WINDOW_HOURS = 4.0


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that turning needs into tasks looks at."""

    judgement: Judgement
    facts: PlantFacts
    needs: Needs
    packages: Mapping[str, WorkPackage]
    crews: Crews
    calendar: WorkCalendar
    windows: tuple[Window, ...]
    scenario: str
    typical: bool = False
    """Whether steps are cut for the most frequent window of a line instead of its longest."""

    @property
    def start(self) -> date:
        """The plan's first working day."""
        return self.calendar.day(0)

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that are rolled out, in order."""
        return tuple(rollout.line for rollout in self.needs.rollouts)

    def status(self, code: str, line: str) -> WorkStatusRow | None:
        """The row that says how far a package is there; None: not begun."""
        for row in self.facts.table(WorkStatusRow):
            same = row.record.work_package == code and row.record.line == line
            if same and row.record.state is not WorkState.NOT_STARTED:
                return row.record
        return None

    def units(self, package: WorkPackage, line: str) -> float:
        """How often the unit effort counts; for plant work lines are those rolled out."""
        if package.unit == "line" and not line:
            return float(max(1, len(self.lines)))
        return count(self.facts, package.unit, line).number

    def longest_window(self, line: str) -> float:
        """Hours of the longest window of a line that is no shutdown day, or of the most frequent;
        0: it has none.
        """
        stops = [w.hours for w in self.windows if w.line in ("", line)]
        if self.typical:
            usual = Counter(h for h in stops if h < SHUTDOWN_HOURS / 2).most_common()
            often = [h for h, number in usual if number == usual[0][1]]
            return min(often, default=max(stops, default=0.0))
        return max((h for h in stops if h < SHUTDOWN_HOURS / 2), default=max(stops, default=0.0))

    def leaves_on(self, line: str) -> date | None:
        """The first day on which somebody with unwritten knowledge of the line leaves."""
        dates = [
            row.record.leave_date
            for row in self.facts.table(KnowledgeRow)
            if row.record.line in ("", line)
            and row.record.leave_date is not None
            and row.record.leave_date > self.facts.case.as_of
            and row.record.critical is not False
        ]
        return min(dates, default=None)

    def reuse(self, line: str) -> float:
        """The share of the first connector's effort that this line's takes; `reuse` says why."""
        if self.scenario == COPY:
            return 1.0
        return reuse.share(self.judgement, self.facts, self.lines, line).factor

    def question_days(self, line: str) -> float:
        """Person-days to answer the line's unknown gates, as the checks estimate them."""
        minutes = {
            f.check.check_id: f.check.closes_minutes
            for f in self.judgement.findings
            if f.line == line and f.gate and f.outcome is Outcome.UNKNOWN and f.waiver is None
        }
        return sum(minutes.values()) / 480


def assumed_windows(
    facts: PlantFacts, start: date, end: date
) -> tuple[tuple[Window, ...], tuple[LeftOut, ...]]:
    """Return one window of four hours every fourth Friday and line when no window is stated."""
    if facts.table(WindowRow):
        return (), ()
    friday = start + timedelta(days=(4 - start.weekday()) % 7)
    found: list[Window] = []
    for number, line in enumerate(facts.lines):
        day = friday + timedelta(weeks=number % 4)
        while day <= end:
            found.append(Window("assumed", line.line, day, ASSUMED_WINDOW_HOURS))
            day += timedelta(weeks=4)
    why = "no windows table: each line stands four hours every fourth week (project default)"
    return tuple(found), (LeftOut("assumption: windows", why),)
