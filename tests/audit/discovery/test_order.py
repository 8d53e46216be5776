"""What is tried first at an unknown host."""

from __future__ import annotations

import pytest

from audit.discovery.order import GREETING, MAKERS, USUAL, made_by, steps_for
from audit.net.rules import Discovery
from audit.net.target import DeviceClass
from audit.probes import ALL

NAMES = {probe.name for probe in ALL}


def order(
    vendor: str = "", hints: tuple[str, ...] = (), rules: Discovery | None = None
) -> list[str]:
    return [step.what for step in steps_for(vendor, hints, ALL, rules or Discovery())]


def test_every_protocol_that_is_named_has_a_probe() -> None:
    assert set(USUAL) <= NAMES
    assert {name for _, spoken in MAKERS for name in spoken} <= NAMES


@pytest.mark.parametrize(
    ("vendor", "first"),
    [
        ("Siemens AG", "s7"),
        ("Rockwell Automation", "enip"),
        ("OMRON Corporation", "fins"),
        ("Beckhoff Automation GmbH", "ads"),
        ("Hewlett Packard", "modbus"),
        ("", "modbus"),
    ],
)
def test_the_makers_own_protocol_comes_first(vendor: str, first: str) -> None:
    assert order(vendor)[0] == first


def test_what_listening_has_heard_comes_before_what_the_maker_suggests() -> None:
    assert order("Siemens AG", ("bacnet",))[:2] == ["bacnet", "s7"]


def test_nothing_is_tried_twice_and_nothing_that_the_scope_leaves_out() -> None:
    tried = [name for name in order("Siemens AG") if name != GREETING]
    assert len(tried) == len({*tried})
    rules = Discovery(protocols=("s7", "modbus"), greetings=(23,))
    assert order("", (), rules) == ["modbus", "s7", GREETING]


def test_one_frame_asks_a_segment_in_profinet_not_each_host() -> None:
    assert "pndcp" not in order("Siemens AG", ("pndcp",))


def test_a_control_protocol_is_asked_as_of_a_controller() -> None:
    for vendor, kind in (("", DeviceClass.OTHER), ("Siemens AG", DeviceClass.CONTROLLER)):
        steps = steps_for(vendor, (), ALL, Discovery())
        of_greetings = {step.device_class for step in steps if not step.ends}
        assert of_greetings == {kind}
        others = {step.device_class for step in steps if step.ends}
        assert others == {DeviceClass.CONTROLLER}


def test_an_ordinary_service_is_asked_by_its_probe_and_does_not_end_the_questions() -> None:
    rules = Discovery(protocols=("modbus", "http"), greetings=(80, 443))
    steps = steps_for("", (), ALL, rules)
    assert [(s.what, s.port, s.ends) for s in steps] == [
        ("modbus", 502, True), ("http", 80, False), (GREETING, 443, False),
    ]  # fmt: skip


def test_makers_of_office_computers_speak_no_control_protocol() -> None:
    assert made_by("Dell Inc.") == ()
