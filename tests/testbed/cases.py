"""A case folder for a plant of namespaces, and the command that runs in the auditor's one."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.net.rules import Allow, Probes
from tests.testbed.namespaces import PATH, Namespace

ROOT = Path(__file__).resolve().parents[2]
SIGNED = """case = "TESTBED"
[authorised_by]
name = "plant manager"
signed_on = 2026-01-12
[valid]
from = 2026-01-01T00:00:00+01:00
to = 2099-12-31T00:00:00+01:00
"""
_PROTOCOLS = {
    "modbus": "Modbus TCP", "s7": "S7comm", "enip": "EtherNet/IP", "opcua": "OPC UA",
    "bacnet": "BACnet", "iec104": "IEC-104", "dnp3": "DNP3", "fins": "FINS", "slmp": "SLMP",
    "ads": "ADS", "codesys": "CODESYS", "hartip": "HART-IP",
}  # fmt: skip
_FLOW_PORTS = {"http": 80, "ssh": 22, "mqtt": 1883, "ftp": 21}


@dataclass(frozen=True, slots=True)
class Known:
    """What the inventory says of a device."""

    name: str
    address: str
    protocol: str
    """Several with a semicolon between."""
    mac: str = ""


def scope_text(
    networks: Sequence[str], *, per_second: float = 100, discover: bool = False,
    opened: Iterable[str] = (), limits: str = "", probes: Iterable[str] | None = None,
    more: str = "",
) -> str:  # fmt: skip
    """Return a signed scope that opens these networks to every probe, or to the named ones.

    `opened`: addresses of controllers, or a network of them.
    """
    allow = "".join(
        f'[[allow]]\nnet = "{network}"\nmode = "active"\n'
        'classes = ["infra", "server", "other", "controller"]\n'
        + ("discover = true\n" if discover else "")
        for network in networks
    )
    opened_each = "".join(
        f'[[controllers]]\n{"net" if "/" in place else "address"} = "{place}"\n'
        'permission = "maintenance lead, on the form"\n'
        for place in opened
    )
    names = Probes.model_fields if probes is None else probes
    open_probes = "[probes]\n" + "".join(f"{name} = true\n" for name in names)
    pace = f"[limits]\npackets_per_second = {per_second}\npause_between_hosts_ms = 0\n{limits}"
    stop = "[stop_on]\nconsecutive_timeouts = 1000\nany_refused_login = false\n"
    return "".join([SIGNED, allow, opened_each, open_probes, pace, stop, more])


def can_discover() -> bool:
    """Whether the scope knows discovery."""
    return "discover" in Allow.model_fields


def write_case(folder: Path, scope: str, known: Sequence[Known] = ()) -> Path:
    """Write a case whose inventory names these devices with the protocol that each speaks."""
    tables: dict[str, list[dict[str, object]]] = {"lines": [{"line": "L1"}]}
    for one in known:
        spoken = one.protocol.split(";")
        controlling = [_PROTOCOLS[name] for name in spoken if name in _PROTOCOLS]
        role = "controller" if controlling else "server"
        tables.setdefault("assets", []).append(
            {"asset_id": one.name, "line": "L1", "role": role, "ip": one.address, "mac": one.mac}
        )
        if controlling:
            tables.setdefault("plc", []).append(
                {"asset_id": one.name, "protocols": ";".join(controlling)}
            )
        for port in (_FLOW_PORTS[name] for name in spoken if name in _FLOW_PORTS):
            tables.setdefault("flows", []).append(
                {
                    "flow_id": f"F-{one.name}-{port}", "line": "L1", "source": known[0].name,
                    "dest": one.name, "dest_ip": one.address, "port": port, "required": "yes",
                }
            )  # fmt: skip
    (folder / "inventory").mkdir(parents=True)
    (folder / "case.toml").write_text('case_id = "TESTBED"\n', encoding="utf-8")
    (folder / "scope.toml").write_text(scope, encoding="utf-8")
    for name, rows in tables.items():
        with (folder / "inventory" / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder


def environment() -> dict[str, str]:
    """Return what the command line needs around it."""
    return os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "200", "PATH": PATH}


def words(case: Path, *command: str) -> list[str]:
    """Return the command line of the product."""
    return [sys.executable, "-m", "cli", "-C", str(case), *command]


def plantready(
    space: Namespace, case: Path, *command: str, timeout_s: float = 300
) -> subprocess.CompletedProcess[str]:
    """Run the product in a namespace to its end, whatever that is."""
    return subprocess.run(
        space.command(*words(case, *command)), env=environment(), capture_output=True, text=True,
        timeout=timeout_s, check=False,
    )  # fmt: skip


def start_plantready(space: Namespace, case: Path, *command: str) -> subprocess.Popen[str]:
    """Start the product in a namespace."""
    return subprocess.Popen(
        space.command(*words(case, *command)), env=environment(), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
