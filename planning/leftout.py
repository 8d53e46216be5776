"""What a plan leaves out on purpose, and why."""

from __future__ import annotations

from collections import defaultdict

from audit.facts.model import PlantFacts
from checks.records import EconomicFlag, Finding, Judgement, Outcome
from planning.catalogue import by_code
from planning.choice import demands, options
from planning.records import LeftOut


def left_out(
    judgement: Judgement, facts: PlantFacts, planned: set[str], lines: set[str]
) -> tuple[LeftOut, ...]:
    """Return lines not worth it now, accepted risks, and packages that nothing grave asks for."""
    return (
        *_lines(judgement, facts),
        *_waived(judgement),
        *_packages(judgement, planned, lines),
    )


def _lines(judgement: Judgement, facts: PlantFacts) -> list[LeftOut]:
    found: list[LeftOut] = []
    for score in judgement.scores:
        if score.economic_flag is not EconomicFlag.NOT_WORTH_IT_NOW:
            continue
        grounds = [
            finding.sentence
            for check in ("OPS-07", "OPS-14")
            if (finding := judgement.finding(score.line, check, score.use_case))
            and finding.outcome is Outcome.FAIL
        ]
        why = "NOT WORTH IT NOW: " + " ".join(grounds or ["the business case does not hold"])
        ways = options(facts, score.line)
        if ways:
            why = why.removesuffix(".") + ". Options: " + "; ".join(ways) + "."
        found.append(LeftOut(f"{score.line} / {score.use_case}", why))
    return found


def _waived(judgement: Judgement) -> list[LeftOut]:
    return [
        LeftOut(
            f"{finding.check.check_id} on {finding.line}",
            f"risk accepted by {finding.waiver.approver or 'nobody named'} "
            f"until {finding.waiver.expires}: {finding.waiver.reason}",
        )
        for finding in judgement.findings
        if finding.waiver is not None
    ]


def _packages(judgement: Judgement, planned: set[str], lines: set[str]) -> list[LeftOut]:
    packages = by_code()
    asking: dict[str, list[str]] = defaultdict(list)
    for finding in judgement.findings:
        if finding.line in lines and _minor(finding):
            for code in finding.check.work_packages:
                name = f"{finding.check.check_id}@{finding.line}"
                if code in packages and name not in asking[code]:
                    asking[code].append(name)
    found = [
        LeftOut(
            f"{code} {packages[code].name}",
            f"only {', '.join(asking[code])} asks for it: no gate, and no failure of high severity",
        )
        for code in sorted(asking)
        if code not in planned
    ]
    idle = [code for code in sorted(packages) if code not in planned and not asking.get(code)]
    if idle:
        found.append(LeftOut(", ".join(idle), "no finding asks for it"))
    return found


def _minor(finding: Finding) -> bool:
    wanting = finding.outcome in (Outcome.FAIL, Outcome.WARN)
    return wanting and finding.waiver is None and not demands(finding)
