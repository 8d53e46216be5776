"""How firm the result is: the order of the lines, the smallest work that turns a verdict, the
points behind the index.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from checks.flips import Flip, Package, gains, packages_of, smallest_flip
from checks.points import points
from checks.ranking import DRAWS, MEANINGFUL, Ahead, stability
from checks.records import Judgement, LineScore
from reports.model import phrases
from reports.model.ground import Ground
from reports.model.marks import VERDICTS
from reports.model.outlook import FlipLine, Robustness
from reports.model.records import LineName
from reports.model.words import count, listed, percent

MOST_LINES = 8
"""Lines whose order is drawn: with more, those with the highest index."""
MOST_FLIPS = 4
"""Lines for which the smallest set is searched; with more, `plantready what-if` answers for one."""
MOST_PACKAGES = 30
"""Packages of a line up to which its smallest set is searched: the search doubles with each."""
GAINS_SHOWN = 3


def robustness(ground: Ground) -> Robustness:
    """Everything about how firm the result is."""
    order = tuple(_order(ground))
    digest, rows = ledger_hash(ground.judgement)
    least = percent(MEANINGFUL)
    text = phrases.LEDGER.format(rows=rows, hash=digest[:12]) if rows else phrases.LEDGER_NONE
    return Robustness(
        order=order,
        order_text=phrases.ORDER.format(draws=DRAWS, least=least) if order else phrases.NO_ORDER,
        flips=tuple(flip for name in ground.others[:MOST_FLIPS] for flip in _flips(ground, name)),
        gains=tuple(row for name in ground.others[:MOST_FLIPS] for row in _gains(ground, name)),
        ledger_hash=digest,
        ledger_rows=rows,
        ledger_text=text,
    )


def ledger_hash(judgement: Judgement) -> tuple[str, int]:
    """The SHA-256 of all points rows, and how many there are; the same points, the same hash."""
    digest, number = hashlib.sha256(), 0
    known = {baseline.use_case for baseline in judgement.baselines}
    own = _by_score(judgement)
    for score in judgement.scores:
        if score.use_case not in known:
            continue
        key = (score.line, score.use_case)
        for row in points(own.get(key, judgement), score):
            cells = [*key, row.part, row.name, round(row.weight, 6), round(row.points, 6)]
            digest.update(json.dumps([*cells, row.unknown]).encode("utf-8") + b"\n")
            number += 1
    return digest.hexdigest(), number


def _by_score(judgement: Judgement) -> dict[tuple[str, str], Judgement]:
    """Each score's findings alone: the points of one are not searched among those of all."""
    found: dict[tuple[str, str], list[int]] = {}
    for number, finding in enumerate(judgement.findings):
        found.setdefault((finding.line, finding.use_case), []).append(number)
    return {
        key: replace(judgement, findings=tuple(judgement.findings[n] for n in numbers))
        for key, numbers in found.items()
    }


def _order(ground: Ground) -> Iterable[str]:
    """One sentence for each neighbouring pair, the best line first; use cases that agree once."""
    said: dict[str, list[str]] = {}
    for use in ground.uses:
        for ahead in _neighbours(ground.judgement, use.use_case):
            said.setdefault(_named(ground, ahead), []).append(use.name)
    for text, uses in said.items():
        yield text if len(uses) == len(ground.uses) else f"{text} ({listed(uses)})"


def _neighbours(judgement: Judgement, use_case: str) -> Iterable[Ahead]:
    scores = [score for score in judgement.scores if score.use_case == use_case]
    best = sorted(scores, key=lambda score: -score.index)[:MOST_LINES]
    kept = {score.line for score in best}
    small = replace(
        judgement,
        findings=tuple(f for f in judgement.findings if f.line in kept and f.use_case == use_case),
        scores=tuple(score for score in scores if score.line in kept),
    )
    pairs = {frozenset((pair.line, pair.behind)): pair for pair in stability(small, use_case)}
    for one, other in pairwise(best):
        yield pairs[frozenset((one.line, other.line))]


def _named(ground: Ground, ahead: Ahead) -> str:
    """The pair's sentence with the names that the floor uses."""
    one, other = ground.name(ahead.line).name, ground.name(ahead.behind).name
    return replace(ahead, line=one, behind=other).sentence


def _flips(ground: Ground, name: LineName) -> Iterable[FlipLine]:
    line = name.line
    found: dict[tuple[str, ...], list[Flip]] = {}
    for score in ground.scores(line):
        packages = packages_of(ground.judgement, line, score.use_case)
        if len(packages) > MOST_PACKAGES:
            continue
        flip = smallest_flip(ground.judgement, line, score.use_case)
        if flip is not None:
            key = (*_codes(flip.packages, line), str(flip.before), str(flip.after))
            found.setdefault(key, []).append(flip)
    every = len(ground.scores(line))
    for group in found.values():
        yield _flip_line(ground, line, group, every)


def _flip_line(ground: Ground, line: str, group: list[Flip], every: int) -> FlipLine:
    flip = group[0]
    uses = "" if len(group) == every else listed(ground.use_name(f.use_case) for f in group)
    codes = _codes(flip.packages, line)
    text = (phrases.FLIP_USES if uses else phrases.FLIP).format(
        packages=listed(codes), before=flip.before, after=flip.after, uses=uses
    )
    before, after = VERDICTS[flip.before], VERDICTS[flip.after]
    return FlipLine(line, ground.name(line).name, uses, codes, before, after, text)


def _codes(packages: Iterable[Package], line: str) -> tuple[str, ...]:
    return tuple(code if on == line else f"{code} on {on}" for code, on in packages)


def _gains(ground: Ground, name: LineName) -> Iterable[tuple[str, str, str]]:
    line = name.line
    scores: tuple[LineScore, ...] = ground.scores(line)[:1]
    for score in scores:
        for gain in gains(ground.judgement, line, score.use_case)[:GAINS_SHOWN]:
            code = listed(_codes([gain.package], line))
            points_text = count(gain.index, "point")
            if gain.gates > 0:
                gates = count(gain.gates, "gate")
                text = phrases.GAIN.format(gates=gates, points=points_text)
            else:
                text = phrases.GAIN_POINTS_ONLY.format(points=points_text)
            yield ground.name(line).name, code, text
