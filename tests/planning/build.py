"""A plant of four lines like Riverside, made of records: what the planner's tests start from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from audit.facts.model import CaseFacts, PlantFacts, Stated
from audit.inventory.tables import (
    AssetRow,
    BudgetRow,
    ControllerRow,
    CrewRow,
    FinanceRow,
    KnowledgeRow,
    LineRow,
    Row,
    SwitchRow,
    WindowRow,
)
from audit.inventory.tables.money import WindowKind
from audit.records import Grade, Unknown, Why
from checks.records import (
    Answer,
    Asked,
    Check,
    EconomicFlag,
    Finding,
    GateRule,
    Interval,
    Judgement,
    LineScore,
    Outcome,
    Relation,
    Severity,
    Theme,
    Verdict,
)

START = date(2027, 1, 11)
AS_OF = date(2026, 11, 16)
LEAVES = date(2027, 6, 16)
LINES = ("L1", "L2", "L3", "L4")
PILOT = "L3"
USE_CASES = ("pdm", "defect")
FAIL, WARN, PASS, UNKNOWN = Outcome.FAIL, Outcome.WARN, Outcome.PASS, Outcome.UNKNOWN

# id: severity, gate rule, packages as the catalogue of checks names them
CHECKS: dict[str, tuple[Severity, GateRule, tuple[str, ...]]] = {
    "NET-01": (Severity.HIGH, GateRule.IF_LOAD_BEARING, ("WP-02",)),
    "NET-02": (Severity.MEDIUM, GateRule.NEVER, ("WP-02",)),
    "NET-03": (Severity.BLOCKER, GateRule.IF_LOAD_BEARING, ("WP-04",)),
    "NET-05": (Severity.BLOCKER, GateRule.ALWAYS, ("WP-04",)),
    "NET-06": (Severity.HIGH, GateRule.IF_LOAD_BEARING, ("WP-03",)),
    "NET-07": (Severity.MEDIUM, GateRule.IF_LOAD_BEARING, ("WP-06",)),
    "NET-08": (Severity.BLOCKER, GateRule.ALWAYS, ("WP-01",)),
    "NET-09": (Severity.HIGH, GateRule.NEVER, ("WP-06",)),
    "NET-11": (Severity.MEDIUM, GateRule.NEVER, ("WP-07",)),
    "NET-13": (Severity.HIGH, GateRule.IF_LOAD_BEARING, ("WP-08",)),
    "WLS-01": (Severity.BLOCKER, GateRule.IF_LOAD_BEARING, ("WP-10", "WP-11")),
    "IDA-01": (Severity.BLOCKER, GateRule.IF_LOAD_BEARING, ("WP-13", "WP-14")),
    "SEC-01": (Severity.BLOCKER, GateRule.ALWAYS, ("WP-05",)),
    "DAT-02": (Severity.HIGH, GateRule.IF_LOAD_BEARING, ("WP-25", "WP-26")),
    "DAT-03": (Severity.HIGH, GateRule.IF_LOAD_BEARING, ("WP-26",)),
    "DAT-04": (Severity.HIGH, GateRule.IF_LOAD_BEARING, ("WP-26",)),
    "DAT-05": (Severity.BLOCKER, GateRule.ALWAYS, ("WP-29", "WP-28")),
    "PLC-02": (Severity.BLOCKER, GateRule.ALWAYS, ("WP-29", "WP-30")),
    "PLC-03": (Severity.HIGH, GateRule.IF_LOAD_BEARING, ("WP-29",)),
    "OWN-02": (Severity.BLOCKER, GateRule.ALWAYS, ("WP-20",)),
    "OWN-04": (Severity.HIGH, GateRule.IF_LOAD_BEARING, ("WP-23",)),
    "OPS-01": (Severity.BLOCKER, GateRule.ALWAYS, ("WP-38",)),
    "OPS-07": (Severity.HIGH, GateRule.NEVER, ("WP-35",)),
}

# What the audit found: check, line, outcome. Everything else passes.
FOUND: dict[tuple[str, str], Outcome] = {
    **{(c, n): FAIL for c in ("NET-03", "NET-05", "NET-08") for n in ("L1", "L2", "L4")},
    **{("NET-01", n): WARN for n in ("L1", "L2", "L4")},
    **{("NET-02", n): FAIL for n in ("L1", "L2")},
    **{("NET-11", n): UNKNOWN for n in ("L4",)},
    **{("NET-06", n): FAIL for n in ("L1", "L2", "L4")},
    **{("SEC-01", n): FAIL for n in ("L1", "L2", "L4")},
    **{("IDA-01", n): FAIL for n in ("L1", "L2", "L4")},
    **{("OWN-02", n): FAIL for n in ("L1", "L2", "L3", "L4")},
    **{("OWN-04", n): FAIL for n in ("L2", "L3")},
    **{("DAT-02", n): FAIL for n in ("L1", "L2", "L3", "L4")},
    ("DAT-03", "L3"): WARN,
    ("DAT-04", "L3"): FAIL,
    ("NET-09", "L1"): FAIL,
    ("NET-13", "L1"): UNKNOWN,
    ("WLS-01", "L2"): FAIL,
    ("DAT-05", "L2"): FAIL,
    ("PLC-02", "L2"): FAIL,
    ("PLC-03", "L2"): FAIL,
    ("PLC-03", "L1"): UNKNOWN,
    ("OPS-07", "L2"): FAIL,
}
GATES = frozenset(CHECKS) - {"NET-02", "NET-09", "NET-11", "OPS-07", "DAT-02", "DAT-04"}


def check(check_id: str) -> Check:
    """Return a check of the table with words that only tests read."""
    severity, gate, packages = CHECKS[check_id]
    return Check(
        check_id=check_id,
        theme=Theme.NETWORK,
        title=check_id,
        question=check_id,
        severity=severity,
        gate=gate,
        stage=2,
        work_packages=packages,
        max_age_days=90,
        thresholds=(),
        basis="D",
        so_what="",
        remedy="",
        closes_unknown="",
        closes_minutes=30,
        closes_who="OT network",
        judge=_never,
    )


def _never(asked: Asked) -> Answer:
    raise AssertionError(f"planning must not judge {asked.line}")


def finding(check_id: str, line: str, outcome: Outcome, use_case: str = "pdm") -> Finding:
    """Return a finding of a check on a line."""
    return Finding(
        line=line,
        use_case=use_case,
        check=check(check_id),
        outcome=outcome,
        why=Unknown(Why.NO_EVIDENCE, "nothing read") if outcome is UNKNOWN else None,
        sentence=f"{check_id} on {line}: {outcome}.",
        gate=check_id in GATES,
        relation=Relation.PILOT if line == PILOT else Relation.UNKNOWN,
        evidence=(),
    )


def judgement(
    found: Mapping[tuple[str, str], Outcome] | None = None,
    not_worth_it: Iterable[str] = ("L2",),
    lines: Iterable[str] = LINES,
) -> Judgement:
    """Return what the rules engine says of the plant; `found` replaces the table above."""
    outcomes = FOUND if found is None else found
    lines = tuple(lines)
    findings = tuple(
        finding(check_id, line, outcomes.get((check_id, line), PASS), use_case)
        for line in lines
        for use_case in USE_CASES
        for check_id in CHECKS
    )
    scores = tuple(
        _score(line, use_case, line in tuple(not_worth_it))
        for line in lines
        if line != PILOT
        for use_case in USE_CASES
    )
    return Judgement("0" * 64, AS_OF, PILOT, findings, (), (), scores)


def _score(line: str, use_case: str, flagged: bool) -> LineScore:
    nothing = Interval(0, 0, 0)
    flag = EconomicFlag.NOT_WORTH_IT_NOW if flagged else EconomicFlag.NONE
    return LineScore(
        line, use_case, Verdict.NOT_READY, "", flag, (), (), 0, (), nothing, nothing, (), 0, 0, "",
        "", "",
    )  # fmt: skip


@dataclass
class Plant:
    """The rows of the case; tests change a copy."""

    lines: list[LineRow] = field(default_factory=list[LineRow])
    crews: list[CrewRow] = field(default_factory=list[CrewRow])
    windows: list[WindowRow] = field(default_factory=list[WindowRow])
    budget: list[BudgetRow] = field(default_factory=list[BudgetRow])
    finance: list[FinanceRow] = field(default_factory=list[FinanceRow])
    knowledge: list[KnowledgeRow] = field(default_factory=list[KnowledgeRow])
    others: list[Row] = field(default_factory=list[Row])

    def facts(self) -> PlantFacts:
        """Return the facts that these rows make."""
        rows: dict[str, tuple[Stated[Row], ...]] = {}
        every = (self.lines, self.crews, self.windows, self.budget, self.finance, self.knowledge)
        for row in (*(r for table in every for r in table), *self.others):
            rows[row.table] = (*rows.get(row.table, ()), stated(row))
        case = CaseFacts("RIV", "plant", PILOT, USE_CASES, AS_OF, plan_start=START)
        return PlantFacts(case, "0" * 64, rows=dict(rows))


def stated(row: Row) -> Stated[Row]:
    """Return a row with a source."""
    return Stated(row, 1, Grade.B, datetime(2026, 11, 16, tzinfo=UTC), "x.csv", "line 2", "csv")


def plant() -> Plant:
    """Return the plant: a pilot, two lines to follow, one that does not pay, 4 h a month."""
    return Plant(
        lines=[
            LineRow(line=n, pilot=n == PILOT, downtime_cost_per_h=2500, rollout_order=o)
            for n, o in (("L1", 2), ("L2", 3), ("L3", None), ("L4", 1))
        ],
        crews=_crews(),
        windows=_windows(),
        budget=[
            _budget("Q1", date(2027, 1, 1), date(2027, 3, 31), 140_000),
            _budget("Q2", date(2027, 4, 1), date(2027, 6, 30), 130_000),
            _budget("Q3", date(2027, 7, 1), date(2027, 9, 30), 130_000),
            _budget("Q4", date(2027, 10, 1), date(2027, 12, 31), 130_000),
        ],
        finance=_finance(),
        knowledge=[
            _knows("transfer program", "L2", LEAVES),
            _knows("quality script", "L3", LEAVES),
            _knows("documented panel", "L4", None),
        ],
        others=[*_switches(), *_controllers()],
    )


def _crews() -> list[CrewRow]:
    table = (
        ("network", "OT network;OT network architect;network;wireless engineer", 8, 780),
        ("controls", "pilot team;OEM;someone outside it", 7, 720),
        ("security", "network security;OT security;IAM engineer;external reviewer", 8, 1150),
        ("integrators", "integration;process engineering;process engineer;MES;IT", 8, 900),
        ("electricians", "electrician", 6, 560),
        ("office", "programme lead;OT;production;production planning;finance;purchasing", 6, 820),
        ("experts", "SME;technical writer;maintenance", 3, 650),
        ("radio", "RF specialist", 4, 1080),
    )
    return [
        CrewRow(crew=name, skills=tuple(s.split(";")), days_per_week=days, rate_per_day=rate)
        for name, s, days, rate in table
    ]


def _windows() -> list[WindowRow]:
    first = {"L1": 22, "L2": 29, "L3": 15}
    monthly = [
        WindowRow(
            window=f"{line} monthly",
            line=line,
            start=datetime(2027, 1, first[line], 14) if line in first else datetime(2027, 2, 5, 14),
            end=datetime(2027, 1, first[line], 18) if line in first else datetime(2027, 2, 5, 18),
            every_weeks=4,
            until=date(2027, 12, 31),
        )
        for line in LINES
    ]
    shutdown = WindowRow(
        window="shutdown",
        kind=WindowKind.SHUTDOWN,
        start=datetime(2027, 8, 9, 6),
        end=datetime(2027, 8, 20, 18),
    )
    freeze = WindowRow(
        window="year end",
        kind=WindowKind.FREEZE,
        start=datetime(2027, 12, 13),
        end=datetime(2027, 12, 31, 23),
    )
    return [*monthly, shutdown, freeze]


def _budget(period: str, start: date, end: date, amount: float) -> BudgetRow:
    return BudgetRow(period=period, start=start, end=end, amount=amount)


def _finance() -> list[FinanceRow]:
    table = (
        ("L3", "pdm", 60e3, 60e3, 0, 22e3, 22e3, 2e3),
        ("L3", "defect", 48e3, 48e3, 0, 19e3, 19e3, 2e3),
        ("L4", "pdm", 30e3, 36e3, 0, 24e3, 30e3, 2.5e3),
        ("L4", "defect", 28e3, 34e3, 0, 21e3, 27e3, 2e3),
        ("L1", "pdm", 44e3, 52e3, 6e3, 30e3, 38e3, 4e3),
        ("L1", "defect", 40e3, 47e3, 0, 24e3, 30e3, 3e3),
        ("L2", "pdm", 60e3, 60e3, 27e3, 18e3, 18e3, 3e3),
        ("L2", "defect", 52e3, 56e3, 39e3, 15e3, 17e3, 3e3),
    )
    return [
        FinanceRow(
            line=line,
            use_case=use_case,
            cost_low=low,
            cost_high=high,
            other_cost=other,
            benefit_per_year_low=worst,
            benefit_per_year_high=best,
            upkeep_per_year=upkeep,
        )
        for line, use_case, low, high, other, worst, best, upkeep in table
    ]


def _knows(system: str, line: str, leaves: date | None) -> KnowledgeRow:
    return KnowledgeRow(
        system=system, line=line, person="expert", level=3, written=False, leave_date=leaves,
        critical=True,
    )  # fmt: skip


def _switches() -> list[Row]:
    return [SwitchRow(switch=f"SW-{n}", line=(n,), cabinet=f"CC-{n}") for n in LINES]


def _controllers() -> list[Row]:
    rows: list[Row] = []
    for line in LINES:
        old = line == "L2"
        rows.append(AssetRow(asset_id=f"PLC-{line}", line=line))
        rows.append(
            ControllerRow(
                asset_id=f"PLC-{line}",
                needed=True,
                interface="serial" if old else "ethernet",
                firmware_ok=not old,
                gateway_route=not old,
                options="gateway 12 k; module 18 k; migration 95 k" if old else "",
            )
        )
    return rows


def with_crews(base: Plant, crews: list[CrewRow]) -> Plant:
    """Return the plant with other crews."""
    return replace(base, crews=crews)
