"""SSH switches inside the test's event loop: our stand-in's terminal, and ones with faults."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from inventories.stand_ins.ssh import Switch, terminal

Process = Callable[[Any], Awaitable[None]]


class Logins:
    """What was tried."""

    def __init__(self) -> None:
        self.tried: list[tuple[str, str]] = []
        self.typed: list[str] = []


def speaking(switch: Switch, logins: Logins) -> Process:
    """The stand-in's terminal, with everything that is typed kept."""

    async def process(one: Any) -> None:
        line: list[str] = []

        class Watched:
            async def read(self, size: int) -> str:
                sign: str = await one.stdin.read(size)
                if sign in ("\r", "\n", ""):
                    logins.typed.append("".join(line))
                    line.clear()
                else:
                    line.append(sign)
                return sign

        await terminal(switch, Watched(), one.stdout.write)
        one.exit(0)

    return process


def until(process: Process, logins: Logins, word: str) -> Process:
    """The same, until a command with that word was typed: from there on, silence."""

    async def mute(one: Any) -> None:
        talking = asyncio.ensure_future(process(one))
        while not any(word in text for text in logins.typed):
            await asyncio.sleep(0.005)
        talking.cancel()
        await asyncio.sleep(60)

    return mute


async def silent(one: Any) -> None:
    """Accepts the login and then says nothing."""
    await asyncio.sleep(60)


async def flooding(one: Any) -> None:
    """Accepts the login and then never stops talking."""
    for _ in range(20_000):
        one.stdout.write("x" * 4000)
        await one.stdout.drain()


async def greeting(one: Any) -> None:
    """A welcome text that never comes to a prompt."""
    for number in range(1_000_000):
        one.stdout.write(f"*** authorised use only, line {number} ***\r\n")
        await one.stdout.drain()
        await asyncio.sleep(0.002)


def paging(switch: Switch, logins: Logins) -> Process:
    """A terminal that stops after every three lines, whatever was said about its length."""

    async def process(one: Any) -> None:
        pages: list[str] = []

        class Keys:
            async def read(self, size: int) -> str:
                while pages:
                    one.stdout.write("--More-- ")
                    await one.stdin.read(1)
                    one.stdout.write("\x08" * 9 + " " * 9 + "\x08" * 9 + pages.pop(0))
                sign: str = await one.stdin.read(size)
                return sign

        def write(text: str) -> None:
            lines = text.splitlines(keepends=True)
            blocks = ["".join(lines[n : n + 3]) for n in range(0, len(lines), 3)]
            if pages:
                pages[-1] += text
            elif blocks:
                one.stdout.write(blocks[0])
                pages.extend(blocks[1:])

        await terminal(switch, Keys(), write)
        one.exit(0)

    return process


@asynccontextmanager
async def serving(process: Process, logins: Logins) -> AsyncGenerator[int, None]:
    """Serve on a free loopback port; user and password are `audit`."""
    lib: Any = importlib.import_module("asyncssh")

    class Server(lib.SSHServer):  # type: ignore[misc]  # untyped base class
        def begin_auth(self, username: str) -> bool:
            return True

        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, password: str) -> bool:
            logins.tried.append((username, password))
            return (username, password) == ("audit", "audit")

    server = await lib.create_server(
        Server,
        "127.0.0.1",
        0,
        server_host_keys=[lib.generate_private_key("ssh-ed25519")],
        process_factory=process,
        line_editor=False,
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
