"""Modbus TCP: Read Device Identification, and Report Server ID where it is refused.

Source: MODBUS Application Protocol Specification V1.1b3, 6.21 (function 43, MEI type 14), 6.13
(function 17), and MODBUS Messaging on TCP/IP Implementation Guide V1.0b (MBAP header).
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.modbus.read import MOST_PACKETS, read

PROBE = Probe(
    name="modbus",
    what="vendor, product code and revision (function 43/14, else 17)",
    transport="tcp",
    port=502,
    packets=MOST_PACKETS,
    bytes=805,
    run=read,
)
