"""MQTT: whether anonymous connections are accepted, and the broker's version.

Source: OASIS MQTT 3.1.1.
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.mqtt.read import COST, read

PROBE = Probe(
    name="mqtt",
    what="whether strangers are let in, and the broker's version (one anonymous connection)",
    transport="tcp",
    port=1883,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
