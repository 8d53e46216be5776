"""Record what a mirror port shows: an adapter in, a capture file out. Nothing is sent.

dumpcap and tcpdump come first: they have the rights that a laptop's owner gave them once, and lose
nothing at full speed. Without them Linux's own packet socket is read, which needs the right to.
"""

from __future__ import annotations

import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from io import BufferedIOBase
from pathlib import Path
from typing import cast

from audit.capture.source import is_capture, is_compressed

SNAP = 262_144
PIPE = "-"
_ALL = 0x0003
_PACKET_AUXDATA, _SOL_PACKET = 8, 263
_TAG_VALID = 0x10

Tick = Callable[[float, int], None]
"""Is told the seconds gone and the bytes written."""


class RecordError(Exception):
    """Raised when nothing can be recorded; the message says why and what to do."""


def adapters() -> tuple[str, ...]:
    """The names of this computer's network adapters."""
    return tuple(name for _, name in socket.if_nameindex())


def record(adapter: str, seconds: float, target: Path, tick: Tick | None = None) -> str:
    """Record for so long, or until Ctrl-C; give the tool that did it. What was recorded stays.

    The adapter `-` is the standard input: a capture that another tool or computer sends.

    Raises
    ------
    RecordError
        When there is no such adapter, no tool, or no right to listen.
    """
    tick = tick or _nobody
    if adapter == PIPE:
        _drain(cast(BufferedIOBase, sys.stdin.buffer), seconds, target, tick)
        return "standard input"
    if adapter not in adapters():
        known = ", ".join(adapters())
        raise RecordError(f"there is no adapter {adapter!r}; this computer has: {known}")
    failed: list[str] = []
    for name, command in _tools(adapter, target).items():
        if why := _run(command, seconds, target, tick):
            failed.append(f"{name}: {why}")
        else:
            return name
    if sys.platform == "linux":
        try:
            _listen(adapter, seconds, target, tick)
        except PermissionError:
            failed.append("packet socket: no right to listen (needs root or CAP_NET_RAW)")
        except OSError as error:
            failed.append(f"packet socket: {error.strerror}")
        else:
            return "packet socket"
    why = "; ".join(failed) or "neither dumpcap nor tcpdump is installed"
    raise RecordError(
        f"{adapter} cannot be listened to: {why}. Install Wireshark, whose dumpcap may listen "
        f"without administrator rights once that was allowed, or record elsewhere and import"
    )


def _drain(pipe: BufferedIOBase, seconds: float, target: Path, tick: Tick) -> None:
    """Keep what comes in, until it ends or the time is over; what is no capture is refused."""
    start = time.monotonic()
    with target.open("wb") as out:
        try:
            while (gone := time.monotonic() - start) < seconds:
                if not _ready(pipe):
                    continue
                if not (data := pipe.read1(2**20)):
                    break
                out.write(data)
                tick(gone, out.tell())
        except KeyboardInterrupt:
            pass
    with target.open("rb") as file:
        known = is_capture(head := file.read(64)) or is_compressed(head)
    if not known:
        target.unlink()
        raise RecordError(
            "what came through the pipe is no capture: let the other side write one, as "
            "`tcpdump -w -` and `dumpcap -w -` do"
        )


def _ready(pipe: BufferedIOBase) -> bool:
    """Wait a little for something to read; where that cannot be waited for, reading waits."""
    try:
        return bool(select.select([pipe], [], [], 0.2)[0])
    except (OSError, ValueError):
        return True


def _nobody(_seconds: float, _size: int) -> None:
    """Nobody wants to be told."""


def _tools(adapter: str, target: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if dumpcap := shutil.which("dumpcap"):
        found["dumpcap"] = [dumpcap, "-q", "-i", adapter, "-s", str(SNAP), "-w", str(target)]
    if tcpdump := shutil.which("tcpdump"):
        found["tcpdump"] = [tcpdump, "-n", "-U", "-i", adapter, "-s", str(SNAP), "-w", str(target)]
    return found


def _run(command: list[str], seconds: float, target: Path, tick: Tick) -> str:
    """Let a tool record; give why it did not, or nothing."""
    # The command is a tool found on the path with an adapter of this computer.
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as tool:  # noqa: S603
        start = time.monotonic()
        try:
            while tool.poll() is None and time.monotonic() - start < seconds:
                time.sleep(0.2)
                tick(time.monotonic() - start, _size(target))
        except KeyboardInterrupt:
            pass
        ended_early = tool.poll() is not None
        if not ended_early:
            tool.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGINT)
        try:
            _, said = tool.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            tool.kill()
            _, said = tool.communicate()
    if (ended_early and tool.returncode) or not target.exists():
        target.unlink(missing_ok=True)
        lines = said.decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:300] if lines else f"ended with {tool.returncode}"
    return ""


def _size(target: Path) -> int:
    return target.stat().st_size if target.exists() else 0


def _listen(adapter: str, seconds: float, target: Path, tick: Tick) -> None:
    """Read a packet socket. VLAN tags that the adapter took off come back from its side notes."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ALL)) as ear:
        ear.bind((adapter, 0))
        ear.settimeout(0.2)
        ear.setsockopt(_SOL_PACKET, _PACKET_AUXDATA, 1)
        with target.open("wb") as out:
            out.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, SNAP, 1))
            start = told = time.monotonic()
            try:
                while (now := time.monotonic()) - start < seconds:
                    _one(ear, out.write)
                    if now - told > 0.2:
                        told = now
                        tick(now - start, out.tell())
            except KeyboardInterrupt:
                pass


def _one(ear: socket.socket, write: Callable[[bytes], object]) -> None:
    try:
        data, notes, _, _ = ear.recvmsg(SNAP, 256)
    except TimeoutError:
        return
    for level, kind, note in notes:
        if (level, kind) == (_SOL_PACKET, _PACKET_AUXDATA) and len(note) >= 20:
            status, length, _, _, _, tci, protocol = struct.unpack("IIIHHHH", note[:20])
            if status & _TAG_VALID and len(data) >= 12:
                data = data[:12] + struct.pack(">HH", protocol or 0x8100, tci) + data[12:]
            del length
    seconds, nanoseconds = divmod(time.time_ns(), 10**9)
    write(struct.pack("<IIII", seconds, nanoseconds, len(data), len(data)) + data)
