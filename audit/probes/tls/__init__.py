"""TLS: version, cipher, and the certificate's names and last day.

Source: RFC 8446 and 5246; RFC 5280 for the certificate.
"""

from __future__ import annotations

from audit.net.target import Probe
from audit.probes.tls.read import COST, read

PROBE = Probe(
    name="tls",
    what="version, cipher and certificate (one handshake, then the end)",
    transport="tcp",
    port=443,
    packets=COST.packets,
    bytes=COST.bytes,
    run=read,
)
