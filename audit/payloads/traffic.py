"""What a capture shows: conversations, and the ground that it covers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Conversation:
    """Traffic between two ends as a capture shows it."""

    src_mac: str = ""
    src_ip: str = ""
    dst_mac: str = ""
    dst_ip: str = ""
    vlan: int | None = None
    protocol: str = ""
    server_port: int | None = None
    packets: int = 0
    bytes: int = 0
    first_seen: str = ""
    last_seen: str = ""
    reads: int | None = None
    writes: int | None = None
    payloads: int | None = None
    """Packets that carried data."""
    repeated: int | None = None
    """Of these, TCP segments that had been sent before."""
    zero_windows: int | None = None
    """TCP segments whose sender could take no more."""
    cycle_ms: float | None = None
    """Mean time between packets of cyclic process data."""
    jitter_ms: float | None = None
    """Standard deviation of that time."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a source covered: the observation base of absence checks."""

    what: str
    """capture, scan, dump, walk, survey."""
    start: str = ""
    end: str = ""
    packets: int = 0
    detail: str = ""
    seconds: float | None = None
    """Between the first and the last packet."""
    silent_seconds: int | None = None
    """Whole seconds in between without any packet."""
    senders: int | None = None
    broadcast_peak: int | None = None
    """Broadcast frames in the busiest second."""
    broadcast_mean: float | None = None
    """Broadcast frames a second over the whole time."""
    multicast_peak: int | None = None
    multicast_mean: float | None = None
    mirror: str = ""
    """uplink: many talk with many; port: one talks with many; empty: not told."""
    sensor: str = ""
    """Whose windows follow each other: those of one sensor count together; empty: a file by itself.
    """
