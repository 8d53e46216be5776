"""What every part of the report looks things up in: names, findings by line, owners, packages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from audit.facts.model import PlantFacts
from audit.inventory.tables import AssetRow, LineRow, OwnerRow, UseCaseRow
from checks.records import Finding, Judgement, LineScore, Theme
from planning.records import LineCost, Plan, Scheduled
from reports.model.records import LineName, UseName
from reports.model.words import listed, shorten

LAYERS: dict[Theme, str] = {
    Theme.NETWORK: "network",
    Theme.WIRELESS: "wireless",
    Theme.IDENTITY: "identity",
    Theme.SECURITY: "security",
    Theme.DATA_PATH: "integration",
    Theme.CONTROLLERS: "controllers",
    Theme.OWNERSHIP: "use case",
    Theme.OPERATIONS: "use case",
}
"""The layer of the owners table that answers for a theme."""


T = TypeVar("T")
K = TypeVar("K")


@dataclass(frozen=True)
class Ground:
    """The report's inputs with their names.

    Without slots, because the look-ups below are indexed once, at their first use.
    """

    judgement: Judgement
    plan: Plan | None
    facts: PlantFacts
    names: tuple[LineName, ...]
    uses: tuple[UseName, ...]
    packages: dict[str, str]
    """Work package → name."""

    @property
    def currency(self) -> str:
        """The case's currency."""
        return self.facts.case.currency

    @property
    def others(self) -> tuple[LineName, ...]:
        """Every line but the pilot."""
        return tuple(name for name in self.names if not name.pilot)

    @property
    def pilots(self) -> tuple[LineName, ...]:
        """The lines that proved a use case."""
        proved = {line for line, _ in self.judgement.pilots}
        return tuple(name for name in self.names if name.line in proved)

    def name(self, line: str) -> LineName:
        """The line's names, also of a line that the inventory does not list."""
        return self._names.get(line) or line_name(line, line, pilot=False)

    def use_name(self, use_case: str) -> str:
        """The use case's name."""
        return next((use.name for use in self.uses if use.use_case == use_case), use_case)

    def findings(self, line: str) -> tuple[Finding, ...]:
        """All findings on a line."""
        return self._findings.get(line, ())

    def scores(self, line: str) -> tuple[LineScore, ...]:
        """The line's scores, one a use case."""
        return self._scores.get(line, ())

    def tasks(self, line: str) -> tuple[Scheduled, ...]:
        """The plan's tasks on a line in the order of their start."""
        return self._tasks.get(line, ())

    def cost(self, line: str) -> LineCost | None:
        """The plan's row for the line."""
        return self._costs.get(line)

    def row(self, line: str) -> LineRow | None:
        """The line's row of the inventory."""
        return self._rows.get(line)

    def assets(self, line: str) -> tuple[str, ...]:
        """The assets that the inventory lists on the line."""
        return self._assets.get(line, ())

    @cached_property
    def _rows(self) -> dict[str, LineRow]:
        return {row.record.line: row.record for row in reversed(self.facts.table(LineRow))}

    @cached_property
    def _assets(self) -> dict[str, tuple[str, ...]]:
        rows = (row.record for row in self.facts.table(AssetRow))
        return _grouped((row.line, row.asset_id) for row in rows)

    @cached_property
    def _names(self) -> dict[str, LineName]:
        return {name.line: name for name in self.names}

    @cached_property
    def _findings(self) -> dict[str, tuple[Finding, ...]]:
        return _grouped((found.line, found) for found in self.judgement.findings)

    @cached_property
    def _scores(self) -> dict[str, tuple[LineScore, ...]]:
        return _grouped((score.line, score) for score in self.judgement.scores)

    @cached_property
    def _tasks(self) -> dict[str, tuple[Scheduled, ...]]:
        found = sorted(
            self.plan.tasks if self.plan else (),
            key=lambda s: (s.start, s.finish, s.task.task_id),
        )
        return _grouped((s.task.line, s) for s in found)

    @cached_property
    def _costs(self) -> dict[str, LineCost]:
        return {cost.line: cost for cost in (self.plan.lines if self.plan else ())}

    @cached_property
    def _owners(self) -> dict[tuple[str, str], str]:
        """(layer, line) → who is accountable."""
        rows = [row.record for row in self.facts.table(OwnerRow)]
        keyed = _grouped(((r.layer.strip().casefold(), r.line), r.accountable) for r in rows)
        return {key: listed(names) for key, names in keyed.items()}

    def package_text(self, codes: tuple[str, ...]) -> str:
        """`WP-04 Line segmentation cutover; …`."""
        return "; ".join(f"{code} {self.packages.get(code, '')}".strip() for code in codes)

    def owner(self, theme: Theme, line: str) -> str:
        """Who answers for the theme's layer on the line, as the owners table has it."""
        layer, found = LAYERS[theme], self._owners
        return found.get((layer, line)) or found.get((layer, "")) or NOBODY


def _grouped(pairs: Iterable[tuple[K, T]]) -> dict[K, tuple[T, ...]]:
    found: dict[K, list[T]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


NOBODY = "nobody named yet"
NAME = 80
"""Characters of a line's name: it stands in headings and sentences."""


def line_name(line: str, name: str, *, pilot: bool) -> LineName:
    """The line's names as the report uses them."""
    return LineName(line, shorten(name or line, NAME), shorten(name or line, 24), pilot)


def make_ground(judgement: Judgement, plan: Plan | None, facts: PlantFacts) -> Ground:
    """Gather the names: the pilot first, then the inventory's order, then what only scores name."""
    stated = {row.line: row.name for row in (r.record for r in facts.table(LineRow))}
    for line in [score.line for score in judgement.scores]:
        stated.setdefault(line, line)
    uses = _uses(judgement, facts)
    proved = dict(judgement.pilots)
    scored = {score.line for score in judgement.scores}
    names = [
        replace(
            line_name(line, name, pilot=line in proved and line not in scored),
            proved=_proved(uses, proved[line]) if line in proved and len(proved) > 1 else "",
        )
        for line, name in stated.items()
    ]
    names.sort(key=lambda name: name.line not in proved)
    return Ground(judgement, plan, facts, tuple(names), uses, _packages(plan))


def _proved(uses: tuple[UseName, ...], proved: tuple[str, ...]) -> str:
    return listed(use.name for use in uses if use.use_case in proved)


def _uses(judgement: Judgement, facts: PlantFacts) -> tuple[UseName, ...]:
    stated = {r.record.use_case: r.record.name for r in facts.table(UseCaseRow)}
    wanted = dict.fromkeys(facts.case.use_cases)
    wanted.update(dict.fromkeys(score.use_case for score in judgement.scores))
    return tuple(
        UseName(use, stated.get(use, "") or use, judgement.pilot_of(use)) for use in wanted if use
    )


def _packages(plan: Plan | None) -> dict[str, str]:
    from planning.catalogue import catalogue

    names = {package.code: package.name for package in catalogue()}
    for scheduled in plan.tasks if plan else ():
        names.setdefault(scheduled.task.work_package, scheduled.task.name)
    return names
