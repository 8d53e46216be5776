"""How firm the order of the lines is: the index of each under many other weightings of severities.

Weights are this project's choice. A line that is ahead only under that choice is not ahead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from random import Random

from checks.records import Finding, Judgement, LineScore
from checks.score import foundation, index

DRAWS, SEED, SPREAD = 200, 20260101, 0.5
"""Each weight is drawn evenly from its own value less a half to its own value and a half."""
MEANINGFUL = 0.80
MOST_RANKED = 12
"""Lines compared with the next one in rank."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """Of two lines the one that is ahead in more of the weightings."""

    line: str
    behind: str
    share: float
    """0.5 to 1, of the weightings in which it is ahead; one in which both are level counts half."""

    @property
    def meaningful(self) -> bool:
        """Whether the order does not hang on the weights chosen."""
        return self.share >= MEANINGFUL

    @property
    def sentence(self) -> str:
        """As a report prints it."""
        if not self.meaningful:
            return (
                f"{self.line} and {self.behind}: no meaningful difference ({self.line} ahead in"
                f" {self.share:.0%} of {DRAWS} weightings)"
            )
        return f"{self.line} ahead of {self.behind} in {self.share:.0%} of {DRAWS} weightings"


def stability(judgement: Judgement, use_case: str) -> tuple[Ahead, ...]:
    """Return every pair of lines of one use case, the better one first, in the order of the
    inventory; the same judgement always gives the same shares.
    """
    scores = [score for score in judgement.scores if score.use_case == use_case]
    findings = _by_line(judgement, use_case)
    drawn = [
        [_index(score, findings.get(score.line, []), weights) for score in scores]
        for weights in weightings(dict(judgement.weights))
    ]
    return tuple(_pair(scores, drawn, a, b) for a, b in combinations(range(len(scores)), 2))


def firmness(judgement: Judgement) -> tuple[str, ...]:
    """Say of each line and the next in rank, per use case, how firm their order is."""
    said: list[str] = []
    for use_case in dict.fromkeys(score.use_case for score in judgement.scores):
        scores = [score for score in judgement.scores if score.use_case == use_case]
        ranked = sorted(scores, key=lambda s: -s.index)[:MOST_RANKED]
        chosen = tuple(score for score in scores if score in ranked)
        pairs = stability(replace(judgement, scores=chosen), use_case)
        found = {frozenset((pair.line, pair.behind)): pair.sentence for pair in pairs}
        named = f"{use_case}: " if use_case else ""
        for one, other in pairwise(ranked):
            said.append(named + found[frozenset((one.line, other.line))])
    return tuple(said)


def weightings(weights: Mapping[str, float]) -> Iterator[dict[str, float]]:
    """Yield the fixed-seed weightings."""
    rng = Random(SEED)  # noqa: S311 - a fixed seed is the point: everybody gets the same draws
    for _ in range(DRAWS):
        yield {name: own * rng.uniform(1 - SPREAD, 1 + SPREAD) for name, own in weights.items()}


def _by_line(judgement: Judgement, use_case: str) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in judgement.findings:
        if finding.use_case == use_case:
            found.setdefault(finding.line, []).append(finding)
    return found


def _index(score: LineScore, findings: list[Finding], weights: Mapping[str, float]) -> int:
    gates = [finding for finding in findings if finding.gate]
    return index(score.transfer.low, foundation(findings, weights).low, gates)[1]


def _pair(scores: list[LineScore], drawn: list[list[int]], a: int, b: int) -> Ahead:
    ahead = sum(1.0 if draw[a] > draw[b] else 0.5 if draw[a] == draw[b] else 0.0 for draw in drawn)
    share = ahead / len(drawn)
    if share < 0.5:
        return Ahead(scores[b].line, scores[a].line, 1 - share)
    return Ahead(scores[a].line, scores[b].line, share)
