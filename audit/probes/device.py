"""What every probe says of its target: the source, and that this answer belongs to the inventory's
device.
"""

from __future__ import annotations

from audit.net.target import Target
from audit.payloads import Identity, Reach, observe
from audit.records import Observation, Source, Status


def source_of(target: Target, port: int) -> Source:
    """Return the source of a live answer."""
    return Source(f"{target.address}:{port}")


def identity_of(
    target: Target, *, vendor: str = "", model: str = "", firmware: str = ""
) -> Identity:
    """Return who answered: the plant address and name the inventory gives, and what the device
    says.
    """
    return Identity(
        name=target.key,
        vendor=vendor,
        model=model,
        firmware=firmware,
        macs=(target.mac,) if target.mac else (),
        ips=(target.plant_ip,),
    )


def reach_of(
    target: Target, port: int, status: Status, *, method: str, vantage: str, flow: str = "",
    rtt_ms: float | None = None,
) -> Observation:  # fmt: skip
    """Return how reaching the port ended."""
    payload = Reach(target.plant_ip, port, str(status), vantage, flow, rtt_ms)
    key = f"{method} {target.address}:{port}"
    return observe(key, payload, source_of(target, port), method=method, status=status)


def clean(text: str, longest: int = 255) -> str:
    """Return device text printable and bounded: it is hostile until shown otherwise."""
    return "".join(c for c in text[: 4 * longest] if c.isprintable()).strip()[:longest]
