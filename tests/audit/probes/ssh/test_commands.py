import re

import pytest

from audit.probes.ssh.commands import COMMANDS, CommandRefusedError, allowed

READING = re.compile(r"(show|display) [a-z0-9 \-]+")


@pytest.mark.parametrize("platform", sorted(COMMANDS))
def test_every_command_that_can_be_sent_only_reads(platform: str) -> None:
    for command in COMMANDS[platform]:
        assert READING.fullmatch(command), command
        assert not re.search(r"[|>;\n]|tech|redirect|tee", command)
        assert allowed(platform, command) == command


@pytest.mark.parametrize(
    "command", ["reload", "configure terminal", "write memory", "show version\nreload", "show tech"]
)
def test_nothing_else_can_be_sent(command: str) -> None:
    for platform in (*COMMANDS, "unknown"):
        with pytest.raises(CommandRefusedError):
            allowed(platform, command)
