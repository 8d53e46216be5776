"""A switch's terminal over SSH: asyncssh's server answering from a text dump, read-only.
`python -m inventories.stand_ins.ssh`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.imports.switch.split import cut, plain
from audit.switches.commands import expand
from inventories.stand_ins.life import run

SECRETS = "PLANTREADY_STAND_IN"
"""Environment variable with `user=…;password=…`, so that none is in the list of processes."""
INVALID = "                ^\n% Invalid input detected at '^' marker.\n"
_QUIET = ("terminal length", "terminal width", "terminal no")
_END = ("exit", "quit", "logout")
_PRIVILEGED = "running-config"


@dataclass(frozen=True, slots=True)
class Switch:
    """What the terminal knows."""

    name: str
    outputs: dict[str, str]
    """Full command → what is printed."""
    enable: str
    """The enable password; empty: every login is privileged at once."""

    def answer(self, typed: str, *, privileged: bool) -> str:
        """Return what a typed line prints."""
        typed = " ".join(typed.split())
        if not typed or typed.casefold().startswith(_QUIET):
            return ""
        subject, command = expand(typed)
        if command not in self.outputs or (subject == _PRIVILEGED and not privileged):
            return INVALID
        return self.outputs[command]


def switch_of(path: Path, enable: str) -> Switch:
    """Read a text dump with prompts."""
    dump = cut(plain(path.read_bytes()), path.stem)
    outputs = {expand(part.typed)[1]: part.text.rstrip("\n") + "\n" for part in dump.sections}
    return Switch(dump.name, outputs, enable)


async def terminal(switch: Switch, stdin: Any, write: Callable[[str], None]) -> None:
    """Speak with one login until it leaves, line by line, echoing as a switch does."""
    privileged = not switch.enable
    while True:
        write(f"{switch.name}{'#' if privileged else '>'}")
        typed = await _line(stdin, write, echo=True)
        if typed is None or typed.strip().casefold() in _END:
            return
        if typed.strip().casefold() in ("enable", "en"):
            if not privileged:
                write("Password: ")
                privileged = await _line(stdin, write, echo=False) == switch.enable
                write("" if privileged else "% Access denied\r\n")
            continue
        write(switch.answer(typed, privileged=privileged).replace("\n", "\r\n"))


async def _line(stdin: Any, write: Callable[[str], None], *, echo: bool) -> str | None:
    """Read up to a line's end; None when the other side has gone."""
    text = ""
    while True:
        sign = await stdin.read(1)
        if not sign:
            return None
        if sign in "\r\n":
            write("\r\n")
            return text
        text += sign
        if echo:
            write(sign)


async def serve(address: str, port: int, switch: Switch, user: str, password: str) -> None:
    """Serve until the process ends."""
    lib: Any = importlib.import_module("asyncssh")

    class Server(lib.SSHServer):  # type: ignore[misc]  # untyped base class
        def begin_auth(self, _username: str) -> bool:
            return True

        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, offered: str) -> bool:
            return bool(password) and (username, offered) == (user, password)

    async def login(process: Any) -> None:
        with contextlib.suppress(lib.BreakReceived, lib.TerminalSizeChanged, ConnectionError):
            await terminal(switch, process.stdin, process.stdout.write)
        process.exit(0)

    await lib.create_server(
        Server,
        address,
        port,
        server_host_keys=[lib.generate_private_key("ssh-ed25519")],
        process_factory=login,
        line_editor=False,
    )
    await asyncio.Event().wait()


def main() -> None:
    """Read the arguments and serve; secrets come in the environment or as arguments."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True)
    for name in ("user", "password", "enable"):
        parser.add_argument(f"--{name}", default="")
    given = parser.parse_args()
    parts = [p.partition("=") for p in os.environ.get(SECRETS, "").split(";") if p]
    secrets = {name: value for name, _, value in parts}
    own = {name: getattr(given, name) for name in ("user", "password", "enable")}
    secrets |= {name: value for name, value in own.items() if value}
    enable = secrets.get("enable", secrets.get("password", ""))
    switch = switch_of(given.data, enable)
    run(serve(given.address, given.port, switch, secrets["user"], secrets["password"]))


if __name__ == "__main__":
    main()
