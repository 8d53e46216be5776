"""What the slow path works on and what it finds: frames worth a dissector in, clues out.

Both are made and compared by the ten thousand, therefore they are tuples with names.

A dissector is a function `Look -> Iterable[Clue]`. It is exact, bounded in time and memory,
looks at the content before it believes a port number, and never raises on what a frame may hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias


class Look(NamedTuple):
    """One frame. Addresses are text, as the tables print them; empty where there is none."""

    number: int
    """From 1, in this part of the capture."""
    src: str
    dst: str
    """MAC addresses, lower case with colons."""
    vlans: tuple[int, ...]
    kind: int
    """As in `audit.capture.layers.Columns`."""
    protocol: int
    """IP protocol, -1 without IP."""
    src_ip: str
    dst_ip: str
    sport: int
    dport: int
    payload: bytes
    """Of the transport layer; without IP everything behind ethertype, LLC or SNAP header."""

    def port(self, *ports: int) -> bool:
        """Whether one side uses one of these ports."""
        return self.sport in ports or self.dport in ports


class Clue(NamedTuple):
    """One thing that a frame says of one device or one end."""

    protocol: str
    """lldp, cdp, dhcp, modbus, s7, …"""
    what: str
    """Of a device: name, vendor, model, firmware, serial, os, description, role, station, vlan, ip,
    mac (another one of the same machine), port (one of its own ports; `more` describes it),
    known-as (a name that somebody else gives it).
    Of an end: server, client (`port` says where), login (a clear-text login was made, never what
    it said), code (a function or service that was used).
    Of the network: root (a spanning tree's), virtual (an address that several share), dhcp-server,
    asks-for (a name that a device looks for).
    """
    value: str
    mac: str = ""
    """The device, by MAC; else by `ip`. One of both is given."""
    ip: str = ""
    port: int = 0
    transport: str = ""
    more: tuple[tuple[str, str], ...] = ()
    """Further particulars, each by its name."""


Dissector: TypeAlias = Callable[[Look], Iterable[Clue]]


@dataclass(slots=True)
class Heard:
    """A clue with the frame that it was first heard in, and how often it came."""

    clue: Clue
    number: int
    time_ns: int
    times: int = 1
