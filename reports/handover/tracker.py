"""One ticket a thing to mend, as CSV for an issue tracker (Jira, GitLab, Azure DevOps, GitHub by
script): a check that fails or warns, on all lines where it does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from audit.records import Json
from checks.records import Finding, Outcome, Severity
from planning.records import Plan
from reports.handover import Handover
from reports.handover.rows import csv_bytes

COLUMNS = ("Summary", "Description", "Issue Type", "Priority", "Labels", "Component", "Due Date",
           "External ID")  # fmt: skip
_PRIORITY = {
    Severity.BLOCKER: "Highest",
    Severity.HIGH: "High",
    Severity.MEDIUM: "Medium",
    Severity.LOW: "Low",
}


def files(given: Handover) -> Iterator[tuple[str, bytes]]:
    """`tracker.csv`; the same audit always gives the same external ids."""
    found: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in given.judgement.findings:
        if finding.outcome in (Outcome.FAIL, Outcome.WARN) and finding.waiver is None:
            found[finding.check.check_id, finding.line].append(finding)
    rows = [_ticket(given, line, own) for (_, line), own in found.items()]
    order = list(_PRIORITY.values())
    rows.sort(key=lambda row: (order.index(str(row["Priority"])), str(row["External ID"])))
    yield "tracker.csv", csv_bytes(COLUMNS, rows)


def _ticket(given: Handover, line: str, own: list[Finding]) -> dict[str, Json]:
    worst = next((f for f in own if f.outcome is Outcome.FAIL), own[0])
    check = worst.check
    uses = ", ".join(dict.fromkeys(f.use_case for f in own if f.use_case))
    text = "\n\n".join(
        [
            worst.sentence,
            f"What it means: {check.so_what}",
            f"Smallest fix: {check.remedy}",
            f"Done when: {check.check_id} passes on {line} at the next audit ({check.title}).",
            f"Evidence: {', '.join(map(str, worst.evidence)) or 'none'}; dataset "
            f"{given.judgement.dataset_hash[:12]}, as of {given.judgement.as_of}."
            + (f" Use cases: {uses}." if uses else ""),
        ]
    )
    gate = ["gate"] if worst.gate else []
    labels = [check.check_id, *check.work_packages, str(check.theme), *gate]
    return {
        "Summary": f"{line}: {check.title} - {worst.outcome}"[:250],
        "Description": text,
        "Issue Type": "Task",
        "Priority": _PRIORITY[check.severity],
        "Labels": " ".join(label.replace(" ", "-") for label in labels),
        "Component": line,
        "Due Date": _due(given.plan, check.work_packages, line),
        "External ID": f"plantready-{given.facts.case.case_id}-{check.check_id}-{line}",
    }


def _due(plan: Plan | None, packages: tuple[str, ...], line: str) -> str:
    """The day the plan finishes the package that clears it; empty: not planned."""
    days = [
        item.finish
        for item in (plan.tasks if plan else ())
        if item.task.work_package in packages and item.task.line in ("", line)
    ]
    return max(days).isoformat() if days else ""
