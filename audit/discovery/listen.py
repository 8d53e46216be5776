"""Hear before asking: adapters in, what the segment says of itself out. Nothing is sent.

Names (mDNS, NetBIOS, LLDP, CDP), DHCP servers, VLAN tags, IPv4 and IPv6 neighbours come from
`audit.capture`, which reads the same frames from files.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from audit.net.adapters import adapter_for
from audit.net.neighbours import neighbours6
from audit.payloads import Conversation, Identity, observe, payload_of
from audit.records import Observation, Source, now_utc

MOST_BYTES = 200_000_000
"""Of one recording: a mirror port gives more in an hour than listening needs."""


def adapters_for(networks: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the adapters that stand in these networks."""
    firsts = [network.partition("/")[0] for network in networks if ":" not in network]
    found = [adapter.name for first in firsts if (adapter := adapter_for(first))]
    return tuple(dict.fromkeys(found))


def listen(
    adapter: str, seconds: float, vantage: str, ended: Callable[[], bool] = lambda: False
) -> tuple[list[Observation], str]:
    """Listen at an adapter; return what was heard, and why nothing could be heard, or nothing.

    Blocks for so long, or until `ended`, or until MOST_BYTES were heard: call it in a thread.
    """
    from audit.capture import engine
    from audit.capture.observe import Origin, observations_of
    from audit.capture.record import RecordError, record

    def tick(_seconds: float, size: int) -> None:
        if ended() or size > MOST_BYTES:
            raise KeyboardInterrupt  # what ends a recording early, and keeps it

    name = f"listening at {adapter} from {vantage}"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "heard.pcap"
        try:
            record(adapter, seconds, file, tick)
        except RecordError as error:
            return [], str(error)
        with file.open("rb") as stream:
            part = engine.analyse(stream)
    found = observations_of(part, Origin(name, "", now_utc()))
    return [*found, *_ipv6(adapter)], ""


def vlans_in(observations: Iterable[Observation]) -> tuple[int, ...]:
    """Return the VLAN tags that arrived, ascending."""
    said = [payload_of(o, Conversation) for o in observations if o.attribute == "conversation"]
    return tuple(sorted({one.vlan for one in said if one.vlan is not None}))


def _ipv6(adapter: str) -> list[Observation]:
    """Return what the system's own table knows of IPv6 neighbours."""
    return [
        observe(
            f"ndp {mac}", Identity(macs=(mac,), ips=(ip,)), Source(f"neighbours of {adapter}"),
            method="ndp",
        )
        for ip, mac in neighbours6().items()
    ]  # fmt: skip
