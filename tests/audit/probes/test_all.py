"""The list of probes: complete, in step with the scope, and light to import."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import audit.probes
from audit.net.rules import Probes
from audit.net.sheet import SCOPE_TEMPLATE
from audit.net.target import Probe
from audit.probes import ALL

FOLDER = Path(audit.probes.__file__).parent
FILES = ("__init__.py", "read.py")
HEAVY = (
    "asyncua",
    "pysnmp",
    "netmiko",
    "paramiko",
    "asyncssh",
    "pymodbus",
    "scapy",
    "cryptography",
)


def test_every_probe_folder_is_in_the_list() -> None:
    folders = {path.parent.name for path in FOLDER.glob("*/__init__.py")}
    assert folders == {probe.name for probe in ALL}
    assert len(ALL) == len(folders)


@pytest.mark.parametrize("probe", ALL, ids=lambda probe: probe.name)
def test_a_probe_says_what_it_does_and_what_it_costs(probe: Probe) -> None:
    package = importlib.import_module(f"audit.probes.{probe.name}")
    assert probe is package.PROBE
    assert "Source:" in (package.__doc__ or ""), "name the standard"
    assert all((FOLDER / probe.name / name).exists() for name in FILES)
    assert probe.transport in ("tcp", "udp", "ethernet")
    assert 0 < probe.port < 65536
    smallest = probe.packets * 28  # IPv4 and UDP headers
    assert probe.packets > 0
    assert probe.bytes >= smallest
    assert probe.what


def test_the_scope_opens_and_closes_each_probe_by_name() -> None:
    assert set(Probes.model_fields) == {probe.name for probe in ALL}


def test_the_template_of_a_scope_names_every_probe() -> None:
    _, _, after = SCOPE_TEMPLATE.partition("[probes]")
    section = after.partition("[limits]")[0]
    assert [probe.name for probe in ALL if not re.search(rf"\b{probe.name}\b", section)] == []


def test_importing_the_probes_loads_no_protocol_library() -> None:
    code = f"import sys, audit.probes; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        cwd=FOLDER.parents[1],
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


def test_only_the_dialer_makes_sockets_for_the_plant() -> None:
    guilty = [
        f"{path.relative_to(FOLDER)}: {word}"
        for path in FOLDER.rglob("*.py")
        for word in ("socket.socket(", "create_datagram_endpoint(", "open_connection(", "AF_PACKET")
        if word in path.read_text(encoding="utf-8")
    ]
    assert not guilty
