"""PLC-06: how near the longest program cycle comes to the watchdog while the data is read.

Question: does reading the data endanger the controller's cycle time?
Yes (well): the longest cycle takes at most 60 % of the watchdog. Warn: up to 80 %. No: more, or
cycles ran over and nobody knows why. Not applicable: never. Where nobody reads yet, the longest
cycle is taken times what reading added on the pilot, of the same family if there is one.

Example: 60 ms of 100 ms without reading, on the pilot reading made 20 ms into 24 ms: 72 %: warn.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import ScanRow
from audit.records import Grade, Unknown, Why
from checks.applies import applies
from checks.ground import NOTHING, Ground, in_words, rolled_up, unknown
from checks.joined import joined
from checks.needed import Controller, controllers, needed_controllers, same_name
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit
from checks.remembered import once
from checks.replied import measured
from checks.signals import dated

QUESTION_ID = "scan_share_percent"
Scan = Stated[ScanRow]


@dataclass(frozen=True, slots=True)
class Share:
    """The longest cycle in percent of the watchdog; None: not read out."""

    percent: float | None
    words: str
    rows: tuple[Scan, ...]


def judge(asked: Asked) -> Answer:
    """Judge measured cycles and what was answered; the worse decides."""
    expected = (
        f"{asked.line}: the longest cycle while data is read expected within"
        f" {asked.limits['pass_percent']:g} % of the watchdog"
    )
    said = measured(
        asked, QUESTION_ID, expected, lambda n: _outcome(asked, n), unit="% of the watchdog",
        larger_is_better=False,
    )  # fmt: skip
    return joined(_read_out(asked, expected), applies(said))


def _outcome(asked: Asked, percent: float) -> Outcome:
    if percent <= asked.limits["pass_percent"]:
        return Outcome.PASS
    return Outcome.WARN if percent <= asked.limits["warn_percent"] else Outcome.FAIL


def _read_out(asked: Asked, expected: str) -> Answer:
    facts, line = asked.facts, asked.line
    found = needed_controllers(facts, line, asked.use_case) or controllers(facts, line)
    if not found:
        text = f"{line}: no controller of the line is known"
        return unknown(Why.BLOCKED_BY, "PLC-01", text)
    shares = [(controller, _share(asked, controller)) for controller in found]
    targets = tuple(_target(asked, controller, share) for controller, share in shares)
    on: Ground = NOTHING
    for _, share in shares:
        on = on + dated(share.rows, (row.record.measured_on for row in share.rows))
    known = [share.percent for _, share in shares if share.percent is not None]
    text = in_words(targets) or "; ".join(target.sentence for target in targets)
    words = f"{max(known):.0f} % of the watchdog" if known else ""
    value = -max(known) if len(known) == len(shares) else None
    return rolled_up(targets, f"{expected}; {text}", on, measured=words, value=value)


def _share(asked: Asked, controller: Controller) -> Share:
    row = scan_of(asked.facts, controller)
    if row is None:
        return Share(None, "was not read out", ())
    record, watchdog = row.record, row.record.watchdog_ms
    if not watchdog:
        return Share(None, "has no watchdog time stated", (row,))
    if record.scan_reading_ms is not None:
        words = f"{record.scan_reading_ms:g} of {watchdog:g} ms while reading"
        return Share(100 * record.scan_reading_ms / watchdog, words, (row,))
    if record.scan_ms is None:
        return Share(None, "has no longest cycle stated", (row,))
    scaled = _scaled(asked.facts, asked.pilot, controller)
    if scaled is None:
        alone = 100 * record.scan_ms / watchdog
        if alone > asked.limits["warn_percent"]:
            words = f"{record.scan_ms:g} of {watchdog:g} ms before anybody reads"
            return Share(alone, words, (row,))
        return Share(None, "was not measured while reading, nor was the pilot", (row,))
    times, pilot = scaled
    words = f"{record.scan_ms:g} of {watchdog:g} ms, times {times:.2f} as on the pilot"
    return Share(100 * record.scan_ms * times / watchdog, words, (row, *pilot))


def _scaled(
    facts: PlantFacts, pilot: str, controller: Controller
) -> tuple[float, list[Scan]] | None:
    """Return what reading made of the pilot's longest cycle at worst, never less than it was."""
    found = [(one, row) for one in controllers(facts, pilot) if (row := scan_of(facts, one))]
    both = [
        (one, row, row.record.scan_reading_ms / row.record.scan_ms)
        for one, row in found
        if row.record.scan_ms and row.record.scan_reading_ms is not None
    ]
    same = [
        item for item in both if controller.family and same_name(item[0].family, controller.family)
    ]
    used = same or both
    if not used:
        return None
    return max(1.0, *(times for _, _, times in used)), [row for _, row, _ in used]


def scan_of(facts: PlantFacts, controller: Controller) -> Scan | None:
    """Return what was read out of a controller."""
    rows, device = _rows(facts), controller.device
    keys = (controller.device_id, *((device.device_id, device.name) if device else ()))
    return next((rows[key] for key in keys if key in rows), None)


@once
def _rows(facts: PlantFacts) -> dict[str, Scan]:
    return {row.record.asset_id: row for row in facts.table(ScanRow)}


def _target(asked: Asked, controller: Controller, share: Share) -> Target:
    name = controller.label
    evidence = tuple(sorted(row.evidence for row in share.rows))
    if share.rows and share.rows[0].record.overruns:
        text = f"{name}: cycles ran over and nobody knows why"
        return Target(name, Outcome.FAIL, text, evidence=evidence)
    if share.percent is None:
        why = Unknown(Why.NO_EVIDENCE, f"cycle time of {name}")
        return Target(name, Outcome.UNKNOWN, f"{name} {share.words}", why, evidence)
    text = f"{name}: {share.percent:.0f} % ({share.words})"
    return Target(name, _outcome(asked, share.percent), text, evidence=evidence)


CHECK = Check(
    check_id="PLC-06",
    theme=Theme.CONTROLLERS,
    title="Reading the data does not endanger the controller's cycle time",
    question="How near does the longest program cycle come to the watchdog while data is read?",
    severity=Severity.HIGH,
    gate=GateRule.IF_LOAD_BEARING,
    stage=1,
    work_packages=("WP-30",),
    max_age_days=365,
    thresholds=(
        Limit("pass_percent", 60, "%", "longest cycle of the watchdog: pass up to"),
        Limit("warn_percent", 80, "%", "longest cycle of the watchdog: warn up to"),
    ),
    basis="project default; measure before and after the first reader connects",
    so_what="The controller stops with a watchdog fault in production, and the data collection is"
    " switched off for good.",
    remedy="Read fewer values, or less often, in one block; only then a faster processor.",
    closes_unknown="Longest cycle and watchdog time from the diagnosis page of each controller,"
    " once before and once while data is read",
    closes_minutes=15,
    closes_who="controls engineer",
    judge=judge,
    min_grade=Grade.C,
    scope="controller",
)
