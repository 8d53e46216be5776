"""The ground an answer stands on: evidence ids, the weakest grade and the oldest day, and the
answers built from it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from audit.facts.model import Seen, Stated
from audit.records import Grade, Unknown, Why
from checks.records import Answer, Outcome, Target


@dataclass(frozen=True, slots=True)
class Ground:
    """What was looked at. Nothing looked at: no evidence, no grade, no day."""

    evidence: tuple[int, ...] = ()
    """Ascending, each once."""
    grade: Grade | None = None
    """Of the weakest piece."""
    oldest: date | None = None

    def __add__(self, other: Ground) -> Ground:
        if not other.evidence and other.grade is None and other.oldest is None:
            return self
        grades = [g for g in (self.grade, other.grade) if g is not None]
        days = [d for d in (self.oldest, other.oldest) if d is not None]
        return Ground(
            _joined(self.evidence, other.evidence),
            max(grades, key=lambda g: g.rank) if grades else None,
            min(days) if days else None,
        )


def _joined(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    """Join two ascending lists. What a few lines share is long: it is not copied without need."""
    short, long = (one, other) if len(one) < len(other) else (other, one)
    if len(long) < 8 * len(short):
        return tuple(sorted({*long, *short}))
    missing = [n for n in short if (at := bisect_left(long, n)) == len(long) or long[at] != n]
    return tuple(sorted((*long, *missing))) if missing else long


NOTHING = Ground()


def naming(on: Ground, *others: Ground) -> Ground:
    """Return a ground that names the evidence of others too, with its own grade and day: what only
    explains an answer makes it neither weaker nor older.
    """
    evidence = on.evidence
    for other in others:
        evidence = _joined(evidence, other.evidence)
    return Ground(evidence, on.grade, on.oldest)


def ground(items: Iterable[Stated[Any] | Seen[Any]]) -> Ground:
    """Return the ground of rows and payloads: all of their evidence counts."""
    pieces = list(items)
    if not pieces:
        return NOTHING
    return Ground(
        tuple(sorted({piece.evidence for piece in pieces})),
        max((piece.grade for piece in pieces), key=lambda g: g.rank),
        min(piece.time.date() for piece in pieces),
    )


def answer(
    outcome: Outcome,
    sentence: str,
    on: Ground = NOTHING,
    *,
    measured: str = "",
    value: float | None = None,
    kind: str = "",
    targets: tuple[Target, ...] = (),
) -> Answer:
    """Return an answer that is not UNKNOWN."""
    return Answer(
        outcome,
        sentence,
        on.evidence,
        measured=measured,
        value=value,
        grade=on.grade,
        oldest=on.oldest,
        kind=kind,
        targets=targets,
    )


def unknown(
    why: Why,
    detail: str,
    sentence: str,
    on: Ground = NOTHING,
    *,
    measured: str = "",
    kind: str = "",
    targets: tuple[Target, ...] = (),
) -> Answer:
    """Return UNKNOWN with its reason; `detail` is the check id when the reason is `blocked_by`."""
    return Answer(
        Outcome.UNKNOWN,
        sentence,
        on.evidence,
        Unknown(why, detail),
        measured=measured,
        grade=on.grade,
        oldest=on.oldest,
        kind=kind,
        targets=targets,
    )


_WORST_FIRST = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.WARN, Outcome.PASS)


def worst(targets: tuple[Target, ...]) -> Outcome:
    """Return the outcome of the whole: one failure fails, one gap leaves the rest unknown; NA does
    not count.
    """
    outcomes = {target.outcome for target in targets}
    return next((o for o in _WORST_FIRST if o in outcomes), Outcome.NA)


def common_why(targets: tuple[Target, ...]) -> Unknown:
    """Return the reason most of the unknown targets give; the first of equals."""
    reasons = [t.why for t in targets if t.outcome is Outcome.UNKNOWN and t.why is not None]
    if not reasons:
        return Unknown(Why.NO_EVIDENCE)
    return Counter(reasons).most_common(1)[0][0]


def rolled_up(
    targets: tuple[Target, ...],
    sentence: str,
    on: Ground,
    *,
    measured: str = "",
    value: float | None = None,
    kind: str = "",
) -> Answer:
    """Return the answer that the worst of the targets decides."""
    outcome = worst(targets)
    if outcome is Outcome.UNKNOWN:
        why = common_why(targets)
        return unknown(
            why.why, why.detail, sentence, on, measured=measured, kind=kind, targets=targets
        )
    return answer(outcome, sentence, on, measured=measured, value=value, kind=kind, targets=targets)


def in_words(targets: tuple[Target, ...], limit: int = 6) -> str:
    """Return the sentences of the targets that are not a pass, worst first, joined."""
    open_ones = [t for o in _WORST_FIRST[:-1] for t in targets if t.outcome is o]
    said = "; ".join(target.sentence for target in open_ones[:limit])
    more = len(open_ones) - limit
    return f"{said}; and {more} more" if more > 0 else said


def listed(names: Iterable[str], limit: int = 8) -> str:
    """Return `a, b and c`; above the limit `a, b and 7 more`."""
    all_names = list(names)
    if len(all_names) > limit:
        return f"{', '.join(all_names[:limit])} and {len(all_names) - limit} more"
    if len(all_names) < 2:
        return "".join(all_names)
    return f"{', '.join(all_names[:-1])} and {all_names[-1]}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return `1 flow` or `3 flows`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def same_at_both_ends(at_worst: Outcome, at_best: Outcome) -> Outcome:
    """Return the outcome when it does not depend on what is not known, else UNKNOWN."""
    return at_worst if at_worst is at_best else Outcome.UNKNOWN


def share_outcome(share: float, pass_from: float, warn_from: float) -> Outcome:
    """Judge a share in percent: both limits included."""
    if share >= pass_from:
        return Outcome.PASS
    return Outcome.WARN if share >= warn_from else Outcome.FAIL


def percent(part: int, whole: int) -> float:
    """Return the part in percent of the whole; 0 of 0 is 0."""
    return 100.0 * part / whole if whole else 0.0
