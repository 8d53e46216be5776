"""Whether the pilot may be taken as a template: findings in, the reasons against it out.

A copy repeats what made the pilot work only where its connectors travel (DAT-03) and the special
help it had is known (OPS-02). A failed answer is a reason; one that nobody knows is said as such.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checks.ground import counted
from checks.records import Finding, Judgement, Outcome

ASKED = ("DAT-03", "OPS-02")


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks against copying a pilot."""

    pilot: str
    use_cases: tuple[str, ...]
    check_id: str
    sentence: str


@dataclass(frozen=True, slots=True)
class TemplateTest:
    """What the copy of the pilots would repeat."""

    against: tuple[Reason, ...]
    """Of checks that fail."""
    unknown: tuple[Reason, ...]
    """Of checks that nobody can answer yet."""

    @property
    def banner(self) -> str:
        """What stands over every plan that copies the pilot; empty: nothing speaks against it."""
        ids = ", ".join(dict.fromkeys(r.check_id for r in (*self.against, *self.unknown)))
        if self.against:
            reasons = counted(len(self.against), "reason")
            if self.unknown:
                more = counted(len(self.unknown), "open question")
                return f"Do not copy this pilot yet: {reasons} and {more} ({ids})."
            return f"Do not copy this pilot yet: {reasons} ({ids})."
        if self.unknown:
            return f"Nobody knows yet whether this pilot may be copied ({ids})."
        return ""


def template_test(judgement: Judgement) -> TemplateTest:
    """Ask both checks of every pilot that another line is to follow."""
    against: dict[tuple[str, str, str], list[str]] = {}
    unknown: dict[tuple[str, str, str], list[str]] = {}
    for found in _asked(judgement):
        pilot = judgement.pilot_of(found.use_case)
        if found.outcome is Outcome.UNKNOWN:
            _add(unknown, pilot, found, [found.sentence])
        elif found.outcome is Outcome.FAIL:
            _add(against, pilot, found, _reasons(found))
    return TemplateTest(_listed(against), _listed(unknown))


def _asked(judgement: Judgement) -> Iterable[Finding]:
    """One finding a check and use case: what they say of the pilot is the same on every line."""
    seen: set[tuple[str, str]] = set()
    for found in judgement.findings:
        key = (found.check.check_id, found.use_case)
        if key[0] not in ASKED or key in seen:
            continue
        if found.line == judgement.pilot_of(found.use_case):
            continue  # without another line nothing is copied
        seen.add(key)
        yield found


def _reasons(found: Finding) -> list[str]:
    """The things that fail, else those that are not well, else the finding itself."""
    failed = [t.sentence for t in found.targets if t.outcome is Outcome.FAIL]
    doubtful = [t.sentence for t in found.targets if t.outcome is Outcome.WARN]
    return failed or doubtful or [found.sentence]


def _add(
    to: dict[tuple[str, str, str], list[str]], pilot: str, found: Finding, sentences: list[str]
) -> None:
    for sentence in sentences:
        uses = to.setdefault((pilot, found.check.check_id, sentence), [])
        if found.use_case not in uses:
            uses.append(found.use_case)


def _listed(found: dict[tuple[str, str, str], list[str]]) -> tuple[Reason, ...]:
    return tuple(
        Reason(pilot, tuple(uses), check_id, sentence)
        for (pilot, check_id, sentence), uses in found.items()
    )
