"""What is stated of the programs in a line's controllers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import ProgramRow
from checks.ground import Ground
from checks.needed import Controller, controllers
from checks.remembered import once


@dataclass(frozen=True, slots=True)
class Program:
    """A controller with the row about its program; None: nobody stated anything."""

    controller: Controller
    row: Stated[ProgramRow] | None

    @property
    def name(self) -> str:
        """The controller's id."""
        return self.controller.device_id


def programs_of(facts: PlantFacts, line: str) -> tuple[Program, ...]:
    """Return the line's controllers with their program rows, by id."""
    rows = _rows(facts)
    found: list[Program] = []
    for controller in controllers(facts, line):
        device = controller.device
        keys = (controller.device_id, *((device.device_id, device.name) if device else ()))
        row = next((rows[key] for key in keys if key in rows), None)
        found.append(Program(controller, row))
    return tuple(found)


def controllers_ground(programs: Iterable[Program]) -> Ground:
    """Return what says that these controllers are there."""
    evidence: set[int] = set()
    for program in programs:
        one = program.controller
        evidence |= {row.evidence for row in (one.row, one.asset) if row is not None}
        evidence |= set(one.device.evidence if one.device else ())
    return Ground(tuple(sorted(evidence)))


@once
def _rows(facts: PlantFacts) -> dict[str, Stated[ProgramRow]]:
    return {row.record.asset_id: row for row in facts.table(ProgramRow)}
