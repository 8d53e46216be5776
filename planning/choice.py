"""Which of a check's work packages is the smallest that is sufficient."""

from __future__ import annotations

from collections.abc import Mapping

from audit.facts.model import PlantFacts
from audit.inventory.tables import AssetRow, ControllerRow
from checks.records import Finding, Outcome, Severity
from planning.quantities import count
from planning.records import WorkPackage

DISCOVERY = "WP-02"
CONNECTOR = "WP-28"
PLC_ROUTES = ("WP-29", "WP-30", "WP-31")
_LOOKERS = frozenset({"WP-02", "WP-10", "WP-34", "WP-40"})
"""Packages that find things out: an unknown gate needs no more than one of them."""
_ALL_OF = {
    "WLS-01": ("WP-10", "WP-11"),
    "IDA-01": ("WP-13", "WP-14"),
    "DAT-02": ("WP-25", "WP-26"),
    "OWN-05": ("WP-23", "WP-38"),
}
"""Checks that need every package they name, in this order; the others need one of them."""
_ROUTED = frozenset({"DAT-05", "PLC-02"})


def demands(finding: Finding) -> bool:
    """Whether a finding calls for work: a gate that fails, warns or is unknown, or a failure of
    blocker or high severity. A waived one does not.
    """
    if finding.waiver is not None:
        return False
    if finding.gate and finding.outcome in (Outcome.FAIL, Outcome.WARN, Outcome.UNKNOWN):
        return True
    grave = finding.check.severity in (Severity.BLOCKER, Severity.HIGH)
    return grave and finding.outcome is Outcome.FAIL


def chosen(
    finding: Finding, facts: PlantFacts, packages: Mapping[str, WorkPackage]
) -> tuple[str, ...]:
    """Return the codes that answer a finding, in the order in which they are done."""
    check = finding.check
    named = tuple(code for code in check.work_packages if code in packages)
    if finding.outcome is Outcome.UNKNOWN:
        return (next((code for code in named if code in _LOOKERS), DISCOVERY),)
    if check.check_id in _ROUTED:
        return (controller_route(facts, finding.line),)
    if check.check_id == "PLC-03":
        # Another kind of controller that can be read needs a test and a connector of its own.
        closed = bool(_closed(facts, finding.line)) and finding.outcome is Outcome.FAIL
        return (controller_route(facts, finding.line),) if closed else (DISCOVERY,)
    wanted = tuple(code for code in _ALL_OF.get(check.check_id, ()) if code in packages)
    if wanted:
        return wanted
    return (
        (min(named, key=lambda c: (_size(packages[c], facts, finding.line), c)),) if named else ()
    )


def controller_route(facts: PlantFacts, line: str) -> str:
    """Return the way to a line's controller data: gateway, else module, else migration."""
    asked = _closed(facts, line) or _controllers(facts, line)
    if not asked or all(_has_gateway(row) for row in asked):
        return "WP-29"
    if all(
        "module" in row.options.casefold() or "firmware" in row.options.casefold() for row in asked
    ):
        return "WP-30"
    return "WP-31"


def options(facts: PlantFacts, line: str) -> tuple[str, ...]:
    """Return the ways out that are stated for the line's controllers, with their price."""
    texts = [(row.asset_id, row.options) for row in _controllers(facts, line) if row.options]
    return tuple(f"{asset}: {text}" for asset, text in texts)


def _controllers(facts: PlantFacts, line: str) -> list[ControllerRow]:
    assets = {a.record.asset_id for a in facts.table(AssetRow) if a.record.line == line}
    assets |= {d.device_id for d in facts.on_line(line)}
    rows = [row.record for row in facts.table(ControllerRow) if row.record.asset_id in assets]
    return [row for row in rows if row.needed is not False]


def _closed(facts: PlantFacts, line: str) -> list[ControllerRow]:
    """Return the controllers that cannot be read as they are."""
    rows = _controllers(facts, line)
    return [row for row in rows if not (row.interface == "ethernet" and row.firmware_ok)]


def _has_gateway(row: ControllerRow) -> bool:
    if row.gateway_route is None:
        return "gateway" in row.options.casefold()
    return row.gateway_route


def _size(package: WorkPackage, facts: PlantFacts, line: str) -> float:
    place = "" if package.scope == "plant" else line
    fixed = (package.fixed_low + package.fixed_high) / 2
    unit = (package.unit_low + package.unit_high) / 2
    return fixed + unit * (count(facts, package.unit, place).number if unit else 0.0)
