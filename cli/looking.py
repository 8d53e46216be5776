"""What `plantready probe` does beside the inventory's exchanges: look through the networks whose
scope entry says `discover = true`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING

from cli.stages import Desk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from audit.discovery.records import DiscoveryReport
    from audit.discovery.run import Discovery
    from audit.net.dialer import Dialer
    from audit.net.exchanges import Exchange
    from audit.net.scope import Scope
    from audit.net.target import Probe
    from audit.records import Observation

PREFIXES = ("discover ", "listening at ", "path ")


def networks_of(scope: Scope, lines: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the networks to look through, in the scope's order."""
    return tuple(
        rule.net
        for rule in scope.allow
        if rule.discover and rule.mode == "active" and (not lines or rule.line in lines)
    )


def discovery_of(
    desk: Desk, dialer: Dialer, scope: Scope, exchanges: Sequence[Exchange], fresh: set[str],
    probes: Sequence[Probe], progress: Callable[[str], None], report: DiscoveryReport | None,
) -> Discovery:  # fmt: skip
    """Return a discovery that stores into the case and asks nothing that is fresh."""
    from audit.discovery.places import places_of
    from audit.discovery.run import Discovery
    from audit.evidence.writer import Writer

    before = _stored(desk, fresh)
    rows = [row for table in desk.inventory.rows.values() for row, _ in table]
    evidence = (s.observation for s in desk.evidence.read() if s.observation.attribute == "service")

    writer = Writer(desk.evidence)

    async def store(origin: str, observations: list[Observation]) -> None:
        await writer.add(observations, origin)

    found = Discovery(
        dialer, open_ones(scope, probes), scope.discovery, store, known=before.get,
        places=places_of(rows, exchanges, evidence), progress=progress,
    )  # fmt: skip
    found.report = report or found.report
    return found


def cells(entry: dict[str, object]) -> list[str]:
    """Return an entry of the dry run as a row of its table."""
    names = ("target", "line", "probe", "address", "packets", "bytes", "minutes", "what")
    return [str(entry[name]) for name in names]


def _stored(desk: Desk, fresh: set[str]) -> dict[str, list[Observation]]:
    """Return origin → what a fresh batch of it holds."""
    wanted = {
        batch.batch: batch.origin
        for batch in desk.evidence.newest_batches()
        if batch.origin in fresh and batch.origin.startswith(PREFIXES)
    }
    found: defaultdict[str, list[Observation]] = defaultdict(list)
    if wanted:
        for stored in desk.evidence.read():
            if stored.batch in wanted:
                found[wanted[stored.batch]].append(stored.observation)
    return dict(found)


async def ways(
    desk: Desk, dialer: Dialer, scope: Scope, reached: Sequence[Exchange], fresh: set[str]
) -> list[str]:
    """Measure the way to each destination of a required flow that has answered; return what could
    not be measured.
    """
    from audit.net.dialer import AttemptError
    from audit.net.errors import OutOfScopeError
    from audit.net.path import measure, reaches

    told: dict[str, None] = {}
    for exchange in reached:
        origin = exchange.origin.replace("probe tcp", "path", 1)
        if not scope.paths.echoes or origin in fresh:
            continue
        try:
            path = await measure(dialer, exchange.target, scope.paths.echoes)
        except (AttemptError, OutOfScopeError) as error:
            told[f"the way to {exchange.target.key}: {error}"] = None
            continue
        found = reaches(path, exchange.target, exchange.port, dialer.vantage)
        desk.evidence.add(found, origin=origin, name=origin)
    return list(told)


def summary(report: DiscoveryReport) -> list[str]:
    """Return what discovery has to say, a line each."""
    lines = [f"heard: {text}" for text in report.heard]
    lines += [f"refused: {what}: {why}" for what, why in _joined(report.refused)]
    lines += [f"conflict: {text}" for text in report.conflicts]
    lines += [f"not seen: {text}" for text in report.unseen]
    lines += [f"not asked: {text}" for text in report.not_asked]
    lines.append(
        f"looked through {report.asked_addresses} addresses: {len(report.live)} hosts, "
        f"{len(report.identified)} say what they are"
        + (f", {len(report.already_known)} asked before" if report.already_known else "")
    )
    return lines


def _joined(refused: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Say one reason once, however many ports it kept closed."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for what, why in refused:
        found[why].append(what)
    return [
        (places[0] + (f" and {len(places) - 1} more" if len(places) > 1 else ""), why)
        for why, places in found.items()
    ]


def as_dict(report: DiscoveryReport) -> dict[str, object]:
    """Return it for machines."""
    return asdict(report)


def open_ones(scope: Scope, probes: Sequence[Probe]) -> list[Probe]:
    """Return the probes that the scope opens."""
    return [probe for probe in probes if getattr(scope.probes, probe.name, False)]


def planned(scope: Scope, probes: Sequence[Probe], lines: Sequence[str]) -> list[dict[str, object]]:
    """Return the dry run's entries: what a network costs, and each host in it that answers."""
    from ipaddress import ip_network

    from audit.discovery.order import steps_for
    from audit.net.ethernet import HEADER

    steps = steps_for("", (), open_ones(scope, probes), scope.discovery)
    # Every closed port costs its SYN; the first one that is recognised ends the questions.
    most = max((step.packets for step in steps), default=0)
    each = max(0, len(steps) - 1) + most
    size = 60 * max(0, len(steps) - 1) + max((step.bytes for step in steps), default=0)
    found: list[dict[str, object]] = []
    for network in networks_of(scope, lines):
        parsed = ip_network(network)
        count = 0 if parsed.version == 6 else max(1, parsed.num_addresses - 2)
        rate = scope.limits.packets_per_second
        found.append(
            _entry(network, "sweep", "who answers (ARP, else ICMP)", count, count * (HEADER + 46),
                   count / rate)
        )  # fmt: skip
        what = "each host that answers: " + ", ".join(f"{s.what}:{s.port}" for s in steps)
        found.append(_entry(network, "ports", what, each, size, each / rate))
        if scope.discovery.listen_s:
            what = "listen first: names, VLAN tags, DHCP servers; nothing is sent"
            found.insert(0, _entry(network, "listen", what, 0, 0, scope.discovery.listen_s))
        if scope.discovery.dhcp and parsed.version == 4:
            found.append(_dhcp(network, rate))
    return found


def total(entries: Sequence[dict[str, object]]) -> str:
    """What looking for hosts costs in all; empty: nothing is looked for."""
    by_probe: dict[str, list[dict[str, object]]] = {}
    for entry in entries:
        if not entry["refused"]:
            by_probe.setdefault(str(entry["probe"]), []).append(entry)
    sweeps, ports = by_probe.get("sweep", []), by_probe.get("ports", [])
    if not sweeps:
        return ""
    looks = [*sweeps, *by_probe.get("dhcp", []), *by_probe.get("listen", [])]
    packets, size = (sum(int(str(e[what])) for e in looks) for what in ("packets", "bytes"))
    minutes = sum(float(str(e["minutes"])) for e in looks)
    each = max((int(str(e["packets"])) for e in ports), default=0)
    return (
        f"looking for hosts in {len(sweeps)} network(s): at most {packets} packets and {size} "
        f"bytes, about {minutes:.1f} minutes, and at most {each} packets for each host that answers"
    )


def _dhcp(network: str, rate: float) -> dict[str, object]:
    """Return the entry for the question who hands out addresses, or why it cannot be put."""
    from audit.discovery.dhcp import BYTES, PACKETS, cannot_ask
    from audit.net.ethernet import why_no_frames

    if why := why_no_frames() or cannot_ask(network):
        refused = _entry(network, "dhcp", f"refused: {why}", 0, 0, 0.0)
        return refused | {"refused": why}
    what = "who offers addresses (DHCPDISCOVER to all); none is taken"
    return _entry(network, "dhcp", what, PACKETS, BYTES, PACKETS / rate)


def _entry(
    network: str, probe: str, what: str, packets: int, size: int, seconds: float
) -> dict[str, object]:
    return {
        "target": network, "line": "", "probe": probe, "address": network, "port": 0, "flows": [],
        "packets": packets, "bytes": size, "minutes": round(seconds / 60, 3), "refused": "",
        "what": what,
    }  # fmt: skip
