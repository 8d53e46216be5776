"""What a rollout without an audit would meet: line by line, the first domain nobody met before.

Each deployment stops at its first failing gate of a domain that no earlier deployment has shown,
in the order in which work on a line meets them. What stopped one deployment is then taken as
mended for the later ones; what lies behind it is still waiting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checks.records import STAGES, Finding, Judgement, Outcome
from checks.verdict import in_discovery_order

DOMAINS = {
    "access": "identity",
    "security": "security posture",
    "data": "data path",
    "operate": "operations",
    "own": "ownership",
}
"""Stages whose name a reader would not understand alone."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """One line of the rollout, in the order in which it was meant to go."""

    number: int
    """2 for the first line after the pilot."""
    line: str
    stop: Finding | None
    """The gate it stops at; None: nothing new stops it."""
    domain: str
    behind: tuple[str, ...]
    """Domains that fail on this line too and are met later, in discovery order."""


def forecast(judgement: Judgement, order: Sequence[str]) -> tuple[Deployment, ...]:
    """Return the deployments in `order` (line ids, the pilot left out)."""
    met: set[str] = set()
    failed: dict[str, list[Finding]] = {}
    for f in judgement.findings:
        if f.gate and f.outcome is Outcome.FAIL and f.waiver is None:
            failed.setdefault(f.line, []).append(f)
    result: list[Deployment] = []
    for number, line in enumerate(order, 2):
        failing = in_discovery_order(failed.get(line, []))
        new = {domain_of(f): f for f in reversed(failing) if domain_of(f) not in met}
        names = [name for name in dict.fromkeys(map(domain_of, failing)) if name in new]
        stop = new[names[0]] if names else None
        domain = names[0] if names else ""
        result.append(Deployment(number, line, stop, domain, tuple(names[1:])))
        met |= set(names[:1])
    return tuple(result)


def domain_of(finding: Finding) -> str:
    """Return the domain of a finding in a reader's words."""
    stage = STAGES[finding.check.stage]
    return DOMAINS.get(stage, stage)
