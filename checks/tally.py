"""How the results of a line add up: every check has one outcome, and none is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from checks.records import Judgement, Outcome

ORDER = (
    Outcome.PASS,
    Outcome.WARN,
    Outcome.FAIL,
    Outcome.UNKNOWN,
    Outcome.NA,
    Outcome.NOT_BUILT,
)


@dataclass(frozen=True, slots=True)
class Tally:
    """The outcomes of one line and use case, counted."""

    line: str
    use_case: str
    counts: Mapping[Outcome, int]

    @property
    def total(self) -> int:
        """All checks asked of the line."""
        return sum(self.counts.values())

    @property
    def sentence(self) -> str:
        """`100 = 41 pass + 6 warn + …`: every outcome is named, also where nothing has it."""
        parts = " + ".join(f"{self.counts.get(outcome, 0)} {outcome}" for outcome in ORDER)
        return f"{self.total} = {parts}"


def tallies(judgement: Judgement) -> tuple[Tally, ...]:
    """Count each line's outcomes per use case, in the order of the findings."""
    found: dict[tuple[str, str], Counter[Outcome]] = {}
    for finding in judgement.findings:
        found.setdefault((finding.line, finding.use_case), Counter())[finding.outcome] += 1
    return tuple(Tally(line, use_case, counts) for (line, use_case), counts in found.items())
