"""Why a line's payback is longer than the pilot's, cause by cause, as bars on one scale."""

from __future__ import annotations

import math

from checks.payback import NEVER, Case, Step, payback, stretch, waterfall
from reports.model import phrases
from reports.model.ground import Ground
from reports.model.money import Waterfall, WaterStep
from reports.model.words import plain

NARROWEST = 0.6
"""Percent of the width: the smallest cause must still be seen."""


def waterfall_of(
    ground: Ground, line: str, use_case: str, case: Case, pilot: Case
) -> Waterfall | None:
    """The steps from the pilot's years to the line's; None where there is nothing to explain."""
    first, last = payback(pilot).middle, payback(case).middle
    steps = waterfall(pilot, case)
    if first in (0.0, NEVER) or not steps:
        return None
    times = stretch(payback(case), payback(pilot)) or 0.0
    name = ground.name(line).name
    top = max([first, *(s.reached for s in steps if math.isfinite(s.reached))]) * 1.02
    bars = [_bar("the pilot", first, 0.0, first, top, "start")]
    reached = first
    for step in steps:
        bars.append(_step(step, reached, top))
        if not math.isfinite(step.reached):
            break
        reached = step.reached
    else:
        bars.append(_bar(name, last, 0.0, last, top, "end"))
    return Waterfall(
        line=line,
        line_name=name,
        use_name=ground.use_name(use_case),
        stretch=min(times, 1e6) if math.isfinite(times) else 1e6,
        steps=tuple(bars),
        alt=_alt(name, first, last, steps),
    )


def _bar(cause: str, years: float, low: float, high: float, top: float, tone: str) -> WaterStep:
    left = round(low / top * 100, 2)
    width = max(NARROWEST, round((high - low) / top * 100, 2))
    return WaterStep(cause, f"{plain(years)} years", left, width, tone)


def _step(step: Step, reached: float, top: float) -> WaterStep:
    if not math.isfinite(step.reached):
        left = round(reached / top * 100, 2)
        return WaterStep(step.cause, "never", left, max(NARROWEST, 100 - left), "more")
    low, high = sorted((reached, step.reached))
    bar = _bar(step.cause, step.years, low, high, top, "more" if step.years > 0 else "less")
    sign = "+" if step.years > 0 else "−"
    return WaterStep(bar.cause, f"{sign}{plain(abs(step.years), 2)}", bar.left, bar.width, bar.tone)


def _alt(name: str, first: float, last: float, steps: tuple[Step, ...]) -> str:
    said = [
        f"{s.cause} {plain(s.years, 2)}" if math.isfinite(s.years) else phrases.WATERFALL_NEVER
        for s in steps
    ]
    return phrases.WATERFALL_ALT.format(
        line=name,
        line_years=plain(last) if math.isfinite(last) else "no number of",
        pilot_years=plain(first),
        steps=", ".join(said),
    )
