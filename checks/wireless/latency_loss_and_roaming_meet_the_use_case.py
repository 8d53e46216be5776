"""WLS-05: what a Wi-Fi client of the use case gets along the real route of its data.

Question: do latency, loss and roaming meet what the use case needs?
Yes: latency below what the use case names (100 ms where it names none) and loss below 1 %; where
vehicles drive, below 20 ms, 0.1 % and 50 ms for a change of the access point. Warn: within the last
fifth of a limit. No: above it, or the client drops. Not applicable: no wireless part.
A test with another kind of device than the real client is unknown.

Example: 85 ms against 100 ms: warn.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.facts.model import Stated
from audit.inventory.tables import UseCaseRow, WifiTestRow
from audit.records import Grade, Unknown, Why
from checks.ground import in_words, rolled_up, unknown
from checks.records import (
    Answer,
    Asked,
    Check,
    GateRule,
    Outcome,
    Severity,
    Target,
    Theme,
    Threshold,
)
from checks.remembered import rows_where
from checks.replied import chosen
from checks.signals import dated
from checks.survey import without_wireless
from checks.wifi import Moving, clients_of_line

QUESTION_ID = "wifi_drops"
CHOICES = {
    "never": Outcome.PASS,
    "now and then": Outcome.WARN,
    "every week or more often": Outcome.FAIL,
}


@dataclass(frozen=True, slots=True)
class _Needs:
    latency_ms: float
    loss_percent: float
    roam_ms: float | None
    """None: no vehicle drives with a client, so nobody set a limit."""
    moving: Moving


def judge(asked: Asked) -> Answer:
    """Judge the tests of the line; what the floor says of drops is held against them."""
    if (closed := without_wireless(asked)) is not None:
        return closed
    rows = [row for row in rows_where(asked.facts, WifiTestRow, "line", asked.line)
            if row.record.use_case in ("", asked.use_case)]  # fmt: skip
    needs = _needs(asked)
    expected = f"{asked.line}: {_in_words(needs)} and no drops expected on Wi-Fi"
    floor = chosen(asked, QUESTION_ID, expected, CHOICES)
    if not rows:
        return _untested(expected, floor)
    targets = tuple(_target(asked, row, needs) for row in rows)
    said = in_words(targets) or "; ".join(target.sentence for target in targets)
    clients = clients_of_line(asked)
    on = dated(rows, (row.record.tested_on for row in rows)) + clients.on
    latencies = [row.record.latency_ms for row in rows if row.record.latency_ms is not None]
    slowest = max(latencies, default=None)
    got = rolled_up(
        targets, f"{expected}; {said}", on, value=None if slowest is None else -slowest,
        measured="" if slowest is None else f"{slowest:g} ms",
    )  # fmt: skip
    if floor.outcome is Outcome.FAIL and got.outcome in (Outcome.PASS, Outcome.WARN):
        text = f"{got.sentence}; but the floor sees drops every week or more often"
        return unknown(Why.CONFLICT, QUESTION_ID, text, on, measured=got.measured, targets=targets)
    return got


def _untested(expected: str, floor: Answer) -> Answer:
    conflict = floor.why is not None and floor.why.why is Why.CONFLICT
    if floor.outcome in (Outcome.FAIL, Outcome.NA) or conflict:
        return floor
    text = f"{expected}; nobody tested a client on the line"
    return unknown(Why.NO_EVIDENCE, "no client test", text)


def _needs(asked: Asked) -> _Needs:
    moving = clients_of_line(asked).moving
    limits = asked.limits
    latency, loss, roam = limits["latency_ms"], limits["loss_percent"], None
    if moving is Moving.VEHICLES:
        latency, loss = limits["vehicle_latency_ms"], limits["vehicle_loss_percent"]
        roam = limits["roam_ms"]
    for row in asked.facts.table(UseCaseRow):
        if row.record.use_case == asked.use_case and row.record.latency_ms is not None:
            latency = row.record.latency_ms
    return _Needs(latency, loss, roam, moving)


def _in_words(needs: _Needs) -> str:
    roam = "" if needs.roam_ms is None else f", {needs.roam_ms:g} ms for roaming"
    return f"less than {needs.latency_ms:g} ms, {needs.loss_percent:g} % loss{roam}"


def _target(asked: Asked, row: Stated[WifiTestRow], needs: _Needs) -> Target:
    test = row.record
    name = test.test
    if test.same_as_client is not True:
        detail = "another device class" if test.same_as_client is False else "device not named"
        how = "with another kind of device than" if test.same_as_client is False else (
            "and nobody said whether with")  # fmt: skip
        text = f"{name} was tested {how} the real client"
        return _open(row, Why.NO_EVIDENCE, detail, text)
    if test.dropped:
        return Target(name, Outcome.FAIL, f"{name}: the client dropped", evidence=(row.evidence,))
    pairs = [("latency", test.latency_ms, needs.latency_ms, "ms"),
             ("loss", test.loss_percent, needs.loss_percent, "%")]  # fmt: skip
    if needs.roam_ms is not None:
        pairs.append(("roaming", test.roam_ms, needs.roam_ms, "ms"))
    over = [f"{what} {value:g} {unit} of {limit:g}" for what, value, limit, unit in pairs
            if value is not None and value > limit]  # fmt: skip
    if over:
        text = f"{name}: {', '.join(over)}"
        return Target(name, Outcome.FAIL, text, evidence=(row.evidence,))
    missing = [what for what, value, _, _ in pairs if value is None]
    missing += ["whether it dropped"] if test.dropped is None else []
    if missing:
        return _open(row, Why.NO_EVIDENCE, f"{missing[0]} not measured",
                     f"{name}: {', '.join(missing)} was not measured")  # fmt: skip
    if needs.moving is Moving.NOT_SAID and not _good_for_vehicles(asked, test):
        text = f"{name} is good enough for a tablet; whether vehicles drive with it is not said"
        return _open(row, Why.NOT_ASKED, "wifi_clients_move", text)
    slack = 1.0 - asked.limits["near_percent"] / 100.0
    near = any(value is not None and value >= slack * limit for _, value, limit, _ in pairs)
    text = f"{name}: " + ", ".join(f"{what} {value:g} {unit}" for what, value, _, unit in pairs)
    return Target(name, Outcome.WARN if near else Outcome.PASS, text, evidence=(row.evidence,))


def _good_for_vehicles(asked: Asked, test: WifiTestRow) -> bool:
    limits = asked.limits
    pairs = ((test.latency_ms, limits["vehicle_latency_ms"]),
             (test.loss_percent, limits["vehicle_loss_percent"]),
             (test.roam_ms, limits["roam_ms"]))  # fmt: skip
    return all(value is not None and value <= limit for value, limit in pairs)


def _open(row: Stated[WifiTestRow], why: Why, detail: str, text: str) -> Target:
    return Target(row.record.test, Outcome.UNKNOWN, text, Unknown(why, detail), (row.evidence,))


CHECK = Check(
    check_id="WLS-05",
    theme=Theme.WIRELESS,
    title="Latency, loss and roaming meet what the use case needs",
    question="Do latency, loss and roaming on Wi-Fi meet what the use case needs?",
    severity=Severity.HIGH,
    gate=GateRule.IF_LOAD_BEARING,
    stage=3,
    work_packages=("WP-12",),
    max_age_days=365,
    thresholds=(
        Threshold("latency_ms", 100, "ms", "where the use case names none", "V"),
        Threshold("loss_percent", 1, "%", "lost packets", "V"),
        Threshold("vehicle_latency_ms", 20, "ms", "latency where vehicles drive", "V"),
        Threshold("vehicle_loss_percent", 0.1, "%", "loss where vehicles drive", "V"),
        Threshold("roam_ms", 50, "ms", "change of the access point, vehicles", "V"),
        Threshold("near_percent", 20, "%", "of a limit left: less is a warning", "D"),
    ),
    basis="voice environment tables and design notes for vehicles of wireless vendors; distance to"
    " the limit: project default",
    so_what="The screen freezes while the operator waits, and after the third time nobody uses it.",
    remedy="Set the roaming threshold and fast roaming for this client type before anything is"
    " bought.",
    closes_unknown="A test of 15 minutes with the real client along its way: latency, loss, longest"
    " interruption",
    closes_minutes=30,
    closes_who="wireless engineer with the tablet's user",
    judge=judge,
    min_grade=Grade.C,
    scope="client path",
    not_applicable_when="no wireless part",
)
