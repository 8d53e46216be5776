"""Hand-made evidence for the facts tests: payloads in, stored observations out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from audit.facts.build import build_facts
from audit.facts.model import CaseFacts, Device, PlantFacts
from audit.inventory.tables import Row
from audit.payloads import Identity, observe
from audit.records import Grade, Kind, Observation, Source, Status, Stored, Subject

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CASE = CaseFacts("case", "Plant", "L3", ("pdm",), date.min)


@dataclass(slots=True)
class Evidence:
    """A store that is only a list."""

    stored: list[Stored] = field(default_factory=list[Stored])
    batch: int = 1

    def say(
        self,
        key: str,
        *payloads: object,
        origin: str = "",
        method: str = "snmp",
        grade: Grade = Grade.A,
        hours: float = 0,
        status: Status = Status.OK,
    ) -> Evidence:
        """Store what a source says of a device; the origin is the key where none is given."""
        for payload in payloads:
            source = Source(origin or key)
            time = NOON + timedelta(hours=hours)
            seen = observe(
                key, payload, source, method=method, grade=grade, time=time, status=status
            )
            self._store(seen, origin or key)
        return self

    def state(self, *rows: Row, origin: str = "inventory.xlsx") -> Evidence:
        """Store inventory rows as the inventory reader does, with the identities they give."""
        for row in rows:
            key = f"{row.table}/{row.row_key()}"
            source = Source(origin, f"{row.table}!A2")
            subject = Subject(Kind.ROW, key)
            value = row.model_dump(mode="json")
            self._store(
                Observation(subject, "row", value, source, "inventory", Grade.B, NOON), origin
            )
            if identity := _identity(row):
                self.say(key, identity, origin=origin, method="inventory", grade=Grade.B)
        return self

    def next_batch(self) -> Evidence:
        """What follows belongs to another exchange."""
        self.batch += 1
        return self

    def facts(self, case: CaseFacts = CASE) -> PlantFacts:
        return build_facts(self.stored, case, "head")

    def device(self, device_id: str) -> Device:
        """The device of exactly that id."""
        return next(d for d in self.facts().devices if d.device_id == device_id)

    def ids(self) -> list[str]:
        return [device.device_id for device in self.facts().devices]

    def _store(self, seen: Observation, origin: str) -> None:
        number = len(self.stored) + 1
        self.stored.append(
            Stored(number, self.batch, origin, "test 1", NOON, f"{number - 1}", f"{number}", seen)
        )


def _identity(row: Row) -> Identity | None:
    said: dict[str, Any] = row.model_dump(mode="json")
    name = said.get("asset_id") or said.get("switch") if row.table in _LISTS else ""
    if not name:
        return None
    line = said["line"]
    return Identity(
        name=name,
        role=str(said.get("role") or ("switch" if row.table == "switches" else "")),
        line=line if isinstance(line, str) else ";".join(line),
        vendor=said["vendor"],
        model=said["model"],
        serial=said["serial"],
        firmware=str(said.get("firmware") or ""),
        macs=(said["mac"],) if said["mac"] else (),
        ips=(said["ip"],) if said["ip"] else (),
        documented=True,
    )


_LISTS = ("assets", "switches")
