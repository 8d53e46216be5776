"""DAT-12 over flow lists and answers."""

from __future__ import annotations

from checks.data_path.a_broken_flow_raises_an_alarm import CHECK, CHOICES
from checks.records import Outcome
from tests.checks.data_path.given import flow, open_answers, said
from tests.checks.plants import Case, Edit, ask, cases, expect, plant

BEST, MIDDLE, WORST = (said("flow_alarm", text, line="") for text in CHOICES)


def watched(*monitored: bool | None) -> list[Edit]:
    return [flow(f"F{n}", monitored=value) for n, value in enumerate(monitored, 1)]


ALL_YES = watched(True, True)
ASKED = open_answers("flow_alarm", line="")
CASES: list[Case] = [
    ("all, and tested", [*ALL_YES, BEST], Outcome.PASS, "", ["2 of 2 flows", "was tested"]),
    ("all, never tested", [*ALL_YES, MIDDLE], Outcome.WARN, "", ["never tested"]),
    ("all, but the users notice", [*ALL_YES, WORST], Outcome.UNKNOWN, "conflict", []),
    ("all, the test not asked", ALL_YES, Outcome.UNKNOWN, "not_asked", ["tested is not known"]),
    ("all, the test not known", [*ALL_YES, said("flow_alarm", "don't know", line="")],
     Outcome.UNKNOWN, "dont_know", []),
    ("most", watched(True, True, False), Outcome.WARN, "", ["nobody watches F3"]),
    ("half", [*watched(True, False), BEST], Outcome.FAIL, "", ["1 of 2"]),
    ("none", watched(False), Outcome.FAIL, "", []),
    ("one is not stated", [*watched(True, None), BEST], Outcome.UNKNOWN, "not_asked", ["F2"]),
    ("not stated, it is most anyway", watched(True, True, True, False, None), Outcome.WARN, "",
     []),
    ("what nothing rests on does not count",
     [*ALL_YES, BEST, flow("F9", monitored=False, load_bearing=False)], Outcome.PASS, "", []),
    ("planned flows do not count", [*ALL_YES, BEST, flow("F9", monitored=False, exists=False)],
     Outcome.PASS, "", []),
    ("tested, as stated", [BEST], Outcome.PASS, "", []),
    ("never tested, as stated", [MIDDLE], Outcome.WARN, "", []),
    ("the users notice, as stated", [*watched(None), WORST], Outcome.FAIL, "", []),
    *ASKED,
    ("it applies to every line", [said("flow_alarm", "not applicable: small line", line="")],
     Outcome.UNKNOWN, "conflict", ["applies to every line"]),
]  # fmt: skip


@cases(*CASES)
def test_the_alarm(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
