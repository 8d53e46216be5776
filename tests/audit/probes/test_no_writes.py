"""No wire module can encode anything that writes: every encoder is listed with the codes it may
carry, and is called with everything that hypothesis thinks of.
"""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import audit.probes
import audit.wire
from tests.audit.probes.requests import REQUESTS

FOLDER = Path(audit.probes.__file__).parent
SHARED = Path(audit.wire.__file__).parent
"""Layouts that captures read too."""
NO_MESSAGES = {"__init__", "octets", "hart_makers"}
"""Modules there that lay out nothing."""
BY_A_LIBRARY = {"snmp", "ssh"}
"""Their requests are made by a library; their rooms test them."""
ENCODERS = [(name, encoder) for name, rule in REQUESTS.items() for encoder in rule.encoders]


def wire_of(protocol: str) -> Any:
    shared = (SHARED / f"{protocol}.py").exists()
    name = f"audit.wire.{protocol}" if shared else f"audit.probes.{protocol}.wire"
    return importlib.import_module(name)


def encoders_in(module: Any) -> set[str]:
    """The public functions that make octets."""
    return {
        name
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and "bytes" in str(inspect.signature(function).return_annotation)
        and "tuple" not in str(inspect.signature(function).return_annotation)
    }


def test_every_wire_module_is_on_the_list() -> None:
    own = {path.parent.name for path in FOLDER.glob("*/wire.py")} - BY_A_LIBRARY
    shared = {path.stem for path in SHARED.glob("*.py")} - NO_MESSAGES
    assert not own & shared
    assert own | shared == set(REQUESTS)


@pytest.mark.parametrize("protocol", sorted(REQUESTS))
def test_every_encoder_of_a_wire_module_is_on_the_list(protocol: str) -> None:
    assert encoders_in(wire_of(protocol)) == set(REQUESTS[protocol].encoders)


@pytest.mark.parametrize(("protocol", "encoder"), ENCODERS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_whatever_it_is_given_an_encoder_asks_only_what_is_allowed(
    protocol: str, encoder: str, data: st.DataObject
) -> None:
    rule = REQUESTS[protocol]
    given_keywords = rule.keywords.get(encoder, st.just({}))
    arguments, keywords = data.draw(rule.encoders[encoder]), data.draw(given_keywords)
    request = getattr(wire_of(protocol), encoder)(*arguments, **keywords)
    assert rule.code(request) in rule.codes


@pytest.mark.parametrize("protocol", sorted(REQUESTS))
def test_a_wire_module_can_be_imported_by_who_may_not_use_the_network(protocol: str) -> None:
    source = Path(wire_of(protocol).__file__).read_text(encoding="utf-8")
    for word in ("audit.net", "socket", "asyncio", "audit.probes.device", ".read import"):
        assert word not in source
