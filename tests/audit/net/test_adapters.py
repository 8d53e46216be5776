"""What the system tells of adapters and neighbours, read from texts, and from this computer."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from audit.net import adapters
from audit.net.adapters import adapter_for, gateway, own_network
from audit.net.arp import Said, read, request
from audit.net.neighbours import neighbours, of_command, of_proc

ROUTES = """\
Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth7\t00000000\t0100150A\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth7\t0000150A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
eth8\t0000150A\t00000000\t0001\t0\t0\t0\t80FFFFFF\t0\t0\t0
cut
"""
little_linux = pytest.mark.skipif(
    sys.platform != "linux" or sys.byteorder != "little", reason="the text is of such a Linux"
)


@little_linux
def test_the_gateway_and_the_narrowest_network_are_read_from_the_routes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "route"
    file.write_text(ROUTES, encoding="ascii")
    monkeypatch.setattr(adapters, "_ROUTES", file)
    monkeypatch.setattr(adapters, "_hardware", {"eth7": "02:00:00:00:00:07"}.__getitem__)
    assert gateway() == "10.21.0.1"
    found = adapter_for("10.21.0.200")
    assert found is not None
    assert (found.name, str(found.network)) == ("eth7", "10.21.0.0/24")
    assert found.mac.hex(":") == "02:00:00:00:00:07"
    assert adapter_for("10.22.0.1") is None
    assert str(own_network("10.21.0.200")) == "10.21.0.0/24"
    assert own_network("10.22.0.1") is None
    assert own_network("fe80::1") is None


def test_loopback_is_an_adapter_of_its_own_where_the_system_tells() -> None:
    found = adapter_for("127.71.0.9")
    assert (found is not None and found.name == "lo") == (sys.platform == "linux")
    assert adapter_for("fe80::1") is None


def test_without_routes_nothing_is_on_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapters, "_ROUTES", tmp_path / "none")
    assert adapter_for("10.21.0.200") is None
    assert gateway() == ""


def test_the_neighbour_table_of_linux_leaves_out_who_never_answered() -> None:
    text = """IP address       HW type     Flags       HW address            Mask     Device
10.0.0.5         0x1         0x2         00:1B:1B:00:00:05     *        eth0
10.0.0.6         0x1         0x0         00:00:00:00:00:00     *        eth0
cut
"""
    assert of_proc(text) == {"10.0.0.5": "00:1b:1b:00:00:05"}


@pytest.mark.parametrize(
    "line",
    [
        "  10.0.0.5              00-1b-1b-00-00-05     dynamisch",
        "? (10.0.0.5) at 0:1b:1b:0:0:5 on en0 ifscope [ethernet]",
    ],
)
def test_what_arp_prints_is_read_in_every_language(line: str) -> None:
    assert of_command(f"Schnittstelle: 10.0.0.1 --- 0x3\n{line}\n") == {
        "10.0.0.5": "00:1b:1b:00:00:05"
    }
    assert of_command("? (10.0.0.9) at (incomplete) on en0") == {}


def test_this_computers_table_can_be_read() -> None:
    assert all(mac.count(":") == 5 for mac in neighbours().values())


def test_an_arp_question_is_what_rfc_826_says() -> None:
    payload = request(bytes.fromhex("020000000001"), "10.0.0.1", "10.0.0.2")
    assert payload.hex().startswith(
        "0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002".replace(" ", "")
    )
    assert len(payload) == 46
    assert read(payload) == Said(False, "02:00:00:00:00:01", "10.0.0.1")


def test_an_arp_answer_is_read_and_rubbish_is_not() -> None:
    payload = bytes.fromhex("0001080006040002 0200000000aa 0a000002 020000000001 0a000001")
    assert read(payload) == Said(True, "02:00:00:00:00:aa", "10.0.0.2")
    for end in range(28):
        assert read(payload[:end]) is None
    assert read(b"\0" * 46) is None
