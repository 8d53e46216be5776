"""DAT-07: whether the needed signals come as often as the use case needs them.

Question: how much slower than needed do the signals of this line come?
Yes: 95 % of the gaps between two values are at most 1.2 times what is needed. No: an essential
signal takes more than twice as long. Not applicable: never. Traffic heard between the signal's
device and the flow's consumer outweighs the list; a documented period is weaker than a measured
one.

Example: spindle vibration is needed every 500 ms and comes every 1,300 ms: fail.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.facts.model import Seen
from audit.payloads import Conversation
from audit.records import Grade, Unknown, Why
from checks.applies import applies
from checks.ground import Ground, counted, ground, in_words, naming, rolled_up
from checks.needed import required_flows
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit
from checks.remembered import talks_from
from checks.replied import chosen
from checks.signals import Signal, dated, list_ground, needed_signals

QUESTION_ID = "signal_speed"
CHOICES = {
    "all as fast as needed": Outcome.PASS,
    "some up to twice as slow": Outcome.WARN,
    "an important one more than twice as slow": Outcome.FAIL,
}
_P95 = 1.645
"""Standard deviations above the mean that 95 % of a normal distribution do not exceed."""


@dataclass(frozen=True, slots=True)
class Period:
    """The time between two values of a signal, and how well it is known."""

    ms: float
    how: str
    on: Ground


def judge(asked: Asked) -> Answer:
    """Judge each needed signal; without a list an answer decides."""
    rows = needed_signals(asked.facts, asked.line, asked.use_case)
    rows = tuple(row for row in rows if row.record.exists is not False)
    if not rows:
        expected = f"{asked.line}: signals are expected as often as {asked.use_case} needs them"
        return applies(chosen(asked, QUESTION_ID, expected, CHOICES))
    periods = [_period(asked, row) for row in rows]
    targets = tuple(_target(asked, r, p) for r, p in zip(rows, periods, strict=True))
    on = dated(rows, [row.record.measured_on for row in rows])
    on = naming(on, list_ground(asked.facts, asked.line, asked.use_case))
    for period in periods:
        on = on + period.on if period else on
    ratios = [p.ms / r.record.needed_ms for r, p in zip(rows, periods, strict=True)
              if p and r.record.needed_ms]  # fmt: skip
    text = (
        f"{asked.line}: {counted(len(rows), 'signal')} expected within"
        f" {asked.limits['pass_times']:g} times the period that {asked.use_case} needs"
    )
    details = in_words(targets)
    slowest = max(ratios, default=0.0)
    text = f"{text}; {details}" if details else f"{text}; the slowest takes {slowest:.2g} times it"
    words = f"{slowest:.2g} times the period" if ratios else ""
    return rolled_up(targets, text, on, measured=words,
                     value=-slowest if ratios else None)  # fmt: skip


def _period(asked: Asked, row: Signal) -> Period | None:
    signal = row.record
    heard = _heard(asked, row)
    if heard is not None:
        talk = heard.value
        ms = (talk.cycle_ms or 0.0) + _P95 * (talk.jitter_ms or 0.0)
        flows = required_flows(asked.facts, asked.line, asked.use_case)
        return Period(ms, "heard", naming(ground([heard]), ground(flows)))
    if signal.p95_ms is not None:
        return Period(signal.p95_ms, "measured", Ground())
    if signal.achievable_ms is None:
        return None
    return Period(signal.achievable_ms, "documented, not measured", Ground((), Grade.C))


def _heard(asked: Asked, row: Signal) -> Seen[Conversation] | None:
    """Return the slowest cyclic traffic from the signal's device to a consumer of its flows."""
    source = asked.facts.device(row.record.asset)
    if source is None or not row.record.asset:
        return None
    flows = required_flows(asked.facts, asked.line, asked.use_case)
    own = [f.record for f in flows if f.record.source == row.record.asset]
    ends = {flow.dest_ip for flow in own} - {""}
    for flow in own:
        device = asked.facts.device(flow.dest)
        ends |= set(device.ips) if device else set()
    talks = talks_from(asked.facts, source.ips)
    heard = [c for c in talks if c.value.dst_ip in ends and c.value.cycle_ms]
    return max(heard, key=lambda c: c.value.cycle_ms or 0.0, default=None)


def _target(asked: Asked, row: Signal, period: Period | None) -> Target:
    signal = row.record
    evidence = (row.evidence, *(period.on.evidence if period else ()))
    if period is None:
        why = Unknown(Why.NO_EVIDENCE, "no timing data")
        return Target(signal.signal, Outcome.UNKNOWN, f"{signal.signal}: no timing data", why,
                      evidence)  # fmt: skip
    came = f"{signal.signal} comes every {period.ms:g} ms ({period.how})"
    if not signal.needed_ms:
        why = Unknown(Why.NOT_ASKED, "needed period")
        text = f"{came}; how often it is needed is not stated"
        return Target(signal.signal, Outcome.UNKNOWN, text, why, evidence)
    ratio = period.ms / signal.needed_ms
    text = f"{came}, needed every {signal.needed_ms:g} ms"
    if ratio <= asked.limits["pass_times"]:
        return Target(signal.signal, Outcome.PASS, text, evidence=evidence)
    if ratio > asked.limits["warn_times"] and signal.essential:
        return Target(signal.signal, Outcome.FAIL, text, evidence=evidence)
    if ratio > asked.limits["warn_times"] and signal.essential is None:
        why = Unknown(Why.NOT_ASKED, "whether it is essential")
        text = f"{text}; whether {asked.use_case} can do without it is not stated"
        return Target(signal.signal, Outcome.UNKNOWN, text, why, evidence)
    return Target(signal.signal, Outcome.WARN, text, evidence=evidence)


CHECK = Check(
    check_id="DAT-07",
    theme=Theme.DATA_PATH,
    title="Signals are available fast enough",
    question="Do the signals of this line come as often as the use case needs them?",
    severity=Severity.HIGH,
    gate=GateRule.IF_LOAD_BEARING,
    stage=6,
    work_packages=("WP-28",),
    max_age_days=180,
    thresholds=(
        Limit("pass_times", 1.2, "times", "95th percentile over the needed period: pass up to"),
        Limit("warn_times", 2, "times", "95th percentile over the needed period: warn up to"),
    ),
    basis="the use case's own figure; the two factors are project defaults",
    so_what="The model sees every third event only, and what it learned on the pilot no longer"
    " fits.",
    remedy="Shorten the polling or publishing period of the signals named here, the essential ones"
    " first.",
    closes_unknown="One hour of time stamps per signal at the consumer, and the period that the use"
    " case needs",
    closes_minutes=30,
    closes_who="integration engineer",
    judge=judge,
    min_grade=Grade.B,
    scope="signal",
)
