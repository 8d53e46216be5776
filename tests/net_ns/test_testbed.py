"""The test bed itself: what it builds behaves as a plant does, and nothing of it stays behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.testbed import wire
from tests.testbed.namespaces import (
    PREFIX,
    Namespace,
    Namespaces,
    TestbedError,
    remove_leftovers,
    run,
)
from tests.testbed.plant import drop_everything, plant
from tests.testbed.switches import Port, not_installed, switches


def reaches(space: Namespace, address: str) -> bool:
    """Whether a ping is answered."""
    try:
        space.run("ping", "-c1", "-W1", "-n", address)
    except TestbedError:
        return False
    return True


def namespaces() -> set[str]:
    return {line.split()[0] for line in run("ip", "netns", "list").splitlines() if line}


def test_every_host_has_a_mac_of_its_own(tmp_path: Path) -> None:
    with plant(tmp_path) as built:
        flat = built.segment("flat")
        built.add(flat, {f"h{n}": f"10.31.0.{n}/24" for n in range(1, 9)})
        laptop = built.host("laptop", flat, "10.31.0.200/24")
        assert all(reaches(laptop, f"10.31.0.{n}") for n in range(1, 9))
        neighbours = laptop.run("ip", "neigh", "show", "dev", "eth0").split()
        macs = {word for word in neighbours if word.count(":") == 5}
        assert macs == {built.hosts[f"h{n}"].mac for n in range(1, 9)}


def test_a_router_joins_segments_and_its_filter_parts_them(tmp_path: Path) -> None:
    with plant(tmp_path) as built:
        office, line = built.segment("office"), built.segment("line")
        router = built.router("router", {office: "10.32.0.1/24", line: "10.33.0.1/24"})
        laptop = built.host("laptop", office, "10.32.0.9/24", gateway="10.32.0.1")
        built.host("plc", line, "10.33.0.5/24", gateway="10.33.0.1")
        built.host("hmi", line, "10.33.0.6/24", gateway="10.33.0.1")
        assert reaches(laptop, "10.33.0.5")
        rule = "type filter hook forward priority 0; policy accept;\n  ip daddr 10.33.0.5 drop"
        router.filter(f"table inet between {{\n chain forward {{\n  {rule}\n }}\n}}\n")
        assert not reaches(laptop, "10.33.0.5")
        assert reaches(laptop, "10.33.0.6")


def test_a_host_behind_its_own_firewall_answers_arp_and_nothing_else(tmp_path: Path) -> None:
    with plant(tmp_path) as built:
        flat = built.segment("flat")
        closed = built.host("closed", flat, "10.34.0.1/24")
        laptop = built.host("laptop", flat, "10.34.0.2/24")
        drop_everything(closed)
        assert not reaches(laptop, "10.34.0.1")
        assert closed.mac in laptop.run("ip", "neigh", "show", "dev", "eth0")


@pytest.mark.skipif(bool(not_installed()), reason=not_installed() or "-")
def test_vlans_are_kept_apart_and_a_trunk_carries_the_tags(tmp_path: Path) -> None:
    hosts = {
        "plc": Port("sw1", "10.10.0.1/24", vlan=10), "hmi": Port("sw2", "10.10.0.2/24", vlan=10),
        "mes": Port("sw2", "10.10.0.3/24", vlan=20), "tap": Port("sw1", "", trunks=(10, 20)),
    }  # fmt: skip
    with plant(tmp_path) as built:
        fabric = switches(built, [("sw1", "sw2", (10, 20))], hosts)
        with wire.captured(built.hosts["tap"], tmp_path) as capture:
            assert reaches(built.hosts["hmi"], "10.10.0.1")
            assert not reaches(built.hosts["mes"], "10.10.0.1")
        assert {frame.vlan for frame in capture.frames if frame.arp == 1} == {"10", "20"}
        assert (10, built.hosts["hmi"].mac) in fabric.learned("sw1")
        assert (20, built.hosts["hmi"].mac) not in fabric.learned("sw1")


def test_a_line_delays_and_loses_as_it_is_told(tmp_path: Path) -> None:
    with plant(tmp_path) as built:
        here, there = built.segment("here"), built.segment("there")
        laptop = built.host("laptop", here, "10.35.0.1/24")
        built.host("plc", there, "10.35.0.2/24")
        line = built.line("line", here, there)
        assert reaches(laptop, "10.35.0.2")
        line.set(delay_s=0.2)
        said = laptop.run("ping", "-c1", "-W3", "-n", "10.35.0.2")
        assert float(said.partition("time=")[2].split()[0]) >= 400
        line.set(loss=1.0)
        assert not reaches(laptop, "10.35.0.2")


def test_two_plants_stand_beside_each_other(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    with plant(tmp_path / "one") as one, plant(tmp_path / "other") as other:
        for built in (one, other):
            flat = built.segment("flat")
            built.host("a", flat, "10.36.0.1/24")
            built.host("b", flat, "10.36.0.2/24")
        assert reaches(one.hosts["a"], "10.36.0.2")
        assert reaches(other.hosts["b"], "10.36.0.1")


def test_nothing_stays_behind_whatever_happens_inside(tmp_path: Path) -> None:
    before = namespaces()
    child: subprocess.Popen[bytes] | None = None
    with pytest.raises(ZeroDivisionError), plant(tmp_path) as built:
        host = built.host("a", built.segment("s"), "10.37.0.1/24")
        child = built.spaces.start(host, "sleep", "99")
        raise ZeroDivisionError
    assert child is not None and child.poll() is not None
    assert namespaces() == before


def test_what_a_killed_run_left_behind_is_removed_by_the_next_one() -> None:
    maker = (
        "from tests.testbed.namespaces import Namespaces\n"
        "import os, signal\n"
        "spaces = Namespaces()\n"
        "(one,) = spaces.make('left')\n"
        "child = spaces.start(one, 'sleep', '99')\n"
        "print(one.full_name, flush=True)\n"
        "while 'sleep' not in open(f'/proc/{child.pid}/comm').read(): pass\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    here = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", maker], cwd=here, stdout=subprocess.PIPE, text=True, check=False
    )
    name = done.stdout.strip()
    assert name in namespaces()
    inside = Namespace("left", name).processes()
    assert len(inside) == 1
    assert name in remove_leftovers()
    assert name not in namespaces()
    assert not is_running(inside[0])


def is_running(process: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


def test_a_plant_that_is_wanted_is_no_leftover() -> None:
    with Namespaces() as spaces:
        (mine,) = spaces.make("mine")
        assert mine.full_name.startswith(f"{PREFIX}{os.getpid()}x")
        assert mine.full_name not in remove_leftovers()
        assert mine.full_name in namespaces()
