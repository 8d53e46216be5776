"""Ask the live network. One folder a protocol; a new one adds its line to ALL."""

from audit.net.target import Probe

ALL: tuple[Probe, ...] = ()
