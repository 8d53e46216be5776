"""What the checks see: merged devices, what was read from them, and the inventory's rows with their
evidence.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

from audit.inventory.tables import LineRow, Row
from audit.payloads import (
    ArpEntry,
    Conversation,
    Coverage,
    FdbEntry,
    Interface,
    LinkLoad,
    Login,
    Management,
    Neighbour,
    PoeBudget,
    Reach,
    Service,
    StpState,
    TableRead,
    TableState,
    UaEndpoint,
    Vlan,
)
from audit.records import Grade, Status

T = TypeVar("T")
R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Stated(Generic[T]):
    """A row of a table with where it came from."""

    record: T
    evidence: int
    grade: Grade
    time: datetime
    file: str
    location: str
    method: str


@dataclass(frozen=True, slots=True)
class Seen(Generic[T]):
    """A payload read from a merged device."""

    device_id: str
    value: T
    evidence: int
    grade: Grade
    time: datetime
    method: str
    status: Status = Status.OK


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sources that say different things about the same attribute; both are kept."""

    attribute: str
    kept: str
    other: str
    kept_evidence: int
    other_evidence: int


@dataclass(frozen=True, slots=True)
class Shown:
    """From when to when an address was seen in use; a document shows none."""

    ip: str
    first: datetime
    last: datetime
    evidence: tuple[int, ...] = ()
    """The first and the last sighting."""


@dataclass(frozen=True, slots=True)
class Device:
    """What several sources agree to be one device; empty means that no source says it."""

    device_id: str
    """Stable for the same evidence: the asset or switch id where one is documented, else the best
    identifier.
    """
    name: str = ""
    line: str = ""
    role: str = ""
    role_reason: str = ""
    role_grade: Grade | None = None
    """Of the best trace a role was told from; None: a source says the role, or nothing tells."""
    vendor: str = ""
    model: str = ""
    firmware: str = ""
    serial: str = ""
    os: str = ""
    object_id: str = ""
    uptime_s: int | None = None
    last_changed: str = ""
    macs: tuple[str, ...] = ()
    ips: tuple[str, ...] = ()
    vlans: tuple[int, ...] = ()
    """VLANs in which a switch learned one of its MACs, or its documented one, ascending."""
    documented: bool = False
    observed: bool = False
    status: str = ""
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    grade: Grade = Grade.E
    sources: tuple[str, ...] = ()
    evidence: tuple[int, ...] = ()
    identity_grade: Grade | None = None
    """Of the best evidence for model and firmware; None: neither is known."""
    identity_evidence: tuple[int, ...] = ()
    merged_by: tuple[str, ...] = ()
    """Why these sources are one device: `mac 00:… in A and B`, weakest reason last."""
    conflicts: tuple[Conflict, ...] = ()
    switch: str = ""
    """Device id of the switch behind whose access port it sits: seen, else documented."""
    port: str = ""
    """That port."""
    name_grade: Grade | None = None
    """Of what names it; None: nothing but the key under which a source keeps it."""
    shown: tuple[Shown, ...] = ()
    """Those of its addresses that something saw, in the order of `ips`."""


@dataclass(frozen=True, slots=True)
class Link:
    """A cable between two devices. A remote end that no source names is a cloud: `b_device` then
    starts with `?`.
    """

    a_device: str
    a_port: str
    b_device: str
    b_port: str
    kind: str
    """lldp, cdp, fdb, documented."""
    state: str
    """confirmed, undocumented, missing, different; unknown: documented, and its ends were not read.
    """
    confidence: float
    """0 to 1."""
    evidence: tuple[int, ...] = ()
    """Of both sides: what was seen and the rows that document it."""
    note: str = ""
    """What both sides say and which question that leaves; empty where they agree."""

    @property
    def is_there(self) -> bool:
        """Whether something saw it; a document alone does not make a cable."""
        return self.state in ("confirmed", "undocumented")


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a MAC sits, as the MAC tables of all switches together say."""

    mac: str
    kind: str
    """edge: behind that port, where no other switch is; trunk: behind a port to a network that was
    not read; segment: on the segment that the ports share; beyond: somewhere behind the ports.
    """
    at: tuple[tuple[str, str], ...]
    """(switch, port), ascending."""
    segment: str = ""
    """The cloud's name in `Link.b_device`; empty where two ports share a cable."""
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """One broadcast domain and what lives in it."""

    vlan_id: int | None
    subnet: str
    line: str
    """The line it is meant for, or the lines found in it, `;`-joined."""
    device_ids: tuple[str, ...]
    classes: tuple[tuple[str, int], ...]
    """(role, number of devices), most first; role '' = not classified."""
    lines: tuple[str, ...]
    """Lines whose devices were found in it, ascending."""
    evidence: tuple[int, ...] = ()
    vlan_ids: tuple[int, ...] = ()
    """All VLAN ids that are this one domain, ascending: several where access ports join them."""


@dataclass(frozen=True, slots=True)
class PilotFacts:
    """A second pilot: the line, the use cases that it proved, and who signed its conditions."""

    line: str
    use_cases: tuple[str, ...]
    signed_by: str = ""
    signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the case file says that the checks need."""

    case_id: str
    name: str
    pilot_line: str
    use_cases: tuple[str, ...]
    as_of: date
    """The day all ages are counted to: given in case.toml, else the day of the newest evidence."""
    currency: str = "EUR"
    plan_start: date | None = None
    baseline_signed_by: str = ""
    baseline_signed_on: date | None = None
    own_checks: tuple[str, ...] = ()
    """SHA-256 of each check that the case brought along and that has run."""
    country: str = ""
    """ISO 3166-1 code whose public holidays nobody works on; empty: no holidays."""
    subdivision: str = ""
    """State, canton or province of the country; empty: its nationwide holidays."""
    own_catalogue: str = ""
    """SHA-256 of the case's own work packages; empty: the shipped ones."""
    pilots: tuple[PilotFacts, ...] = ()
    """Pilots beside `pilot_line`, each for use cases of its own; empty: one pilot proved them all.
    """

    def own_pilot(self, use_case: str) -> PilotFacts | None:
        """The pilot that proved the use case where that is not the case's; else None."""
        return next((pilot for pilot in self.pilots if use_case in pilot.use_cases), None)

    def for_use_case(self, use_case: str) -> CaseFacts:
        """The case as one use case sees it: its own pilot, and who signed for that one."""
        pilot = self.own_pilot(use_case)
        if pilot is None:
            return self
        return replace(
            self,
            pilot_line=pilot.line,
            baseline_signed_by=pilot.signed_by,
            baseline_signed_on=pilot.signed_on,
        )


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a drawing that is no device's name, and what it was taken for."""

    text: str
    device: str = ""
    """Empty: nothing fits, or several do."""
    several: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlantFacts:
    """All that is known of the plant at one evidence state. Tuples are sorted, so equal evidence
    gives equal facts.

    Without slots, because the look-ups below are indexed once, at their first use; the indices have
    no part in comparing.
    """

    case: CaseFacts
    dataset_hash: str
    """SHA-256 of the evidence chain's head and of case.toml: the same in every output."""
    devices: tuple[Device, ...] = ()
    interfaces: tuple[Seen[Interface], ...] = ()
    vlans: tuple[Seen[Vlan], ...] = ()
    fdb: tuple[Seen[FdbEntry], ...] = ()
    arp: tuple[Seen[ArpEntry], ...] = ()
    stp: tuple[Seen[StpState], ...] = ()
    neighbours: tuple[Seen[Neighbour], ...] = ()
    """As the devices reported them, before they became links."""
    loads: tuple[Seen[LinkLoad], ...] = ()
    poe: tuple[Seen[PoeBudget], ...] = ()
    services: tuple[Seen[Service], ...] = ()
    endpoints: tuple[Seen[UaEndpoint], ...] = ()
    management: tuple[Seen[Management], ...] = ()
    table_reads: tuple[Seen[TableRead], ...] = ()
    logins: tuple[Seen[Login], ...] = ()
    reaches: tuple[Seen[Reach], ...] = ()
    """`device_id` is empty where the destination is no known device."""
    conversations: tuple[Seen[Conversation], ...] = ()
    coverage: tuple[Seen[Coverage], ...] = ()
    links: tuple[Link, ...] = ()
    placements: tuple[Placement, ...] = ()
    """Of every learned MAC, ascending."""
    segments: tuple[Segment, ...] = ()
    labels: tuple[Label, ...] = ()
    """Labels of drawings and cable lists that are no device's name."""
    rows: dict[str, tuple[Stated[Any], ...]] = field(
        default_factory=dict[str, tuple[Stated[Any], ...]]
    )
    problems: tuple[str, ...] = ()
    """Stored evidence that no longer fits its record and is left out: what, where, what to do."""

    def table(self, row: type[R]) -> tuple[Stated[R], ...]:
        """Rows of one inventory table, in the order they were stated, without superseded ones."""
        return cast("tuple[Stated[R], ...]", self.rows.get(row.table, ()))

    @cached_property
    def lines(self) -> tuple[LineRow, ...]:
        """The plant's lines in the order of the inventory."""
        return tuple(row.record for row in self.table(LineRow))

    def device(self, device_id: str) -> Device | None:
        """The merged device of that id, or of that name, or None."""
        return self._device_index.get(device_id)

    def on_line(self, line: str) -> tuple[Device, ...]:
        """Devices that belong to the line."""
        return self._line_index.get(line, ())

    def read_state(self, device_id: str, table: str) -> TableState:
        """The best state in which a table of a device was read; absent when nobody tried."""
        return self._state_index.get((device_id, table), TableState.ABSENT)

    @cached_property
    def _device_index(self) -> dict[str, Device]:
        """Ids before names, the first device before the next of its name."""
        found: dict[str, Device] = {}
        for device in self.devices:
            found.setdefault(device.device_id, device)
        for device in self.devices:
            if device.name:
                found.setdefault(device.name, device)
        return found

    @cached_property
    def _line_index(self) -> dict[str, tuple[Device, ...]]:
        found: dict[str, list[Device]] = {}
        for device in self.devices:
            found.setdefault(device.line, []).append(device)
        return {line: tuple(devices) for line, devices in found.items()}

    @cached_property
    def _state_index(self) -> dict[tuple[str, str], TableState]:
        order = (TableState.ABSENT, TableState.PARTIAL, TableState.COMPLETE)
        found: dict[tuple[str, str], TableState] = {}
        for row in self.table_reads:
            key = (row.device_id, row.value.table)
            found[key] = max(found.get(key, TableState.ABSENT), row.value.state, key=order.index)
        return found
