"""The servers that a line's data path ends on, with the certificates that were read from them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from audit.facts.model import Device, PlantFacts, Seen
from audit.payloads import Service, TableState, UaEndpoint
from audit.records import Status, Unknown, Why
from checks.ground import NOTHING, Ground, ground
from checks.line_devices import devices_of, in_use
from checks.needed import controllers, flows_of, folded, protocols_of
from checks.remembered import reads_of

_SECURED = {"https", "tls", "mqtts", "ldaps", "mqttovertls"}
_UNTIL = re.compile(r"certificate until (\d{4}-\d{2}-\d{2})(; self-signed|; signed by another)?")
_KEY = re.compile(r"\bkey ((?:RSA|EC) \d+)")


@dataclass(frozen=True, slots=True)
class Held:
    """One certificate."""

    ends: date
    self_signed: bool | None
    key: str
    """`RSA 2048`, `EC 256`; empty: not read."""
    evidence: tuple[int, ...]

    def days_left(self, as_of: date) -> int:
        """Days until its last day; below 0: it ended."""
        return (self.ends - as_of).days


@dataclass(frozen=True, slots=True)
class Server:
    """A server that was asked, or that speaks a protocol with certificates."""

    name: str
    held: tuple[Held, ...]
    on: Ground
    why: Unknown | None = None
    """Set when it should have been asked and no answer is there."""
    text: str = ""
    """The same in words."""


def keys_bits(key: str) -> int | None:
    """The bits of a key; None: not read."""
    words = key.split()
    return int(words[1]) if len(words) == 2 and words[1].isdigit() else None


def servers_of(facts: PlantFacts, line: str, use_case: str) -> list[Server]:
    """Return the servers of the line and those its flows end on, by name."""
    found = {d.device_id: d for d in devices_of(facts, line) if in_use(d)}
    path: set[str] = set()
    for flow in flows_of(facts, line, use_case):
        for name in (flow.record.source, flow.record.dest):
            device = facts.device(name) if name else None
            if device is not None and in_use(device):
                found[device.device_id] = device
                path.add(device.device_id)
    speakers = {c.device_id for c in controllers(facts, line)
                if any(folded(p) == "opcua" for p in protocols_of(facts, c))}  # fmt: skip
    servers = (_server(facts, found[key], speakers, path) for key in sorted(found))
    return [server for server in servers if server is not None]


def _server(facts: PlantFacts, device: Device, speakers: set[str], path: set[str]) -> Server | None:
    """OPC UA counts on every device, other secured services where a flow begins or ends: the web
    page of a switch carries no data of the line.
    """
    own = (device.device_id,)
    endpoints = [e for e in reads_of(facts, facts.endpoints, own) if e.status is Status.OK]
    services = [s for s in reads_of(facts, facts.services, own) if _is_open(s)]
    in_path = device.device_id in path
    secured = [s for s in services if in_path and folded(s.value.protocol) in _SECURED]
    held = {(h.ends, h.self_signed, h.key): h for h in (*_of_ua(endpoints), *_of_tls(secured))}
    name = device.name or device.device_id
    on = ground([*endpoints, *secured])
    if held:
        return Server(name, tuple(held.values()), on)
    serves_ua = bool({device.device_id, device.name} & speakers) or any(
        folded(s.value.protocol) == "opcua" or s.value.port == 4840 for s in services
    )
    read = facts.read_state(device.device_id, "endpoints") is TableState.COMPLETE
    if (serves_ua and not endpoints and not read) or secured:
        return _unread(facts, device, name)
    return Server(name, (), on) if endpoints or read else None


def _is_open(seen: Seen[Service]) -> bool:
    return seen.status is Status.OK and seen.value.state == "open" and seen.value.role == "server"


def _of_ua(endpoints: list[Seen[UaEndpoint]]) -> list[Held]:
    found: list[Held] = []
    for seen in endpoints:
        end = seen.value
        if ends := _day(end.certificate_not_after):
            held = Held(ends, end.certificate_self_signed, end.certificate_key, (seen.evidence,))
            found.append(held)
    return found


def _of_tls(services: list[Seen[Service]]) -> list[Held]:
    found: list[Held] = []
    for seen in services:
        until, key = _UNTIL.search(seen.value.detail), _KEY.search(seen.value.detail)
        if until and (ends := _day(until[1])):
            own = None if until[2] is None else "self" in until[2]
            found.append(Held(ends, own, key[1] if key else "", (seen.evidence,)))
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _unread(facts: PlantFacts, device: Device, name: str) -> Server:
    own = (device.device_id,)
    tries = [r for r in reads_of(facts, facts.table_reads, own) if r.value.table == "endpoints"]
    outcomes = {reach.value.outcome for reach in reads_of(facts, facts.reaches, own)}
    refused = any(r.status is Status.OUT_OF_SCOPE for r in tries)
    if refused or (not tries and Status.OUT_OF_SCOPE in outcomes):
        why = Unknown(Why.OUT_OF_SCOPE, "the scope does not allow to ask this server")
        text = f"{name} must not be asked for its certificate"
    elif tries:
        why = Unknown(Why.PROBE_ERROR, "the question for the certificate was not answered")
        text = f"{name} did not answer when it was asked for its certificate"
    else:
        why = Unknown(Why.NO_EVIDENCE, "the certificate was never read")
        text = f"the certificate of {name} was never read"
    return Server(name, (), ground(tries) if tries else NOTHING, why, text)
