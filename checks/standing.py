"""Where a line stands and where answers could put it: the decision table tried with what-ifs,
without judging anything again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from checks.records import Baseline, EconomicFlag, Finding, Interval, Outcome, Verdict
from checks.score import entry_of
from checks.verdict import MONEY_CHECKS, decide, in_discovery_order

State = tuple[Verdict, EconomicFlag]
"""What a reader of the verdict sees: the word and the money flag beside it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One line and use case, reduced to what its verdict is made of."""

    baseline: Baseline
    failed: tuple[Finding, ...]
    failed_weights: tuple[float, ...]
    unknown: Mapping[str, Finding]
    """Check id → finding; gates and others, waived ones too."""
    soft: tuple[Finding, ...]
    known_points: float
    weights: Mapping[str, float]
    """Check id → weight of what is unknown."""
    total: float
    flag: EconomicFlag
    money_fails: bool

    @property
    def today(self) -> State:
        """The verdict as it is."""
        return self.after()

    def under(self, baseline: Baseline) -> State:
        """The verdict under another baseline."""
        return self.after(baseline=baseline)

    def points(self, checks: Collection[str]) -> float:
        """By how many points an answer to these checks narrows the interval."""
        weight = sum(self.weights.get(check, 0.0) for check in checks)
        return 100 * weight / self.total if self.total else 0.0

    def changes_alone(self, checks: Collection[str]) -> bool:
        """Whether one of pass and fail gives another verdict than today's."""
        today = self.today
        return self.after(failed=checks) != today or self.after(passed=checks) != today

    def changes_with_others(self, checks: Collection[str]) -> bool:
        """Whether pass and fail differ once everything else that is open has passed and somebody
        has signed the baseline; or whether the verdict then still hangs on how much is answered.
        """
        rest = set(self.unknown) - set(checks)
        signed = replace(self.baseline, signed_by=self.baseline.signed_by or "assumed")
        good = self.after(passed=rest | set(checks), baseline=signed)
        bad = self.after(passed=rest, failed=checks, baseline=signed)
        if good != bad or good != self.after(passed=rest, baseline=signed):
            return True
        gates = [check for check, finding in self.unknown.items() if finding.gate]
        counts = any(self.weights.get(check) for check in checks)
        return counts and good != self.after(passed=gates, baseline=signed)

    def repaired(self) -> Standing:
        """The same line once the gates that fail today are repaired, its baseline too."""
        gained = sum(self.failed_weights)
        baseline = replace(self.baseline, refusals=())
        return replace(
            self, baseline=baseline, failed=(), known_points=self.known_points + gained,
            failed_weights=(),
        )  # fmt: skip

    def after(
        self,
        *,
        passed: Collection[str] = (),
        failed: Collection[str] = (),
        baseline: Baseline | None = None,
    ) -> State:
        """The verdict and flag if these unknown checks passed and failed."""
        passes = [check for check in passed if check in self.unknown]
        fails = [check for check in failed if check in self.unknown]
        settled = {*passes, *fails}
        gates = [f for f in self.unknown.values() if f.gate and f.waiver is None]
        worse = [f for f in gates if f.check.check_id in fails]
        still = [f for f in gates if f.check.check_id not in settled]
        waived = [
            f
            for f in self.unknown.values()
            if f.gate and f.waiver is not None and f.check.check_id not in passes
        ]
        verdict, _ = decide(
            baseline or self.baseline,
            in_discovery_order([*self.failed, *worse]),
            still,
            [*self.soft, *waived],
            self._interval(passes, settled),
        )
        return verdict, self._flag(fails, settled)

    def _interval(self, passes: Collection[str], settled: Collection[str]) -> Interval:
        if self.total <= 0:
            return Interval(0.0, 100.0, 0.0)
        low = self.known_points + sum(self.weights.get(check, 0.0) for check in passes)
        open_weight = sum(w for check, w in self.weights.items() if check not in settled)
        return Interval(
            low=100 * low / self.total,
            high=100 * (low + open_weight) / self.total,
            coverage=1 - open_weight / self.total,
            weight=self.total,
        )

    def _flag(self, fails: Collection[str], settled: Collection[str]) -> EconomicFlag:
        """Return the money flag; a legal duty keeps it empty, a legal date as it is."""
        money = [check for check in MONEY_CHECKS if check in self.unknown]
        if not money or self.flag in (EconomicFlag.NONE, EconomicFlag.DUTY_DRIVEN):
            return self.flag
        if self.money_fails or any(check in fails for check in money):
            return EconomicFlag.NOT_WORTH_IT_NOW
        if any(check not in settled for check in money):
            return EconomicFlag.UNPRICED
        return EconomicFlag.NONE


def standing_of(
    baseline: Baseline, findings: list[Finding], weights: Mapping[str, float], flag: EconomicFlag
) -> Standing:
    """Return where a line stands; the findings are its own."""
    unknown = {f.check.check_id: f for f in findings if f.outcome is Outcome.UNKNOWN}
    entries = [(f, e) for f in findings if (e := entry_of(f, weights)) is not None]
    gates = [f for f in findings if f.gate and f.outcome is not Outcome.UNKNOWN]
    failed = tuple(f for f in gates if f.outcome is Outcome.FAIL and f.waiver is None)
    return Standing(
        baseline=baseline,
        failed=failed,
        failed_weights=tuple(weights[str(f.check.severity)] for f in failed),
        unknown=unknown,
        soft=tuple(
            f
            for f in gates
            if f.outcome is Outcome.WARN or (f.outcome is Outcome.FAIL and f.waiver is not None)
        ),
        known_points=sum(e.weight * e.points for _, e in entries if e.points is not None),
        weights={f.check.check_id: e.weight for f, e in entries if e.points is None},
        total=sum(e.weight for _, e in entries),
        flag=flag,
        money_fails=any(
            f.check.check_id in MONEY_CHECKS and f.outcome is Outcome.FAIL for f in findings
        ),
    )
