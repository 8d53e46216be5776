"""What a capture covers: how long, how complete, from where; the ground on which absence stands."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from audit.capture.batch import NO_TIME
from audit.capture.engine import Part
from audit.capture.layers import MULTICAST
from audit.capture.pick import vlan_ids
from audit.capture.rates import Rates
from audit.capture.stations import Stations
from audit.payloads import Coverage

_ONE_PORT = 0.97
"""Share of unicast frames of one machine from which a mirror looks like a single port's."""
_FEW = 200
"""Fewer unicast frames tell nothing of the mirror."""


def coverage_of(part: Part, stations: Stations, untold: int = 0) -> Coverage:
    """Describe the observation base of a capture.

    Parameters
    ----------
    untold
        Conversations that found no room among those that are listed.
    """
    totals, rates = part.flows.totals, part.rates
    first, last = totals.first_ns, totals.last_ns
    known = first != NO_TIME
    seconds = (last - first) / 1e9 if known else None
    whole = max(1.0, seconds or 0.0)
    return Coverage(
        what="capture",
        start=_iso(first),
        end=_iso(last),
        packets=totals.frames,
        detail=_detail(part, stations, untold),
        seconds=round(seconds, 3) if seconds is not None else None,
        silent_seconds=_silent(rates) if known and not rates.left_out else None,
        senders=len(stations.by_mac),
        broadcast_peak=max(rates.broadcast.values(), default=0),
        broadcast_mean=round(sum(rates.broadcast.values()) / whole, 3),
        multicast_peak=max(rates.multicast.values(), default=0),
        multicast_mean=round(sum(rates.multicast.values()) / whole, 3),
        mirror=mirror_of(part, stations),
    )


def _iso(time_ns: int) -> str:
    if not 0 < time_ns < 4_102_444_800 * 10**9:
        return ""
    return datetime.fromtimestamp(time_ns // 10**9, UTC).isoformat()


def _silent(rates: Rates) -> int | None:
    if not rates.frames:
        return None
    return max(rates.frames) - min(rates.frames) + 1 - len(rates.frames)


def mirror_of(part: Part, stations: Stations) -> str:
    """Whether many talk with many (an uplink's mirror) or one machine with all others."""
    flows = part.flows
    source, target = flows.words("src"), flows.words("dst")
    single = (source > 0) & ((target & MULTICAST) == 0) & (target > 0)
    packets = flows.get("packets")
    total = int(packets[single].sum())
    if total < _FEW or len(stations.machines) < 3:
        return ""
    busiest = 0
    for mac in sorted(stations.by_mac.values(), key=lambda s: -s.packets)[:5]:
        number = np.uint64(int(mac.mac.replace(":", ""), 16))
        own = single & ((source == number) | (target == number))
        busiest = max(busiest, int(packets[own].sum()))
    return "port" if busiest >= _ONE_PORT * total else "uplink"


def _detail(part: Part, stations: Stations, untold: int) -> str:
    """The rest in words: VLANs, losses, what deserves a look."""
    totals = part.flows.totals
    tags = np.unique(part.flows.words("vlans")).tolist()
    vlans = sorted({vlan for tag in tags for vlan in vlan_ids(tag)})
    told = [f"{len(stations.by_mac)} senders"]
    if vlans:
        told.append(f"VLANs {', '.join(map(str, vlans[:50]))}" + (" …" if len(vlans) > 50 else ""))
    told += [f"{n} frames unwrapped from {name}" for name, n in sorted(part.unwrapped.items())]
    if totals.cut:
        told.append(f"{totals.cut} packets cut by the capture length")
    if totals.short:
        told.append(f"{totals.short} packets end within their headers")
    if part.damage.count:
        told.append(f"{part.damage.count} damaged places in the file")
    if totals.beyond or stations.left_out:
        lost = max(totals.beyond, stations.left_out)
        told.append(f"only a sample: {lost} packets of further addresses are counted together")
    if untold:
        told.append(f"{untold} of the smallest conversations are not listed one by one")
    if part.clues_left_out:
        told.append(f"{part.clues_left_out} further messages of devices found no room")
    for ip, macs in stations.duplicates[:10]:
        told.append(f"address {ip} is used by {' and '.join(macs)}")
    servers = sorted({c.value for c in part.heard if c.what == "dhcp-server"})
    if len(servers) > 1:
        told.append(f"{len(servers)} DHCP servers answer: {', '.join(servers[:10])}")
    return "; ".join(told)[:4000]
