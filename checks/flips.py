"""Which work changes a verdict: the smallest set of packages, and what each of them gains alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from checks.records import Finding, Judgement, LineScore, Outcome, Verdict
from checks.what_if import SETTLED, only, with_fixed

MOST_TRIED = 5_000
"""Sets of packages tried before the search gives up: it then says nothing, not a larger set."""
_ORDER = (Verdict.NOT_READY, Verdict.NOT_PROVEN, Verdict.READY_WITH_CONDITIONS, Verdict.READY)
Package = tuple[str, str]
"""Code and line: work on the pilot has the pilot's line."""


@dataclass(frozen=True, slots=True)
class Flip:
    """A smallest set of packages after which the verdict of a line is better."""

    line: str
    use_case: str
    packages: tuple[Package, ...]
    before: Verdict
    after: Verdict

    @property
    def sentence(self) -> str:
        """As a report prints it."""
        work = ", ".join(
            code if line == self.line else f"{code} on {line}" for code, line in self.packages
        )
        use = f" {self.use_case}" if self.use_case else ""
        return f"{self.line}{use}: from {self.before} to {self.after} with no less than {work}"


@dataclass(frozen=True, slots=True)
class Gain:
    """What one package does alone."""

    package: Package
    gates: int
    """Gates that no longer fail or are unknown."""
    index: int
    """Points of the index."""


def smallest_flip(judgement: Judgement, line: str, use_case: str) -> Flip | None:
    """Return the smallest set of packages that makes the line's verdict better; the first of equals
    by code. None: no set does, or none was found in time.
    """
    small = only(judgement, line, use_case)
    if not small.scores:
        return None
    before = small.scores[0].verdict
    packages = packages_of(small, line, use_case)
    everything = with_fixed(small, packages).scores[0]
    if not _better(everything, before):
        return None
    needed = _needed(small, packages)
    tried: set[tuple[Package, ...]] = set()
    for size in range(1, len(packages) + 1):
        for chosen in _covering(needed, packages, size):
            if chosen in tried:
                continue
            after = with_fixed(small, chosen).scores[0]
            if _better(after, before):
                return Flip(line, use_case, chosen, before, after.verdict)
            tried.add(chosen)
            if len(tried) >= MOST_TRIED:
                return None
    return None


def _needed(small: Judgement, packages: tuple[Package, ...]) -> list[frozenset[Package]]:
    """Return, for each gate that holds the verdict where it is, the packages that clear it."""
    score = small.scores[0]
    holding = {Verdict.NOT_READY: score.blockers, Verdict.NOT_PROVEN: score.questions}
    if not small.baselines or not small.baselines[0].valid:
        return []
    pilot = small.pilot_of(score.use_case)
    found: set[frozenset[Package]] = set()
    for finding in small.findings:
        if finding.line == score.line and finding.check.check_id in holding.get(score.verdict, ()):
            place = pilot if finding.check.scope == "pilot line" else finding.line
            found.add(frozenset((code, place) for code in finding.check.work_packages))
    return sorted((clearing & set(packages) for clearing in found), key=_few_first)


def _few_first(packages: frozenset[Package]) -> tuple[int, list[Package]]:
    return len(packages), sorted(packages)


def _covering(
    needed: list[frozenset[Package]], packages: tuple[Package, ...], size: int
) -> Iterator[tuple[Package, ...]]:
    """Yield the sets of one size that hold a package for each gate; one may come twice."""

    def grow(chosen: frozenset[Package]) -> Iterator[tuple[Package, ...]]:
        open_one = next((clearing for clearing in needed if not clearing & chosen), None)
        if open_one is None:
            others = [package for package in packages if package not in chosen]
            for rest in combinations(others, size - len(chosen)):
                yield tuple(sorted((*chosen, *rest)))
        elif len(chosen) < size:
            for package in sorted(open_one):
                yield from grow(chosen | {package})

    yield from grow(frozenset())


def gains(judgement: Judgement, line: str, use_case: str) -> tuple[Gain, ...]:
    """Return what each package that touches the line gains alone, the greatest first."""
    small = only(judgement, line, use_case)
    if not small.scores:
        return ()
    found: list[Gain] = []
    for package in packages_of(small, line, use_case):
        after = with_fixed(small, [package])
        closed = _open_gates(small, line) - _open_gates(after, line)
        index = after.scores[0].index - small.scores[0].index
        found.append(Gain(package, closed, index))
    return tuple(sorted(found, key=lambda g: (-g.gates, -g.index, g.package)))


def packages_of(judgement: Judgement, line: str, use_case: str) -> tuple[Package, ...]:
    """Return the packages that clear something for the line, its own and those on the pilot."""
    pilot = judgement.pilot_of(use_case)
    return tuple(
        sorted(
            {
                (code, pilot if finding.check.scope == "pilot line" else finding.line)
                for finding in judgement.findings
                if finding.use_case == use_case
                and finding.line in (line, pilot)
                and finding.outcome not in SETTLED
                for code in finding.check.work_packages
            }
        )
    )


def _better(score: LineScore, before: Verdict) -> bool:
    return _ORDER.index(score.verdict) > _ORDER.index(before)


def _open_gates(judgement: Judgement, line: str) -> int:
    return sum(_is_open(f) for f in judgement.findings if f.line == line)


def _is_open(finding: Finding) -> bool:
    bad = finding.outcome in (Outcome.FAIL, Outcome.UNKNOWN)
    return finding.gate and bad and finding.waiver is None
