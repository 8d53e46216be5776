"""Which traces give a device a role, and which say nothing."""

import pytest

from audit.facts.roles import role_of


@pytest.mark.parametrize(
    ("name", "vendor", "role"),
    [
        ("ewon-cosy-131", "", "remote access"),
        ("", "eWON", "remote access"),
        ("tl-wa850re", "TP-Link Technologies", "AP"),
        ("station-7", "TP-Link Technologies", ""),
    ],
)
def test_names_and_makers_that_say_one_thing_only_give_a_role(
    name: str, vendor: str, role: str
) -> None:
    found, why = role_of("", "", "", vendor, (), bridges=False, routes=False, name=name)
    assert found == role
    assert bool(why) == bool(role)
