"""What evidence says together with what somebody said: neither hides the worse of the other."""

from __future__ import annotations

from dataclasses import replace

from checks.computers import or_said
from checks.ground import Ground, naming
from checks.records import Answer, Outcome

_WORST_FIRST = (Outcome.FAIL, Outcome.WARN, Outcome.PASS, Outcome.NA)


def joined(found: Answer, said: Answer) -> Answer:
    """Return the worse of evidence and answer; evidence where they are equal, and the answer where
    evidence is silent. An answer that agrees makes evidence neither weaker nor older.
    """
    if said.outcome is Outcome.UNKNOWN:
        return replace(or_said(found, said), targets=found.targets)
    if found.outcome is Outcome.FAIL:
        return found
    if found.outcome is Outcome.UNKNOWN:
        return said if said.outcome is Outcome.FAIL else or_said(found, said)
    worse = min(found, said, key=lambda one: _WORST_FIRST.index(one.outcome))
    other = said if worse is found else found
    if other.outcome is not worse.outcome:
        return replace(worse, targets=worse.targets or other.targets)
    return replace(worse, evidence=naming(ground_of(found), ground_of(said)).evidence)


def ground_of(answer: Answer) -> Ground:
    """Return the ground that an answer stands on."""
    return Ground(answer.evidence, answer.grade, answer.oldest)
