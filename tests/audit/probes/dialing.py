"""A dialer for loopback, and the credentials of a test."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from audit.net.dialer import Dialer
from audit.net.ledger import Ledger
from audit.net.scope import Scope
from audit.net.target import DeviceClass, Target


def scope(net: str = "127.0.0.0/16", pps: float = 1000.0, wait_s: float = 1.0) -> Scope:
    """Rules of engagement that open one loopback network."""
    now = datetime.now(UTC)
    return Scope.model_validate(
        {
            "case": "test",
            "authorised_by": {"name": "plant manager", "signed_on": now.date()},
            "valid": {"from": now - timedelta(hours=1), "to": now + timedelta(hours=1)},
            "allow": [{"net": net, "classes": ["infra"], "mode": "active"}],
            "probes": {"snmp": True, "ssh": True},
            "limits": {
                "packets_per_second": pps,
                "connect_timeout_s": wait_s,
                "read_timeout_s": wait_s,
            },
        }
    )


def dialer(folder: Path, rules: Scope | None = None) -> Dialer:
    """A dialer with its ledger in `folder`."""
    return Dialer(rules or scope(), Ledger(folder / "ledger.jsonl"))


def switch(port: int, probe: str, credential: str = "test", address: str = "127.0.0.1") -> Target:
    """A switch of the inventory, reached on loopback."""
    return Target(
        "SW-1",
        address,
        "10.30.0.2",
        "L1",
        DeviceClass.INFRA,
        ports={probe: port},
        credential=credential,
        platform="cisco_ios",
    )
