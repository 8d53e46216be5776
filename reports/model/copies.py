"""The warning over every plan that copies the pilot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checks.template_test import Reason, template_test
from reports.model.ground import Ground
from reports.model.words import listed


@dataclass(frozen=True, slots=True)
class CopyReason:
    """One thing that speaks against it, or that nobody knows."""

    check_id: str
    pilot: str
    uses: str
    """Empty: all of them."""
    sentence: str


@dataclass(frozen=True, slots=True)
class CopyWarning:
    """Whether the pilot may be copied, and why not."""

    banner: str
    """Empty: nothing speaks against it."""
    against: tuple[CopyReason, ...]
    unknown: tuple[CopyReason, ...]
    sentence: str


def copy_warning(ground: Ground) -> CopyWarning:
    """The template test in the report's names."""
    test = template_test(ground.judgement)
    if not test.banner:
        text = "Nothing that was asked speaks against copying the pilot (DAT-03, OPS-02)."
        return CopyWarning("", (), (), text if ground.others and ground.pilots else "")
    against, unknown = _reasons(ground, test.against), _reasons(ground, test.unknown)
    said = "; ".join(reason.sentence for reason in (*against, *unknown))
    return CopyWarning(test.banner, against, unknown, f"{test.banner} {said}")


def _reasons(ground: Ground, reasons: Iterable[Reason]) -> tuple[CopyReason, ...]:
    return tuple(
        CopyReason(
            reason.check_id, ground.name(reason.pilot).name, _uses(ground, reason), reason.sentence
        )
        for reason in reasons
    )


def _uses(ground: Ground, reason: Reason) -> str:
    if {use.use_case for use in ground.uses} == set(reason.use_cases):
        return ""
    return listed(ground.use_name(use) for use in reason.use_cases)
