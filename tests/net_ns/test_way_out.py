"""From a socket of the line the laptop tries an address beyond the plant that the scope names: what
answers decides, what is stopped decides nothing. All of it stands in namespaces.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.testbed import peers
from tests.testbed.cases import Known, plantready, scope_text, write_case
from tests.testbed.namespaces import Namespace
from tests.testbed.plant import plant

LINE, BEYOND = "10.55.0.0/24", "9.9.9.9"
"""A public address, which here is a host of the test bed."""
DOORS = f"""[segmentation]
vantages = ["line 1", "office"]
ports = [502]
outside = ["{BEYOND}"]
outside_ports = [80, 443]
"""
SEGMENTS = f"segment,subnet,line,purpose\nline 1,{LINE},L1,cells\n"
SHUT = """
table inet wall {
 chain forward {
  type filter hook forward priority 0; policy drop;
 }
}
"""


@dataclass(frozen=True)
class Place:
    """A laptop on the line, and what lies between it and the world."""

    bench: Namespace
    router: Namespace


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Generator[Place]:
    with plant(tmp_path_factory.mktemp("beyond")) as built:
        line, world = built.segment("line"), built.segment("world")
        router = built.router("router", {line: "10.55.0.1/24", world: "9.9.9.1/24"})
        bench = built.host("bench", line, "10.55.0.9/24", gateway="10.55.0.1")
        plc = built.host("plc", line, "10.55.0.5/24", gateway="10.55.0.1")
        beyond = built.host("beyond", world, f"{BEYOND}/24", gateway="9.9.9.1")
        peers.start(built, "libmodbus", [plc])
        peers.start(built, "nginx", [beyond])
        yield Place(bench, router)


def judged(place: Place, folder: Path, vantage: str) -> dict[str, Any]:
    """What SEC-02 says of the line after a run from this vantage point."""
    scope = scope_text([LINE], opened=["10.55.0.5"], probes=["tcp"], more=DOORS)
    case = write_case(folder / "case", scope, [Known("plc", "10.55.0.5", "modbus")])
    (case / "inventory" / "segments.csv").write_text(SEGMENTS)
    ended = plantready(place.bench, case, "probe", "--vantage", vantage, timeout_s=120)
    assert "Traceback" not in ended.stderr, ended.stderr
    rows = plantready(place.bench, case, "export", "findings", timeout_s=120).stdout
    return next(r for r in json.loads(rows) if (r["check_id"], r["line"]) == ("SEC-02", "L1"))


def test_an_answer_from_beyond_fails(place: Place, tmp_path: Path) -> None:
    place.router.filter("")
    found = judged(place, tmp_path, "line 1")
    assert found["status"] == "fail", found["sentence"]
    assert f"from the line {BEYOND} port 80 answered" in found["sentence"]


def test_tries_that_are_stopped_leave_it_unknown(place: Place, tmp_path: Path) -> None:
    place.router.filter(SHUT)
    found = judged(place, tmp_path, "line 1")
    assert found["status"] == "unknown", found["sentence"]
    assert "2 tries from the line to the internet stopped" in found["sentence"]


def test_an_answer_to_another_place_says_nothing_of_the_line(place: Place, tmp_path: Path) -> None:
    place.router.filter("")
    found = judged(place, tmp_path, "office")
    assert found["status"] == "unknown", found["sentence"]
    assert "answered" not in found["sentence"]
