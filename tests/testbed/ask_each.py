"""`python -m tests.testbed.ask_each FOLDER WAIT_S PROBE=ADDRESS:PORT...`: run each probe once
against its device, through the dialer, and print as JSON what it learned. For captures of all.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from audit.net.dialer import Dialer
from audit.net.exchanges import Exchange
from audit.net.ledger import Ledger
from audit.net.run import Run
from audit.net.scope import parse_scope
from audit.net.target import DeviceClass, Target
from audit.probes import ALL
from audit.records import Observation
from tests.testbed.cases import scope_text
from tests.testbed.segment import NETWORK

PROBES = {probe.name: probe for probe in ALL}


def main(folder: Path, wait_s: float, places: list[str]) -> None:
    """Ask one after the other; each answer is waited for so long."""
    limits = f"read_timeout_s = {wait_s}\n"
    scope = parse_scope(
        scope_text([NETWORK], opened=[NETWORK], limits=limits), folder / "scope.toml"
    )
    learned: dict[str, list[Observation]] = {}

    def store(exchange: Exchange, found: list[Observation]) -> None:
        learned.setdefault(f"{exchange.probe.name} {exchange.target.address}", []).extend(found)

    with Ledger(folder / "ledger.jsonl") as ledger:
        run = Run(Dialer(scope, ledger), store, stop_after_timeouts=1000,
                  stop_on_refused_login=False)  # fmt: skip
        asyncio.run(_all(run, [_exchange(place) for place in places]))
    said = {
        name: [{"attribute": o.attribute, "status": str(o.status), "value": o.value} for o in found]
        for name, found in learned.items()
    }
    print(json.dumps(said))


async def _all(run: Run, exchanges: list[Exchange]) -> None:
    for exchange in exchanges:
        await run.all([exchange])


def _exchange(place: str) -> Exchange:
    name, _, where = place.partition("=")
    address, _, port = where.partition(":")
    target = Target(
        f"{name}-device", address, address, "L1", DeviceClass.INFRA, "", {name: int(port)},
        name, "cisco_ios",
    )  # fmt: skip
    return Exchange(target, PROBES[name])


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3:])
