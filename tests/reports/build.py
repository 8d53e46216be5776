"""A plant for the report tests, from the record contracts alone: four lines, a plan, money."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from audit.facts.model import CaseFacts, PlantFacts, Segment, Stated
from audit.inventory.tables import (
    AccountRow,
    AssetRow,
    ControllerRow,
    CrewRow,
    FinanceRow,
    FlowRow,
    LineRow,
    OwnerRow,
    Row,
    UseCaseRow,
)
from audit.records import Grade, Kind, Observation, Source, Stored, Subject, Unknown, Why
from checks.records import (
    Baseline,
    Bearing,
    Condition,
    ConditionCell,
    EconomicFlag,
    Finding,
    Judgement,
    LineScore,
    Outcome,
    Override,
    Relation,
    Target,
    Verdict,
    Waiver,
)
from checks.score import default_weights, domains, foundation, index, transfer
from planning.records import Plan
from reports.model import ReportModel, build_report
from tests.reports.catalogue import CATALOGUE, SEEN
from tests.reports.schedule import make_plan

AS_OF = date(2026, 11, 16)
MADE_ON = date(2026, 11, 17)
WHEN = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
HASH = "9f2c41d7" * 8
USES = ("pdm", "defect")
LINES = ("L1", "L2", "L3", "L4")
NAMES = {"L1": "Line 1 Housings", "L2": "Line 2 Shafts", "L3": "Line 3 Bearings"}
_OUTCOME = {
    "P": Outcome.PASS,
    "W": Outcome.WARN,
    "F": Outcome.FAIL,
    "U": Outcome.UNKNOWN,
    "B": Outcome.UNKNOWN,
    "N": Outcome.NA,
}
_RELATION = {
    "P": Relation.SAME_OR_BETTER,
    "W": Relation.MARGINAL,
    "F": Relation.INSUFFICIENT,
    "U": Relation.UNKNOWN,
    "B": Relation.UNKNOWN,
    "N": Relation.NA,
}
# condition, check, kind, bearing, statement, pilot value, needed value, special help
CONDITIONS = (
    ("C01", "NET-03", "technical", 2, "The controllers have a segment of their own",
     "own VLAN 30", "own segment", ""),
    ("C02", "NET-05", "technical", 2, "Every flow reaches its consumer", "5 of 5 flows",
     "all required flows", ""),
    ("C03", "NET-08", "technical", 2, "Somebody can log in to the switches", "vaulted, tested",
     "known and tested", ""),
    ("C04", "DAT-05", "technical", 2, "MES and historian can read the controller",
     "native driver", "native or gateway", ""),
    ("C05", "PLC-03", "technical", 2, "The pilot's connector fits the controller", "S7-1500",
     "same family or tested", ""),
    ("C06", "NET-13", "technical", 1, "The uplink has reserve", "4 %", "below 20 %", ""),
    ("C07", "WLS-01", "technical", 2, "Tablets at the final station have Wi-Fi", "100 % of points",
     "95 % at -67 dBm", "an access point was added for the pilot"),
    ("C08", "IDA-01", "technical", 2, "Machine accounts are in the directory and owned",
     "3 of 3", "all in the data path", "IT set them up by hand within a week"),
    ("C09", "NET-11", "operational", 1, "The switch configuration can be restored", "this month",
     "within 90 days", ""),
    ("C10", "OPS-07", "commercial", 1, "The line pays back within the limit", "3.0 years",
     "3 years", ""),
    ("C11", "OWN-04", "human", 1, "Somebody other than the builder can repair it",
     "pilot engineer only", "two people and a procedure", "the pilot engineer was on site"),
    ("C12", "OWN-02", "human", 0, "One person decides when IT and OT disagree",
     "steering meeting", "one named person", "the steering meeting met every week"),
)  # fmt: skip
_BEARINGS = (Bearing.INCIDENTAL, Bearing.CONTRIBUTING, Bearing.LOAD_BEARING)


def stated(*rows: Row) -> dict[str, tuple[Stated[Any], ...]]:
    """Inventory rows with their origin."""
    tables: dict[str, tuple[Stated[Any], ...]] = {}
    for number, row in enumerate(rows, 1):
        file = f"{row.table}.csv"
        one = Stated(row, number, Grade.B, WHEN, file, f"line {number}", "inventory")
        tables[row.table] = (*tables.get(row.table, ()), one)
    return tables


def make_facts() -> PlantFacts:
    """The plant's inventory as far as a report prints it."""
    case = CaseFacts("RIVERSIDE", "Riverside bearings", "L3", USES, AS_OF,
                     plan_start=date(2026, 11, 23), baseline_signed_by="operations manager",
                     baseline_signed_on=date(2026, 11, 10))  # fmt: skip
    rows: list[Row] = [
        LineRow(line=line, name=NAMES.get(line, "Line 4 Couplings"), pilot=line == "L3",
                product="bearing units")
        for line in LINES
    ]  # fmt: skip
    rows += [UseCaseRow(use_case="pdm", name="Predictive maintenance"),
             UseCaseRow(use_case="defect", name="Defect detection")]  # fmt: skip
    rows += [OwnerRow(layer="network", accountable="head of IT infrastructure"),
             OwnerRow(layer="identity", accountable="IAM lead"),
             OwnerRow(layer="integration", accountable="MES owner"),
             OwnerRow(layer="controllers", accountable="automation lead")]  # fmt: skip
    rows += [CrewRow(crew=crew, days_per_week=days) for crew, days in
             (("network crew", 8), ("controls crew", 7), ("integration team", 8),
              ("electricians", 6), ("security partner", 8), ("programme office", 6))]  # fmt: skip
    rows += _money_rows()
    rows += [
        AssetRow(asset_id="PLC-L2-01", line="L2", vendor="Rockwell", model="SLC 5/04"),
        ControllerRow(asset_id="PLC-L2-01", options="gateway 12 k; module 18 k; migrate 95 k"),
        FlowRow(flow_id="F1", line="L1", source="PLC-L1-01", dest="MES", protocol="OPC UA"),
        AccountRow(account="svc_mes", system_of_record="spreadsheet", enabled=True),
        AccountRow(account="SVC_MES", system_of_record="directory", owner="MES owner"),
    ]
    segment = Segment(1, "192.168.1.0/24", "", ("PLC-L1-01", "PR-1"),
                      (("controller", 14), ("printer", 3)), ("L1", "L2"))  # fmt: skip
    return PlantFacts(case, HASH, segments=(segment,), rows=stated(*rows))


def _money_rows() -> list[Row]:
    cases = (("L3", "pdm", 60, 60, 0, 0, 22, 22, 2), ("L4", "pdm", 30, 36, 9, 0, 24, 30, 2.5),
             ("L1", "pdm", 44, 52, 14, 6, 30, 38, 4), ("L2", "pdm", 60, 60, 25, 27, 18, 18, 3),
             ("L3", "defect", 48, 48, 0, 0, 19, 19, 2),
             ("L2", "defect", 52, 56, 25, 39, 3, 3, 3))  # fmt: skip
    return [
        FinanceRow(line=line, use_case=use, cost_low=low * 1e3, cost_high=high * 1e3,
                   foundation_share_low=share * 1e3, foundation_share_high=share * 1e3,
                   other_cost=other * 1e3, benefit_per_year_low=b_low * 1e3,
                   benefit_per_year_high=b_high * 1e3, upkeep_per_year=upkeep * 1e3)
        for line, use, low, high, share, other, b_low, b_high, upkeep in cases
    ]  # fmt: skip


def make_findings() -> tuple[Finding, ...]:
    """Thirty checks on four lines for two use cases."""
    bearing = {check: weight for _, check, _, weight, *_ in CONDITIONS}
    return tuple(
        _finding(check, letters[LINES.index(line)], line, use, number,
                 gate=check.gate.value == "always" or bearing.get(check.check_id) == 2)
        for use in USES
        for line in LINES
        for number, (check, letters) in enumerate(CATALOGUE, 1)
    )  # fmt: skip


def _finding(check: Any, letter: str, line: str, use: str, number: int, *, gate: bool) -> Finding:
    if letter == "U" and use == "pdm" and check.check_id.startswith("WLS"):
        letter = "N"
    outcome = _OUTCOME[letter]
    why = None
    if outcome is Outcome.UNKNOWN:
        why = Unknown(Why.BLOCKED_BY, "NET-08") if letter == "B" else Unknown(Why.NO_EVIDENCE)
    good = "as expected" if letter in "PN" else "seen less than expected"
    said = SEEN.get(check.check_id, good) if letter in "FW" else good
    waived = check.check_id == "NET-07" and line == "L1"
    return Finding(
        line=line,
        use_case=use,
        check=check,
        outcome=outcome,
        why=why,
        sentence=f"{line}: {said}" if letter != "U" else f"{line}: no evidence was found",
        gate=gate,
        relation=Relation.PILOT if line == "L3" else _RELATION[letter],
        evidence=(number, number + 40),
        measured={"P": "all", "W": "86 %", "F": "41 %", "N": ""}.get(letter, ""),
        pilot_measured="all",
        grade=None if outcome is Outcome.UNKNOWN else Grade.B,
        age_days=None if outcome is Outcome.UNKNOWN else 14,
        targets=(Target("SW-CC2-01", outcome, f"SW-CC2-01 {good}", why, (number,)),)
        if check.check_id == "NET-08"
        else (),
        waiver=Waiver("replaced in summer", "operations manager", date(2027, 8, 31))
        if waived
        else None,
    )


def make_judgement() -> Judgement:
    """What the rules would say of the plant."""
    findings = make_findings()
    baselines = tuple(_baseline(use, findings) for use in USES)
    cells = tuple(c for b in baselines for c in _cells(b, findings))
    scores = tuple(_score(line, b, findings) for b in baselines for line in ("L1", "L2", "L4"))
    overrides = (Override("NET-01", "pass_from", 95, 90, "%", "old drawings", "plant manager"),)
    return Judgement(HASH, AS_OF, "L3", findings, baselines, cells, scores, overrides)


def _baseline(use: str, findings: tuple[Finding, ...]) -> Baseline:
    pilot = {f.check.check_id: f for f in findings if f.line == "L3" and f.use_case == use}
    conditions = tuple(
        Condition(cid, use, kind, text, check, _BEARINGS[weight], value, needed, help_,
                  pilot[check].outcome, verified=kind != "human")
        for cid, check, kind, weight, text, value, needed, help_ in CONDITIONS
    )  # fmt: skip
    warning = "C11 (OWN-04): verified by interview only"
    return Baseline(use, conditions, "operations manager", date(2026, 11, 10), (), (warning,))


def _cells(baseline: Baseline, findings: tuple[Finding, ...]) -> list[ConditionCell]:
    return [
        ConditionCell(c.condition_id, f.line, f.relation, f.measured, f.sentence, f.evidence)
        for c in baseline.conditions
        for f in findings
        if f.check.check_id == c.check_id and f.use_case == baseline.use_case
    ]


def _score(line: str, baseline: Baseline, findings: tuple[Finding, ...]) -> LineScore:
    use = baseline.use_case
    mine = [f for f in findings if f.line == line and f.use_case == use]
    open_gates = sorted((f for f in mine if f.gate and f.waiver is None),
                        key=lambda f: (f.check.stage, f.check.check_id))  # fmt: skip
    failed = [f for f in open_gates if f.outcome is Outcome.FAIL]
    unknown = [f for f in open_gates if f.outcome is Outcome.UNKNOWN]
    weights = default_weights()
    base = foundation(mine, weights)
    same = transfer(baseline.conditions, [c for c in _cells(baseline, findings) if c.line == line])
    number, uncapped, cap = index(same.low, base.low, [f for f in mine if f.gate])
    first = failed[0] if failed else None
    return LineScore(
        line=line,
        use_case=use,
        verdict=Verdict.NOT_READY if failed else Verdict.NOT_PROVEN,
        rule=f"{len(failed)} gates fail, the first of them at {first.check.check_id}"
        if first
        else "gates are unknown",
        economic_flag=EconomicFlag.NOT_WORTH_IT_NOW if line == "L2" else EconomicFlag.NONE,
        blockers=tuple(f.check.check_id for f in failed),
        questions=tuple(f.check.check_id for f in unknown),
        question_minutes=sum(f.check.closes_minutes for f in unknown),
        conditions=tuple(f.check.check_id for f in mine if f.gate and f.outcome is Outcome.WARN),
        foundation=base,
        transfer=same,
        domains=domains(mine, weights),
        index=number,
        uncapped=uncapped,
        cap_reason=cap,
        first_blocker=first.check.check_id if first else "",
        first_blocker_domain="network" if first and first.check.stage == 2 else "controller",
    )


def make_ledger() -> tuple[dict[str, Any], ...]:
    """What was sent: three switches, two probes."""
    return tuple(
        {"time": f"2026-11-02T08:0{n}:00+00:00", "source": "10.30.9.9", "port": 161,
         "destination": f"10.30.0.{n}", "transport": "udp", "probe": probe, "packets": 40 + n,
         "bytes": 3800 + n, "outcome": "ok" if n != 2 else "timeout"}
        for n in (1, 2, 3)
        for probe in ("snmp", "ssh")
    )  # fmt: skip


def make_evidence() -> tuple[Stored, ...]:
    """Stored observations of two files."""
    return tuple(
        Stored(n, 1, f"/case/{name}", "test", WHEN, "", "",
               Observation(Subject(Kind.ROW, f"a/{n}"), "row", {}, Source(name, f"line {n}", sha),
                           method, grade, WHEN + timedelta(days=n)))
        for n, (name, sha, method, grade) in enumerate(
            (("assets.csv", "ab" * 32, "inventory", Grade.B),
             ("assets.csv", "ab" * 32, "inventory", Grade.B),
             ("SW-L1.txt", "cd" * 32, "switch-dump", Grade.A)), 1)
    )  # fmt: skip


def model(*, plan: Plan | str | None = "yes", **changes: Any) -> ReportModel:
    """The report of the plant; `plan=None`: not planned yet."""
    judgement = changes.pop("judgement", None) or make_judgement()
    facts = changes.pop("facts", None) or make_facts()
    made = make_plan(HASH) if isinstance(plan, str) else plan
    given: dict[str, Any] = {
        "tool_version": "0.1.0",
        "made_on": MADE_ON,
        "evidence": make_evidence(),
    }
    return build_report(judgement, made, facts, make_ledger(), **{**given, **changes})


def hostile(text: str) -> ReportModel:
    """The plant with `text` wherever people and devices write: names, sentences, values, files."""
    judgement, facts = make_judgement(), make_facts()
    findings = tuple(
        replace(f, sentence=f"{text} {f.line}", measured=text) for f in judgement.findings
    )
    scores = tuple(replace(s, rule=text) for s in judgement.scores)
    judgement = replace(judgement, findings=findings, scores=scores)
    lines = tuple(
        replace(row, record=row.record.model_copy(update={"name": text, "product": text}))
        for row in facts.rows["lines"]
    )
    case = replace(facts.case, name=text)
    facts = replace(facts, case=case, rows={**facts.rows, "lines": lines})
    return model(judgement=judgement, facts=facts)
