import importlib
import re
from typing import Any

import pytest

from audit.probes.ssh.commands import COMMANDS, READS, CommandRefusedError, allowed
from audit.switches.commands import expand

WRITES = re.compile(
    r"\b(configure|write|copy|reload|erase|delete|set|add|remove|clear|debug|tech\S*|export|reboot)\b"
)


@pytest.mark.parametrize("platform", sorted(COMMANDS))
def test_every_command_that_can_be_sent_only_reads(platform: str) -> None:
    for command in COMMANDS[platform]:
        assert READS.fullmatch(command), command
        assert not WRITES.search(command), command
        assert not re.search(r"[|>;\n&`$]", command)
        assert allowed(platform, command) == command


@pytest.mark.parametrize("platform", sorted(COMMANDS))
def test_every_command_fills_a_table(platform: str) -> None:
    for command in COMMANDS[platform]:
        subject, _ = expand(command, platform)
        assert subject, command


def test_every_platform_is_one_that_the_terminal_library_knows() -> None:
    library: Any = importlib.import_module("netmiko.ssh_dispatcher")
    assert set(COMMANDS) <= set(library.platforms)


def test_platforms_of_the_plant_floor_are_on_the_list() -> None:
    assert {"hirschmann_hios", "moxa_nos", "cisco_xe", "hp_procurve", "extreme_exos"} <= set(
        COMMANDS
    )


@pytest.mark.parametrize(
    "command",
    [
        "reload",
        "configure terminal",
        "write memory",
        "show version\nreload",
        "show tech",
        "/system reboot",
        "show version | redirect flash:x",
    ],
)
def test_nothing_else_can_be_sent(command: str) -> None:
    for platform in (*COMMANDS, "unknown"):
        with pytest.raises(CommandRefusedError):
            allowed(platform, command)
