"""Who is there, by ICMP echo (RFC 792): one datagram an address, through a raw or an unprivileged
ping socket, or Windows' own interface; where none is allowed, by the system's own `ping`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import struct
import sys
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from audit.net import windows_echo
from audit.net.counting import Sent
from audit.net.errors import AttemptError, OutOfScopeError, failed
from audit.net.sweeping import SegmentLease
from audit.net.target import Target
from audit.records import Status

LAST_ANSWER_S = 1.0
_PAYLOAD = b"plantready"
_SIZE = 20 + 8 + len(_PAYLOAD)
_ECHO, _ECHO_REPLY = 8, 0
_WAIT_S = 0.9
_BY_COMMAND_AT_ONCE, _BY_INTERFACE_AT_ONCE = 8, 64
"""A program each; a thread each."""
Found = Callable[[str], None]


def way() -> str:
    """Return how ICMP can be sent here: raw, ping, interface, command, or empty: not at all."""
    if sys.platform == "win32":
        return "interface" if windows_echo.usable() else "command" if shutil.which("ping") else ""
    for name, kind in (("raw", socket.SOCK_RAW), ("ping", socket.SOCK_DGRAM)):
        with contextlib.suppress(OSError):
            socket.socket(socket.AF_INET, kind, socket.IPPROTO_ICMP).close()
            return name
    return "command" if shutil.which("ping") else ""


async def sweep(
    lease: SegmentLease, targets: Iterable[Target], found: Found, refused: list[str]
) -> None:
    """Ask each target once; `found(address)` is called once for each that answers, at once."""
    how = way()
    if how == "interface":
        with ThreadPoolExecutor(_BY_INTERFACE_AT_ONCE, "echo") as pool:
            loop = asyncio.get_running_loop()

            async def ask(address: str) -> bool:
                echo = partial(windows_echo.echo, address, _PAYLOAD, _WAIT_S)
                return await loop.run_in_executor(pool, echo) is not None

            await _one_by_one(lease, targets, found, refused, _BY_INTERFACE_AT_ONCE, ask)
        return
    if how == "command":
        await _one_by_one(lease, targets, found, refused, _BY_COMMAND_AT_ONCE, _answers)
        return
    if not how:
        raise AttemptError(Status.BUG, "ICMP needs a ping socket or the ping command: neither here")
    kind = socket.SOCK_RAW if how == "raw" else socket.SOCK_DGRAM
    with socket.socket(socket.AF_INET, kind, socket.IPPROTO_ICMP) as opened:
        opened.setblocking(False)
        listening = asyncio.ensure_future(_listen(opened, how == "raw", found))
        try:
            await _ask(opened, lease, targets, refused)
            await asyncio.wait({listening}, timeout=LAST_ANSWER_S)
        finally:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening


async def _ask(
    opened: socket.socket, lease: SegmentLease, targets: Iterable[Target], refused: list[str]
) -> None:
    for number, target in enumerate(targets):
        try:
            lease.ask(target)
        except OutOfScopeError:
            refused.append(target.address)
            continue
        await lease.ready(1)
        lease.check()
        try:
            opened.sendto(request(own_id(), number & 0xFFFF), (target.address, 0))
        except OSError as error:
            if failed(error).status is Status.TIMEOUT:
                continue  # no way there: nothing has left
            raise failed(error) from None
        lease.count_frames(Sent(1, _SIZE, exact=True))


async def _listen(opened: socket.socket, raw: bool, found: Found) -> None:
    seen: set[str] = set()
    loop = asyncio.get_running_loop()
    while True:
        data, place = await loop.sock_recvfrom(opened, 2048)
        address = str(place[0])
        if address not in seen and is_reply(data, own_id() if raw else None):
            seen.add(address)
            found(address)


def own_id() -> int:
    """Return what tells this process's requests from others'."""
    return os.getpid() & 0xFFFF


def payload(padded: int = 0) -> bytes:
    """Return what a request carries; `padded`: octets at least."""
    return _PAYLOAD.ljust(padded, b"\0")


def request(own_id: int, number: int, padded: int = 0) -> bytes:
    """Return an echo request; `padded`: octets that it carries at least."""
    head = struct.pack(">BBHHH", _ECHO, 0, 0, own_id, number)
    carried = payload(padded)
    return struct.pack(">BBHHH", _ECHO, 0, checksum(head + carried), own_id, number) + carried


def is_reply(data: bytes, own_id: int | None, number: int | None = None) -> bool:
    """Whether it answers our request, this one or any. `own_id`: of a raw socket, whose data begins
    with the IP header; None: of a ping socket, where the system has told ours from others.
    """
    icmp = data
    if own_id is not None:
        icmp = data[(data[0] & 0x0F) * 4 :] if data else b""
        if icmp[4:6] != own_id.to_bytes(2, "big"):
            return False
    if number is not None and icmp[6:8] != number.to_bytes(2, "big"):
        return False
    return len(icmp) >= 8 and icmp[0] == _ECHO_REPLY


def checksum(data: bytes) -> int:
    """Return the Internet checksum (RFC 1071)."""
    padded = data + b"\0" * (len(data) % 2)
    total: int = sum(struct.unpack(f">{len(padded) // 2}H", padded))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


async def _one_by_one(
    lease: SegmentLease, targets: Iterable[Target], found: Found, refused: list[str],
    at_once: int, answers: Callable[[str], Awaitable[bool]],
) -> None:  # fmt: skip
    """The system sends for us: one packet each, a few at a time; nobody tells whether it left."""
    turns = asyncio.Semaphore(at_once)

    async def one(address: str) -> None:
        async with turns:
            if await answers(address):
                found(address)

    async with asyncio.TaskGroup() as group:
        for target in targets:
            try:
                lease.ask(target)
            except OutOfScopeError:
                refused.append(target.address)
                continue
            await lease.ready(1)
            lease.check()
            lease.count_frames(Sent(1, _SIZE, exact=False))
            group.create_task(one(target.address))


async def _answers(address: str) -> bool:
    words = (
        ["-n", "1", "-w", str(int(_WAIT_S * 1000))]
        if sys.platform == "win32"
        else ["-c", "1", "-W", "1"]
    )
    child = await asyncio.create_subprocess_exec(
        shutil.which("ping") or "ping", *words, address,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(5):
            said, _ = await child.communicate()
    except TimeoutError:
        child.kill()
        await child.wait()
        return False
    return child.returncode == 0 and is_answered(said)


def is_answered(said: bytes) -> bool:
    """Whether the ping command prints an answer, in whatever language. Windows ends with 0 also
    when a router says that nobody is there; only an answer has a TTL.
    """
    return b"ttl=" in said.lower()
