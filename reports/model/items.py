"""Findings as the text pages print them: one item for all use cases that say the same."""

from __future__ import annotations

from collections.abc import Iterable

from audit.records import Unknown, Why
from checks.records import Finding, Outcome, Severity
from reports.model.ground import Ground
from reports.model.marks import finding_mark
from reports.model.records import Item
from reports.model.words import clip, day, listed, minutes, sentence

WHY: dict[Why, str] = {
    Why.NOT_ASKED: "nobody was asked",
    Why.DONT_KNOW: "the answer was: don't know",
    Why.NO_EVIDENCE: "there is no evidence",
    Why.STALE: "the evidence is too old",
    Why.CONFLICT: "two sources contradict each other",
    Why.BLOCKED_BY: "it cannot be looked at before",
    Why.OUT_OF_SCOPE: "the scope does not allow to look",
    Why.PROBE_ERROR: "the question to the device failed",
    Why.PARSE_PARTIAL: "a file was understood only in part",
    Why.BELOW_MIN_GRADE: "the evidence is too weak for a decision",
    Why.NOT_IN_LIFECYCLE_TABLE: "the model is in no lifecycle table",
}
SHORT = 200
SEVERITIES = tuple(Severity)


def why_text(why: Unknown | None) -> str:
    """Why it is not known, in words."""
    if why is None:
        return ""
    if why.why is Why.BLOCKED_BY:
        return f"{WHY[why.why]} {why.detail} is solved"
    return WHY[why.why] + (f": {why.detail}" if why.detail else "")


def items(ground: Ground, findings: Iterable[Finding]) -> tuple[Item, ...]:
    """One item for each check, line and outcome; use cases with the same outcome share it, and the
    first one's sentence stands for them. The annex has each of them.
    """
    groups: dict[tuple[str, str, Outcome, bool], list[Finding]] = {}
    for found in findings:
        key = (found.line, found.check.check_id, found.outcome, found.gate)
        groups.setdefault(key, []).append(found)
    every = len(ground.uses)
    return tuple(_item(ground, group, every) for group in groups.values())


def in_discovery_order(findings: Iterable[Finding]) -> list[Finding]:
    """As a rollout would meet them: by stage, then severity, then id."""
    return sorted(findings, key=lambda f: (f.check.stage, _weight(f), f.check.check_id))


def by_severity(findings: Iterable[Finding]) -> list[Finding]:
    """The most severe first."""
    return sorted(findings, key=lambda f: (_weight(f), f.check.stage, f.check.check_id))


def _weight(found: Finding) -> int:
    return SEVERITIES.index(found.check.severity)


def _item(ground: Ground, group: list[Finding], every: int) -> Item:
    found, check = group[0], group[0].check
    uses = "" if len(group) >= every else listed(ground.use_name(f.use_case) for f in group)
    unknown = found.outcome is Outcome.UNKNOWN
    return Item(
        check_id=check.check_id,
        title=check.title,
        line=found.line,
        uses=uses,
        mark=finding_mark(found),
        gate=found.gate,
        severity=str(check.severity),
        sentence=seen_text(found),
        short=clip(seen_text(found), SHORT),
        so_what=sentence(check.so_what),
        remedy=sentence(check.remedy),
        package=ground.package_text(check.work_packages),
        package_codes=", ".join(check.work_packages),
        owner=ground.owner(check.theme, found.line),
        why=sentence(why_text(found.why)) if unknown else "",
        close=sentence(check.closes_unknown) if unknown else "",
        close_minutes=check.closes_minutes if unknown else 0,
        close_minutes_text=minutes(check.closes_minutes) if unknown else "",
        close_who=check.closes_who if unknown else "",
        waived=waived_text(found),
    )


def seen_text(found: Finding) -> str:
    """The sentence without `L1: ` before it, on a page that says the line anyway."""
    return sentence(found.sentence.removeprefix(f"{found.line}: "))


def waived_text(found: Finding) -> str:
    """`accepted until 4 Jan 2027 by …: reason`; empty: not waived."""
    if found.waiver is None:
        return ""
    waiver = found.waiver
    return f"accepted until {day(waiver.expires)} by {waiver.approver}: {waiver.reason}"
